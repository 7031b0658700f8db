"""Where people stand, and the facts that readiness asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, func, null, select, type_coerce, union_all
from sqlalchemy.orm import InstrumentedAttribute

from mentortrain.learning.models import SUBMITTED, Attempt, Course, LessonCompletion
from mentortrain.learning.queries.courses import CourseOutline, courses_for
from mentortrain.learning.rules import Progress, Step, asked_of, course_progress, whole_percent
from mentortrain.prepared import prepared


@dataclass(frozen=True)
class QuizState:
    """Where somebody stands in one quiz: open attempt, attempts handed in, best percent (rounded down)."""

    open_attempt_id: int | None = None
    attempts: int = 0
    best_percent: int | None = None
    passed: bool = False


@dataclass(frozen=True)
class CourseProgress:
    """A course and where one person stands in it."""

    course: CourseOutline
    asked: tuple[Step, ...]  # what counts for their roles
    progress: Progress
    completed: Mapping[str, datetime]  # lesson keys, and when
    quizzes: dict[str, QuizState]

    @property
    def passed(self) -> frozenset[str]:
        """The quizzes passed."""
        return frozenset(key for key, quiz in self.quizzes.items() if quiz.passed)


@dataclass(frozen=True)
class LearningFacts:
    """What one person has done, by course key: lessons completed; best percent of quizzes passed."""

    completed: dict[str, set[str]] = field(default_factory=dict)
    passed: dict[str, dict[str, int]] = field(default_factory=dict)


def progress_of(person_id: int, roles: dict[int, set[str]]) -> list[CourseProgress]:
    """For Home: the courses of a person's roles by program, with progress. Two statements for any number."""
    return progress_in(person_id, courses_for(roles), roles=frozenset().union(*roles.values()))


def progress_in(
    person_id: int, courses: Iterable[CourseOutline], *, roles: Collection[str]
) -> list[CourseProgress]:
    """One person's progress in some courses, by what is asked of all their roles together. One statement."""
    completed: dict[str, dict[str, datetime]] = {}
    states: dict[str, dict[str, QuizState]] = {}
    for course_key, key, completed_at, *attempt in _done(person_id=person_id):
        if completed_at:
            completed.setdefault(course_key, {})[key] = completed_at
        else:
            quizzes = states.setdefault(course_key, {})
            quizzes[key] = _with_attempt(quizzes.get(key, QuizState()), *attempt)
    found = []
    for course in courses:
        done, quizzes = completed.get(course.key, {}), states.get(course.key, {})
        passed = {key for key, quiz in quizzes.items() if quiz.passed}
        asked = asked_of(course.steps, roles)
        found.append(CourseProgress(course, asked, course_progress(asked, done, passed), done, quizzes))
    return found


@prepared
def _done(person_id: Any) -> CompoundSelect[*tuple[Any, ...]]:
    # Lessons and attempts in one statement: what the other sort of row has not stands as NULL.
    lessons = (
        select(
            Course.key,
            LessonCompletion.lesson_key,
            LessonCompletion.completed_at,
            *(_none(column) for column in _OF_ATTEMPT),
        )
        .join(Course, Course.id == LessonCompletion.course_id)
        .where(LessonCompletion.person_id == person_id)
    )
    attempts = (
        select(Course.key, Attempt.quiz_key, _none(LessonCompletion.completed_at), *_OF_ATTEMPT)
        .join(Course, Course.id == Attempt.course_id)
        .where(Attempt.person_id == person_id)
    )
    return union_all(lessons, attempts)


_OF_ATTEMPT = (
    Attempt.id,
    Attempt.state,
    Attempt.passed,
    Attempt.score_numerator,
    Attempt.score_denominator,
)
"""As `_with_attempt` takes them."""


def _none(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    return type_coerce(null(), column.type)


def facts_for(person_ids: Collection[int]) -> dict[int, LearningFacts]:
    """What each of these people has done, for readiness. One statement for a whole program."""
    found = {person_id: LearningFacts() for person_id in person_ids}
    for person_id, course_key, key, numerator, denominator in _done_by(person_ids=list(found)):
        if denominator is None:
            found[person_id].completed.setdefault(course_key, set()).add(key)
        else:
            best = found[person_id].passed.setdefault(course_key, {})
            best[key] = max(whole_percent(Fraction(numerator or 0, denominator)), best.get(key, 0))
    return found


@prepared
def _done_by(person_ids: Any) -> CompoundSelect[int, str, str, int | None, int | None]:
    lessons = (
        select(
            LessonCompletion.person_id,
            Course.key,
            LessonCompletion.lesson_key,
            _none(Attempt.score_numerator),
            _none(Attempt.score_denominator),
        )
        .join(Course, Course.id == LessonCompletion.course_id)
        .where(LessonCompletion.person_id.in_(person_ids))
    )
    passed = (
        select(
            Attempt.person_id,
            Course.key,
            Attempt.quiz_key,
            Attempt.score_numerator,
            func.coalesce(Attempt.score_denominator, 1),
        )
        .join(Course, Course.id == Attempt.course_id)
        .where(Attempt.person_id.in_(person_ids), Attempt.state == SUBMITTED, Attempt.passed.is_(True))
    )
    return union_all(lessons, passed)


def _with_attempt(
    state: QuizState,
    attempt_id: int,
    attempt_state: str,
    passed: bool | None,
    numerator: int | None,
    denominator: int | None,
) -> QuizState:
    if attempt_state != SUBMITTED:
        return QuizState(attempt_id, state.attempts, state.best_percent, state.passed)
    percent = whole_percent(Fraction(numerator or 0, denominator or 1))
    best = max(percent, state.best_percent or 0)
    return QuizState(state.open_attempt_id, state.attempts + 1, best, state.passed or bool(passed))
