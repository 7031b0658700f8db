"""Courses in force, and what is in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.models import Course, CourseVersion, Lesson, Question, Quiz
from mentortrain.learning.rules import Step


@dataclass(frozen=True)
class CourseOutline:
    """A course in force: its steps in their order, without their texts."""

    key: str
    title: str
    summary: str
    language: str
    roles: frozenset[str]
    program_id: int | None
    steps: tuple[Step, ...]

    @property
    def lesson_keys(self) -> frozenset[str]:
        """Every lesson."""
        return frozenset(step.key for step in self.steps if step.kind == "lesson")

    @property
    def quiz_keys(self) -> frozenset[str]:
        """Every quiz."""
        return frozenset(step.key for step in self.steps if step.kind == "quiz")

    @property
    def minutes(self) -> int:
        """All of it, once."""
        return sum(step.minutes for step in self.steps)


def current_courses() -> dict[str, CourseOutline]:
    """Every course in force by key, in the order of their first publishing. Three statements."""
    versions = session.execute(
        select(
            CourseVersion.id,
            Course.key,
            CourseVersion.title,
            CourseVersion.summary,
            CourseVersion.language,
            CourseVersion.roles,
            Course.program_id,
        )
        .join(Course, Course.id == CourseVersion.course_id)
        .where(_is_current())
        .order_by(Course.id)
    ).all()
    ids = [row.id for row in versions]
    steps: dict[int, list[tuple[int, Step]]] = {version_id: [] for version_id in ids}
    for model, kind in ((Lesson, "lesson"), (Quiz, "quiz")):
        columns = select(model.version_id, model.position, model.key, model.title, model.minutes)
        for row in session.execute(columns.where(model.version_id.in_(ids))):
            steps[row.version_id].append((row.position, Step(kind, row.key, row.title, row.minutes)))
    return {
        row.key: CourseOutline(
            key=row.key,
            title=row.title,
            summary=row.summary,
            language=row.language,
            roles=frozenset(row.roles),
            program_id=row.program_id,
            steps=tuple(step for _, step in sorted(steps[row.id], key=lambda placed: placed[0])),
        )
        for row in versions
    }


def courses_for(roles_by_program: dict[int, set[str]]) -> list[CourseOutline]:
    """The courses in force for somebody with these roles, by program: shipped ones, and the programs' own."""
    every_role = {role for roles in roles_by_program.values() for role in roles}
    return [
        course
        for course in current_courses().values()
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
    items: list[Lesson | Quiz] = sorted([*version.lessons, *version.quizzes], key=lambda item: item.position)
    return CourseOutline(
        key=version.course.key,
        title=version.title,
        summary=version.summary,
        language=version.language,
        roles=frozenset(version.roles),
        program_id=version.course.program_id,
        steps=tuple(item.step for item in items),
    )


def lesson(version: CourseVersion, lesson_key: str) -> Lesson:
    """One lesson with its text, or NotThere."""
    found = session.scalar(
        select(Lesson)
        .where(Lesson.version_id == version.id, Lesson.key == lesson_key)
        .options(undefer(Lesson.html))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotThere
    return found


def quiz(version: CourseVersion, quiz_key: str) -> Quiz:
    """One quiz, or NotThere."""
    found = session.scalar(select(Quiz).where(Quiz.version_id == version.id, Quiz.key == quiz_key))
    if found is None:
        raise NotThere
    return found


def question_counts(quiz_ids: Collection[int]) -> dict[int, int]:
    """How many questions each quiz has."""
    counted = select(Question.quiz_id, func.count().label("questions")).where(Question.quiz_id.in_(quiz_ids))
    return {row.quiz_id: row.questions for row in session.execute(counted.group_by(Question.quiz_id))}


def _is_current() -> ColumnElement[bool]:
    newest = select(func.max(CourseVersion.number)).where(CourseVersion.course_id == Course.id)
    return CourseVersion.number == newest.correlate(Course).scalar_subquery()
