"""What readiness asks of sessions: of many people, or of one for Home."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from mentortrain.agenda.models import Entry
from mentortrain.agenda.rules import CONFIRMED
from mentortrain.prepared import prepared
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.queries.seats import Seat, every_seat
from mentortrain.webinars.rules import REGISTERED, WEBINAR, AttendedSession


@dataclass(frozen=True)
class SessionFacts:
    """What readiness asks of sessions. Keys are (program id, person id); who has none is left out."""

    attended: Mapping[tuple[int, int], Sequence[AttendedSession]]
    registered_until: Mapping[tuple[int, int], datetime]
    next_open: Mapping[tuple[int, int | None], datetime]
    """By program and the group that it is for; None is everybody."""

    def open_to(self, program_id: int, cohort_id: int) -> datetime | None:
        """When the next session ends that the people of a group can register for."""
        return next_open_to(self.next_open, program_id, cohort_id)


def next_open_to(
    next_open: Mapping[tuple[int, int | None], datetime], program_id: int, cohort_id: int
) -> datetime | None:
    """When the next session ends that the people of a group can register for: theirs, or one for everybody."""
    found = [next_open[key] for key in ((program_id, None), (program_id, cohort_id)) if key in next_open]
    return min(found, default=None)


def facts_of(program_ids: Collection[int], person_ids: Collection[int], *, at: datetime) -> SessionFacts:
    """Of some people in some programs: three statements for any number of them."""
    return SessionFacts(
        attended=attended_facts(program_ids, person_ids),
        registered_until=registered_until(program_ids, person_ids, at=at),
        next_open=next_open_until(program_ids, at=at),
    )


def expected_and_facts(person_id: int, *, at: datetime) -> tuple[list[Seat], SessionFacts]:
    """`next_sessions_for` and `facts_of` of one person in all their programs, in one statement: for Home."""
    expected: list[Seat] = []
    attended: dict[tuple[int, int], list[AttendedSession]] = {}
    registered: dict[tuple[int, int], datetime] = {}
    next_open: dict[tuple[int, int | None], datetime] = {}
    for kind, cohort_id, *columns in _counting_seats(person_id=person_id, at=at):
        seat = Seat(*columns)
        key = seat.program_id, person_id
        if seat.minutes is not None:
            attended.setdefault(key, []).append(
                AttendedSession(seat.webinar_id, seat.title, seat.minutes, seat.length, seat.starts_at)
            )
        if seat.ends_at <= at:
            continue
        if seat.is_mine:
            expected.append(seat)
        if kind == WEBINAR:
            audience = seat.program_id, cohort_id
            next_open[audience] = min(seat.ends_at, next_open.get(audience, seat.ends_at))
            if seat.state == REGISTERED:
                registered[key] = min(seat.ends_at, registered.get(key, seat.ends_at))
    return expected, SessionFacts(attended, registered, next_open)


@prepared
def _counting_seats(person_id: Any, at: Any) -> Select[*tuple[Any, ...]]:
    return (
        every_seat(person_id, Webinar.kind, Webinar.cohort_id)
        .where(Entry.state == CONFIRMED, or_(Entry.ends_at > at, Attendance.minutes.is_not(None)))
        .order_by(Entry.starts_at, Webinar.id)
    )


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


def next_open_until(program_ids: Collection[int], *, at: datetime) -> dict[tuple[int, int | None], datetime]:
    """When the next session of each program and audience that people can register for ends, but for those after
    pairing."""
    return {(row[0], row[1]): row[2] for row in _next_open(program_ids=list(program_ids), at=at)}


@prepared
def _next_open(program_ids: Any, at: Any) -> Select[int, int | None, datetime]:
    return (
        select(Webinar.program_id, Webinar.cohort_id, func.min(Entry.ends_at))
        .join(Entry, Webinar.entry_id == Entry.id)
        .where(
            Webinar.program_id.in_(program_ids),
            Webinar.kind == WEBINAR,
            Entry.state == CONFIRMED,
            Entry.ends_at > at,
        )
        .group_by(Webinar.program_id, Webinar.cohort_id)
    )
