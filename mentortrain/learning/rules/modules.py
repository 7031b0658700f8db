"""The parts of a course, by the positions of its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Module:
    """A part of a course: the items at the positions from `first` to `last`, counted from 1."""

    title: str
    first: int
    last: int
    facilitation: str = ""
    """Markdown for whoever leads a session about it; participants do not see it."""


def module_at(modules: Sequence[Module], position: int) -> Module | None:
    """The module in which an item stands; None in a course that is one part."""
    return next((each for each in modules if each.first <= position <= each.last), None)
