"""Whose course it is: by role, and for staff to look at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mentortrain.errors import NotThere
from mentortrain.learning import queries, rules
from mentortrain.learning.queries import CourseOutline, Planned
from mentortrain.learning.rules import Demand
from mentortrain.people.models import Person
from mentortrain.programs import access as programs
from mentortrain.programs.access import CAPABILITIES, STAFF


@dataclass(frozen=True)
class OpenCourse:
    """A course that a person may take, and the program in which their facts arise (none: staff who look)."""

    version: queries.CourseOutline
    program_id: int | None
    roles: frozenset[str]  # that they hold anywhere
    lacking: tuple[queries.CourseProgress, ...] = field(default=())
    """What has to be done before it opens: then it can be looked at from outside only."""
    demands: tuple[Demand, ...] = ()
    """What the staff of their programs ask again or besides, in any course."""

    @property
    def id(self) -> int:
        """The course's, whatever the version."""
        return self.version.course_id


class Locked(Exception):  # noqa: N818
    """A course of this person that opens when others are done."""

    def __init__(self, open_course: OpenCourse) -> None:
        super().__init__(open_course.version.key)
        self.open_course = open_course


def course_for(person: Person, course_key: str, *, locked_too: bool = False) -> OpenCourse:
    """The course in force with this key, or NotThere if it is not for this person.

    It is for whose track has it (in its own program, if it belongs to one), for who has begun it, and for the
    staff of that program, or of any. Raises Locked while courses that come first are not done, unless asked for
    `locked_too`; whoever has begun a course, or only looks at it as staff, is never locked out.
    """
    courses, path, demands = path_of(person)
    version = courses.get(course_key)
    if version is None:
        raise NotThere
    everywhere = programs.roles_of(person)
    every_role: frozenset[str] = frozenset().union(*everywhere.values())
    planned = next((one for one in path if one.course.key == course_key), None)
    if planned is None:
        return replace(_beside_the_track(person, version, everywhere, every_role), demands=demands)
    first = rules.lacking(version.prerequisites, {one.course.key for one in path}, ())
    lacking = _lacking(person, version, [courses[key] for key in first], every_role, demands)
    open_course = OpenCourse(version, planned.program_id, every_role, lacking, demands)
    if lacking and not locked_too:
        raise Locked(open_course)
    return open_course


def path_of(person: Person) -> tuple[dict[str, CourseOutline], list[Planned], tuple[Demand, ...]]:
    """Every course in force by key, those that are asked of somebody in their order, and what staff ask again or
    besides. One statement.

    Each as this person reads it: in their language if it has that one.
    """
    courses, chosen, demands = queries.courses_and_chosen(person.id)
    courses = queries.all_in_language(courses, person.course_language)
    roles = programs.roles_of(person)
    path = queries.path_through(roles, courses, chosen, time_zone=person.time_zone)
    return courses, path, tuple(demands)


def _beside_the_track(
    person: Person, version: CourseOutline, everywhere: dict[int, set[str]], every_role: frozenset[str]
) -> OpenCourse:
    if _is_looked_at(person, version, everywhere):
        return OpenCourse(version, None, every_role)
    held = _is_of(version, everywhere)
    if held and queries.has_begun(person.id, version.course_id):
        return OpenCourse(version, held[0], every_role)
    raise NotThere


def _is_of(version: CourseOutline, everywhere: dict[int, set[str]]) -> list[int]:
    """Somebody's programs in which a course can be taken at all."""
    return [program_id for program_id in sorted(everywhere) if version.program_id in (None, program_id)]


def _is_looked_at(person: Person, version: CourseOutline, everywhere: dict[int, set[str]]) -> bool:
    """Whether they may read it as staff."""
    held = _is_of(version, everywhere)
    return person.is_admin or any(_looks_at_courses(everywhere[program_id]) for program_id in held)


def courses_open_to(person: Person) -> list[CourseOutline]:
    """Every course in force that `course_for` would give this person, in their language first. Two statements."""
    courses, path, demands = path_of(person)
    everywhere = programs.roles_of(person)
    planned, every_role = {one.course.key for one in path}, frozenset().union(*everywhere.values())
    standings = queries.progress_in(person.id, courses.values(), roles=every_role, demands=demands)
    done = {one.course.key for one in standings if not one.progress.next}
    opened = [
        one.course
        for one in standings
        if (one.has_begun and _is_of(one.course, everywhere))
        or (
            not rules.lacking(one.course.prerequisites, planned, done)
            if one.course.key in planned
            else _is_looked_at(person, one.course, everywhere)
        )
    ]
    return sorted(opened, key=lambda course: course.language != person.course_language)


def may_open_version(person: Person, version_id: int) -> bool:
    """Whether the course of a version, in force or not, is open to somebody: for the files it brings."""
    return version_id in queries.versions_of([course.course_id for course in courses_open_to(person)])


def _lacking(
    person: Person,
    version: CourseOutline,
    first: list[CourseOutline],
    roles: frozenset[str],
    demands: tuple[Demand, ...],
) -> tuple[queries.CourseProgress, ...]:
    """Asked of the database only where a course has prerequisites at all."""
    if not first:
        return ()
    own, *others = queries.progress_in(person.id, [version, *first], roles=roles, demands=demands)
    return () if own.has_begun else tuple(one for one in others if one.progress.next)


def _looks_at_courses(roles: set[str]) -> bool:
    return any("course.take" in CAPABILITIES[role] for role in roles & STAFF)


def standing_in(person: Person, open_course: OpenCourse) -> queries.CourseProgress:
    """Where somebody stands in a course that is open to them."""
    version, demands = open_course.version, open_course.demands
    return queries.progress_in(person.id, [version], roles=open_course.roles, demands=demands)[0]
