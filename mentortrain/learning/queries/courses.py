"""Courses in force, and what is in them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.models import Course, CourseVersion, Lesson, Quiz
from mentortrain.learning.queries.heads import (
    ConversationHead,
    Item,
    LessonHead,
    QuizHead,
    conversation_heads,
)
from mentortrain.learning.queries.history import histories_of
from mentortrain.learning.queries.languages import is_newest_translation, joined
from mentortrain.learning.rules import Deed, Edition, Module, Step, counting, media_of, place_of
from mentortrain.prepared import prepared


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
    prerequisites: tuple[str, ...]  # keys of courses to be done first
    certificate: bool
    validity_months: int | None
    modules: tuple[Module, ...]  # none in a course that is one part
    conversations: tuple[ConversationHead, ...]
    history: tuple[Edition, ...]
    """What counted before; none where no edit changed it."""
    number: int  # below 0 in a language other than the first
    others: tuple[CourseOutline, ...] = ()  # the same steps in the course's other languages

    def lesson(self, key: str) -> LessonHead:
        """One lesson, or NotThere."""
        for each in self.lessons:
            if each.key == key:
                return each
        raise NotThere

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Lessons, quizzes and conversations in their order."""
        every: list[Item] = [*self.lessons, *self.quizzes, *self.conversations]
        return tuple(sorted(every, key=lambda item: item.position))

    @cached_property
    def parts(self) -> tuple[tuple[Module | None, tuple[Item, ...]], ...]:
        """The items of each module; those of a course without modules are one part."""
        if not self.modules:
            return ((None, self.items),)
        return tuple(
            (module, tuple(item for item in self.items if module.first <= item.position <= module.last))
            for module in self.modules
        )

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The same as progress knows them."""
        return tuple(item.step for item in self.items)

    def counting_for(self, deeds: Collection[Deed]) -> tuple[Step, ...]:
        """The steps that count for somebody who did this: the one rule behind all progress, roles apart."""
        return counting(self.steps, self.history, deeds) if deeds and self.history else self.new_steps

    @cached_property
    def new_steps(self) -> tuple[Step, ...]:
        """Every step that counts for who is new."""
        return counting(self.steps, (), ())

    @cached_property
    def before(self) -> str:
        """A mark of what counted before, in 32 signs; empty where no edit changed it."""
        places = [[place_of(step) for step in edition.counted] for edition in self.history]
        return sha256(json.dumps(places).encode()).hexdigest()[:32] if places else ""

    @cached_property
    def lesson_steps(self) -> tuple[Step, ...]:
        """Every lesson that counts."""
        return tuple(lesson.step for lesson in self.lessons if not lesson.optional)

    @cached_property
    def quiz_steps(self) -> tuple[Step, ...]:
        """Every quiz that counts."""
        return tuple(quiz.step for quiz in self.quizzes if not quiz.optional)

    @property
    def minutes(self) -> int:
        """All of it that counts, once."""
        return sum(step.minutes for step in self.steps if not step.optional)


Mark = tuple[int, str, int | None]
_known: dict[Mark, CourseOutline] = {}
"""Outlines by version, digest and owner: what is published is never changed, so each process reads it once."""
_joined: dict[tuple[Mark, ...], CourseOutline] = {}
"""The same of courses in several languages, by all their versions in force."""

MOST_KNOWN = 1_000


def current_courses() -> dict[str, CourseOutline]:
    """Every course in force by key, in its first language and the order of their first publishing.

    One statement, which says what is in force at this moment; five more for what this process has not seen.
    """
    return outlines([InForce(*row) for row in _in_force()])


class InForce(NamedTuple):
    """A version in force, without what is in it."""

    id: int
    digest: str
    key: str
    program_id: int | None


def outlines(in_force: Sequence[InForce]) -> dict[str, CourseOutline]:
    """Courses by key, in this order. No statement, but for what this process has not seen."""
    unseen = [row.id for row in in_force if (row.id, row.digest, row.program_id) not in _known]
    versions = _versions(unseen) if unseen else ()
    histories = histories_of(versions)
    read = {version.id: outline(version, histories.get(version.id, ())) for version in versions}
    marks: dict[str, tuple[Mark, ...]] = {}
    for row in in_force:
        mark = (row.id, row.digest, row.program_id)
        _known[mark] = read.get(row.id) or _known[mark]
        marks[row.key] = (*marks.get(row.key, ()), mark)
    found = {key: _together(of_course) for key, of_course in marks.items()}
    if len(_known) > MOST_KNOWN:
        forget_outlines()
    return found


def _together(marks: tuple[Mark, ...]) -> CourseOutline:
    if len(marks) == 1:
        return _known[marks[0]]
    if marks not in _joined:
        _joined[marks] = joined([_known[mark] for mark in marks])
    return _joined[marks]


def forget_outlines() -> None:
    """Read every course anew."""
    _known.clear()
    _joined.clear()


@prepared
def _in_force() -> Select[*tuple[Any, ...]]:
    return versions_in_force().order_by(Course.id)


def versions_in_force(*beside: Any) -> Select[*tuple[Any, ...]]:
    """For a statement that reads more beside them: the columns of `InForce`, followed by others."""
    return (
        select(CourseVersion.id, CourseVersion.digest, Course.key, Course.program_id, *beside)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(or_(_is_current(), is_newest_translation()))
    )


_WITH_ITEMS = (
    joinedload(CourseVersion.course),
    selectinload(CourseVersion.lessons),
    selectinload(CourseVersion.quizzes),
    selectinload(CourseVersion.conversations),
)


def _versions(ids: Collection[int]) -> Sequence[CourseVersion]:
    return session.scalars(select(CourseVersion).where(CourseVersion.id.in_(ids)).options(*_WITH_ITEMS)).all()


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
    """The version in force of a course, in its first language, with its items but without texts; or NotThere."""
    found = session.scalar(
        select(CourseVersion)
        .join(CourseVersion.course)
        .where(Course.key == course_key, _is_current())
        .options(*_WITH_ITEMS)
    )
    if found is None:
        raise NotThere
    return found


def versions_of(course_ids: Collection[int]) -> set[int]:
    """The ids of all versions of some courses."""
    return set(session.scalars(select(CourseVersion.id).where(CourseVersion.course_id.in_(course_ids))))


def titles_of(course_ids: Collection[int]) -> dict[int, str]:
    """What courses are called in the version in force, by their ids."""
    rows = session.execute(
        select(CourseVersion.course_id, CourseVersion.title)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.id.in_(course_ids), _is_current())
    )
    return {row.course_id: row.title for row in rows}


def facilitation_of(course_id: int, module: str) -> list[tuple[str, str]]:
    """(module, Markdown for who leads a session about it) of a course in the version in force: of one module, or of all
    where none is named; those without any left out."""
    modules = session.scalar(
        select(CourseVersion.modules)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.id == course_id, _is_current())
    )
    return [
        (one.title, one.facilitation)
        for one in (Module(**each) for each in modules or ())
        if one.facilitation and module in ("", one.title)
    ]


def outline(version: CourseVersion, history: tuple[Edition, ...] = ()) -> CourseOutline:
    """A version with its items loaded, as `current_courses` shows it. No statement."""
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
                optional=each.optional,
                check=each.check,
                reflection=each.reflection,
                media=media_of(each.media),
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
                optional=each.optional,
            )
            for each in version.quizzes
        ),
        prerequisites=tuple(version.prerequisites),
        certificate=version.certificate,
        validity_months=version.validity_months,
        modules=tuple(Module(**module) for module in version.modules),
        conversations=conversation_heads(version),
        history=history,
        number=version.number,
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


def quiz(version: CourseVersion | CourseOutline, quiz_key: str) -> Quiz:
    """One quiz, or NotThere."""
    found = session.scalar(select(Quiz).where(Quiz.version_id == version.id, Quiz.key == quiz_key))
    if found is None:
        raise NotThere
    return found


def _is_current() -> ColumnElement[bool]:
    newest = select(func.max(CourseVersion.number)).where(CourseVersion.course_id == Course.id)
    return CourseVersion.number == newest.correlate(Course).scalar_subquery()
