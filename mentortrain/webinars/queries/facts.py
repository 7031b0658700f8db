"""What readiness asks of sessions: of many people, or of one for Home."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, exists, func, or_, select

from mentortrain.agenda.models import Entry
from mentortrain.agenda.rules import CONFIRMED
from mentortrain.db import session
from mentortrain.learning.models import Course
from mentortrain.prepared import prepared
from mentortrain.readahead import Ahead
from mentortrain.webinars.makeups import can_say
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.models.afterwards import Feedback
from mentortrain.webinars.queries.opening import (
    Audience,
    can_be_registered_for,
    next_open_to,
    next_open_until,
    note,
)
from mentortrain.webinars.queries.places import has_room
from mentortrain.webinars.queries.seats import COURSE, Seat, every_seat
from mentortrain.webinars.rules import REGISTERED, WEBINAR, AttendedSession, Coming


@dataclass(frozen=True)
class SessionFacts:
    """What readiness asks of sessions. Keys are (program id, person id); who has none is left out."""

    attended: Mapping[tuple[int, int], Sequence[AttendedSession]]
    registered_until: Mapping[tuple[int, int], Coming]
    next_open: Mapping[Audience, Coming]
    """By audience: None for the group is all groups, for the role both."""

    def open_to(self, program_id: int, cohort_id: int, role: str) -> Coming:
        """When the next sessions end that the people of a role in a group can register for."""
        return next_open_to(self.next_open, program_id, cohort_id, role)


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


def expected_and_facts_asked(person_id: int, *, at: datetime) -> Ahead:
    """What `expected_and_facts` asks, for `read_ahead`."""
    return partial(_counting_seats, person_id=person_id, at=at)


def expected_and_facts(person_id: int, *, at: datetime) -> OwnSessions:
    """`next_sessions_for` and `facts_of` of one person, and what else Home asks, in one statement."""
    expected: list[Seat] = []
    waiting: list[Seat] = []
    unjudged: list[Seat] = []
    attended: dict[tuple[int, int], list[AttendedSession]] = {}
    registered: dict[tuple[int, int], dict[str, datetime]] = {}
    next_open: dict[Audience, dict[str, datetime]] = {}
    rows = expected_and_facts_asked(person_id, at=at)()
    for kind, cohort_id, role, has_said, room, choice_id, *columns in rows:
        seat = Seat(*columns)
        key = seat.program_id, person_id
        if seat.minutes is not None:
            attended.setdefault(key, []).append(
                AttendedSession(
                    seat.webinar_id,
                    seat.title,
                    seat.minutes,
                    seat.length,
                    seat.starts_at,
                    seat.percent,
                    seat.course,
                    choice_id,
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
            if room:
                note(next_open.setdefault((seat.program_id, cohort_id, role), {}), seat.course, seat.ends_at)
            if seat.state == REGISTERED:
                note(registered.setdefault(key, {}), seat.course, seat.ends_at)
    return OwnSessions(expected, waiting, unjudged, SessionFacts(attended, registered, next_open))


@prepared
def _counting_seats(person_id: Any, at: Any) -> Select[*tuple[Any, ...]]:
    said = exists().where(Feedback.webinar_id == Webinar.id, Feedback.person_id == person_id)
    return (
        every_seat(
            person_id, Webinar.kind, Webinar.cohort_id, Webinar.role, said, has_room(), Webinar.choice_id
        )
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
    for (
        program_id,
        person_id,
        webinar_id,
        title,
        minutes,
        starts_at,
        ends_at,
        percent,
        course,
        choice,
    ) in rows:
        length = int((ends_at - starts_at).total_seconds() // 60)
        session_attended = AttendedSession(
            webinar_id, title, minutes, length, starts_at, percent, course, choice
        )
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
            COURSE,
            Webinar.choice_id,
        )
        .join(Webinar, Webinar.id == Attendance.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .outerjoin(Course, Course.id == Webinar.course_id)
        .where(Entry.state == CONFIRMED, Attendance.person_id.in_(person_ids))
        .order_by(Entry.starts_at, Webinar.id)
    )
    return _by_program_and_person(rows)


@prepared
def _attended(
    program_ids: Any, person_ids: Any
) -> Select[int, int, int, str, int, datetime, datetime, int, str, int | None]:
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
            COURSE,
            Webinar.choice_id,
        )
        .join(Webinar, Webinar.id == Attendance.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .outerjoin(Course, Course.id == Webinar.course_id)
        .where(
            Webinar.program_id.in_(program_ids),
            Entry.state == CONFIRMED,
            Attendance.person_id.in_(person_ids),
        )
        .order_by(Entry.starts_at, Webinar.id)
    )


def registered_until(
    program_ids: Collection[int], person_ids: Collection[int], *, at: datetime
) -> Mapping[tuple[int, int], Coming]:
    """For each program and person who is registered for sessions to come: when the first of them end.

    Who was only invited has said nothing yet. What brings a program back after pairing is none of those before.
    """
    found: dict[tuple[int, int], dict[str, datetime]] = {}
    rows = _registered(program_ids=list(program_ids), person_ids=list(person_ids), at=at)
    for program_id, person_id, course, ends_at in rows:
        note(found.setdefault((program_id, person_id), {}), course, ends_at)
    return found


def first_registered(program_id: Any, person_id: Any, at: Any) -> ScalarSelect[datetime]:
    """`registered_until`, whichever, as a column of a prepared statement: `person_id` is one of its columns."""
    return (
        select(func.min(Entry.ends_at))
        .select_from(Registration)
        .join(Webinar, Webinar.id == Registration.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(*can_be_registered_for(at), Webinar.program_id == program_id)
        .where(Registration.state == REGISTERED, Registration.person_id == person_id)
        .scalar_subquery()
    )


def registered_in(program_id: int, *, at: datetime) -> Mapping[int, Coming]:
    """`registered_until` of everybody in a program, by person."""
    found: dict[int, dict[str, datetime]] = {}
    for _program_id, person_id, course, ends_at in _registered_in(program_id=program_id, at=at):
        note(found.setdefault(person_id, {}), course, ends_at)
    return found


@prepared
def _registered(program_ids: Any, person_ids: Any, at: Any) -> Select[int, int, str, datetime]:
    return _registrations(at).where(
        Webinar.program_id.in_(program_ids), Registration.person_id.in_(person_ids)
    )


@prepared
def _registered_in(program_id: Any, at: Any) -> Select[int, int, str, datetime]:
    return _registrations(at).where(Webinar.program_id == program_id)


def _registrations(at: Any) -> Select[int, int, str, datetime]:
    return (
        select(Webinar.program_id, Registration.person_id, COURSE, func.min(Entry.ends_at))
        .join(Webinar, Webinar.id == Registration.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .outerjoin(Course, Course.id == Webinar.course_id)
        .where(*can_be_registered_for(at), Registration.state == REGISTERED)
        .group_by(Webinar.program_id, Registration.person_id, Course.key)
    )
