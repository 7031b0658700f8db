"""Which sessions people can register for, and until when: of many programs, or of one for the board."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Exists, ScalarSelect, Select, Text, cast, exists, func, select

from mentortrain.agenda.models import Entry
from mentortrain.agenda.rules import CONFIRMED
from mentortrain.learning.models import Course
from mentortrain.prepared import listed, prepared
from mentortrain.webinars.models import Registration, Webinar
from mentortrain.webinars.queries.places import has_room
from mentortrain.webinars.queries.seats import COURSE
from mentortrain.webinars.rules import REGISTERED, WEBINAR, WHICHEVER, Coming

MOST_KEPT = 200
"""In each process: programs, by what is open in them."""

Audience = tuple[int, int | None, str | None]
"""Program, group and role for whom a session is."""


def next_open_to(next_open: Mapping[Audience, Coming], program_id: int, cohort_id: int, role: str) -> Coming:
    """When the next sessions end that the people of a role in a group can register for: theirs, and those for all."""
    found: dict[str, datetime] = {}
    for audience in ((program_id, group, of_role) for group in (None, cohort_id) for of_role in (None, role)):
        for course, ends_at in next_open.get(audience, {}).items():
            note(found, course, ends_at)
    return found


def note(found: dict[str, datetime], course: str, ends_at: datetime) -> None:
    """Take down a session that is about a course, or about none."""
    for key in {WHICHEVER, course}:
        found[key] = min(ends_at, found.get(key, ends_at))


def next_open_until(program_ids: Collection[int], *, at: datetime) -> Mapping[Audience, Coming]:
    """When the next sessions of each program and audience that people can register for end, but for those after
    pairing."""
    found: dict[Audience, dict[str, datetime]] = {}
    for program_id, cohort_id, role, course, ends_at in _next_open(program_ids=list(program_ids), at=at):
        note(found.setdefault((program_id, cohort_id, role), {}), course, ends_at)
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
        note(found.setdefault((program_id, cohort_id, role), {}), course, in_utc)
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
        .where(*can_be_registered_for(at), has_room(), Webinar.program_id.in_(program_ids))
        .group_by(Webinar.program_id, Webinar.cohort_id, Webinar.role, Course.key)
    )


def can_be_registered_for(at: Any) -> tuple[ColumnElement[bool], ...]:
    """The conditions on a session and its entry, whether there is room or not."""
    return (*_of_webinar(), *_of_entry(at))


def _of_webinar() -> tuple[ColumnElement[bool], ...]:
    return Webinar.kind == WEBINAR, Webinar.drafted_at.is_(None)


def _of_entry(at: Any) -> tuple[ColumnElement[bool], ...]:
    return Entry.state == CONFIRMED, Entry.ends_at > at
