"""Totals of what people said of themselves, that give nobody away.

Three things keep a total from telling of one of few:
- what fewer than five said is not shown by itself but together with others, in one rest of five or more;
- nothing that is left out can be reckoned from what is shown: the groups that are shown, and the rest, are all of
  the people, and each is of five or more;
- a total is told as a span of five ("10 to 14"). Any two that are ever shown, of other days, other people or
  other questions, differ by none or by five and more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True)
class Totals:
    """The answers to one question: the least of the span of each group, and of the rest."""

    shown: tuple[tuple[str, int], ...] = ()
    """(answer, least), in the order of the question."""
    rest: int = 0
    """All others together: what few said, and who did not say. None of them if 0."""

    @property
    def is_empty(self) -> bool:
        """Whether there are too few to show anything."""
        return not self.shown and not self.rest


def totals_of(counts: Mapping[str, int], others: int) -> Totals:
    """What can be shown of how many gave each answer; `others` gave none, or preferred not to."""
    groups, rest = _split(counts, others)
    if not groups:
        return Totals()  # one span of all of them says nothing of the question
    return Totals(tuple((key, _least(counts[key])) for key in counts if key in groups), _least(rest))


def _split(counts: Mapping[str, int], others: int) -> tuple[frozenset[str], int]:
    """(answers shown by themselves, how many are in the rest); each of five or more, the rest perhaps of none."""
    large = sorted((key for key in counts if counts[key] >= LEAST), key=lambda key: (counts[key], key))
    rest = others + sum(count for key, count in counts.items() if key not in large)
    while 0 < rest < LEAST and large:
        rest += counts[large.pop(0)]
    if 0 < rest < LEAST:
        return frozenset(), rest
    return frozenset(large), rest


def _least(count: int) -> int:
    return count // LEAST * LEAST
