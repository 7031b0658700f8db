"""Between the braces: which kind of question it is, its answers, their weights and feedback."""

from __future__ import annotations

import re
from fractions import Fraction

from mentortrain.learning.gift.blocks import Block
from mentortrain.learning.gift.signs import find, is_escaped, plain, text_of
from mentortrain.learning.gift.values import MULTIPLE, SINGLE, TRUE_FALSE, Fault, Option, Text, Wrong

_WEIGHT = re.compile(r"%(-?)(\d{1,3})(?:\.(\d{1,5}))?%")
_LOOKS_LIKE_WEIGHT = re.compile(r"%[-+\d.,]+%")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def kind_of(block: Block, answers: str, opens: int) -> str:
    """Moodle's own order of guessing. Raises for a kind that is not supported."""
    body = answers.strip()
    before_feedback = plain(body[: find(body, "#", 0)] if find(body, "#", 0) >= 0 else body)
    if not body:
        kind = "an essay question (empty braces)"
    elif body.startswith("#"):
        kind = "a numerical question"
    elif find(body, "~", 0) >= 0:
        return SINGLE if find(body, "=", 0) >= 0 else MULTIPLE
    elif find(body, "=", 0) >= 0 and find(body, "->", 0) >= 0:
        kind = "a matching question"
    elif before_feedback in _TRUTH:
        return TRUE_FALSE
    elif before_feedback.upper() in _TRUTH:
        raise Wrong(Fault(block.line_at(opens), "write T, TRUE, F or FALSE in capital letters"))
    else:
        kind = "a short answer question (only right answers, nothing to choose from)"
    raise Wrong(Fault(block.line_at(opens), f"{kind} is not supported yet"))


def general_feedback(answers: str, default: str) -> tuple[str, Text]:
    """What follows `####`, for everybody, and the answers before it."""
    at = answers.rfind("####")
    return (answers[:at], text_of(answers[at + 4 :], default)) if at >= 0 else (answers, Text(format=default))


def true_false(block: Block, answers: str, offset: int, default: str) -> tuple[Option, ...]:
    """True, then false. `{T#to who was wrong#to who was right}`; the words are the reader's language's."""
    first = find(answers, "#", 0)
    second = find(answers, "#", first + 1) if first >= 0 else -1
    end = len(answers)
    truth = _TRUTH[plain(answers[: first if first >= 0 else end])]
    wrong = text_of(answers[first + 1 : second if second >= 0 else end], default) if first >= 0 else Text()
    right = text_of(answers[second + 1 :], default) if second >= 0 else Text()
    return tuple(
        Option(
            Text(), Fraction(int(value is truth)), right if value is truth else wrong, block.line_at(offset)
        )
        for value in (True, False)
    )


def choices(block: Block, answers: str, offset: int, default: str) -> tuple[Option, ...]:
    """Each `=` and `~` begins an answer; `#` begins its feedback."""
    marks = [at for at in range(len(answers)) if answers[at] in "~=" and not is_escaped(answers, at)]
    if answers[: marks[0]].strip():
        raise Wrong(Fault(block.line_at(offset), "text before the first answer; answers begin with = or ~"))
    options = []
    for at, end in zip(marks, [*marks[1:], len(answers)], strict=True):
        line = block.line_at(offset + at)
        weight, words = _weight(answers[at:end], line)
        hash_at = find(words, "#", 0)
        text = text_of(words[:hash_at] if hash_at >= 0 else words, default)
        if not text:
            raise Wrong(Fault(line, "an answer has no text"))
        feedback = text_of(words[hash_at + 1 :], default) if hash_at >= 0 else Text()
        options.append(Option(text, weight, feedback, line))
    _check_weights(block, options, offset, single=find(answers, "=", 0) >= 0)
    return tuple(options)


def _weight(answer: str, line: int) -> tuple[Fraction, str]:
    """The weight and the rest of `=right`, `~wrong`, `~%50%half`, `~%-50%takes away`."""
    mark, words = answer[0], answer[1:].lstrip()
    found = _WEIGHT.match(words)
    if not found:
        if _LOOKS_LIKE_WEIGHT.match(words):
            raise Wrong(Fault(line, "a weight must look like %50%, %-50% or %33.33333%"))
        return Fraction(int(mark == "=")), words
    sign, whole, decimals = found[1], found[2], found[3] or ""
    percent = Fraction(int(whole + decimals), 10 ** len(decimals))
    if percent > 100:
        raise Wrong(Fault(line, f"the weight {found[0]} is beyond 100 %"))
    weight = percent / 100
    if decimals:
        # 33.33333 means a third: three of them must make a whole.
        near = weight.limit_denominator(9)
        if abs(near - weight) <= Fraction(1, 2 * 100 * 10 ** len(decimals)):
            weight = near
    if mark == "=" and weight != 1:
        raise Wrong(Fault(line, "an answer with = is wholly right; begin one with a weight with ~"))
    return (-weight if sign else weight), words[found.end() :]


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
