"""Sessions, who is coming, and who was there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import contains_eager

from mentortrain.agenda.models import Entry
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people.models import Person
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.rules import INVITED, REGISTERED, WITHDRAWN


def webinar(program_id: int, webinar_id: int) -> Webinar:
    """One session of this program with its entry, or NotThere."""
    found = session.scalar(select(Webinar).where(Webinar.id == webinar_id, Webinar.program_id == program_id))
    if found is None:
        raise NotThere
    return found


def with_id(webinar_id: int) -> Webinar | None:
    """One session, for a mail."""
    return session.get(Webinar, webinar_id)


def with_ids(ids: Collection[int]) -> Sequence[Webinar]:
    """Some sessions with their entries."""
    return session.scalars(select(Webinar).where(Webinar.id.in_(ids))).all()


def next_of(program_ids: Collection[int], *, at: datetime) -> Sequence[tuple[int, int, str, datetime]]:
    """(program, id, title, start) of the three sessions of these programs that begin next."""
    rows = session.execute(
        select(Webinar.program_id, Webinar.id, Entry.title, Entry.starts_at)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(Webinar.program_id.in_(program_ids), Webinar.cancelled_at.is_(None), Entry.starts_at > at)
        .order_by(Entry.starts_at, Webinar.id)
        .limit(3)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def all_of(program_id: int) -> Sequence[Webinar]:
    """Every session of a program, whenever."""
    return session.scalars(select(Webinar).where(Webinar.program_id == program_id).order_by(Webinar.id)).all()


def registration(webinar_id: int, person_id: int) -> Registration | None:
    """What a person has to do with a session."""
    return session.scalar(
        select(Registration).where(Registration.webinar_id == webinar_id, Registration.person_id == person_id)
    )


def known_to(webinar_id: int) -> frozenset[int]:
    """Ids of everybody who is registered for a session, invited to it or withdrew from it."""
    return frozenset(
        session.scalars(select(Registration.person_id).where(Registration.webinar_id == webinar_id))
    )


def coming(webinar_id: int) -> Sequence[Registration]:
    """Who is registered or invited, with the person: registered first, then by name."""
    return session.scalars(
        select(Registration)
        .join(Registration.person)
        .where(Registration.webinar_id == webinar_id, Registration.state != WITHDRAWN)
        .options(contains_eager(Registration.person))
        .order_by(Registration.state.desc(), func.lower(Person.name), Registration.id)
    ).all()


@dataclass(frozen=True)
class Counted:
    """A session as staff list it."""

    webinar: Webinar
    registered: int
    invited: int  # and not registered yet
    marked: int  # for whom attendance is marked


def of_program(program_id: int, *, at: datetime, past: bool = False) -> list[Counted]:
    """The sessions of a program that are still to end, in order, or those that are over, the latest first."""
    registered, invited = _count(REGISTERED), _count(INVITED)
    marked = select(func.count(Attendance.id)).where(Attendance.webinar_id == Webinar.id).scalar_subquery()
    order = Entry.starts_at.desc() if past else Entry.starts_at
    rows = session.execute(
        select(Webinar, registered, invited, marked)
        .join(Webinar.entry)
        .options(contains_eager(Webinar.entry))
        .where(Webinar.program_id == program_id, Entry.ends_at <= at if past else Entry.ends_at > at)
        .order_by(order, Webinar.id)
    )
    return [Counted(*row) for row in rows]


def _count(state: str) -> ScalarSelect[int]:
    return (
        select(func.count(Registration.id))
        .where(Registration.webinar_id == Webinar.id, Registration.state == state)
        .scalar_subquery()
    )


def minutes_of(webinar_id: int, person_id: int) -> int | None:
    """For how many minutes a person was at a session; None if nobody has marked them."""
    return session.scalar(
        select(Attendance.minutes).where(
            Attendance.webinar_id == webinar_id, Attendance.person_id == person_id
        )
    )


def attendance_of(webinar_id: int) -> dict[int, Attendance]:
    """Who was there, by person."""
    rows = session.scalars(
        select(Attendance)
        .where(Attendance.webinar_id == webinar_id)
        .execution_options(populate_existing=True)  # whoever has waited for the entry's lock wants today's
    )
    return {row.person_id: row for row in rows}
