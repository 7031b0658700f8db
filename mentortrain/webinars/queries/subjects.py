"""What of a program's courses a session can be about."""

from __future__ import annotations

from dataclasses import dataclass

from mentortrain.learning.queries import current_courses, tracks_of, usual
from mentortrain.learning.rules import LEARNERS


@dataclass(frozen=True)
class Subject:
    """A course on a track of the program, with the titles of its parts: none in a course that is one part."""

    course_id: int
    key: str
    title: str
    modules: tuple[str, ...]


def subjects_of(program_id: int) -> list[Subject]:
    """The courses on the program's tracks, in the order in which they were published first."""
    courses, chosen = list(current_courses().values()), tracks_of(program_id)
    wanted: set[int] = set()
    for role in LEARNERS:
        track = chosen.get(role)
        wanted |= {one.course_id for one in (track if track else usual(program_id, role, courses))}
    return [
        Subject(one.course_id, one.key, one.title, tuple(module.title for module in one.modules))
        for one in courses
        if one.course_id in wanted
    ]
