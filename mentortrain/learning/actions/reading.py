"""What reading leaves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from mentortrain.db import insert_new, session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.learning import queries
from mentortrain.learning.models import (
    Attempt,
    CourseDemand,
    Lesson,
    LessonCompletion,
)
from mentortrain.learning.rules import LESSON
from mentortrain.programs import events


def complete_lesson(
    *, person_id: int, course_id: int, lesson: Lesson, program_id: int | None, at: datetime
) -> bool:
    """Note that a person has read a lesson; False if that was known, in this version or an earlier one, unless
    staff ask it again: then that is noted, beside the first time, whose minutes count.

    Refused: `learning.check_first` where a quiz completes the lesson and is not passed yet, `learning.write_first`
    where it asks for a text.
    """
    if lesson.check and not _has_passed(person_id, course_id, lesson.check):
        raise RuleBroken("learning.check_first")
    if lesson.reflection:
        raise RuleBroken("learning.write_first")
    if not (
        note_done(lesson, person_id, course_id, program_id, at)
        or _take_again(lesson, person_id, course_id, at)
    ):
        return False
    events.record_training([person_id], at)
    return True


def read_again(*, person_id: int, course_id: int, lesson_key: str, at: datetime) -> None:
    """Note that a lesson that is done was read once more. NotThere if it is not done."""
    noted = session.scalar(
        update(LessonCompletion)
        .where(
            LessonCompletion.person_id == person_id,
            LessonCompletion.course_id == course_id,
            LessonCompletion.lesson_key == lesson_key,
        )
        .values(read_again_at=at)
        .returning(LessonCompletion.id)
        .execution_options(synchronize_session=False)
    )
    if noted is None:
        raise NotThere
    events.record_training([person_id], at)


def complete_checked(*, attempt: Attempt, at: datetime) -> None:
    """A quiz is passed: the lessons that it completes are done, in the course as it is in force in its language."""
    for lesson in session.scalars(
        select(Lesson).where(
            Lesson.version_id.in_(queries.in_force_beside(attempt.quiz_id)), Lesson.check == attempt.quiz_key
        )
    ):
        note_done(lesson, attempt.person_id, attempt.course_id, attempt.program_id, at)


def note_done(lesson: Lesson, person_id: int, course_id: int, program_id: int | None, at: datetime) -> bool:
    """The fact that a lesson is done, whatever did it; False if that was known. Tells nobody."""
    noted = insert_new(
        LessonCompletion,
        person_id=person_id,
        course_id=course_id,
        lesson_key=lesson.key,
        version_id=lesson.version_id,
        program_id=program_id,
        completed_at=at,
    )
    return noted is not None


def _take_again(lesson: Lesson, person_id: int, course_id: int, at: datetime) -> bool:
    """Who reads it in a language that has not followed the change has taken it again all the same."""
    asked_in = session.scalar(
        select(func.max(CourseDemand.version_id)).where(
            CourseDemand.course_id == course_id,
            CourseDemand.kind == LESSON,
            CourseDemand.key == lesson.key,
            CourseDemand.is_new.is_(False),
            CourseDemand.withdrawn_at.is_(None),
        )
    )
    if asked_in is None:
        return False
    noted = session.scalar(
        update(LessonCompletion)
        .where(
            LessonCompletion.person_id == person_id,
            LessonCompletion.course_id == course_id,
            LessonCompletion.lesson_key == lesson.key,
            func.coalesce(LessonCompletion.again_in, LessonCompletion.version_id) < asked_in,
        )
        .values(again_in=max(lesson.version_id, asked_in), again_at=at)
        .returning(LessonCompletion.id)
        .execution_options(synchronize_session=False)
    )
    return noted is not None


def _has_passed(person_id: int, course_id: int, quiz_key: str) -> bool:
    passed = select(Attempt.id).where(
        Attempt.person_id == person_id,
        Attempt.course_id == course_id,
        Attempt.quiz_key == quiz_key,
        Attempt.passed.is_(True),
    )
    return session.scalar(passed.limit(1)) is not None
