"""Who leads which session: the one of the staff whom it names, and whoever leads it as well."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import contains_eager

from mentortrain.agenda.models import Entry
from mentortrain.agenda.rules import CONFIRMED
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.people.rules import email_key
from mentortrain.programs.models import Participation, StaffGrant
from mentortrain.programs.queries import within
from mentortrain.programs.rules import COORDINATOR, HOST, LEAD, Scope
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.models.leading import CoHost
from mentortrain.webinars.rules import CLOSES_AFTER

LEADS_SESSIONS = (LEAD, COORDINATOR, HOST)
"""Roles of staff who can lead a session."""


def leads(person_id: Any) -> ColumnElement[bool]:
    """The condition that somebody leads a session."""
    as_well = select(CoHost.webinar_id).where(CoHost.person_id == person_id)
    return or_(Webinar.host_id == person_id, Webinar.id.in_(as_well))


def is_led_by(webinar: Webinar, person_id: int) -> bool:
    """Whether somebody leads it."""
    if webinar.host_id == person_id:
        return True
    as_well = select(CoHost.id).where(CoHost.webinar_id == webinar.id, CoHost.person_id == person_id)
    return session.scalar(as_well) is not None


def co_hosts_of(webinar_id: int) -> Sequence[Person]:
    """Who leads it as well, by name."""
    return session.scalars(
        select(Person)
        .join(CoHost, CoHost.person_id == Person.id)
        .where(CoHost.webinar_id == webinar_id)
        .order_by(Person.search_key, Person.id)
    ).all()


def leaders_of(webinar: Webinar) -> set[int]:
    """Ids of all who lead it."""
    found = set(session.scalars(select(CoHost.person_id).where(CoHost.webinar_id == webinar.id)))
    return found | {webinar.host_id} if webinar.host_id is not None else found


def led_in(person_id: int, program_id: int, *, at: datetime) -> Sequence[Webinar]:
    """The sessions of a program that are not over and that somebody leads, in the order of their entries."""
    return session.scalars(
        select(Webinar)
        .join(Webinar.entry)
        .options(contains_eager(Webinar.entry))
        .where(leads(person_id), Webinar.program_id == program_id, Entry.ends_at > at)
        .order_by(Entry.id)
    ).all()


def led_by(person_id: int, *, at: datetime) -> Sequence[Webinar]:
    """The sessions that somebody leads and that are not over or were not a moment ago, with their
    entries, the next first."""
    return session.scalars(
        select(Webinar)
        .join(Webinar.entry)
        .options(contains_eager(Webinar.entry))
        .where(leads(person_id), *_is_to_come(at - CLOSES_AFTER))
        .order_by(Entry.starts_at, Webinar.id)
    ).all()


def leads_any(person_id: Any, since: Any) -> ColumnElement[bool]:
    """Whether somebody leads a session as well that is not over, or was not at `since`: a column of a statement."""
    return exists().where(
        CoHost.person_id == person_id,
        Webinar.id == CoHost.webinar_id,
        Entry.id == Webinar.entry_id,
        *_is_to_come(since),
    )


def _is_to_come(since: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        Entry.ends_at > since,
        Entry.state == CONFIRMED,
        Webinar.drafted_at.is_(None),
        Webinar.ended_at.is_(None),
    )


def can_lead(person_id: int, program_id: int) -> bool:
    """Whether somebody takes part in a program, or is one of its staff who can lead sessions."""
    part = select(Participation.id).where(
        Participation.person_id == person_id,
        Participation.program_id == program_id,
        Participation.left_at.is_(None),
    )
    grant = select(StaffGrant.id).where(
        StaffGrant.person_id == person_id,
        StaffGrant.program_id == program_id,
        StaffGrant.role.in_(LEADS_SESSIONS),
    )
    return session.scalar(part.limit(1)) is not None or session.scalar(grant.limit(1)) is not None


@dataclass(frozen=True)
class Named:
    """Whom lines of names and addresses mean."""

    ids: Sequence[int]
    unknown: Sequence[str]
    """Lines that name nobody who could lead a session."""
    ambiguous: Sequence[str]
    """Names that several people have."""


def named(lines: Sequence[str], scope: Scope, *, kept: Collection[int]) -> Named:
    """Each line is a name or has an address in it. Meant are participants whom staff are shown, staff who can lead
    sessions, and who does so already (`kept`)."""
    if not lines:
        return Named([], [], [])
    parts = select(Participation.person_id).where(within(scope), Participation.left_at.is_(None))
    staff = select(StaffGrant.person_id).where(
        StaffGrant.program_id == scope.program_id, StaffGrant.role.in_(LEADS_SESSIONS)
    )
    rows = session.execute(
        select(Person.id, Person.name, Person.email_key)
        .where(or_(Person.id.in_(parts), Person.id.in_(staff), Person.id.in_(kept)))
        .order_by(Person.id)
    ).all()
    by_address = {key: number for number, _name, key in rows}
    by_name: dict[str, list[int]] = {}
    for number, name, _key in rows:
        by_name.setdefault(_spelt(name), []).append(number)
    ids: list[int] = []
    unknown: list[str] = []
    ambiguous: list[str] = []
    for line in lines:
        address = line.rpartition("<")[2].rstrip("> ").strip()
        meant = [by_address[email_key(address)]] if email_key(address) in by_address else []
        meant = meant or ([] if "@" in address else by_name.get(_spelt(line), []))
        if len(meant) == 1:
            ids.append(meant[0])
        else:
            (ambiguous if meant else unknown).append(line)
    return Named(list(dict.fromkeys(ids)), unknown, ambiguous)


def _spelt(name: str) -> str:
    return " ".join(name.casefold().split())
