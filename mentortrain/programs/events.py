"""What features above want to know: they register, the factory wires."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

on_program_made: list[Callable[[int, datetime], None]] = []
"""Called with (program id, moment) in the transaction that makes a program."""

on_training: list[Callable[[Collection[int], datetime], None]] = []
"""Called with (person ids, moment) in the transaction that records or takes back training facts."""

on_enrolled: list[Callable[[Collection[int], datetime], None]] = []
"""Called with (person ids, moment) in the transaction that lets people take part."""


def record_training(person_ids: Collection[int], at: datetime) -> None:
    """Say that a lesson, a quiz or attendance of these people changed. Of nobody: nothing is said."""
    if person_ids:
        for listener in on_training:
            listener(person_ids, at)


def record_enrolled(person_ids: Collection[int], at: datetime) -> None:
    """Say that these people take part in one program more. Of nobody: nothing is said."""
    if person_ids:
        for listener in on_enrolled:
            listener(person_ids, at)
