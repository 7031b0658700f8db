"""Between the braces: answers that are typed (words, numbers) and pairs."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from mentortrain.learning.gift.answers import with_feedback
from mentortrain.learning.gift.blocks import Block
from mentortrain.learning.gift.signs import find, marks, plain, text_of
from mentortrain.learning.gift.values import Fault, Option, Text, Wrong
from mentortrain.learning.gift.weights import weight

ANY = "*"
_NUMBER = re.compile(r"[+-]?(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][+-]?\d{1,2})?", re.ASCII)


def short_answers(block: Block, answers: str, offset: int, default: str) -> tuple[Option, ...]:
    """Each `=` begins one; the first may stand without. `*` stands for anything."""
    options = []
    for line, answer in _after_equals(block, answers, offset):
        worth, words = _worth(answer, line)
        text, feedback = with_feedback(words, default)
        if not text:
            raise Wrong(Fault(line, "an answer has no text"))
        options.append(Option(Text(text.text, "plain"), worth, feedback, line))
    _check_whole(block, options, offset)
    return tuple(options)


def numbers(block: Block, answers: str, offset: int, default: str) -> tuple[Option, ...]:
    """`#3`, `#3:0.5` (half more or less), `#1..5`, or several with `=`; `~#...` is said to everybody else."""
    hash_at = answers.index("#")
    body, offset = answers[hash_at + 1 :], offset + hash_at + 1
    other = find(body, "~", 0)
    options = []
    for line, answer in _after_equals(block, body[:other] if other >= 0 else body, offset):
        worth, words = _worth(answer, line)
        text, feedback = with_feedback(words, default)
        number, tolerance = _number_of(text.text, line)
        options.append(Option(Text(number, "plain"), worth, feedback, line, tolerance=tolerance))
    if other >= 0:
        _, feedback = with_feedback(body[other:], default)
        options.append(Option(Text(ANY, "plain"), Fraction(), feedback, block.line_at(offset + other)))
    _check_whole(block, options, offset)
    return tuple(options)


def pairs(block: Block, answers: str, offset: int, default: str) -> tuple[Option, ...]:
    """`=this -> belongs to that`; `= -> that` belongs to nothing."""
    options = []
    for line, pair in _after_equals(block, answers, offset):
        left, arrow, right = pair.partition("->")
        if not arrow:
            raise Wrong(Fault(line, "a pair must look like =this -> that"))
        answer = plain(right)
        if not answer:
            raise Wrong(Fault(line, "a pair has nothing after ->"))
        options.append(Option(text_of(left, default), Fraction(1), Text(format=default), line, answer=answer))
    if len(options) < 2:
        raise Wrong(Fault(block.line_at(offset), "matching needs two pairs or more"))
    if not any(option.text for option in options):
        raise Wrong(Fault(block.line_at(offset), "no pair has anything before ->"))
    return tuple(options)


def decimal_figures(number: Decimal) -> str:
    """Exactly and without an exponent: 3, 0.0005, -12."""
    figures = format(number, "f")
    if "." in figures:
        figures = figures.rstrip("0").rstrip(".")
    return "0" if figures in ("-0", "") else figures


def _after_equals(block: Block, answers: str, offset: int) -> list[tuple[int, str]]:
    """(line, what stands after its `=`) of each answer."""
    starts = marks(answers, "=")
    first = answers[: starts[0]] if starts else answers
    found = []
    if first.strip():
        found.append((block.line_at(offset + len(first) - len(first.lstrip())), first))
    for at, end in pairwise([*starts, len(answers)]):
        found.append((block.line_at(offset + at), answers[at + 1 : end]))
    return found


def _worth(answer: str, line: int) -> tuple[Fraction, str]:
    worth, words = weight(answer, line, without=Fraction(1))
    if worth < 0:
        raise Wrong(Fault(line, "only an answer to choose may take away: give a weight from %0% to %100%"))
    return worth, words


def _number_of(text: str, line: int) -> tuple[str, str]:
    """(the number, its tolerance); ("*", "") stands for every number."""
    if text == ANY:
        return ANY, ""
    with localcontext(prec=400):  # 40 figures and 99 powers of ten: halves and sums stay exact
        if text.find("..") > 0:
            low, _, high = text.partition("..")
            least, most = _decimal(low, line), _decimal(high, line)
            if least > most:
                raise Wrong(Fault(line, "a range goes from the smaller number to the larger: 1..5"))
            middle = (least + most) / 2
            return decimal_figures(middle), decimal_figures(most - middle)
        number, colon, tolerance = text.partition(":")
        about = _decimal(tolerance, line) if colon else Decimal()
        if about < 0:
            raise Wrong(Fault(line, "a tolerance is 0 or more"))
        return decimal_figures(_decimal(number, line)), decimal_figures(about)


def _decimal(text: str, line: int) -> Decimal:
    words = text.strip()
    if not _NUMBER.fullmatch(words):
        shown = words[:30] or "nothing"
        raise Wrong(Fault(line, f"{shown} is no number; numbers look like 3, 3.5:0.1 or 1..5"))
    return Decimal(words)


def _check_whole(block: Block, options: list[Option], offset: int) -> None:
    if not options:
        raise Wrong(Fault(block.line_at(offset), "the question has no answer"))
    if all(option.weight != 1 for option in options):
        raise Wrong(Fault(block.line_at(offset), "no answer is wholly right: leave the weight of one away"))
