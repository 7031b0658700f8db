"""Who above makes something of an answer: they register, the factory wires."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Select

from mentortrain.agenda.models import Entry
from mentortrain.people.models import Person
from mentortrain.programs.rules import Scope

staff_sessions: list[Callable[[str, int, Sequence[Scope]], Select[int, str, str]]] = []
"""What a feature has for the feeds of staff: called with (what the feed holds, whose it is, what they are shown of
their programs), it selects each entry's number, who leads it, and the page of this site on which staff look at it."""

on_answer: list[Callable[[Entry, Person, bool, datetime], bool | None]] = []
"""Called with (entry, person, whether they come, moment) by the feature whose entry it may be: whether that changed
anything, None if the entry is another feature's. RuleBroken where the feature says no."""
