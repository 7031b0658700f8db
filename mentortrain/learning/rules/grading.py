"""Grading and passing: exact arithmetic on values, the same every time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mentortrain.learning.gift import DESCRIPTION, ESSAY, MATCHING, MULTIPLE, NUMERICAL, SHORT
from mentortrain.learning.rules.typed import is_within, matches, typed_number

UNSCORED = (ESSAY, DESCRIPTION)
"""What no machine scores. Essays are for people to mark, where the quiz says so."""
TYPED = (SHORT, NUMERICAL, ESSAY)


def grade_answer(
    kind: str, options: Sequence[Mapping[str, Any]], chosen: Sequence[int], response: str
) -> Fraction | None:
    """What an answer of any kind is worth, 0 to 1; None for what is not scored.

    `options` are as they were published: "weight", and of what is typed or paired "answer" and "tolerance".
    """
    if kind in UNSCORED:
        return None
    if kind in TYPED:
        place = matched(kind, options, response)
        return Fraction(0 if place is None else options[place]["weight"])
    if kind == MATCHING:
        return grade_pairs(options, chosen)
    return grade_question(kind, [Fraction(option["weight"]) for option in options], chosen)


def matched(kind: str, options: Sequence[Mapping[str, Any]], response: str) -> int | None:
    """The first of the author's answers that what was typed is, or None."""
    number = typed_number(response) if kind == NUMERICAL else None
    for place, option in enumerate(options):
        if kind == SHORT and response and matches(option["answer"], response):
            return place
        if number is not None and is_within(number, option["answer"], option["tolerance"]):
            return place
    return None


def grade_pairs(options: Sequence[Mapping[str, Any]], chosen: Sequence[int]) -> Fraction:
    """The share of right pairs. `chosen` says for each thing in turn at which place its match stands."""
    asked = [option for option in options if option["html"]]
    right = sum(
        0 <= place < len(options) and options[place]["answer"] == option["answer"]
        for option, place in zip(asked, chosen, strict=False)
    )
    return Fraction(right, len(asked))


def grade_question(kind: str, weights: Sequence[Fraction], chosen: Collection[int]) -> Fraction:
    """What one answer is worth, 0 to 1. `chosen` are positions in `weights`; unknown ones count for nothing.

    One choice is worth its weight. Several are worth their sum: a weight below 0 takes away, though the whole
    never falls below 0. More than one choice where one is asked for is worth nothing.
    """
    picked = {position for position in chosen if 0 <= position < len(weights)}
    if kind != MULTIPLE and len(picked) != 1:
        return Fraction()
    total = sum((weights[position] for position in picked), Fraction())
    return min(max(total, Fraction()), Fraction(1))


def quiz_score(grades: Sequence[Fraction]) -> Fraction:
    """The whole quiz, 0 to 1: every question weighs the same, an unanswered one counts as 0."""
    return sum(grades, Fraction()) / len(grades) if grades else Fraction()


@dataclass(frozen=True)
class Outcome:
    """What is known of an attempt. While essays are unread the score is the least that it can be."""

    score: Fraction
    passed: bool | None  # None: it hangs on what staff say to the essays
    unread: int


def outcome(grades: Sequence[Fraction], unread: int, pass_percent: int) -> Outcome:
    """Of the grades that are there and so many essays that nobody has read: passed or not if no mark can change it."""
    score = quiz_score([*grades, *[Fraction()] * unread])
    if has_passed(score, pass_percent):
        return Outcome(score, True, unread)
    if has_passed(quiz_score([*grades, *[Fraction(1)] * unread]), pass_percent):
        return Outcome(score, None, unread)
    return Outcome(score, False, unread)


def better(one: Outcome, other: Outcome) -> Outcome:
    """Of two ways to count the same attempt the one that is better for its person."""
    return max(one, other, key=lambda each: (each.passed is True, each.passed is None, each.score))


def has_passed(score: Fraction, pass_percent: int) -> bool:
    """Exactly: 4 of 5 is 80 %, and 79.99 % is not."""
    return score * 100 >= pass_percent


def whole_percent(score: Fraction) -> int:
    """Rounded down, so that nobody reads 80 % and has not passed at 80 %."""
    return int(score * 100)


def points_missing(score: Fraction, pass_percent: int, questions: int) -> int:
    """How many more questions, wholly right, would have passed; 0 if it is passed."""
    missing = Fraction(pass_percent * questions, 100) - score * questions
    return max(0, -(-missing.numerator // missing.denominator))
