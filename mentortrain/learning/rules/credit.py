"""Training time: minutes that the author gave what somebody completed. No stopwatch runs anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Credit:
    """A step that somebody completed, or a quiz passed once more: as it was in the version of that moment."""

    course_key: str
    kind: str  # as in Step
    key: str
    title: str
    minutes: int
    at: datetime
    program_id: int | None  # in which it arose
    percent: int | None = None  # of a quiz, rounded down
    version_id: int = 0  # in which it was done


def once(done: Iterable[Credit]) -> tuple[Credit, ...]:
    """One for each step, in the order of time: the first counts, with the best percent of all."""
    found: dict[tuple[str, str, str], Credit] = {}
    for one in sorted(done, key=lambda each: each.at):
        step = (one.course_key, one.kind, one.key)
        first = found.setdefault(step, one)
        if (one.percent or 0) > (first.percent or 0):
            found[step] = replace(first, percent=one.percent)
    return tuple(found.values())


def credited_minutes(done: Iterable[Credit]) -> int:
    """The minutes of what was completed, each step once."""
    return sum(one.minutes for one in once(done))


def learned_at(done: Sequence[Credit]) -> datetime:
    """When something of it was completed or passed last. ValueError of nothing."""
    return max(one.at for one in done)
