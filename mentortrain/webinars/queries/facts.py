"""What readiness asks of sessions: of many people, or of one for Home."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Exists, ScalarSelect, Select, Text, cast, exists, func, or_, select

from mentortrain.agenda.models import Entry
from mentortrain.agenda.rules import CONFIRMED
from mentortrain.db import session
from mentortrain.learning.models import Course
from mentortrain.prepared import listed, prepared
from mentortrain.readahead import Ahead
from mentortrain.webinars.makeups import can_say
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.models.afterwards import Feedback
from mentortrain.webinars.queries.places import has_room
from mentortrain.webinars.queries.seats import COURSE, Seat, every_seat
from mentortrain.webinars.rules import REGISTERED, WEBINAR, WHICHEVER, AttendedSession, Coming

MOST_KEPT = 200
"""In each process: programs, by what is open in them."""

Audience = tuple[int, int | None, str | None]
"""Program, group and role for whom a session is."""


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


def next_open_to(next_open: Mapping[Audience, Coming], program_id: int, cohort_id: int, role: str) -> Coming:
    """When the next sessions end that the people of a role in a group can register for: theirs, and those for all."""
    found: dict[str, datetime] = {}
    for audience in ((program_id, group, of_role) for group in (None, cohort_id) for of_role in (None, role)):
        for course, ends_at in next_open.get(audience, {}).items():
            _note(found, course, ends_at)
    return found


def _note(found: dict[str, datetime], course: str, ends_at: datetime) -> None:
    """A session that is about a course, or about none."""
    for key in {WHICHEVER, course}:
        found[key] = min(ends_at, found.get(key, ends_at))


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
                _note(next_open.setdefault((seat.program_id, cohort_id, role), {}), seat.course, seat.ends_at)
            if seat.state == REGISTERED:
                _note(registered.setdefault(key, {}), seat.course, seat.ends_at)
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
        _note(found.setdefault((program_id, person_id), {}), course, ends_at)
    return found


def first_registered(program_id: Any, person_id: Any, at: Any) -> ScalarSelect[datetime]:
    """`registered_until`, whichever, as a column of a prepared statement: `person_id` is one of its columns."""
    return (
        select(func.min(Entry.ends_at))
        .select_from(Registration)
        .join(Webinar, Webinar.id == Registration.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(*_can_be_registered_for(at), Webinar.program_id == program_id)
        .where(Registration.state == REGISTERED, Registration.person_id == person_id)
        .scalar_subquery()
    )


def registered_in(program_id: int, *, at: datetime) -> Mapping[int, Coming]:
    """`registered_until` of everybody in a program, by person."""
    found: dict[int, dict[str, datetime]] = {}
    for _program_id, person_id, course, ends_at in _registered_in(program_id=program_id, at=at):
        _note(found.setdefault(person_id, {}), course, ends_at)
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
        .where(*_can_be_registered_for(at), Registration.state == REGISTERED)
        .group_by(Webinar.program_id, Registration.person_id, Course.key)
    )


def next_open_until(program_ids: Collection[int], *, at: datetime) -> Mapping[Audience, Coming]:
    """When the next sessions of each program and audience that people can register for end, but for those after
    pairing."""
    found: dict[Audience, dict[str, datetime]] = {}
    for program_id, cohort_id, role, course, ends_at in _next_open(program_ids=list(program_ids), at=at):
        _note(found.setdefault((program_id, cohort_id, role), {}), course, ends_at)
    return found


def open_listed(program_id: Any, at: Any) -> ScalarSelect[str]:
    """`next_open_until` of one program, as a column of a prepared statement: for `open_in`. None if nothing is open."""
    # Each session's end by its key: for a join PostgreSQL, which keeps one plan for all programs, reads every entry.
    ends_at = select(Entry.ends_at).where(Entry.id == Webinar.entry_id, *_of_entry(at)).scalar_subquery()
    each = (
        select(Webinar.cohort_id, Webinar.role, COURSE.label("course"), func.min(ends_at).label("ends_at"))
        .outerjoin(Course, Course.id == Webinar.course_id)
        .where(*_of_webinar(), has_room(), Webinar.program_id == program_id)
        .group_by(Webinar.cohort_id, Webinar.role, Course.key)
        .subquery()
        .c
    )
    every = select(cast(listed(*each), Text)).where(each.ends_at.is_not(None))
    return every.scalar_subquery()


@lru_cache(MOST_KEPT)
def open_in(program_id: int, open_sessions: str | None) -> Mapping[Audience, Coming]:
    """What `open_listed` says, as `next_open_until` says it. Each process reads the same text once."""
    found: dict[Audience, dict[str, datetime]] = {}
    for cohort_id, role, course, ends_at in json.loads(open_sessions or "[]"):
        time = datetime.fromisoformat(ends_at)  # SQLite's is UTC, and does not say so
        in_utc = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
        _note(found.setdefault((program_id, cohort_id, role), {}), course, in_utc)
    return found


def any_registered(program_id: Any, at: Any) -> Exists:
    """Whether anybody is registered for a session of a program that is to come, as a column of a prepared statement."""
    # By key, as above: PostgreSQL makes a join of EXISTS too, and of a subquery that is one value it makes none.
    coming = select(Entry.id).where(Entry.id == Webinar.entry_id, *_of_entry(at))
    registered = exists().where(Registration.webinar_id == Webinar.id, Registration.state == REGISTERED)
    of_program = *_of_webinar(), Webinar.program_id == program_id
    return exists().where(*of_program, coming.scalar_subquery().is_not(None), registered)


@prepared
def _next_open(program_ids: Any, at: Any) -> Select[int, int | None, str | None, str, datetime]:
    return (
        select(Webinar.program_id, Webinar.cohort_id, Webinar.role, COURSE, func.min(Entry.ends_at))
        .join(Entry, Webinar.entry_id == Entry.id)
        .outerjoin(Course, Course.id == Webinar.course_id)
        .where(*_can_be_registered_for(at), has_room(), Webinar.program_id.in_(program_ids))
        .group_by(Webinar.program_id, Webinar.cohort_id, Webinar.role, Course.key)
    )


def _can_be_registered_for(at: Any) -> tuple[ColumnElement[bool], ...]:
    return (*_of_webinar(), *_of_entry(at))


def _of_webinar() -> tuple[ColumnElement[bool], ...]:
    return Webinar.kind == WEBINAR, Webinar.drafted_at.is_(None)


def _of_entry(at: Any) -> tuple[ColumnElement[bool], ...]:
    return Entry.state == CONFIRMED, Entry.ends_at > at
