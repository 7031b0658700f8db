"""Courses in force, and what is in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.models import Course, CourseVersion, Lesson, Question, Quiz
from mentortrain.learning.rules import LESSON, QUIZ, Step
from mentortrain.prepared import prepared


@dataclass(frozen=True)
class LessonHead:
    """A lesson without its text."""

    id: int
    version_id: int
    key: str
    position: int
    title: str
    minutes: int
    objective: str
    size: int

    @cached_property
    def step(self) -> Step:
        """As progress knows it."""
        return Step(LESSON, self.key, self.title, self.minutes)


@dataclass(frozen=True)
class QuizHead:
    """A quiz without its questions."""

    id: int
    version_id: int
    key: str
    position: int
    title: str
    minutes: int
    pass_percent: int

    @cached_property
    def step(self) -> Step:
        """As progress knows it."""
        return Step(QUIZ, self.key, self.title, self.minutes)


@dataclass(frozen=True)
class CourseOutline:
    """A course as published at one moment: what is in it, without the texts. Never changes."""

    id: int  # the version's
    course_id: int
    key: str
    title: str
    summary: str
    language: str
    roles: frozenset[str]
    program_id: int | None
    digest: str  # of all that was published with it
    lessons: tuple[LessonHead, ...]
    quizzes: tuple[QuizHead, ...]

    def lesson(self, key: str) -> LessonHead:
        """One lesson, or NotThere."""
        for each in self.lessons:
            if each.key == key:
                return each
        raise NotThere

    @cached_property
    def items(self) -> tuple[LessonHead | QuizHead, ...]:
        """Lessons and quizzes in their order."""
        return tuple(sorted([*self.lessons, *self.quizzes], key=lambda item: item.position))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The same as progress knows them."""
        return tuple(item.step for item in self.items)

    @cached_property
    def lesson_steps(self) -> tuple[Step, ...]:
        """Every lesson."""
        return tuple(lesson.step for lesson in self.lessons)

    @cached_property
    def quiz_steps(self) -> tuple[Step, ...]:
        """Every quiz."""
        return tuple(quiz.step for quiz in self.quizzes)

    @property
    def minutes(self) -> int:
        """All of it, once."""
        return sum(step.minutes for step in self.steps)


_known: dict[tuple[int, str, int | None], CourseOutline] = {}
"""Outlines by version, digest and owner: what is published is never changed, so each process reads it once."""

MOST_KNOWN = 1_000
MOST_TEXTS = 200
"""Of lessons, of some ten kilobytes each: what a process keeps beside the outlines."""


def current_courses() -> dict[str, CourseOutline]:
    """Every course in force by key, in the order of their first publishing.

    One statement, which says what is in force at this moment; three more for what this process has not seen.
    """
    in_force = _in_force().all()
    unseen = [row.id for row in in_force if (row.id, row.digest, row.program_id) not in _known]
    read = {version.id: outline(version) for version in _versions(unseen)} if unseen else {}
    found = {}
    for row in in_force:
        mark = (row.id, row.digest, row.program_id)
        found[row.key] = _known[mark] = read.get(row.id) or _known[mark]
    if len(_known) > MOST_KNOWN:
        _known.clear()
    return found


def forget_courses() -> None:
    """Read every course anew: for who changes the rows of a published one, as only tests do."""
    _known.clear()
    _html.cache_clear()
    _questions.cache_clear()


@prepared
def _in_force() -> Select[int, str, str, int | None]:
    return (
        select(CourseVersion.id, CourseVersion.digest, Course.key, Course.program_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(_is_current())
        .order_by(Course.id)
    )


def _versions(ids: Collection[int]) -> Sequence[CourseVersion]:
    return session.scalars(
        select(CourseVersion)
        .where(CourseVersion.id.in_(ids))
        .options(
            joinedload(CourseVersion.course),
            selectinload(CourseVersion.lessons),
            selectinload(CourseVersion.quizzes),
        )
    ).all()


def courses_for(
    roles_by_program: dict[int, set[str]], among: Mapping[str, CourseOutline] | None = None
) -> list[CourseOutline]:
    """The courses in force for somebody with these roles, by program: shipped ones, and the programs' own.

    `among` is `current_courses`, where it has been asked already.
    """
    every_role = {role for roles in roles_by_program.values() for role in roles}
    return [
        course
        for course in (current_courses() if among is None else among).values()
        if course.roles
        & (every_role if course.program_id is None else roles_by_program.get(course.program_id, set()))
    ]


def version_in_force(course_key: str) -> CourseVersion:
    """The version in force of a course with its lessons and quizzes, without their texts; or NotThere."""
    found = session.scalar(
        select(CourseVersion)
        .join(CourseVersion.course)
        .where(Course.key == course_key, _is_current())
        .options(
            joinedload(CourseVersion.course),
            selectinload(CourseVersion.lessons),
            selectinload(CourseVersion.quizzes),
        )
    )
    if found is None:
        raise NotThere
    return found


def titles_of(course_ids: Collection[int]) -> dict[int, str]:
    """What courses are called in the version in force, by their ids."""
    rows = session.execute(
        select(CourseVersion.course_id, CourseVersion.title).where(
            CourseVersion.course_id.in_(course_ids), _is_current()
        )
    )
    return {row.course_id: row.title for row in rows}


def outline(version: CourseVersion) -> CourseOutline:
    """A version with lessons and quizzes loaded, as `current_courses` shows it. No statement."""
    return CourseOutline(
        id=version.id,
        course_id=version.course_id,
        key=version.course.key,
        title=version.title,
        summary=version.summary,
        language=version.language,
        roles=frozenset(version.roles),
        program_id=version.course.program_id,
        digest=version.digest,
        lessons=tuple(
            LessonHead(
                id=each.id,
                version_id=each.version_id,
                key=each.key,
                position=each.position,
                title=each.title,
                minutes=each.minutes,
                objective=each.objective,
                size=each.size,
            )
            for each in version.lessons
        ),
        quizzes=tuple(
            QuizHead(
                id=each.id,
                version_id=each.version_id,
                key=each.key,
                position=each.position,
                title=each.title,
                minutes=each.minutes,
                pass_percent=each.pass_percent,
            )
            for each in version.quizzes
        ),
    )


def lesson(version: CourseVersion | CourseOutline, lesson_key: str) -> Lesson:
    """One lesson with its text, or NotThere."""
    found = _lesson(version_id=version.id, lesson_key=lesson_key).scalar_one_or_none()
    if found is None:
        raise NotThere
    return found


@prepared
def _lesson(version_id: Any, lesson_key: Any) -> Select[Lesson]:
    return (
        select(Lesson)
        .where(Lesson.version_id == version_id, Lesson.key == lesson_key)
        .options(undefer(Lesson.html))
        .execution_options(populate_existing=True)
    )


def lesson_html(version: CourseOutline, lesson: LessonHead) -> str:
    """The text of a lesson. What is published never changes: each process reads it once."""
    return _html(lesson.id, version.digest)


@lru_cache(MOST_TEXTS)
def _html(lesson_id: int, digest: str) -> str:
    return session.execute(select(Lesson.html).where(Lesson.id == lesson_id)).scalar_one()


def questions_in(version: CourseOutline) -> Mapping[int, int]:
    """How many questions each quiz of a course has, by the quiz's id. Read once by each process."""
    return _questions(tuple(quiz.id for quiz in version.quizzes), version.digest)


@lru_cache(MOST_KNOWN)
def _questions(quiz_ids: tuple[int, ...], digest: str) -> Mapping[int, int]:
    return question_counts(quiz_ids)


def quiz(version: CourseVersion | CourseOutline, quiz_key: str) -> Quiz:
    """One quiz, or NotThere."""
    found = session.scalar(select(Quiz).where(Quiz.version_id == version.id, Quiz.key == quiz_key))
    if found is None:
        raise NotThere
    return found


def question_counts(quiz_ids: Collection[int]) -> dict[int, int]:
    """How many questions each quiz has."""
    return {row[0]: row[1] for row in _question_counts(quiz_ids=list(quiz_ids))}


@prepared
def _question_counts(quiz_ids: Any) -> Select[int, int]:
    counted = select(Question.quiz_id, func.count()).where(Question.quiz_id.in_(quiz_ids))
    return counted.group_by(Question.quiz_id)


def _is_current() -> ColumnElement[bool]:
    newest = select(func.max(CourseVersion.number)).where(CourseVersion.course_id == Course.id)
    return CourseVersion.number == newest.correlate(Course).scalar_subquery()
