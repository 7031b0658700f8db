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
    session_missing: bool  # somebody lacks one, and none is scheduled


def nearness(readiness: Readiness) -> tuple[int, int]:
    """Who is nearest to ready comes first: fewest things missing, then fewest minutes."""
    return len(readiness.missing), readiness.minutes_left
