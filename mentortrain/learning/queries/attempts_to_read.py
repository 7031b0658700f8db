"""An attempt for a page that only reads: one statement, beside what each process reads once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from mentortrain.errors import NotThere
from mentortrain.learning.models import Answer, Attempt, Course, CourseVersion, Question, Quiz
from mentortrain.prepared import Copied, prepared

MOST_QUIZZES = 200
"""With their questions, some ten kilobytes each: what a process keeps beside the outlines."""

_ATTEMPTS, _ANSWERS = Copied(Attempt), Copied(Answer)
_VERSIONS, _QUIZZES, _QUESTIONS = Copied(CourseVersion), Copied(Quiz), Copied(Question)


def attempt_to_read(person_id: int, course_key: str, quiz_key: str, attempt_id: int) -> Attempt:
    """As `attempts.attempt`, for a request that only reads, or NotThere.

    Copies: who changes them changes nothing. The quiz with its questions is shared by all who read it.
    """
    rows = _attempt_and_answers(
        attempt_id=attempt_id, person_id=person_id, quiz_key=quiz_key, course_key=course_key
    ).all()
    if not rows:
        raise NotThere
    first, before = rows[0], 1 + len(_ATTEMPTS.columns)
    found = _ATTEMPTS.copy(first[1:])
    answers = [_ANSWERS.copy(row[before:], attempt=found) for row in rows if row[before] is not None]
    found.__dict__.update(quiz=_published(found.quiz_id, first[0]), answers=answers)
    return found


@prepared
def _attempt_and_answers(
    attempt_id: Any, person_id: Any, quiz_key: Any, course_key: Any
) -> Select[*tuple[Any, ...]]:
    return (
        select(CourseVersion.digest, *_ATTEMPTS.columns, *_ANSWERS.columns)
        .select_from(Attempt)
        .join(Course, Course.id == Attempt.course_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(CourseVersion, CourseVersion.id == Quiz.version_id)
        .outerjoin(Answer, Answer.attempt_id == Attempt.id)
        .where(
            Attempt.id == attempt_id,
            Attempt.person_id == person_id,
            Attempt.quiz_key == quiz_key,
            Course.key == course_key,
        )
        .order_by(Answer.slot)
    )


@lru_cache(MOST_QUIZZES)
def _published(quiz_id: int, digest: str) -> Quiz:
    """A quiz of the version with this digest, with its questions: what is published never changes."""
    row = _quiz(quiz_id=quiz_id).one()
    quiz = _QUIZZES.copy(row, version=_VERSIONS.copy(row[len(_QUIZZES.columns) :]))
    questions = [_QUESTIONS.copy(each, quiz=quiz) for each in _questions(quiz_id=quiz_id)]
    quiz.__dict__["questions"] = questions
    return quiz


@prepared
def _quiz(quiz_id: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*_QUIZZES.columns, *_VERSIONS.columns)
        .join(CourseVersion, CourseVersion.id == Quiz.version_id)
        .where(Quiz.id == quiz_id)
    )


@prepared
def _questions(quiz_id: Any) -> Select[*tuple[Any, ...]]:
    return select(*_QUESTIONS.columns).where(Question.quiz_id == quiz_id).order_by(Question.position)


def forget_quizzes() -> None:
    """Read every quiz anew."""
    _published.cache_clear()
