"""One course in several languages: which version is read by whom. Completion is the same in each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from mentortrain.db import session
from mentortrain.learning.models import CourseVersion, Quiz

if TYPE_CHECKING:
    from mentortrain.learning.queries.courses import CourseOutline


def is_newest_translation() -> ColumnElement[bool]:
    """Of the versions in a language other than the first: that none in the same one was published later."""
    later = aliased(CourseVersion)
    return and_(
        CourseVersion.number < 0,
        ~exists().where(
            later.course_id == CourseVersion.course_id,
            later.language == CourseVersion.language,
            later.number < CourseVersion.number,
        ),
    )


def joined(versions: Sequence[CourseOutline]) -> CourseOutline:
    """The first language of a course, with the others beside it.

    One in which not every step is there is left out: the course went on after its translation. Then it is read in
    the first language until the translation has followed.
    """
    first = max(versions, key=lambda one: one.number)
    steps = _steps(first)
    same = [one for one in versions if one is first or _steps(one) == steps]
    history = max(versions, key=lambda one: one.id).history  # that of the last one knows all of them
    others = (replace(one, history=history, others=_but(one, same)) for one in same if one is not first)
    return replace(first, history=history, others=tuple(others))


def _steps(version: CourseOutline) -> list[tuple[str, str]]:
    return [(step.kind, step.key) for step in version.steps]


def _but(one: CourseOutline, every: Sequence[CourseOutline]) -> tuple[CourseOutline, ...]:
    return tuple(other for other in every if other is not one)


def in_language(course: CourseOutline, language: str) -> CourseOutline:
    """A course as `current_courses` has it, as somebody with this language reads it.

    Who reads pt-BR reads pt where that is there, and the other way round; who has neither reads the first language.
    """
    every, said = (course, *course.others), language.replace("_", "-")
    fits: tuple[Callable[[str], bool], ...] = (
        lambda of_course: of_course == said,
        lambda of_course: of_course == _without_country(said),
        lambda of_course: _without_country(of_course) == _without_country(said),
    )
    return next((one for fit in fits for one in every if fit(one.language)), course)


def _without_country(language: str) -> str:
    return language.partition("-")[0]


def all_in_language(courses: Mapping[str, CourseOutline], language: str) -> dict[str, CourseOutline]:
    """The same of courses by key, in their order."""
    return {
        key: in_language(course, language) if course.others else course for key, course in courses.items()
    }


def in_force_beside(quiz_id: int) -> Select[int]:
    """For a statement: the id of the version in force of the course of a quiz, in the quiz's language."""
    begun = aliased(CourseVersion)
    highest = select(func.max(CourseVersion.number)).where(CourseVersion.course_id == begun.course_id)
    return (
        select(CourseVersion.id)
        .join(begun, begun.course_id == CourseVersion.course_id)
        .join(Quiz, Quiz.version_id == begun.id)
        .where(
            Quiz.id == quiz_id,
            or_(
                and_(begun.number > 0, CourseVersion.number == highest.correlate(begun).scalar_subquery()),
                and_(begun.number < 0, is_newest_translation(), CourseVersion.language == begun.language),
            ),
        )
    )


def version_number(version_id: int) -> int:
    """The number of a version of a course, counted in its language from 1."""
    one, before = aliased(CourseVersion), aliased(CourseVersion)
    number: int = session.scalars(
        select(func.count())
        .select_from(one)
        .join(
            before,
            and_(
                before.course_id == one.course_id,
                (before.number > 0) == (one.number > 0),
                func.abs(before.number) <= func.abs(one.number),
                (one.number > 0) | (before.language == one.language),
            ),
        )
        .where(one.id == version_id)
    ).one()
    return number
