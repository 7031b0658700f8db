"""Which steps counted in each version of a course, for who began it before it was edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, literal, select, union_all

from mentortrain.db import session
from mentortrain.learning.models import Conversation, CourseVersion, Lesson, Quiz
from mentortrain.learning.rules import CONVERSATION, LESSON, QUIZ, Edition, Step, editions


def histories_of(versions: Iterable[CourseVersion]) -> dict[int, tuple[Edition, ...]]:
    """By version: its course up to it. One statement, none where all of them are first versions.

    What was read in another language was done in what the first language asked at that time.
    """
    edited = [version for version in versions if version.number != 1]
    if not edited:
        return {}
    numbers: dict[int, dict[int, int]] = {version.course_id: {} for version in edited}
    counted: dict[int, list[Step]] = {}
    for course_id, number, version_id, kind, *rest, optional in _steps_of(list(numbers)):
        numbers[course_id][version_id] = number
        if not optional:
            counted.setdefault(version_id, []).append(Step(kind, *rest))
    return {
        version.id: editions(_up_to(version.id, numbers[version.course_id], counted)) for version in edited
    }


def _up_to(
    last: int, numbers: Mapping[int, int], counted: Mapping[int, Sequence[Step]]
) -> Iterator[tuple[int, Sequence[Step]]]:
    """The versions of a course in the order in which they were published, each with what it asked."""
    asked: Sequence[Step] = ()
    for version_id in sorted(one for one in numbers if one <= last):
        if numbers[version_id] > 0:
            asked = counted.get(version_id, ())
        yield version_id, asked


def _steps_of(course_ids: list[int]) -> Iterable[Sequence[Any]]:
    every = union_all(*(_of(model, kind, course_ids) for model, kind in _KINDS)).subquery()
    return [row[:-1] for row in session.execute(select(every).order_by(every.c.id, every.c.position))]


_KINDS: tuple[tuple[type[Lesson] | type[Quiz] | type[Conversation], str], ...] = (
    (Lesson, LESSON),
    (Quiz, QUIZ),
    (Conversation, CONVERSATION),
)


def _of(
    model: type[Lesson] | type[Quiz] | type[Conversation], kind: str, course_ids: list[int]
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            CourseVersion.course_id,
            CourseVersion.number,
            CourseVersion.id,
            literal(kind).label("kind"),
            model.key,
            model.title,
            model.minutes,
            model.optional,
            model.position,
        )
        .join(CourseVersion, CourseVersion.id == model.version_id)
        .where(CourseVersion.course_id.in_(course_ids))
    )
