"""Named reads of sessions, registrations and attendance."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import contains_eager

from mentortrain.agenda.models import Entry
from mentortrain.agenda.rules import CONFIRMED
from mentortrain.db import prepared, session
from mentortrain.errors import NotThere
from mentortrain.people.models import Person
from mentortrain.programs.models import Participation, Program
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.rules import INVITED, REGISTERED, WEBINAR, WITHDRAWN, AttendedSession, attended


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
class Seat:
    """A session as one person sees it."""

    webinar_id: int
    program_id: int
    program_name: str
    title: str
    starts_at: datetime
    ends_at: datetime
    host_name: str
    cancelled_at: datetime | None
    state: str | None  # of their registration
    minutes: int | None  # for which they were there

    @property
    def is_cancelled(self) -> bool:
        """Whether it is off."""
        return self.cancelled_at is not None

    @property
    def is_mine(self) -> bool:
        """Whether they are expected."""
        return self.state in (INVITED, REGISTERED)

    @property
    def length(self) -> int:
        """In minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def was_there(self) -> bool:
        """Whether they stayed long enough for it to count."""
        return self.minutes is not None and attended(self.minutes, self.length)


@dataclass(frozen=True)
class Seats:
    """A person's sessions in all their programs."""

    upcoming: list[Seat]  # theirs first, then by start
    past: list[Seat]  # the latest first


def sessions_for(person_id: int, *, at: datetime) -> Seats:
    """All sessions of the programs that a person takes part in, in one statement.

    A cancelled one is left out unless they were expected.
    """
    seats = [Seat(*row) for row in _all_seats(person_id=person_id)]
    seen = [seat for seat in seats if seat.is_mine or not seat.is_cancelled]
    upcoming = [seat for seat in seen if seat.ends_at > at]
    past = [seat for seat in reversed(seen) if seat.ends_at <= at]
    return Seats(upcoming=sorted(upcoming, key=lambda seat: not seat.is_mine), past=past)


def next_sessions_for(person_id: int, *, at: datetime) -> list[Seat]:
    """What a person is registered for or invited to and is not over, in order."""
    return [Seat(*row) for row in _next_seats(person_id=person_id, at=at)]


@prepared
def _all_seats(person_id: Any) -> Select[*tuple[Any, ...]]:
    return _seats(person_id).order_by(Entry.starts_at, Webinar.id)


@prepared
def _next_seats(person_id: Any, at: Any) -> Select[*tuple[Any, ...]]:
    return (
        _seats(person_id)
        .where(Entry.ends_at > at, Entry.state == CONFIRMED, Registration.state.in_((INVITED, REGISTERED)))
        .order_by(Entry.starts_at, Webinar.id)
    )


def _seats(person_id: Any) -> Select[*tuple[Any, ...]]:
    """Every session of a person's programs with what they have to do with it: the columns of `Seat`."""
    programs = select(Participation.program_id).where(
        Participation.person_id == person_id, Participation.left_at.is_(None)
    )
    return (
        select(
            Webinar.id,
            Webinar.program_id,
            Program.name,
            Entry.title,
            Entry.starts_at,
            Entry.ends_at,
            Webinar.host_name,
            Webinar.cancelled_at,
            Registration.state,
            Attendance.minutes,
        )
        .join(Entry, Entry.id == Webinar.entry_id)
        .join(Program, Program.id == Webinar.program_id)
        .outerjoin(
            Registration,
            and_(Registration.webinar_id == Webinar.id, Registration.person_id == person_id),
        )
        .outerjoin(
            Attendance,
            and_(Attendance.webinar_id == Webinar.id, Attendance.person_id == person_id),
        )
        .where(Webinar.program_id.in_(programs))
    )


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


def attended_facts(
    program_ids: Collection[int], person_ids: Collection[int]
) -> dict[tuple[int, int], list[AttendedSession]]:
    """What each of these people was at in these programs, oldest first, by program and person.

    Who was at nothing is left out.
    """
    found: dict[tuple[int, int], list[AttendedSession]] = {}
    rows = _attended(program_ids=list(program_ids), person_ids=list(person_ids))
    for program_id, person_id, webinar_id, title, minutes, starts_at, ends_at in rows:
        length = int((ends_at - starts_at).total_seconds() // 60)
        session_attended = AttendedSession(webinar_id, title, minutes, length, starts_at)
        found.setdefault((program_id, person_id), []).append(session_attended)
    return found


@prepared
def _attended(program_ids: Any, person_ids: Any) -> Select[int, int, int, str, int, datetime, datetime]:
    return (
        select(
            Webinar.program_id,
            Attendance.person_id,
            Webinar.id,
            Entry.title,
            Attendance.minutes,
            Entry.starts_at,
            Entry.ends_at,
        )
        .join(Webinar, Webinar.id == Attendance.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(
            Webinar.program_id.in_(program_ids),
            Entry.state == CONFIRMED,
            Attendance.person_id.in_(person_ids),
        )
        .order_by(Entry.starts_at, Webinar.id)
    )


def registered_until(
    program_ids: Collection[int], person_ids: Collection[int], *, at: datetime
) -> dict[tuple[int, int], datetime]:
    """For each program and person who is registered for a session to come: when the first of them ends.

    Who was only invited has said nothing yet. What brings a program back after pairing is none of those before.
    """
    rows = _registered(program_ids=list(program_ids), person_ids=list(person_ids), at=at)
    return {(row[0], row[1]): row[2] for row in rows}


@prepared
def _registered(program_ids: Any, person_ids: Any, at: Any) -> Select[int, int, datetime]:
    return (
        select(Webinar.program_id, Registration.person_id, func.min(Entry.ends_at))
        .join(Webinar, Webinar.id == Registration.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(
            Webinar.program_id.in_(program_ids),
            Webinar.kind == WEBINAR,
            Entry.state == CONFIRMED,
            Entry.ends_at > at,
            Registration.state == REGISTERED,
            Registration.person_id.in_(person_ids),
        )
        .group_by(Webinar.program_id, Registration.person_id)
    )


def next_open_until(program_ids: Collection[int], *, at: datetime) -> dict[int, datetime]:
    """When each program's next session that people can register for ends, but for those after pairing."""
    return {row[0]: row[1] for row in _next_open(program_ids=list(program_ids), at=at)}


@prepared
def _next_open(program_ids: Any, at: Any) -> Select[int, datetime]:
    return (
        select(Webinar.program_id, func.min(Entry.ends_at))
        .join(Entry, Webinar.entry_id == Entry.id)
        .where(
            Webinar.program_id.in_(program_ids),
            Webinar.kind == WEBINAR,
            Entry.state == CONFIRMED,
            Entry.ends_at > at,
        )
        .group_by(Webinar.program_id)
    )
