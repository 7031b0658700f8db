"""A GIFT file -> its questions and faults, one block after the other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

from mentortrain.learning.gift.answers import choices, general_feedback, kind_of, true_false
from mentortrain.learning.gift.blocks import Block, blocks
from mentortrain.learning.gift.signs import find, next_sign, plain, text_of
from mentortrain.learning.gift.typed import numbers, pairs, short_answers
from mentortrain.learning.gift.values import (
    BLANK,
    DESCRIPTION,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    SHORT,
    SINGLE,
    TRUE_FALSE,
    Fault,
    Option,
    Parsed,
    Question,
    Text,
    Wrong,
)

_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")
_LONGEST_KEY = 100
_READ: dict[str, Callable[[Block, str, int, str], tuple[Option, ...]]] = {
    SINGLE: choices,
    MULTIPLE: choices,
    TRUE_FALSE: true_false,
    SHORT: short_answers,
    NUMERICAL: numbers,
    MATCHING: pairs,
}


def parse(source: str) -> Parsed:
    """Every question of a GIFT file in its order, and every fault, by line."""
    questions: list[Question] = []
    faults: list[Fault] = []
    named: set[str] = set()  # keys that are an id, and so may not be taken twice
    for block in blocks(source):
        try:
            question = _question(block)
        except Wrong as wrong:
            faults.append(wrong.named(_name(block)))
        else:
            if question:
                questions.append(question)
                named |= {question.key} if block.ids else set()
    kept, doubled = _with_keys(questions, named)
    faults = sorted([*faults, *doubled], key=lambda fault: fault.line)
    return Parsed(tuple(kept), tuple(faults))


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
    line = block.line_at(start)
    opens, closes = _braces(block, text, start)
    if opens < 0:
        words, kind, answers, general = text_of(text[start:]), DESCRIPTION, "", Text()
    else:
        after = text[closes + 1 :]
        # Moodle's missing word: the blank stands where the answers stood.
        words = text_of(text[start:opens] + (BLANK + after if after.strip() else ""))
        answers, general = general_feedback(text[opens + 1 : closes], words.format)
        kind = kind_of(block, answers, opens)
    if not words:
        raise Wrong(Fault(line, "the question has no text before its answers"))
    options = _READ[kind](block, answers, opens + 1, words.format) if kind in _READ else ()
    key = _id(block)
    return Question(
        key=key,
        kind=kind,
        title=title,
        text=words,
        options=options,
        general_feedback=general if kind != DESCRIPTION else Text(format=words.format),
        line=line,
        tags=tuple(block.tags),
        category=block.category,
    )


def _title(block: Block, text: str, start: int) -> tuple[str, int]:
    if not text.startswith("::", start):
        return "", start
    ends = find(text, "::", start + 2)
    if ends < 0:
        raise Wrong(Fault(block.line_at(start), "the title begins with :: and never ends with ::"))
    return plain(text[start + 2 : ends]), next_sign(text, ends + 2)


def _braces(block: Block, text: str, start: int) -> tuple[int, int]:
    """Where the answers begin and end; (-1, -1) if there are none."""
    opens, closes = find(text, "{", start), find(text, "}", start)
    if opens < 0 and closes < 0:
        return -1, -1
    if opens < 0 or 0 <= closes < opens:
        raise Wrong(Fault(block.line_at(closes), "a } without a { before it; write \\} for the sign itself"))
    if closes < 0:
        raise Wrong(
            Fault(block.line_at(opens), "the { is not closed by a } before the next blank line or the end")
        )
    for sign, after in (("{", opens), ("}", closes)):
        again = find(text, sign, after + 1)
        if again >= 0:
            raise Wrong(
                Fault(
                    block.line_at(again),
                    f"a second {sign} in one question; write \\{sign} for the sign itself",
                )
            )
    return opens, closes


def _id(block: Block) -> str:
    if not block.ids:
        return ""
    key, line = block.ids[-1]
    if not key or len(key) > _LONGEST_KEY:
        raise Wrong(Fault(line, "an id needs 1 to 100 characters"))
    return key


def _name(block: Block) -> str:
    """What people call the question of a block: its title, else how its text begins."""
    text = block.text.strip()
    ends = find(text, "::", 2) if text.startswith("::") else -1
    words = plain(text[2:ends]) if ends >= 0 else text.removeprefix("::")[:200].partition("{")[0]
    shown = " ".join(words.split())
    return shown if len(shown) <= 60 else shown[:59] + "…"


def _with_keys(questions: list[Question], named: set[str]) -> tuple[list[Question], list[Fault]]:
    """Each with a key of its own: an id given twice is a fault, what was made from title or text is numbered."""
    kept: list[Question] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    used = set(named)
    numbers_of: dict[str, int] = {}
    for question in questions:
        if not question.key:
            key = _made_key(question, used, numbers_of)
            used.add(key)
            kept.append(replace(question, key=key))
            continue
        kept.append(question)
        if question.key in first:
            faults.append(
                Fault(
                    question.line,
                    f"the id {question.key!r} is already that of line {first[question.key]}; "
                    "give each its own: // [id:...]",
                    question.title,
                )
            )
        first.setdefault(question.key, question.line)
    return kept, faults


def _made_key(question: Question, used: set[str], numbers_of: dict[str, int]) -> str:
    slug = _NOT_IN_A_KEY.sub("-", question.title.lower()).strip("-")[:_LONGEST_KEY]
    base = slug or "q-" + hashlib.sha256(question.text.text.encode("utf-8", "replace")).hexdigest()[:12]
    key = base
    while key in used:
        number = numbers_of[base] = numbers_of.get(base, 1) + 1
        key = f"{base[: _LONGEST_KEY - 8]}-{number}"
    return key
