"""How many conversations a program asks people to practise, and what other numbers would mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentortrain.learning.queries import CourseOutline, current_courses
from mentortrain.programs.queries import participants
from mentortrain.programs.rules import MENTEE, MENTOR, Scope
from mentortrain.readiness.queries import Standing, known_of, rubrics_of, standings_among
from mentortrain.readiness.rules import PRACTICE, Requirement, Rubric, assess, default_rubric


@dataclass(frozen=True)
class Choice:
    """So many conversations, and whom that would touch."""

    count: int
    lack: int
    """Of those who are not ready, who have not passed so many."""
    become_ready: int
    """Of them, who would be ready with it."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a role before pairing, and of one course with conversations every number that can be asked."""

    role: str
    rubric: Rubric
    course: CourseOutline
    count: int
    """Conversations asked for now."""
    ready: int
    waiting: int
    choices: tuple[Choice, ...]


def practice_in(program_id: int, *, at: datetime) -> list[Asked]:
    """Of each role and each course for it that has conversations. The statements don't grow with the people."""
    parts = participants(Scope.whole(program_id))
    known = known_of(parts, at=at) if parts else None
    standings = standings_among(parts, at=at, known=known)
    rubrics = known.rubrics if known else rubrics_of([program_id])
    courses = known.courses if known else current_courses()
    found = []
    for role in (MENTOR, MENTEE):
        theirs = [one for one in standings if one.participation.role == role]
        rubric = rubrics.get((program_id, role)) or default_rubric(role)
        for course in courses.values():
            is_here = role in course.roles and course.program_id in (None, program_id)
            if course.conversations and is_here:
                found.append(_asked(role, rubric, course, theirs, at=at))
    return found


def _asked(
    role: str, rubric: Rubric, course: CourseOutline, standings: Sequence[Standing], *, at: datetime
) -> Asked:
    waiting = [one for one in standings if not one.ready]
    return Asked(
        role,
        rubric,
        course,
        rubric.practised(course.key),
        ready=len(standings) - len(waiting),
        waiting=len(waiting),
        choices=tuple(
            _choice(rubric, course.key, count, waiting, at=at)
            for count in range(len(course.conversations) + 1)
        ),
    )


def _choice(rubric: Rubric, course: str, count: int, waiting: Sequence[Standing], *, at: datetime) -> Choice:
    alone, wanted = Rubric(0, (Requirement(PRACTICE, course, count),)), rubric.with_practice(course, count)
    return Choice(
        count,
        lack=sum(not assess(alone, one.facts, at).ready for one in waiting) if count else 0,
        become_ready=sum(assess(wanted, one.facts, at).ready for one in waiting),
    )
