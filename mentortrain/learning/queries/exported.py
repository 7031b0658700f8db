"""A published quiz as questions that can be written as GIFT."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.learning import gift
from mentortrain.learning.models import Question
from mentortrain.learning.queries.courses import quiz, version_in_force


def questions_as_gift(course_key: str, quiz_key: str) -> Sequence[gift.Question]:
    """The questions of a quiz in the version in force, or NotThere. What was published is HTML."""
    found = quiz(version_in_force(course_key), quiz_key)
    asked = select(Question).where(Question.quiz_id == found.id).order_by(Question.position)
    return [_question(question) for question in session.scalars(asked)]


def _question(question: Question) -> gift.Question:
    return gift.Question(
        key=question.key,
        kind=question.kind,
        title="",
        text=_html(question.html),
        options=tuple(_option(question.kind, option) for option in question.options),
        general_feedback=_html(question.general_feedback),
        line=question.position,
        category=question.category,
    )


def _option(kind: str, option: dict[str, Any]) -> gift.Option:
    typed = kind in (gift.SHORT, gift.NUMERICAL)
    return gift.Option(
        text=gift.Text(option["answer"], "plain") if typed else _html(option["html"]),
        weight=Fraction(option["weight"]),
        feedback=_html(option["feedback"]),
        line=0,
        answer=option["answer"] if kind == gift.MATCHING else "",
        tolerance=option.get("tolerance", ""),
    )


def _html(text: str) -> gift.Text:
    return gift.Text(text, "html")
