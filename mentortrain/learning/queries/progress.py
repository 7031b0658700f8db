"""Where people stand, and the facts that readiness asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, Select, select

from mentortrain.db import prepared
from mentortrain.learning.models import SUBMITTED, Attempt, Course, LessonCompletion
from mentortrain.learning.queries.courses import CourseOutline, courses_for
from mentortrain.learning.rules import Progress, Step, asked_of, course_progress, whole_percent


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
    completed: frozenset[str]
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
    """For Home: the courses of a person's roles by program, with progress. Five statements for any number."""
    return progress_in(person_id, courses_for(roles), roles=frozenset().union(*roles.values()))


def progress_in(
    person_id: int, courses: Iterable[CourseOutline], *, roles: Collection[str]
) -> list[CourseProgress]:
    """One person's progress in some courses, by what is asked of all their roles together. Two statements."""
    completed: dict[str, set[str]] = {}
    for course_key, lesson_key in _completions(person_id=person_id):
        completed.setdefault(course_key, set()).add(lesson_key)
    states: dict[str, dict[str, QuizState]] = {}
    for row in _attempts(person_id=person_id):
        quizzes = states.setdefault(row.course_key, {})
        quizzes[row.quiz_key] = _with_attempt(quizzes.get(row.quiz_key, QuizState()), row)
    found = []
    for course in courses:
        done, quizzes = frozenset(completed.get(course.key, ())), states.get(course.key, {})
        passed = {key for key, quiz in quizzes.items() if quiz.passed}
        asked = asked_of(course.steps, roles)
        found.append(CourseProgress(course, asked, course_progress(asked, done, passed), done, quizzes))
    return found


@prepared
def _completions(person_id: Any) -> Select[str, str]:
    return (
        select(Course.key, LessonCompletion.lesson_key)
        .join(Course, Course.id == LessonCompletion.course_id)
        .where(LessonCompletion.person_id == person_id)
    )


@prepared
def _attempts(person_id: Any) -> Select[str, int, str, str, bool | None, int | None, int | None]:
    return (
        select(
            Course.key.label("course_key"),
            Attempt.id,
            Attempt.quiz_key,
            Attempt.state,
            Attempt.passed,
            Attempt.score_numerator,
            Attempt.score_denominator,
        )
        .join(Course, Course.id == Attempt.course_id)
        .where(Attempt.person_id == person_id)
    )


def facts_for(person_ids: Collection[int]) -> dict[int, LearningFacts]:
    """What each of these people has done, for readiness. Two statements for a whole program."""
    found = {person_id: LearningFacts() for person_id in person_ids}
    for person_id, course_key, lesson_key in _completions_of(person_ids=list(found)):
        found[person_id].completed.setdefault(course_key, set()).add(lesson_key)
    for person_id, course_key, quiz_key, numerator, denominator in _passed_by(person_ids=list(found)):
        best = found[person_id].passed.setdefault(course_key, {})
        percent = whole_percent(Fraction(numerator or 0, denominator or 1))
        best[quiz_key] = max(percent, best.get(quiz_key, 0))
    return found


@prepared
def _completions_of(person_ids: Any) -> Select[int, str, str]:
    return (
        select(LessonCompletion.person_id, Course.key, LessonCompletion.lesson_key)
        .join(Course, Course.id == LessonCompletion.course_id)
        .where(LessonCompletion.person_id.in_(person_ids))
    )


@prepared
def _passed_by(person_ids: Any) -> Select[int, str, str, int | None, int | None]:
    return (
        select(
            Attempt.person_id,
            Course.key,
            Attempt.quiz_key,
            Attempt.score_numerator,
            Attempt.score_denominator,
        )
        .join(Course, Course.id == Attempt.course_id)
        .where(Attempt.person_id.in_(person_ids), Attempt.state == SUBMITTED, Attempt.passed.is_(True))
    )


def completed_at(person_id: int, course_id: int, lesson_key: str) -> datetime | None:
    """When a person finished a lesson, None if they have not."""
    found = _completed_at(person_id=person_id, course_id=course_id, lesson_key=lesson_key)
    return found.scalar_one_or_none()


@prepared
def _completed_at(person_id: Any, course_id: Any, lesson_key: Any) -> Select[datetime]:
    return select(LessonCompletion.completed_at).where(
        LessonCompletion.person_id == person_id,
        LessonCompletion.course_id == course_id,
        LessonCompletion.lesson_key == lesson_key,
    )


def _with_attempt(
    state: QuizState, row: Row[str, int, str, str, bool | None, int | None, int | None]
) -> QuizState:
    if row.state != SUBMITTED:
        return QuizState(row.id, state.attempts, state.best_percent, state.passed)
    percent = whole_percent(Fraction(row.score_numerator or 0, row.score_denominator or 1))
    best = max(percent, state.best_percent or 0)
    return QuizState(state.open_attempt_id, state.attempts + 1, best, state.passed or bool(row.passed))
