"""Practice conversations: how the choices were, and whether it is passed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

GOOD, POOR = "good", "poor"
MOST_TURNS = 200
"""That stand in one play: who goes round in a loop for longer is asked to go back."""


class Tally(NamedTuple):
    """How many choices were good, and how many were judged at all."""

    good: int
    judged: int


def tally(marks: Iterable[str]) -> Tally:
    """Of the marks of the passages that somebody was led to; what is neither good nor poor does not count."""
    judged = [mark for mark in marks if mark in (GOOD, POOR)]
    return Tally(judged.count(GOOD), len(judged))


def has_practised(result: Tally, pass_good: int) -> bool:
    """Whether at least `pass_good` percent of the judged choices were good; of none, they were."""
    return result.good * 100 >= pass_good * result.judged
