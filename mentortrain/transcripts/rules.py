"""Training time, and what of a transcript the staff of a program are shown. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mentortrain.learning.rules import Credit, credited_minutes, once


@dataclass(frozen=True)
class Attended:
    """A live session at which somebody was, with the minutes that staff marked."""

    program_id: int
    title: str
    minutes: int
    length_minutes: int
    starts_at: datetime

    @property
    def counted(self) -> int:
        """No more than the session was long."""
        return min(self.minutes, self.length_minutes)


@dataclass(frozen=True)
class CourseLine:
    """A course of which something is done. `complete_at` is None while it is not complete."""

    key: str
    title: str
    done: tuple[Credit, ...]
    minutes: int | None  # None: not told to who reads
    complete_at: datetime | None
    last_at: datetime


def training_minutes(done: Iterable[Credit], attended: Iterable[Attended]) -> int:
    """Credited minutes of what was completed, each step once, and minutes attended live. Never a stopwatch."""
    return credited_minutes(done) + sum(one.counted for one in attended)


def course_lines(
    done: Iterable[Credit], titles: dict[str, str], complete: Collection[str]
) -> list[CourseLine]:
    """One line for each course, in the order in which it was begun. `complete` are the keys of those that are."""
    by_course: dict[str, list[Credit]] = {}
    for one in once(done):
        by_course.setdefault(one.course_key, []).append(one)
    return [
        CourseLine(
            key=key,
            title=titles.get(key, key),
            done=tuple(credits_),
            minutes=credited_minutes(credits_),
            complete_at=credits_[-1].at if key in complete else None,
            last_at=credits_[-1].at,
        )
        for key, credits_ in by_course.items()
    ]


def as_told_to(lines: Sequence[CourseLine], program_id: int) -> list[CourseLine]:
    """What the staff of a program are told: of what arose elsewhere course, result and date, and no more.

    What arose in no program (staff who looked) is nobody's in particular, and told.
    """
    return [
        line
        if all(one.program_id in (program_id, None) for one in line.done)
        else replace(line, done=(), minutes=None)
        for line in lines
    ]


def training_minutes_in(program_id: int, done: Iterable[Credit], attended: Iterable[Attended]) -> int:
    """Training time as the staff of a program are told it: of what arose there."""
    return training_minutes(
        [one for one in done if one.program_id in (program_id, None)],
        [one for one in attended if one.program_id == program_id],
    )
