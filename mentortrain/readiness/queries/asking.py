"""What a program asks of people before pairing beside reading and answering, and what other choices would mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentortrain.learning.queries import CourseOutline, current_courses
from mentortrain.programs.queries import participants
from mentortrain.programs.rules import MENTEE, MENTOR, Scope
from mentortrain.readiness.queries import Standing, known_of, rubrics_of, standings_among
from mentortrain.readiness.rules import (
    LIVE_SESSION,
    PRACTICE,
    Requirement,
    Rubric,
    assess,
    default_rubric,
)
from mentortrain.webinars.queries import subjects_of


@dataclass(frozen=True)
class Choice:
    """So many conversations, or live sessions, and whom that would touch."""

    count: int
    lack: int
    """Of those who are not ready, who have not passed so many, or not been at so many."""
    become_ready: int
    """Of them, who would be ready with it."""


@dataclass(frozen=True)
class Asked:
    """Of a kind of requirement about a course: every number that can be asked."""

    kind: str
    """PRACTICE: conversations of it that are passed; LIVE_SESSION: sessions about it that are attended."""
    count: int
    """Asked for now."""
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class OfCourse:
    """A course of a role, with what can be asked about it."""

    course: CourseOutline
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class OfRole:
    """What is asked of a role before pairing."""

    role: str
    rubric: Rubric
    ready: int
    waiting: int
    courses: tuple[OfCourse, ...]
    titles: dict[str, str]
    """Of courses, by key."""

    def asked(self, kind: str | None, course: str | None) -> Asked | None:
        """What can be asked of a kind about a course; None where nothing can."""
        return next(
            (
                one
                for each in self.courses
                if each.course.key == course
                for one in each.asked
                if one.kind == kind
            ),
            None,
        )


def asking_in(program_id: int, *, at: datetime) -> list[OfRole]:
    """Of each role. The statements don't grow with the people."""
    parts = participants(Scope.whole(program_id))
    known = known_of(parts, at=at) if parts else None
    standings = standings_among(parts, at=at, known=known)
    rubrics = known.rubrics if known else rubrics_of([program_id])
    courses = known.courses if known else current_courses()
    subjects = {one.course_id for one in subjects_of(program_id)}
    found = []
    for role in (MENTOR, MENTEE):
        theirs = [one for one in standings if one.participation.role == role]
        rubric = rubrics.get((program_id, role)) or default_rubric(role)
        waiting = [one for one in theirs if not one.ready]
        found.append(
            OfRole(
                role,
                rubric,
                ready=len(theirs) - len(waiting),
                waiting=len(waiting),
                courses=tuple(
                    one
                    for course in courses.values()
                    if role in course.roles and course.program_id in (None, program_id)
                    for one in [
                        _of_course(rubric, course, waiting, is_subject=course.course_id in subjects, at=at)
                    ]
                    if one.asked
                ),
                titles={key: course.title for key, course in courses.items()},
            )
        )
    return found


def _of_course(
    rubric: Rubric, course: CourseOutline, waiting: Sequence[Standing], *, is_subject: bool, at: datetime
) -> OfCourse:
    """`is_subject`: sessions can be about it. What is asked already can be taken back in any case."""
    can_be = is_subject or rubric.asks(LIVE_SESSION, course.key) > 0
    most = {PRACTICE: len(course.conversations), LIVE_SESSION: int(can_be)}
    return OfCourse(
        course,
        tuple(
            Asked(
                kind,
                rubric.asks(kind, course.key),
                tuple(
                    _choice(rubric, kind, course.key, count, waiting, at=at)
                    for count in range(most[kind] + 1)
                ),
            )
            for kind in most
            if most[kind]
        ),
    )


def _choice(
    rubric: Rubric, kind: str, course: str, count: int, waiting: Sequence[Standing], *, at: datetime
) -> Choice:
    alone, wanted = Rubric(0, (Requirement(kind, course, count),)), rubric.asking(kind, course, count)
    return Choice(
        count,
        lack=sum(not assess(alone, one.facts, at).ready for one in waiting) if count else 0,
        become_ready=sum(assess(wanted, one.facts, at).ready for one in waiting),
    )
