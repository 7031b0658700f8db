"""How many questions a quiz asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from mentortrain.learning.gift import ESSAY
from mentortrain.learning.models import Question, Quiz
from mentortrain.learning.queries.courses import MOST_KNOWN, CourseOutline
from mentortrain.learning.rules import UNSCORED, QuizSettings
from mentortrain.prepared import prepared


def questions_in(version: CourseOutline) -> Mapping[int, int]:
    """How many questions each quiz of a course has, by the quiz's id. Read once by each process."""
    return _questions(tuple(quiz.id for quiz in version.quizzes), version.digest)


@lru_cache(MOST_KNOWN)
def _questions(quiz_ids: tuple[int, ...], digest: str) -> Mapping[int, int]:
    return question_counts(quiz_ids)


def question_counts(quiz_ids: Collection[int]) -> dict[int, int]:
    """How many questions that count an attempt at each quiz asks."""
    counts = {}
    for quiz_id, count, essays, stored in _question_counts(quiz_ids=list(quiz_ids)):
        settings = QuizSettings.of(stored)
        if counted := count + (essays if settings.counts(ESSAY) else 0):
            counts[quiz_id] = settings.asks(counted)
    return counts


@prepared
def _question_counts(quiz_ids: Any) -> Select[*tuple[Any, ...]]:
    count, essays = _of_kind(Question.kind.not_in(UNSCORED)), _of_kind(Question.kind == ESSAY)
    return select(Quiz.id, count, essays, Quiz.stored_settings).where(Quiz.id.in_(quiz_ids))


def _of_kind(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(Question).where(Question.quiz_id == Quiz.id, condition)
    return counted.correlate(Quiz).scalar_subquery()


def forget_questions() -> None:
    """Count anew."""
    _questions.cache_clear()
