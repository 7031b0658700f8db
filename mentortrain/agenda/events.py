"""Who above makes something of an answer: they register, the factory wires."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mentortrain.agenda.models import Entry
from mentortrain.people.models import Person

on_answer: list[Callable[[Entry, Person, bool, datetime], bool | None]] = []
"""Called with (entry, person, whether they come, moment) by the feature whose entry it may be: whether that changed
anything, None if the entry is another feature's. RuleBroken where the feature says no."""
