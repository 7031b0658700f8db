"""What features above want to know: they register, the factory wires."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from mentortrain.people.models import Person
from mentortrain.programs.models import Cohort
from mentortrain.programs.rules import Timeline

on_program_made: list[Callable[[int, datetime], None]] = []
"""Called with (program id, moment) in the transaction that makes a program."""

on_program_copied: list[Callable[[int, int, datetime], None]] = []
"""Called with (program id, id of its copy, moment) in the transaction that copies a program."""

on_training: list[Callable[[Collection[int], datetime], None]] = []
"""Called with (person ids, moment) in the transaction that records or takes back training facts."""

on_enrolled: list[Callable[[Collection[int], datetime], None]] = []
"""Called with (person ids, moment) in the transaction that lets people take part."""


@dataclass(frozen=True)
class Sounding:
    """Something that happens by itself at a mark of a group, such as the session at two thirds.

    Whoever does it asks `queries.held_back` and `queries.resting` first.
    """

    mark: str
    is_due: Callable[[Timeline, datetime], bool]
    mails: Callable[[Cohort, datetime], int]
    """How many mails it would send now; 0 where it has happened before, or has nobody to write to."""


soundings: list[Sounding] = []
"""What sounds at marks: a program that is made or moved past one of them asks staff first."""


@dataclass(frozen=True)
class ToLead:
    """A session that begins within the hour or is on, for whoever leads it."""

    title: str
    path: str
    """Of the host's page on this site."""
    starts_at: datetime
    ends_at: datetime
    is_theirs: bool
    """Else nobody of the staff is named to lead it, and they could."""


sessions_to_lead: list[Callable[[Person, datetime], Sequence[ToLead]]] = []
"""Called with (person, moment)."""


def to_lead_by(person: Person, at: datetime) -> list[ToLead]:
    """What somebody leads now or within the hour, the earliest first: it stands above all else on the pages that they
    come to first."""
    found = [one for ask in sessions_to_lead for one in ask(person, at)]
    return sorted(found, key=lambda one: (one.starts_at, one.path))


_gathered: ContextVar[dict[int, datetime] | None] = ContextVar("gathered", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Many facts at once: whose training changed inside is said at the end, with the last moment of all."""
    gathered: dict[int, datetime] = {}
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    if gathered:
        record_training(sorted(gathered), max(gathered.values()))


on_left: list[Callable[[int, int, datetime], Mapping[str, int]]] = []
"""Called with (person id, program id, moment) in the transaction in which somebody leaves a program for good.

Each ends what was to come for them there, and says how much of what, by a code that `persons/words.py` knows.
"""


on_role_ended: list[Callable[[int, int, datetime], object]] = []
"""Called with (person id, program id, moment) in the transaction that ends somebody's role of staff, or gives them
another one."""


on_moved: list[Callable[[int, int, int, int], None]] = []
"""Called with (person id, program id, ids of the group that was and of the new one) in the transaction of the move."""


def record_training(person_ids: Collection[int], at: datetime) -> None:
    """Say that a lesson, a quiz or attendance of these people changed. Of nobody: nothing is said."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.update((person_id, max(at, gathered.get(person_id, at))) for person_id in person_ids)
    elif person_ids:
        for listener in on_training:
            listener(person_ids, at)


def record_enrolled(person_ids: Collection[int], at: datetime) -> None:
    """Say that these people take part in one program more. Of nobody: nothing is said."""
    if person_ids:
        for listener in on_enrolled:
            listener(person_ids, at)
