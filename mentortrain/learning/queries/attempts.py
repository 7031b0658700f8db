"""Attempts at quizzes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.models import OPEN, Answer, Attempt, Course, Question, Quiz
from mentortrain.prepared import prepared


def attempts_of(person_id: int, course_id: int, quiz_key: str) -> Sequence[Attempt]:
    """A person's attempts at a quiz, the latest first."""
    return session.scalars(
        select(Attempt)
        .where(Attempt.person_id == person_id, Attempt.course_id == course_id, Attempt.quiz_key == quiz_key)
        .order_by(Attempt.number.desc())
    ).all()


def answered_count(attempt_id: int) -> int:
    """In how many slots of an attempt something is chosen."""
    given = session.scalars(select(Answer.chosen).where(Answer.attempt_id == attempt_id))
    return sum(1 for chosen in given if chosen)


@dataclass(frozen=True)
class Slot:
    """One question of an attempt: all that saving its answer has to know."""

    attempt_id: int
    number: int  # from 1
    state: str  # of the attempt
    kind: str
    options: int  # how many there are to choose from
    last: int  # number of the attempt's last slot

    @property
    def is_open(self) -> bool:
        """Whether an answer is still taken."""
        return self.state == OPEN


def slot_held(person_id: int, course_key: str, quiz_key: str, attempt_id: int, number: int) -> Slot:
    """A slot of an attempt of this person at this quiz, or NotThere.

    The attempt is held until the transaction ends: shared with other savings, but not with handing in. Nothing
    is kept after the grading has begun.
    """
    found = _slot(
        attempt_id=attempt_id, person_id=person_id, quiz_key=quiz_key, course_key=course_key, number=number
    ).first()
    if found is None:
        raise NotThere
    return Slot(*found)


@prepared
def _slot(
    attempt_id: Any, person_id: Any, quiz_key: Any, course_key: Any, number: Any
) -> Select[int, int, str, str, int, int]:
    last = select(func.max(Question.position)).where(Question.quiz_id == Attempt.quiz_id)
    return (
        select(
            Attempt.id,
            Question.position,
            Attempt.state,
            Question.kind,
            func.json_array_length(Question.options),
            last.correlate(Attempt).scalar_subquery(),
        )
        .join(Course, Course.id == Attempt.course_id)
        .join(Question, Question.quiz_id == Attempt.quiz_id)
        .where(
            Attempt.id == attempt_id,
            Attempt.person_id == person_id,
            Attempt.quiz_key == quiz_key,
            Course.key == course_key,
            Question.position == number,
        )
        .with_for_update(read=True, of=Attempt)
    )


def attempt(person_id: int, course_key: str, quiz_key: str, attempt_id: int) -> Attempt:
    """An attempt of this person at this quiz with its questions and answers, or NotThere."""
    found = _attempt(
        attempt_id=attempt_id, person_id=person_id, quiz_key=quiz_key, course_key=course_key
    ).scalar_one_or_none()
    if found is None:
        raise NotThere
    return found


@prepared
def _attempt(attempt_id: Any, person_id: Any, quiz_key: Any, course_key: Any) -> Select[Attempt]:
    return (
        select(Attempt)
        .join(Course, Course.id == Attempt.course_id)
        .where(
            Attempt.id == attempt_id,
            Attempt.person_id == person_id,
            Attempt.quiz_key == quiz_key,
            Course.key == course_key,
        )
        .options(
            joinedload(Attempt.quiz).selectinload(Quiz.questions),
            selectinload(Attempt.answers),
        )
        .execution_options(populate_existing=True)
    )
