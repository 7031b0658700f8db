"""What readiness asks of sessions: of many people, or of one for Home."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, or_, select

from mentortrain.agenda.models import Entry
from mentortrain.agenda.rules import CONFIRMED
from mentortrain.db import session
from mentortrain.prepared import prepared
from mentortrain.webinars.makeups import can_say
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.models.afterwards import Feedback
from mentortrain.webinars.queries.audience import fits
from mentortrain.webinars.queries.seats import Seat, every_seat
from mentortrain.webinars.rules import REGISTERED, WEBINAR, AttendedSession

Audience = tuple[int, int | None, str | None]
"""Program, group and role for whom a session is."""


@dataclass(frozen=True)
class SessionFacts:
    """What readiness asks of sessions. Keys are (program id, person id); who has none is left out."""

    attended: Mapping[tuple[int, int], Sequence[AttendedSession]]
    registered_until: Mapping[tuple[int, int], datetime]
    next_open: Mapping[Audience, datetime]
    """By audience: None for the group is all groups, for the role both."""

    def open_to(self, program_id: int, cohort_id: int, role: str) -> datetime | None:
        """When the next session ends that the people of a role in a group can register for."""
        return next_open_to(self.next_open, program_id, cohort_id, role)


def next_open_to(
    next_open: Mapping[Audience, datetime], program_id: int, cohort_id: int, role: str
) -> datetime | None:
    """When the next session ends that the people of a role in a group can register for: theirs, or one for all."""
    audiences = ((program_id, group, of_role) for group in (None, cohort_id) for of_role in (None, role))
    return min((next_open[one] for one in audiences if one in next_open), default=None)


def facts_of(program_ids: Collection[int], person_ids: Collection[int], *, at: datetime) -> SessionFacts:
    """Of some people in some programs: three statements for any number of them."""
    return SessionFacts(
        attended=attended_facts(program_ids, person_ids),
        registered_until=registered_until(program_ids, person_ids, at=at),
        next_open=next_open_until(program_ids, at=at),
    )


class OwnSessions(NamedTuple):
    """What Home asks of sessions of one person in all their programs."""

    expected: list[Seat]
    waiting: list[Seat]
    """Those to come for which they wait for a place."""
    unjudged: list[Seat]
    """Those that they were at lately, and of which they have not said how it was, the latest first."""
    facts: SessionFacts


def expected_and_facts(person_id: int, *, at: datetime) -> OwnSessions:
    """`next_sessions_for` and `facts_of` of one person, and what else Home asks, in one statement."""
    expected: list[Seat] = []
    waiting: list[Seat] = []
    unjudged: list[Seat] = []
    attended: dict[tuple[int, int], list[AttendedSession]] = {}
    registered: dict[tuple[int, int], datetime] = {}
    next_open: dict[Audience, datetime] = {}
    for kind, cohort_id, role, has_said, *columns in _counting_seats(person_id=person_id, at=at):
        seat = Seat(*columns)
        key = seat.program_id, person_id
        if seat.minutes is not None:
            attended.setdefault(key, []).append(
                AttendedSession(
                    seat.webinar_id, seat.title, seat.minutes, seat.length, seat.starts_at, seat.percent
                )
            )
        if seat.ends_at <= at:
            if not has_said and can_say(seat.ends_at, was_there=True, expected=False, is_known=True, at=at):
                unjudged.insert(0, seat)
            continue
        if seat.is_mine:
            expected.append(seat)
        elif seat.waits:
            waiting.append(seat)
        if kind == WEBINAR:
            audience = seat.program_id, cohort_id, role
            next_open[audience] = min(seat.ends_at, next_open.get(audience, seat.ends_at))
            if seat.state == REGISTERED:
                registered[key] = min(seat.ends_at, registered.get(key, seat.ends_at))
    return OwnSessions(expected, waiting, unjudged, SessionFacts(attended, registered, next_open))


@prepared
def _counting_seats(person_id: Any, at: Any) -> Select[*tuple[Any, ...]]:
    said = exists().where(Feedback.webinar_id == Webinar.id, Feedback.person_id == person_id)
    return (
        every_seat(person_id, Webinar.kind, Webinar.cohort_id, Webinar.role, said)
        .where(Entry.state == CONFIRMED, or_(Entry.ends_at > at, Attendance.minutes.is_not(None)))
        .order_by(Entry.starts_at, Webinar.id)
    )


def attended_facts(
    program_ids: Collection[int], person_ids: Collection[int]
) -> dict[tuple[int, int], list[AttendedSession]]:
    """What each of these people was at in these programs, oldest first, by program and person.

    Who was at nothing is left out.
    """
    return _by_program_and_person(_attended(program_ids=list(program_ids), person_ids=list(person_ids)))


def _by_program_and_person(rows: Iterable[Any]) -> dict[tuple[int, int], list[AttendedSession]]:
    found: dict[tuple[int, int], list[AttendedSession]] = {}
    for program_id, person_id, webinar_id, title, minutes, starts_at, ends_at, percent in rows:
        length = int((ends_at - starts_at).total_seconds() // 60)
        session_attended = AttendedSession(webinar_id, title, minutes, length, starts_at, percent)
        found.setdefault((program_id, person_id), []).append(session_attended)
    return found


def attended_anywhere(person_ids: Collection[int]) -> dict[tuple[int, int], list[AttendedSession]]:
    """The same in whatever program it was, for training time."""
    rows = session.execute(
        select(
            Webinar.program_id,
            Attendance.person_id,
            Webinar.id,
            Entry.title,
            Attendance.minutes,
            Entry.starts_at,
            Entry.ends_at,
            Webinar.threshold_percent,
        )
        .join(Webinar, Webinar.id == Attendance.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(Entry.state == CONFIRMED, Attendance.person_id.in_(person_ids))
        .order_by(Entry.starts_at, Webinar.id)
    )
    return _by_program_and_person(rows)


@prepared
def _attended(program_ids: Any, person_ids: Any) -> Select[int, int, int, str, int, datetime, datetime, int]:
    return (
        select(
            Webinar.program_id,
            Attendance.person_id,
            Webinar.id,
            Entry.title,
            Attendance.minutes,
            Entry.starts_at,
            Entry.ends_at,
            Webinar.threshold_percent,
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


def first_registered(program_id: Any, person_id: Any, at: Any) -> ScalarSelect[datetime]:
    """`registered_until` as a column of a prepared statement: `person_id` is one of its columns."""
    return (
        select(func.min(Entry.ends_at))
        .select_from(Registration)
        .join(Webinar, Webinar.id == Registration.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(*_can_be_registered_for(at), Webinar.program_id == program_id)
        .where(Registration.state == REGISTERED, Registration.person_id == person_id)
        .scalar_subquery()
    )


@prepared
def _registered(program_ids: Any, person_ids: Any, at: Any) -> Select[int, int, datetime]:
    return (
        select(Webinar.program_id, Registration.person_id, func.min(Entry.ends_at))
        .join(Webinar, Webinar.id == Registration.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(
            *_can_be_registered_for(at),
            Webinar.program_id.in_(program_ids),
            Registration.state == REGISTERED,
            Registration.person_id.in_(person_ids),
        )
        .group_by(Webinar.program_id, Registration.person_id)
    )


def next_open_until(program_ids: Collection[int], *, at: datetime) -> dict[Audience, datetime]:
    """When the next session of each program and audience that people can register for ends, but for those after
    pairing."""
    return {(row[0], row[1], row[2]): row[3] for row in _next_open(program_ids=list(program_ids), at=at)}


def first_open(program_id: Any, cohort_id: Any, role: Any, at: Any) -> ScalarSelect[datetime]:
    """`next_open_to` as a column of a prepared statement: `cohort_id` and `role` are two of its columns."""
    return (
        select(func.min(Entry.ends_at))
        .select_from(Webinar)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(*_can_be_registered_for(at), Webinar.program_id == program_id)
        .where(fits(cohort_id, role))
        .scalar_subquery()
    )


@prepared
def _next_open(program_ids: Any, at: Any) -> Select[int, int | None, str | None, datetime]:
    return (
        select(Webinar.program_id, Webinar.cohort_id, Webinar.role, func.min(Entry.ends_at))
        .join(Entry, Webinar.entry_id == Entry.id)
        .where(*_can_be_registered_for(at), Webinar.program_id.in_(program_ids))
        .group_by(Webinar.program_id, Webinar.cohort_id, Webinar.role)
    )


def _can_be_registered_for(at: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        Webinar.kind == WEBINAR,
        Webinar.drafted_at.is_(None),
        Entry.state == CONFIRMED,
        Entry.ends_at > at,
    )
