"""Keeping where somebody is in a course."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.sql.dml import ReturningUpdate

from mentortrain.db import insert_new
from mentortrain.learning.models import CoursePlace
from mentortrain.prepared import prepared


def note_place(*, person_id: int, course_id: int, lesson_key: str, section: str, seen_at: datetime) -> None:
    """Remember where somebody was at a moment, unless it is known where they were later, on any device.

    The same note may arrive twice, and an older one after a newer one.
    """
    note = {"person": person_id, "course": course_id, "lesson": lesson_key, "part": section, "at": seen_at}
    if _move(**note).first() is None:
        place = {"lesson_key": lesson_key, "section": section, "seen_at": seen_at}
        if insert_new(CoursePlace, person_id=person_id, course_id=course_id, **place) is None:
            _move(**note)  # another device was first a moment ago; or it was somewhere later: then that stays


@prepared
def _move(person: Any, course: Any, lesson: Any, part: Any, at: Any) -> ReturningUpdate[int]:
    return (
        update(CoursePlace)
        .where(CoursePlace.person_id == person, CoursePlace.course_id == course, CoursePlace.seen_at <= at)
        .values(lesson_key=lesson, section=part, seen_at=at)
        .returning(CoursePlace.id)
    )
