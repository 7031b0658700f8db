"""What features above want to know: they register, the factory wires."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

on_program_made: list[Callable[[int, datetime], None]] = []
"""Called with (program id, moment) in the transaction that makes a program."""

on_training: list[Callable[[int, datetime], None]] = []
"""Called with (person id, moment) in the transaction that records or takes back a training fact."""


def record_training(person_id: int, at: datetime) -> None:
    """Say that a lesson, a quiz or attendance of this person changed."""
    for listener in on_training:
        listener(person_id, at)
