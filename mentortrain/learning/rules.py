"""Grading, passing, order and progress: exact arithmetic on values, the same every time."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from mentortrain.programs.rules import MENTEE

LESSON, QUIZ = "lesson", "quiz"
MULTIPLE = "multiple"


@dataclass(frozen=True)
class Step:
    """A lesson or a quiz of a course, as progress needs to know it."""

    kind: str  # lesson or quiz
    key: str
    title: str
    minutes: int


@dataclass(frozen=True)
class Progress:
    """Where somebody stands in a course. `next` is the first step not done, None when all are."""

    done: int
    total: int
    next: Step | None
    minutes_left: int

    @property
    def is_complete(self) -> bool:
        return self.next is None and self.total > 0


def asked_of(steps: Sequence[Step], roles: Collection[str]) -> tuple[Step, ...]:
    """The steps that count for somebody with these roles: who is a mentee only may leave the quizzes."""
    return tuple(step for step in steps if step.kind == LESSON or set(roles) != {MENTEE})


def course_progress(
    steps: Sequence[Step], completed_keys: Collection[str], passed_quizzes: Collection[str]
) -> Progress:
    """Progress by key: a lesson is done once completed, a quiz once passed, in any version of the course."""
    left = [step for step in steps if not is_done(step, completed_keys, passed_quizzes)]
    return Progress(
        done=len(steps) - len(left),
        total=len(steps),
        next=left[0] if left else None,
        minutes_left=sum(step.minutes for step in left),
    )


def is_done(step: Step, completed_keys: Collection[str], passed_quizzes: Collection[str]) -> bool:
    """Whether one step is done."""
    return step.key in (completed_keys if step.kind == LESSON else passed_quizzes)


def next_after(
    steps: Sequence[Step], step: Step, completed_keys: Collection[str], passed_quizzes: Collection[str]
) -> Step | None:
    """Where to go on from `step`: the next one not done, after the last from the start; None if all are."""
    at = next(
        (place for place, each in enumerate(steps) if (each.kind, each.key) == (step.kind, step.key)), -1
    )
    others = [*steps[at + 1 :], *steps[: max(at, 0)]]
    return next((other for other in others if not is_done(other, completed_keys, passed_quizzes)), None)


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


def shuffled(count: int, seed: int, slot: int) -> list[int]:
    """The positions 0 to count - 1 in an order that `seed` and `slot` decide, the same on every machine.

    By SHA-256, because the `random` module promises the same shuffle only within one version of Python.
    """

    def place(position: int) -> bytes:
        return hashlib.sha256(f"{seed}:{slot}:{position}".encode()).digest()

    return sorted(range(count), key=place)


@dataclass(frozen=True)
class Go:
    """An attempt at a quiz, as joining two accounts of one person needs to know it."""

    id: int
    started_at: datetime
    is_open: bool
    answered: int


def in_order(goes: Collection[Go]) -> tuple[dict[int, int], frozenset[int]]:
    """({id: number from 1, by when they started}, ids of those that go): of the open ones stays the one with the
    most answers, of equals the later one."""
    open_ones = [go for go in goes if go.is_open]
    stays = max(open_ones, key=lambda go: (go.answered, go.started_at, go.id), default=None)
    over = frozenset(go.id for go in open_ones if go is not stays)
    left = sorted((go for go in goes if go.id not in over), key=lambda go: (go.started_at, go.id))
    return {go.id: number for number, go in enumerate(left, start=1)}, over


def first_unanswered(count: int, answered: Mapping[int, object] | Collection[int]) -> int | None:
    """The first slot (from 1) without an answer, None if all have one."""
    return next((slot for slot in range(1, count + 1) if slot not in answered), None)
