"""What people completed, with the minutes it was given: the one read behind training time."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from sqlalchemy import CompoundSelect, and_, func, literal, null, select, type_coerce, union_all

from mentortrain.learning.models import (
    FINISHED,
    SUBMITTED,
    Attempt,
    Conversation,
    Course,
    Lesson,
    LessonCompletion,
    Play,
    Quiz,
)
from mentortrain.learning.rules import CONVERSATION, LESSON, QUIZ, Credit, whole_percent
from mentortrain.prepared import prepared


def credits_of(person_ids: Collection[int]) -> dict[int, list[Credit]]:
    """Of each of these people: lessons completed, quizzes and conversations passed, oldest first. One statement.

    Minutes and titles are those of the version in which it was done: a course edited later changes nobody's hours.
    """
    found: dict[int, list[Credit]] = {person_id: [] for person_id in person_ids}
    for person_id, *rest, numerator, denominator, version_id in _credits(person_ids=list(found)):
        percent = None if denominator is None else whole_percent(Fraction(numerator or 0, denominator))
        found[person_id].append(Credit(*(*rest, percent, version_id)))
    for done in found.values():
        done.sort(key=lambda one: one.at)
    return found


@prepared
def _credits(person_ids: Any) -> CompoundSelect[*tuple[Any, ...]]:
    lessons = (
        select(
            LessonCompletion.person_id,
            Course.key,
            literal(LESSON),
            LessonCompletion.lesson_key,
            Lesson.title,
            Lesson.minutes,
            LessonCompletion.completed_at,
            LessonCompletion.program_id,
            type_coerce(null(), Attempt.score_numerator.type),
            type_coerce(null(), Attempt.score_denominator.type),
            LessonCompletion.version_id,
        )
        .join(Course, Course.id == LessonCompletion.course_id)
        .join(
            Lesson,
            and_(Lesson.version_id == LessonCompletion.version_id, Lesson.key == LessonCompletion.lesson_key),
        )
        .where(LessonCompletion.person_id.in_(person_ids))
    )
    quizzes = (
        select(
            Attempt.person_id,
            Course.key,
            literal(QUIZ),
            Attempt.quiz_key,
            Quiz.title,
            Quiz.minutes,
            Attempt.submitted_at,
            Attempt.program_id,
            Attempt.score_numerator,
            Attempt.score_denominator,
            Quiz.version_id,
        )
        .join(Course, Course.id == Attempt.course_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.person_id.in_(person_ids), Attempt.state == SUBMITTED, Attempt.passed.is_(True))
    )
    plays = (
        select(
            Play.person_id,
            Course.key,
            literal(CONVERSATION),
            Play.conversation_key,
            Conversation.title,
            Conversation.minutes,
            Play.finished_at,
            Play.program_id,
            Play.good,
            func.coalesce(func.nullif(Play.judged, 0), 1),
            Conversation.version_id,
        )
        .join(Course, Course.id == Play.course_id)
        .join(Conversation, Conversation.id == Play.conversation_id)
        .where(Play.person_id.in_(person_ids), Play.state == FINISHED, Play.passed.is_(True))
    )
    return union_all(lessons, quizzes, plays)
