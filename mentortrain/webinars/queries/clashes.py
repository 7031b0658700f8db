"""What speaks against a time: who is elsewhere, who rests, and for whom it is night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from mentortrain.agenda.models import Entry, EntryPerson
from mentortrain.agenda.rules import CONFIRMED, DECLINED
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.profiles.queries import free_hours_of_each
from mentortrain.programs.models import Cohort, Participation
from mentortrain.programs.rules import Scope
from mentortrain.webinars.hours import Listener, at_night
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.models.leading import CoHost
from mentortrain.webinars.queries.leading import leaders_of
from mentortrain.webinars.queries.sessions import shown


@dataclass(frozen=True)
class Taken:
    """Something else at that time. Its title is empty where whoever plans is not shown it."""

    title: str
    starts_at: datetime
    ends_at: datetime
    people: int = 0
    """Of the audience, who are in it."""


@dataclass(frozen=True)
class Clashes:
    """What speaks against a time; none of it forbids anything."""

    of_host: Sequence[Taken]
    of_audience: Sequence[Taken]
    breaks: Sequence[tuple[str, str]]
    """(name of the group, name of its break)."""
    night: Sequence[tuple[str, int]]
    """(zone, how many people)."""

    def __bool__(self) -> bool:
        return bool(self.of_host or self.of_audience or self.breaks or self.night)


def audience_of(program_id: int, cohort_id: int | None, role: str | None) -> Select[int]:
    """Ids of the people for whom a session of this group and role is (None: of all, of both), as a subquery."""
    found = select(Participation.person_id).where(
        Participation.program_id == program_id, Participation.left_at.is_(None)
    )
    if cohort_id is not None:
        found = found.where(Participation.cohort_id == cohort_id)
    return found.where(Participation.role == role) if role else found


def listeners(program_id: int, cohort_id: int | None, role: str | None) -> list[Listener]:
    """The same with their zones and free hours, in two statements. Who has two parts is there once."""
    people = audience_of(program_id, cohort_id, role)
    free = free_hours_of_each(people)
    rows = session.execute(select(Person.id, Person.time_zone).where(Person.id.in_(people)))
    return [Listener(zone, frozenset(free.get(person_id, ()))) for person_id, zone in rows]


def clashes(webinar: Webinar, scope: Scope) -> Clashes:
    """What speaks against the time of a session, as staff of `scope` may know it."""
    entry = webinar.entry
    audience = listeners(webinar.program_id, webinar.cohort_id, webinar.role)
    return Clashes(
        of_host=_of_host(webinar, scope),
        of_audience=_of_audience(webinar, scope),
        breaks=_breaks(webinar),
        night=at_night(entry.starts_at, entry.ends_at, audience),
    )


def _at_that_time(entry: Entry) -> tuple[ColumnElement[bool], ...]:
    return (
        Entry.state == CONFIRMED,
        Entry.id != entry.id,
        Entry.starts_at < entry.ends_at,
        Entry.ends_at > entry.starts_at,
    )


def _of_host(webinar: Webinar, scope: Scope) -> list[Taken]:
    leaders = leaders_of(webinar)
    if not leaders:
        return []
    as_well = select(CoHost.webinar_id).where(CoHost.person_id.in_(leaders))
    rows = session.execute(
        select(Entry.title, Entry.starts_at, Entry.ends_at, shown(scope).label("is_shown"))
        .join(Webinar, Webinar.entry_id == Entry.id)
        .where(or_(Webinar.host_id.in_(leaders), Webinar.id.in_(as_well)), *_at_that_time(webinar.entry))
        .order_by(Entry.starts_at, Entry.id)
    )
    return [Taken(title if is_shown else "", starts, ends) for title, starts, ends, is_shown in rows]


def _of_audience(webinar: Webinar, scope: Scope) -> list[Taken]:
    people = audience_of(webinar.program_id, webinar.cohort_id, webinar.role)
    rows = session.execute(
        select(
            Entry.title,
            Entry.starts_at,
            Entry.ends_at,
            shown(scope).label("is_shown"),
            func.count(EntryPerson.id),
        )
        .select_from(EntryPerson)
        .join(Entry, Entry.id == EntryPerson.entry_id)
        .outerjoin(Webinar, Webinar.entry_id == Entry.id)
        .where(EntryPerson.part != DECLINED, EntryPerson.person_id.in_(people), *_at_that_time(webinar.entry))
        .group_by(
            Entry.id,
            Entry.title,
            Entry.starts_at,
            Entry.ends_at,
            Webinar.id,
            Webinar.program_id,
            Webinar.cohort_id,
        )
        .order_by(func.count(EntryPerson.id).desc(), Entry.starts_at, Entry.id)
    )
    return [Taken(title if here else "", starts, ends, count) for title, starts, ends, here, count in rows]


def _breaks(webinar: Webinar) -> list[tuple[str, str]]:
    groups = select(Cohort).where(Cohort.program_id == webinar.program_id).order_by(Cohort.id)
    if webinar.cohort_id is not None:
        groups = groups.where(Cohort.id == webinar.cohort_id)
    return [
        (cohort.name, each.name)
        for cohort in session.scalars(groups)
        for each in cohort.breaks
        if each.has(cohort.timeline.day_of(webinar.entry.starts_at))
    ]
