"""Questions as GIFT again, so that they read back as the same values, here and in Moodle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from mentortrain.learning.gift.values import (
    BLANK,
    DESCRIPTION,
    ESSAY,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    SHORT,
    SINGLE,
    TRUE_FALSE,
    Option,
    Question,
    Text,
)
from mentortrain.learning.gift.weights import in_percent

_SIGNS = re.compile(r"[\\~=#{}:]")
_READ_OTHERWISE = re.compile(r"\[(?:html|markdown|plain|moodle)\]|%|//|\$CATEGORY:")


class CannotBeWritten(ValueError):  # noqa: N818  (said to people, as Wrong is)
    """GIFT has no escape for an arrow: `->` in words of a short answer or of what is to be matched."""


def write(questions: Iterable[Question]) -> str:
    """The text of a GIFT file, in UTF-8 and with `\\n` as line ends once encoded."""
    blocks: list[str] = []
    category = ""
    for question in questions:
        if question.category != category:
            category = question.category
            blocks.append(f"$CATEGORY: {category}\n")
        blocks.append("\n".join(_lines(question)) + "\n")
    return "\n".join(blocks)


def _lines(question: Question) -> Iterator[str]:
    marks = [("id", question.key)] if question.key else []
    marks += [("tag", tag) for tag in question.tags]
    if marks:
        yield "// " + " ".join(f"[{name}:{_bracketed(word)}]" for name, word in marks)
    title = f"::{_escaped(question.title)}::" if question.title else ""
    if question.kind == DESCRIPTION:
        yield title + _text(question.text, "moodle")
        return
    before, after = _around(question)
    before = title + before
    general = f"####{_feedback(question.general_feedback, question)}" if question.general_feedback else ""
    if question.kind == ESSAY:
        yield f"{before}{{{general}}}"
    elif question.kind == TRUE_FALSE:
        yield f"{before}{{{_truth(question)}{general}}}"
    else:
        yield before + ("{#" if question.kind == NUMERICAL else "{")
        for option in question.options:
            yield "\t" + _option(option, question)
        if general:
            yield "\t" + general
        yield "}" + after


def _around(question: Question) -> tuple[str, str]:
    """What stands before the braces and behind them: behind, if a word is missing in the middle."""
    written = _text(question.text, "moodle")
    if question.kind == SINGLE and written.count(BLANK) == 1 and not written.endswith(BLANK):
        before, _, after = written.partition(BLANK)
        return before, after
    return written, ""


def _truth(question: Question) -> str:
    true, false = question.options
    right, wrong = (true, false) if true.weight == 1 else (false, true)
    said = "TRUE" if right is true else "FALSE"
    if wrong.feedback or right.feedback:
        said += f"#{_feedback(wrong.feedback, question)}"
    if right.feedback:
        said += f"#{_feedback(right.feedback, question)}"
    return said


def _option(option: Option, question: Question) -> str:
    if question.kind == MATCHING:
        left = _text(option.text, question.text.format)
        if "->" in left:
            raise CannotBeWritten(f"{question.key}: {option.text.text}")
        return f"={left} -> {_escaped(option.answer)}"
    feedback = f"#{_feedback(option.feedback, question)}" if option.feedback else ""
    if question.kind in (SHORT, NUMERICAL):
        words = _text(option.text, "plain")
        if question.kind == NUMERICAL and option.tolerance:
            words += f":{option.tolerance}"
        weight = "" if option.weight == 1 and not words.startswith("%") else f"%{in_percent(option.weight)}%"
        if question.kind == SHORT and "->" in words + feedback:
            raise CannotBeWritten(f"{question.key}: {option.text.text}")
        return f"={weight}{words}{feedback}"
    if question.kind != MULTIPLE and option.weight == 1:
        mark = "="
    else:
        mark = "~" if option.weight == Fraction() else f"~%{in_percent(option.weight)}%"
    return mark + _text(option.text, question.text.format) + feedback


def _feedback(text: Text, question: Question) -> str:
    return _text(text, question.text.format)


def _text(text: Text, default: str) -> str:
    """With its format in front where it is not the one that holds anyway, or where the words could be read as one."""
    if not text:
        return ""
    named = text.format != default or _READ_OTHERWISE.match(text.text)
    return (f"[{text.format}]" if named else "") + _escaped(text.text)


def _escaped(words: str) -> str:
    return _SIGNS.sub(lambda found: "\\" + found[0], words).replace("\n", "\\n")


def _bracketed(word: str) -> str:
    return word.replace("]", "\\]")
