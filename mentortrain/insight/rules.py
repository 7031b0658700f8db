"""In which order staff look at people."""

from __future__ import annotations

from dataclasses import dataclass

from mentortrain.readiness.rules import Move, Readiness


@dataclass(frozen=True)
class Counts:
    """The figures above the board."""

    invited: int
    joined: int
    started: int
    ready: int


def nearness(readiness: Readiness) -> tuple[int, int]:
    """Who is nearest to ready comes first: fewest things missing, then fewest minutes."""
    return len(readiness.missing), readiness.minutes_left


def whose_move(readiness: Readiness) -> Move:
    """The person's if anything is theirs; else staff's, else only time has to pass."""
    moves = {outcome.move for outcome in readiness.missing}
    for move in (Move.PERSON, Move.STAFF, Move.TIME):
        if move in moves:
            return move
    return Move.NOBODY
