"""What people wrote, for themselves and for the staff they handed it to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.models import CourseVersion, Lesson, Reflection


def reflection_of(person_id: int, course_id: int, lesson_key: str) -> Reflection | None:
    """What somebody wrote for a lesson."""
    return session.scalar(
        select(Reflection).where(
            Reflection.person_id == person_id,
            Reflection.course_id == course_id,
            Reflection.lesson_key == lesson_key,
        )
    )


class HandedIn(NamedTuple):
    """A text, and the title, words and language of what was asked."""

    reflection: Reflection
    title: str
    asked: str
    language: str


def handed_in(program_id: int, person_id: int) -> Sequence[HandedIn]:
    """What somebody handed in to a program, the latest first, each with what was asked as they read it."""
    rows = session.execute(
        select(Reflection, Lesson.title, Lesson.html, CourseVersion.language)
        .join(Lesson, Lesson.id == Reflection.lesson_id)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .where(
            Reflection.program_id == program_id,
            Reflection.person_id == person_id,
            Reflection.handed_in_at.is_not(None),
        )
        .order_by(Reflection.handed_in_at.desc(), Reflection.id)
    )
    return [HandedIn(*row) for row in rows]


def handed_in_to(program_id: int, person_id: int, reflection_id: int) -> Reflection:
    """One of them, or NotThere."""
    found = session.scalar(
        select(Reflection).where(
            Reflection.id == reflection_id,
            Reflection.program_id == program_id,
            Reflection.person_id == person_id,
            Reflection.handed_in_at.is_not(None),
        )
    )
    if found is None:
        raise NotThere
    return found
