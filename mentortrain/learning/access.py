"""Whose course it is: by role, and for staff to look at."""

from __future__ import annotations

from dataclasses import dataclass

from mentortrain.errors import NotThere
from mentortrain.learning import queries
from mentortrain.people.models import Person
from mentortrain.programs import access as programs
from mentortrain.programs.access import CAPABILITIES, STAFF


@dataclass(frozen=True)
class OpenCourse:
    """A course that a person may take, and the program in which their facts arise (none: staff who look)."""

    version: queries.CourseOutline
    program_id: int | None
    roles: frozenset[str]  # that they hold anywhere

    @property
    def id(self) -> int:
        """The course's, whatever the version."""
        return self.version.course_id


def course_for(person: Person, course_key: str) -> OpenCourse:
    """The course in force with this key, or NotThere if it is not for this person.

    It is for who holds one of its roles in a program (in its own program, if it belongs to one), and for the
    staff of that program, or of any.
    """
    version = queries.current_courses().get(course_key)
    if version is None:
        raise NotThere
    owner, everywhere = version.program_id, programs.roles_of(person)
    every_role = frozenset().union(*everywhere.values())
    held = {
        program_id: roles
        for program_id, roles in sorted(everywhere.items())
        if owner is None or program_id == owner
    }
    for program_id, roles in held.items():
        if roles & version.roles:
            return OpenCourse(version, program_id, every_role)
    if person.is_admin or any(_looks_at_courses(roles) for roles in held.values()):
        return OpenCourse(version, None, every_role)
    raise NotThere


def _looks_at_courses(roles: set[str]) -> bool:
    return any("course.take" in CAPABILITIES[role] for role in roles & STAFF)


def standing_in(person: Person, open_course: OpenCourse) -> queries.CourseProgress:
    """Where somebody stands in a course that is open to them."""
    return queries.progress_in(person.id, [open_course.version], roles=open_course.roles)[0]
