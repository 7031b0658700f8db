"""Sessions, who is coming, and who was there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import contains_eager

from mentortrain.agenda.models import Entry, EntryPerson
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people.models import Person
from mentortrain.programs.models import Participation
from mentortrain.programs.queries import staff_of, within
from mentortrain.programs.rules import Scope
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.queries.audience import is_for
from mentortrain.webinars.queries.leading import LEADS_SESSIONS, leads
from mentortrain.webinars.rules import COMING, INVITED, REGISTERED, WAITING, WITHDRAWN


def webinar(scope: Scope, webinar_id: int) -> Webinar:
    """One session with its entry, of those that staff are shown, or NotThere."""
    return _one(Webinar.id == webinar_id, shown(scope))


def webinar_for(person_id: int, program_id: int, webinar_id: int) -> Webinar:
    """One session with its entry, of those that a participant is shown, or NotThere.

    Who was expected at it once sees it still, whomever it is for now; so does who leads it.
    """
    known = select(Registration.webinar_id).where(Registration.person_id == person_id)
    for_them = or_(is_for(person_id), Webinar.id.in_(known), leads(person_id))
    return _one(
        Webinar.id == webinar_id, Webinar.program_id == program_id, Webinar.drafted_at.is_(None), for_them
    )


def is_shown_to(person_id: int, webinar_id: int) -> bool:
    """Whether a participant is shown a session."""
    known = exists().where(Registration.person_id == person_id, Registration.webinar_id == Webinar.id)
    return _is_there(
        Webinar.id == webinar_id,
        Webinar.drafted_at.is_(None),
        or_(is_for(person_id), known, leads(person_id)),
    )


def is_shown(scope: Scope, webinar_id: int) -> bool:
    """Whether staff are shown it."""
    return _is_there(Webinar.id == webinar_id, shown(scope))


def _is_there(*conditions: ColumnElement[bool]) -> bool:
    return session.scalar(select(Webinar.id).where(*conditions)) is not None


def hosts_of(scope: Scope) -> list[tuple[int, str]]:
    """(id, name) of who of the staff can lead a session: whoever may mark who was there. Who is limited to a group is
    offered nobody who is limited to another one."""
    return [
        (grant.person_id, grant.person.name)
        for grant in staff_of(scope.program_id)
        if grant.role in LEADS_SESSIONS and (grant.cohort_id is None or scope.holds(grant.cohort_id))
    ]


def _one(*conditions: ColumnElement[bool]) -> Webinar:
    found = session.scalar(select(Webinar).where(*conditions))
    if found is None:
        raise NotThere
    return found


def shown(scope: Scope) -> ColumnElement[bool]:
    """The condition that staff are shown a session: of their group, and what is for everybody."""
    of_program = Webinar.program_id == scope.program_id
    if scope.cohort_id is None:
        return of_program
    return and_(of_program, or_(Webinar.cohort_id.is_(None), Webinar.cohort_id == scope.cohort_id))


def among(scope: Scope, person_id: Any) -> ColumnElement[bool]:
    """The condition that a person is one of those whom staff are shown: everybody, or who is or was in the group."""
    if scope.cohort_id is None:
        return true()
    return exists().where(Participation.person_id == person_id, within(scope))


def with_id(webinar_id: int) -> Webinar | None:
    """One session, for a mail."""
    return session.get(Webinar, webinar_id)


def of_entry(entry_id: int) -> Webinar | None:
    """The session that an entry is of, if it is of one."""
    return session.scalar(select(Webinar).where(Webinar.entry_id == entry_id))


def with_ids(ids: Collection[int]) -> Sequence[Webinar]:
    """Some sessions with their entries."""
    return session.scalars(select(Webinar).where(Webinar.id.in_(ids))).all()


def next_of(scopes: Collection[Scope], *, at: datetime) -> Sequence[Webinar]:
    """The three sessions that are on or begin next, of those that staff are shown, with their entries."""
    return session.scalars(
        select(Webinar)
        .join(Webinar.entry)
        .where(or_(false(), *map(shown, scopes)), Webinar.cancelled_at.is_(None), Entry.ends_at > at)
        .options(contains_eager(Webinar.entry))
        .where(Webinar.drafted_at.is_(None))
        .order_by(Entry.starts_at, Webinar.id)
        .limit(3)
    ).all()


def all_of(program_id: int) -> Sequence[Webinar]:
    """Every session of a program, whenever."""
    return session.scalars(select(Webinar).where(Webinar.program_id == program_id).order_by(Webinar.id)).all()


def topics_of(program_id: int) -> Sequence[str]:
    """The topics that sessions of a program have, in order."""
    rows = session.scalars(
        select(Webinar.topic)
        .where(Webinar.program_id == program_id, Webinar.topic.is_not(None))
        .distinct()
        .order_by(Webinar.topic)
    )
    return [topic for topic in rows if topic]


def expected_at(person_id: int, program_id: int, *, at: datetime) -> Sequence[Webinar]:
    """The sessions of a program that are not over, on which somebody is expected or for which they wait, in the order
    of their entries."""
    return session.scalars(
        select(Webinar)
        .join(Registration, Registration.webinar_id == Webinar.id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(
            Registration.person_id == person_id,
            Registration.state != WITHDRAWN,
            Webinar.program_id == program_id,
            Webinar.cancelled_at.is_(None),
            Entry.ends_at > at,
        )
        .options(contains_eager(Webinar.entry))
        .order_by(Entry.id)
    ).all()


def expected_anywhere(person_id: int, *, at: datetime) -> Sequence[Webinar]:
    """The same in all programs, called off or not."""
    return session.scalars(
        select(Webinar)
        .join(Registration, Registration.webinar_id == Webinar.id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(
            Registration.person_id == person_id,
            Registration.state != WITHDRAWN,
            Entry.ends_at > at,
        )
        .options(contains_eager(Webinar.entry))
        .order_by(Entry.id)
    ).all()


def invitations_held(people: Select[int], program_id: int, *, at: datetime) -> int:
    """How many sessions of a program to come stand in the calendars of these people: each who leaves is mailed
    that they are off it."""
    held = (
        select(func.count())
        .select_from(Registration)
        .join(Webinar, Webinar.id == Registration.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .join(
            EntryPerson,
            and_(EntryPerson.entry_id == Entry.id, EntryPerson.person_id == Registration.person_id),
        )
        .where(
            Webinar.program_id == program_id,
            Webinar.cancelled_at.is_(None),
            Entry.ends_at > at,
            Registration.state.in_(COMING),
            EntryPerson.invited_at.is_not(None),
            Registration.person_id.in_(people),
        )
    )
    return session.scalar(held) or 0


def registration(webinar_id: int, person_id: int) -> Registration | None:
    """What a person has to do with a session, as it is now."""
    return session.scalar(
        select(Registration)
        .where(Registration.webinar_id == webinar_id, Registration.person_id == person_id)
        .execution_options(populate_existing=True)  # whoever has waited for the entry's lock wants today's
    )


def registrations(webinar_id: int, person_ids: Collection[int]) -> dict[int, Registration]:
    """What these people have to do with a session, as it is now, by person."""
    rows = session.scalars(
        select(Registration)
        .where(Registration.webinar_id == webinar_id, Registration.person_id.in_(person_ids))
        .execution_options(populate_existing=True)
    )
    return {one.person_id: one for one in rows}


def known_to(webinar_id: int) -> frozenset[int]:
    """Ids of everybody who is registered for a session, invited to it, waits for a place or withdrew from it."""
    return frozenset(
        session.scalars(select(Registration.person_id).where(Registration.webinar_id == webinar_id))
    )


def coming(webinar_id: int, scope: Scope) -> Sequence[Registration]:
    """Who is registered or invited, of those whom staff are shown, with the person: registered first, by name."""
    return session.scalars(
        select(Registration)
        .join(Registration.person)
        .where(
            Registration.webinar_id == webinar_id,
            Registration.state.in_(COMING),
            among(scope, Registration.person_id),
        )
        .options(contains_eager(Registration.person))
        .order_by(Registration.state.desc(), Person.search_key, Registration.id)
    ).all()


@dataclass(frozen=True)
class Counted:
    """A session as staff list it."""

    webinar: Webinar
    registered: int
    invited: int  # and not registered yet
    marked: int  # for whom attendance is marked
    waiting: int  # for a place


def of_program(scope: Scope, *, at: datetime, past: bool = False) -> list[Counted]:
    """The sessions that staff are shown and that are still to end, in order, or those that are over, the latest first:
    drafts among them.

    People are counted who are shown as well.
    """
    registered, invited, waiting = (_count(state, scope) for state in (REGISTERED, INVITED, WAITING))
    marked = (
        select(func.count(Attendance.id))
        .where(Attendance.webinar_id == Webinar.id, among(scope, Attendance.person_id))
        .scalar_subquery()
    )
    order = Entry.starts_at.desc() if past else Entry.starts_at
    rows = session.execute(
        select(Webinar, registered, invited, marked, waiting)
        .join(Webinar.entry)
        .options(contains_eager(Webinar.entry))
        .where(shown(scope), Entry.ends_at <= at if past else Entry.ends_at > at)
        .order_by(order, Webinar.id)
    )
    return [Counted(*row) for row in rows]


def _count(state: str, scope: Scope) -> ScalarSelect[int]:
    return (
        select(func.count(Registration.id))
        .where(
            Registration.webinar_id == Webinar.id,
            Registration.state == state,
            among(scope, Registration.person_id),
        )
        .scalar_subquery()
    )


def minutes_of(webinar_id: int, person_id: int) -> int | None:
    """For how many minutes a person was at a session; None if nobody has marked them."""
    return session.scalar(
        select(Attendance.minutes).where(
            Attendance.webinar_id == webinar_id, Attendance.person_id == person_id
        )
    )


def attendance_of(webinar_id: int, scope: Scope) -> dict[int, Attendance]:
    """Who was there, of those whom staff are shown, by person."""
    rows = session.scalars(
        select(Attendance)
        .where(Attendance.webinar_id == webinar_id, among(scope, Attendance.person_id))
        .execution_options(populate_existing=True)  # whoever has waited for the entry's lock wants today's
    )
    return {row.person_id: row for row in rows}
