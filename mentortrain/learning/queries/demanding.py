"""What changed in courses since people of a program did them, for staff who may ask it again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.models import CourseVersion, Lesson
from mentortrain.learning.queries.courses import CourseOutline, current_courses
from mentortrain.learning.queries.demands import asked_in, demands_of
from mentortrain.learning.queries.facts import LearningFacts, facts_for
from mentortrain.learning.queries.heads import Item, LessonHead
from mentortrain.learning.rules import Deed, Demand, Place, for_roles, place_of

MOST_COMPARED = 1_000


@dataclass(frozen=True)
class Change:
    """A lesson that is other since somebody took it, or a step that came since somebody had begun."""

    course: CourseOutline
    item: Item
    is_new: bool
    since: int
    """The id of the version from which on it is as it is now."""
    people: int
    """Of the program, for whom it is so and who have not done it as it is now."""
    before: int | None
    """Of a changed lesson: the id of the last version in which it was other."""
    demand: Demand | None
    """What is asked already."""


def changes_in(program_id: int, roles: Mapping[int, Collection[str]]) -> list[Change]:
    """What changed for these people of a program, by their roles in it: course by course, in its order.

    Three statements for any number of people; one more for each course that this process has not compared.
    """
    courses = [one for one in current_courses().values() if one.program_id in (None, program_id)]
    facts, demands = facts_for(list(roles)), demands_of(program_id)
    return [change for course in courses for change in _of_course(course, facts, roles, demands)]


def change_at(program_id: int, roles: Mapping[int, Collection[str]], course_key: str, place: Place) -> Change:
    """One of them, or NotThere."""
    for one in changes_in(program_id, roles):
        if one.course.key == course_key and place_of(one.item.step) == place:
            return one
    raise NotThere


def who_would_owe(demand: Demand, roles: Mapping[int, Collection[str]], course: CourseOutline) -> int:
    """Of how many of these people a demand would ask something."""
    facts = facts_for(list(roles))
    return sum(
        any(
            place_of(step) == demand.place
            for step in for_roles(asked.steps, roles[person_id])
            if place_of(step) in asked.owed
        )
        for person_id, done in facts.items()
        if (asked := asked_in(course, done.deeds.get(course.key, ()), [demand]))
    )


def _of_course(
    course: CourseOutline,
    facts: Mapping[int, LearningFacts],
    roles: Mapping[int, Collection[str]],
    demands: Sequence[Demand],
) -> list[Change]:
    by_person = {one: done.deeds[course.key] for one, done in facts.items() if course.key in done.deeds}
    since = unchanged_since(course) if _is_older(course, by_person) else {}
    missed = _missed(course, by_person, roles)
    asked = {one.place: one for one in demands if one.course_id == course.course_id}
    found = []
    for item in course.items:
        place, demand = place_of(item.step), asked.get(place_of(item.step))
        first, before = since.get(item.key, (course.id, None)) if _may_be_taken_again(item) else (0, None)
        older = _read_before(place, first, by_person) if before else 0
        if older or (demand and not demand.is_new):
            found.append(Change(course, item, False, first, older, before, demand))
        elif missed.get(place) or demand:
            found.append(Change(course, item, True, course.id, missed.get(place, 0), None, demand))
    return found


def _may_be_taken_again(item: Item) -> bool:
    """A text that was handed in stays as it is; what is optional is asked of nobody."""
    return isinstance(item, LessonHead) and not item.reflection and not item.optional


def _is_older(course: CourseOutline, by_person: Mapping[int, Collection[Deed]]) -> bool:
    return any(version != course.id for deeds in by_person.values() for _kind, _key, version in deeds)


def _read_before(place: Place, since: int, by_person: Mapping[int, Collection[Deed]]) -> int:
    """How many took a lesson only before it was as it is now, in whatever language."""
    newest = (
        max((version for kind, key, version in deeds if (kind, key) == place), default=since)
        for deeds in by_person.values()
    )
    return sum(version < since for version in newest)


def _missed(
    course: CourseOutline,
    by_person: Mapping[int, Collection[Deed]],
    roles: Mapping[int, Collection[str]],
) -> dict[Place, int]:
    """How many are not asked a step, because they had begun before it came."""
    found: dict[Place, int] = {}
    if not course.history:
        return found
    for person_id, deeds in by_person.items():
        asked = set(course.counting_for(deeds))
        for step in for_roles(course.new_steps, roles[person_id]):
            if step not in asked:
                found[place_of(step)] = found.get(place_of(step), 0) + 1
    return found


def unchanged_since(course: CourseOutline) -> Mapping[str, tuple[int, int | None]]:
    """By key: from which version on a lesson is as it is in force, and the last one before in which it was other.

    In the first language, which decides what a course asks. No statement, once compared.
    """
    return _unchanged_since(course.course_id, course.id, course.digest)


@lru_cache(MOST_COMPARED)
def _unchanged_since(course_id: int, version_id: int, _digest: str) -> Mapping[str, tuple[int, int | None]]:
    old = aliased(Lesson)
    same = and_(old.title == Lesson.title, old.objective == Lesson.objective, old.html == Lesson.html)
    rows = session.execute(
        select(Lesson.key, old.version_id, same)
        .join(old, old.key == Lesson.key)
        .join(CourseVersion, CourseVersion.id == old.version_id)
        .where(
            Lesson.version_id == version_id,
            CourseVersion.course_id == course_id,
            CourseVersion.number > 0,
            old.version_id <= version_id,
        )
        .order_by(old.version_id.desc())
    )
    since: dict[str, tuple[int, int | None]] = {}
    for key, older_id, is_same in rows:
        first, before = since.get(key, (older_id, None))
        if before is None:
            since[key] = (older_id, None) if is_same else (first, older_id)
    return since


def lesson_texts(key: str, version_ids: Sequence[int]) -> list[str]:
    """A lesson in these versions, all that is compared of it as one clean HTML text each; in this order."""
    rows = session.execute(
        select(Lesson.version_id, Lesson.title, Lesson.objective, Lesson.html).where(
            Lesson.key == key, Lesson.version_id.in_(version_ids)
        )
    )
    texts = {
        version_id: f"<h2>{escape(title)}</h2><p>{escape(objective)}</p>{html}"
        for version_id, title, objective, html in rows
    }
    return [texts[version_id] for version_id in version_ids]


def forget_unchanged() -> None:
    """For tests, which begin again with the same numbers."""
    _unchanged_since.cache_clear()
