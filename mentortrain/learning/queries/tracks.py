"""What is asked of somebody: the tracks of their roles, as staff chose them or as usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    String,
    cast,
    exists,
    literal,
    null,
    or_,
    select,
    union_all,
)

from mentortrain.db import session
from mentortrain.learning.models import Attempt, Course, LessonCompletion, TrackEntry
from mentortrain.learning.queries.courses import CourseOutline, InForce, outlines, versions_in_force
from mentortrain.learning.queries.demands import demand_in, demands_to
from mentortrain.learning.rules import STAFF, Demand, Entry, Track, learner_roles
from mentortrain.prepared import prepared
from mentortrain.programs.models import Participation, Program, StaffGrant
from mentortrain.programs.rules.timeline import day_in


@dataclass(frozen=True)
class Planned:
    """A course on somebody's track. In several of their tracks it is one: required by any, due by the earliest."""

    course: CourseOutline
    program_id: int
    """The first of their programs that asks it."""
    required: bool
    due_on: date | None
    chosen: bool
    """Whether staff put it there; else it is there as every course for the role is."""


@dataclass(frozen=True)
class Chosen:
    """An entry that staff chose, in a track of one person, and since when that person is in the role."""

    program_id: int
    role: str
    entry: Entry
    position: int
    since: datetime | None


def courses_and_chosen(person_id: int) -> tuple[dict[str, CourseOutline], list[Chosen], list[Demand]]:
    """`current_courses`, the entries that staff chose for this person's roles, and what staff ask again of who
    takes part with them. One statement.
    """
    in_force, chosen, demands = [], [], []
    for version_id, digest, key, program_id, course_id, *entry in _courses_and_chosen(person_id=person_id):
        if version_id is not None:
            in_force.append((course_id, InForce(version_id, digest, key, program_id)))
        elif digest is not None:
            demands.append(demand_in(key, program_id, course_id, digest, entry))
        else:
            chosen.append(chosen_in(key, program_id, course_id, entry))
    return outlines([one for _, one in sorted(in_force)]), chosen, demands


def chosen_in(role: str, program_id: int, course_id: int, entry: Sequence[Any]) -> Chosen:
    """From a row of `chosen_for`: the rest is (position, required, days, since)."""
    position, required, due_days, since = entry
    return Chosen(program_id, role, Entry(course_id, bool(required), due_days), position, since)


NO_ENTRY = (
    cast(null(), Integer).label("position"),
    cast(null(), Integer).label("required"),
    cast(null(), Integer).label("due_days"),
    cast(null(), Participation.joined_at.type).label("since"),
)
"""What a row of something else has in place of an entry."""


@prepared
def _courses_and_chosen(person_id: Any) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(versions_in_force(Course.id, *NO_ENTRY), *chosen_for(person_id), demands_to(person_id))


def chosen_for(person_id: Any, *between: Any) -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]:
    """For a statement that reads more beside them: no version, no digest, role, program and course; then `between`."""
    before = (
        cast(null(), Integer),
        cast(null(), String),
        TrackEntry.role,
        TrackEntry.program_id,
        TrackEntry.course_id,
        *between,
        TrackEntry.position,
        cast(TrackEntry.required, Integer),
        TrackEntry.due_days,
    )
    taking_part = (
        select(*before, Participation.joined_at)
        .join(
            Participation,
            (Participation.program_id == TrackEntry.program_id) & (Participation.role == TrackEntry.role),
        )
        .where(Participation.person_id == person_id, Participation.left_at.is_(None))
    )
    on_staff = (
        select(*before, StaffGrant.granted_at)
        .join(StaffGrant, StaffGrant.program_id == TrackEntry.program_id)
        .where(StaffGrant.person_id == person_id, TrackEntry.role == literal(STAFF))
    )
    return taking_part, on_staff


def path_through(
    roles: Mapping[int, set[str]],
    courses: Mapping[str, CourseOutline],
    chosen: Iterable[Chosen],
    *,
    time_zone: str = "UTC",
) -> list[Planned]:
    """What is asked of somebody with these roles by program: what is required first, each in its track's order."""
    by_track: dict[tuple[int, str], list[Chosen]] = {}
    for one in sorted(chosen, key=lambda each: each.position):
        by_track.setdefault((one.program_id, one.role), []).append(one)
    by_id = {course.course_id: course for course in courses.values()}
    found: dict[int, Planned] = {}
    for program_id in sorted(roles):
        for role in learner_roles(roles[program_id]):
            for planned in _planned(program_id, role, by_track.get((program_id, role)), by_id, time_zone):
                known = found.get(planned.course.course_id)
                found[planned.course.course_id] = _both(known, planned) if known else planned
    return sorted(found.values(), key=lambda one: not one.required)


def _planned(
    program_id: int,
    role: str,
    chosen: list[Chosen] | None,
    courses: Mapping[int, CourseOutline],
    time_zone: str,
) -> Iterable[Planned]:
    if chosen is None:
        for course in usual(program_id, role, courses.values()):
            yield Planned(course, program_id, True, None, chosen=False)
        return
    for one in chosen:
        placed, days = courses.get(one.entry.course_id), one.entry.due_days
        if placed:
            due_on = day_in(time_zone, one.since) + timedelta(days=days) if one.since and days else None
            yield Planned(placed, program_id, one.entry.required, due_on, chosen=True)


def _both(one: Planned, other: Planned) -> Planned:
    due = min((day for day in (one.due_on, other.due_on) if day), default=None)
    return replace(
        one, required=one.required or other.required, due_on=due, chosen=one.chosen or other.chosen
    )


def usual(program_id: int, role: str, courses: Iterable[CourseOutline]) -> list[CourseOutline]:
    """Every course for a role: the shipped ones, and the program's own."""
    return [course for course in courses if role in course.roles and course.program_id in (None, program_id)]


def has_begun(person_id: int, course_id: int) -> bool:
    """Whether somebody has done anything in a course."""
    read = select(LessonCompletion.id).where(
        LessonCompletion.person_id == person_id, LessonCompletion.course_id == course_id
    )
    tried = select(Attempt.id).where(Attempt.person_id == person_id, Attempt.course_id == course_id)
    return bool(session.scalar(select(or_(exists(read), exists(tried)))))


def every_program() -> Sequence[Program]:
    """In the order in which they were made."""
    return session.scalars(select(Program).order_by(Program.id)).all()


def tracks_of(program_id: int) -> dict[str, Track]:
    """By role: the tracks that staff of a program have chosen. One statement."""
    rows = session.scalars(
        select(TrackEntry).where(TrackEntry.program_id == program_id).order_by(TrackEntry.position)
    )
    found: dict[str, Track] = {}
    for row in rows:
        entry = Entry(row.course_id, row.required, row.due_days)
        found[row.role] = (*found.get(row.role, ()), entry)
    return found


def track_of(program_id: int, role: str, courses: Iterable[CourseOutline]) -> Track:
    """One of them, the usual one where staff have chosen none."""
    chosen = tracks_of(program_id).get(role)
    return chosen or tuple(Entry(course.course_id) for course in usual(program_id, role, courses))
