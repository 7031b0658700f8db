"""What staff of a program see of somebody's quizzes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.models import AnswerSetAside, Attempt, ExtraTime, Quiz


def attempts_in(program_id: int, person_id: int) -> Sequence[Attempt]:
    """A person's attempts that arose in a program, the latest first, with questions and answers."""
    return session.scalars(_in(program_id, person_id).order_by(Attempt.started_at.desc())).all()


def attempt_in(program_id: int, person_id: int, attempt_id: int) -> Attempt:
    """One of them, or NotThere."""
    found = session.scalar(_in(program_id, person_id).where(Attempt.id == attempt_id))
    if found is None:
        raise NotThere
    return found


def extra_time_of(program_id: int, person_id: int) -> ExtraTime | None:
    """The extra time that a program gives somebody."""
    return session.scalar(
        select(ExtraTime).where(ExtraTime.program_id == program_id, ExtraTime.person_id == person_id)
    )


def set_aside_in(program_id: int, person_id: int) -> Sequence[AnswerSetAside]:
    """What came for those attempts and does not stand, in the order in which it came."""
    return session.scalars(
        select(AnswerSetAside)
        .join(Attempt, Attempt.id == AnswerSetAside.attempt_id)
        .where(Attempt.program_id == program_id, Attempt.person_id == person_id)
        .order_by(AnswerSetAside.came_at, AnswerSetAside.id)
    ).all()


def _in(program_id: int, person_id: int) -> Select[Attempt]:
    return (
        select(Attempt)
        .where(Attempt.program_id == program_id, Attempt.person_id == person_id)
        .options(joinedload(Attempt.quiz).selectinload(Quiz.questions), selectinload(Attempt.answers))
    )
