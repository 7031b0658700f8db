"""Between the braces: which kind of question it is, and the answers that are chosen."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from mentortrain.learning.gift.blocks import Block
from mentortrain.learning.gift.signs import find, is_escaped, marks, plain, text_of
from mentortrain.learning.gift.values import (
    ESSAY,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    SHORT,
    SINGLE,
    TRUE_FALSE,
    Fault,
    Option,
    Text,
    Wrong,
)
from mentortrain.learning.gift.weights import weight

_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def kind_of(block: Block, answers: str, opens: int) -> str:
    """Moodle's own order of guessing."""
    body = answers.strip()
    hash_at = find(body, "#", 0)
    before_feedback = plain(body[:hash_at] if hash_at >= 0 else body)
    if not body:
        return ESSAY
    if body.startswith("#"):
        return NUMERICAL
    if find(body, "~", 0) >= 0:
        return SINGLE if find(body, "=", 0) >= 0 else MULTIPLE
    if find(body, "=", 0) >= 0 and "->" in body:
        return MATCHING
    if before_feedback in _TRUTH:
        return TRUE_FALSE
    if before_feedback.upper() in _TRUTH:
        raise Wrong(Fault(block.line_at(opens), "write T, TRUE, F or FALSE in capital letters"))
    return SHORT


def general_feedback(answers: str, default: str) -> tuple[str, Text]:
    """What follows the last `####`, for everybody, and the answers before it."""
    at = answers.rfind("####")
    while at > 0 and is_escaped(answers, at):
        at = answers.rfind("####", 0, at + 3)
    return (answers[:at], text_of(answers[at + 4 :], default)) if at >= 0 else (answers, Text(format=default))


def true_false(block: Block, answers: str, offset: int, default: str) -> tuple[Option, ...]:
    """True, then false. `{T#to who was wrong#to who was right}`; the words are the reader's language's."""
    first = find(answers, "#", 0)
    second = find(answers, "#", first + 1) if first >= 0 else -1
    end = len(answers)
    truth = _TRUTH[plain(answers[: first if first >= 0 else end])]
    empty = Text(format=default)
    wrong = text_of(answers[first + 1 : second if second >= 0 else end], default) if first >= 0 else empty
    right = text_of(answers[second + 1 :], default) if second >= 0 else empty
    return tuple(
        Option(
            Text(format=default),
            Fraction(int(value is truth)),
            right if value is truth else wrong,
            block.line_at(offset),
        )
        for value in (True, False)
    )


def choices(block: Block, answers: str, offset: int, default: str) -> tuple[Option, ...]:
    """Each `=` and `~` begins an answer; `#` begins its feedback."""
    starts = marks(answers, "~=")
    if answers[: starts[0]].strip():
        raise Wrong(Fault(block.line_at(offset), "text before the first answer; answers begin with = or ~"))
    options = []
    for at, end in pairwise([*starts, len(answers)]):
        line = block.line_at(offset + at)
        worth, words = weight(answers[at + 1 : end], line, without=Fraction(int(answers[at] == "=")))
        if answers[at] == "=" and worth != 1:
            raise Wrong(Fault(line, "an answer with = is wholly right; begin one with a weight with ~"))
        text, feedback = with_feedback(words, default)
        if not text:
            raise Wrong(Fault(line, "an answer has no text"))
        options.append(Option(text, worth, feedback, line))
    _check_weights(block, options, offset, single=find(answers, "=", 0) >= 0)
    return tuple(options)


def with_feedback(words: str, default: str) -> tuple[Text, Text]:
    """An answer and, after `#`, what is said to who gives it."""
    hash_at = find(words, "#", 0)
    if hash_at < 0:
        return text_of(words, default), Text(format=default)
    return text_of(words[:hash_at], default), text_of(words[hash_at + 1 :], default)


def _check_weights(block: Block, options: list[Option], offset: int, *, single: bool) -> None:
    line = block.line_at(offset)
    if len(options) < 2:
        raise Wrong(Fault(line, "a choice needs two answers or more"))
    first_with: dict[str, int] = {}
    for option in options:
        if option.text.text in first_with:
            raise Wrong(Fault(option.line, f"the same answer as on line {first_with[option.text.text]}"))
        first_with[option.text.text] = option.line
    total = sum((option.weight for option in options if option.weight > 0), Fraction())
    if total == 0:
        raise Wrong(Fault(line, "no answer is right: begin it with =, or give weights such as ~%50%"))
    if not single and total != 1:
        raise Wrong(Fault(line, f"the weights above 0 make {float(total * 100):g} %; they must make 100 %"))
