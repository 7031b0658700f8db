"""Attempts at quizzes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.models import (
    OPEN,
    Answer,
    Attempt,
    Course,
    CourseVersion,
    ExtraTime,
    Question,
    Quiz,
)
from mentortrain.learning.rules import GRACE, Extra, QuizSettings, deadline, is_late, takes_late
from mentortrain.prepared import prepared


def attempts_of(person_id: int, course_id: int, quiz_key: str) -> Sequence[Attempt]:
    """A person's attempts at a quiz, the latest first."""
    return session.scalars(
        select(Attempt)
        .where(Attempt.person_id == person_id, Attempt.course_id == course_id, Attempt.quiz_key == quiz_key)
        .order_by(Attempt.number.desc())
    ).all()


def deadline_for(person_id: int, settings: QuizSettings, started_at: datetime) -> datetime | None:
    """When an attempt of this person must be handed in, with the most extra time that a program gives them."""
    limit = settings.time_limit_minutes
    if limit is None:
        return None
    rows = session.execute(
        select(ExtraTime.percent, ExtraTime.minutes).where(ExtraTime.person_id == person_id)
    )
    extras = [Extra(), *(Extra(*row) for row in rows)]
    return max(found for extra in extras if (found := deadline(started_at, limit, extra)))


def overdue(at: datetime) -> Sequence[int]:
    """Open attempts whose time is over, the longest overdue first."""
    return session.scalars(
        select(Attempt.id)
        .where(Attempt.state == OPEN, Attempt.deadline_at < at - GRACE)
        .order_by(Attempt.deadline_at)
    ).all()


def answered_count(attempt_id: int) -> int:
    """How many questions of an attempt that count were answered in time."""
    given = session.execute(
        select(Answer, Question.kind, Quiz.stored_settings)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Question, and_(Question.quiz_id == Attempt.quiz_id, Question.position == Answer.slot))
        .where(Answer.attempt_id == attempt_id, Answer.is_late.is_(False))
    )
    return sum(
        1 for answer, kind, stored in given if answer.is_given and QuizSettings.of(stored).counts(kind)
    )


@dataclass(frozen=True)
class Slot:
    """One question of an attempt: all that saving its answer has to know."""

    attempt_id: int
    number: int  # of the question in its quiz, from 1
    kind: str
    options: int  # how many there are to choose from
    state: str  # of the attempt
    deadline_at: datetime | None
    submitted_at: datetime | None
    late_decided_at: datetime | None
    reviewed_at: datetime | None
    drawn: list[int] | None  # numbers of the questions asked, in their order; None: all
    questions: int  # in the quiz
    stored_settings: dict[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether an answer is still taken, in time or late."""
        return self.state == OPEN

    @property
    def settings(self) -> QuizSettings:
        """How the quiz is taken."""
        return QuizSettings.of(self.stored_settings)

    @property
    def slots(self) -> list[int]:
        """Every slot of the attempt in its order."""
        return self.drawn or list(range(1, self.questions + 1))

    @property
    def before(self) -> int | None:
        """The slot before this one."""
        place = self.slots.index(self.number)
        return self.slots[place - 1] if place else None

    @property
    def after(self) -> int | None:
        """The slot after this one."""
        return next(iter(self.slots[self.slots.index(self.number) + 1 :]), None)

    def takes_late(self, at: datetime) -> bool:
        """Whether the time ran out, and what comes late is kept for staff to decide."""
        ran_out = self.is_open or (
            self.submitted_at is not None and is_late(self.deadline_at, self.submitted_at)
        )
        return ran_out and self.late_decided_at is None and takes_late(self.deadline_at, at)


def slot_held(person_id: int, course_key: str, quiz_key: str, attempt_id: int, number: int) -> Slot:
    """A slot of an attempt of this person at this quiz, or NotThere.

    The attempt is held until the transaction ends: shared with other savings, but not with handing in. Nothing
    is kept after the grading has begun.
    """
    row = _slot(
        attempt_id=attempt_id, person_id=person_id, quiz_key=quiz_key, course_key=course_key, number=number
    ).first()
    found = Slot(*row) if row else None
    if found is None or number not in found.slots:
        raise NotThere
    return found


@prepared
def _slot(
    attempt_id: Any, person_id: Any, quiz_key: Any, course_key: Any, number: Any
) -> Select[*tuple[Any, ...]]:
    questions = select(func.count()).select_from(each := aliased(Question)).where(each.quiz_id == Quiz.id)
    return (
        select(
            Attempt.id,
            Question.position,
            Question.kind,
            func.json_array_length(Question.options),
            Attempt.state,
            Attempt.deadline_at,
            Attempt.submitted_at,
            Attempt.late_decided_at,
            Attempt.reviewed_at,
            Attempt.drawn,
            questions.correlate(Quiz).scalar_subquery(),
            Quiz.stored_settings,
        )
        .join(Course, Course.id == Attempt.course_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Question, Question.quiz_id == Quiz.id)
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
            joinedload(Attempt.quiz).joinedload(Quiz.version).load_only(CourseVersion.language),
            selectinload(Attempt.answers),
        )
        .execution_options(populate_existing=True)
    )
