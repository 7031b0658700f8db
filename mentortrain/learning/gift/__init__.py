"""GIFT, Moodle's text format for questions: text in, values and faults out.

Read as Moodle reads it (https://docs.moodle.org/en/GIFT_format): questions stand apart by blank lines, `//`
starts a comment line, a backslash takes a sign's meaning away. Single choice, multiple choice and true/false
are supported; every other kind is a fault that names it: nothing of a question bank is lost in silence.

Pure: `parse` opens no file and never raises, whatever the text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from mentortrain.learning.gift.answers import choices, general_feedback, kind_of, true_false
from mentortrain.learning.gift.blocks import Block, blocks
from mentortrain.learning.gift.signs import find, next_sign, plain, text_of
from mentortrain.learning.gift.values import (
    FORMATS,
    MULTIPLE,
    SINGLE,
    TRUE_FALSE,
    Fault,
    Option,
    Parsed,
    Question,
    Text,
    Wrong,
)

__all__ = [
    "FORMATS",
    "MULTIPLE",
    "SINGLE",
    "TRUE_FALSE",
    "Fault",
    "Option",
    "Parsed",
    "Question",
    "Text",
    "parse",
]

_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")


def parse(source: str) -> Parsed:
    """Every question of a GIFT file in its order, and every fault, by line."""
    questions: list[Question] = []
    faults: list[Fault] = []
    for block in blocks(source):
        try:
            question = _question(block)
        except Wrong as wrong:
            faults += wrong.faults
        else:
            if question:
                questions.append(question)
    faults += _doubled(questions)
    return Parsed(tuple(questions), tuple(sorted(faults, key=lambda fault: fault.line)))


def _question(block: Block) -> Question | None:
    text = block.text
    start = next_sign(text, 0)
    if start == len(text):
        if block.ids:
            raise Wrong(
                Fault(block.ids[0][1], "the id stands apart from its question: no blank line between them")
            )
        return None
    title, start = _title(block, text, start)
    opens, closes = _braces(block, text, start)
    words = text_of(text[start:opens])
    answers = text[opens + 1 : closes]
    if not words:
        raise Wrong(Fault(block.line_at(start), "the question has no text before its answers"))
    answers, general = general_feedback(answers, words.format)
    kind = kind_of(block, answers, opens)
    read = true_false if kind == TRUE_FALSE else choices
    options = read(block, answers, opens + 1, words.format)
    return Question(
        key=_key(block, title, words.text),
        kind=kind,
        title=title,
        text=words,
        options=options,
        general_feedback=general,
        line=block.line_at(start),
    )


def _title(block: Block, text: str, start: int) -> tuple[str, int]:
    if not text.startswith("::", start):
        return "", start
    ends = find(text, "::", start + 2)
    if ends < 0:
        raise Wrong(Fault(block.line_at(start), "the title begins with :: and never ends with ::"))
    return plain(text[start + 2 : ends]), next_sign(text, ends + 2)


def _braces(block: Block, text: str, start: int) -> tuple[int, int]:
    opens, closes = find(text, "{", start), find(text, "}", start)
    if opens < 0 and closes < 0:
        raise Wrong(
            Fault(block.line_at(start), "a text without answers in { } (a description) is not supported yet")
        )
    if opens < 0 or 0 <= closes < opens:
        raise Wrong(Fault(block.line_at(closes), "a } without a { before it; write \\} for the sign itself"))
    if closes < 0:
        raise Wrong(
            Fault(block.line_at(opens), "the { is not closed by a } before the next blank line or the end")
        )
    again = find(text, "{", opens + 1)
    if again >= 0:
        raise Wrong(Fault(block.line_at(again), "a second { in one question; write \\{ for the sign itself"))
    after = next_sign(text, closes + 1)
    if after < len(text):
        raise Wrong(
            Fault(
                block.line_at(after),
                "text after the answers (a missing word question) is not supported yet: end with the }",
            )
        )
    return opens, closes


def _key(block: Block, title: str, text: str) -> str:
    if block.ids:
        key, line = block.ids[-1]
        if not key or len(key) > 100:
            raise Wrong(Fault(line, "an id needs 1 to 100 characters"))
        return key
    slug = _NOT_IN_A_KEY.sub("-", title.lower()).strip("-")[:100]
    return slug or "q-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _doubled(questions: list[Question]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for question in questions:
        if question.key in first:
            yield Fault(
                question.line,
                f"the id {question.key!r} is already that of line {first[question.key]}; "
                "give each its own: // [id:...]",
            )
        first.setdefault(question.key, question.line)
