"""In which order staff look at people."""

from __future__ import annotations

from dataclasses import dataclass

from mentortrain.readiness.rules import Readiness


@dataclass(frozen=True)
class Counts:
    """The figures above the board."""

    invited: int
    joined: int
    started: int
    ready: int
    waiting: int  # for staff
    sessions_missing: tuple[tuple[str, str], ...]
    """Somebody lacks a live session, and none is scheduled: key and title of the courses that it is to be about, both
    empty for whichever."""


def nearness(readiness: Readiness) -> tuple[int, int]:
    """Who is nearest to ready comes first: fewest things missing, then fewest minutes."""
    return len(readiness.missing), readiness.minutes_left
