"""What changed from one version of a course to another. Neither ever changes: each process compares them once."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from mentortrain.db import session
from mentortrain.learning.models import CourseVersion, Lesson
from mentortrain.learning.queries.courses import CourseOutline
from mentortrain.learning.queries.demanding import forget_unchanged
from mentortrain.learning.queries.progress import CourseProgress
from mentortrain.learning.rules import LESSON, Changes, news_for

MOST_COMPARED = 1_000


def news_in(standing: CourseProgress) -> list[tuple[str, bool]]:
    """(lesson key, is new) of what is other since a person had done the course. No statement, once compared."""
    course = standing.course
    read_in = {
        lesson.key: standing.read_in[lesson.key]
        for lesson in course.lessons
        if lesson.key in standing.read_in
    }
    since = {version: changes(version, course) for version in set(read_in.values()) if version != course.id}
    counted = {step.key for step in standing.asked if step.kind == LESSON}
    return news_for([lesson.key for lesson in course.lessons], read_in, course.id, since, counted=counted)


def changes(version_id: int, course: CourseOutline) -> Changes:
    """Lessons of the version in force that are new or other than in an older one.

    What is read in another language by now is no change: a version is compared with the one of its own language.
    """
    every = (course, *course.others)
    had, changed = _compared(version_id, tuple((one.id, one.digest) for one in every))
    return Changes(changed=changed, new=frozenset(lesson.key for lesson in course.lessons) - had)


@lru_cache(MOST_COMPARED)
def _compared(old_id: int, in_force: tuple[tuple[int, str], ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of the lessons that a version has, and of those that are other in the version in force of its language."""
    now, version = aliased(Lesson), aliased(CourseVersion)
    same_language = (
        select(version.id)
        .where(
            version.id.in_([version_id for version_id, _digest in in_force]),
            (version.number > 0) == (CourseVersion.number > 0),
            (version.number > 0) | (version.language == CourseVersion.language),
        )
        .correlate(CourseVersion)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Lesson.key,
            or_(
                now.title != Lesson.title,
                now.objective != Lesson.objective,
                now.html != Lesson.html,
            ),
        )
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .outerjoin(now, (now.key == Lesson.key) & (now.version_id == same_language))
        .where(Lesson.version_id == old_id)
    ).all()
    return frozenset(key for key, _is_other in rows), frozenset(key for key, is_other in rows if is_other)


def forget_changes() -> None:
    """For tests, which begin again with the same numbers."""
    _compared.cache_clear()
    forget_unchanged()
