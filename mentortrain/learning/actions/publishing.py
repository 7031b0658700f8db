"""Publishing a course. Races are settled by the database."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.learning import content, queries, rules
from mentortrain.learning.actions import keeping
from mentortrain.learning.models import (
    Conversation,
    Course,
    CourseVersion,
    Lesson,
    Question,
    Quiz,
)


def publish(course: content.Course, *, at: datetime) -> CourseVersion | None:
    """A new version of the course, or None if it is as the version in force. Two at once make one version.

    Of a course in several languages: what `publish_in_languages` made of the first one.
    """
    return publish_in_languages(course, at=at)[course.language]


def publish_in_languages(course: content.Course, *, at: datetime) -> dict[str, CourseVersion | None]:
    """By language: a new version of the course and of each translation, or None for one that is as it was.

    All together: where one cannot be published (RuleBroken as of `keeping.take_in`), none is.
    """
    with session.begin_nested():
        # The row's lock makes others wait here until this transaction ends, and then see its versions.
        found = session.scalars(
            select(Course).where(Course.id == _course_id(course.key)).with_for_update()
        ).one()
        return {
            one.language: _publish(found, one, first=one is course, at=at)
            for one in (course, *course.translations)
        }


def _publish(found: Course, course: content.Course, *, first: bool, at: datetime) -> CourseVersion | None:
    versions = select(CourseVersion.number, CourseVersion.digest).where(CourseVersion.course_id == found.id)
    if first:
        newest = versions.order_by(CourseVersion.number.desc())
    else:
        newest = versions.where(CourseVersion.number < 0, CourseVersion.language == course.language)
        newest = newest.order_by(CourseVersion.number)
    latest = session.execute(newest.limit(1)).first()
    if latest and latest.digest == course.digest:
        return None
    uploads = keeping.take_in(course)
    version = CourseVersion(
        course=found,
        number=_next_number(found.id, first=first),
        digest=course.digest,
        title=course.title,
        summary=course.summary,
        language=course.language,
        roles=list(course.roles),
        prerequisites=list(course.prerequisites),
        certificate=course.certificate,
        validity_months=course.validity_months,
        modules=[asdict(module) for module in course.modules],
        published_at=at,
    )
    session.add(version)
    for position, item in enumerate(course.items, start=1):
        if isinstance(item, content.Lesson):
            session.add(_lesson(item, version, position))
        elif isinstance(item, content.Conversation):
            session.add(Conversation(version=version, position=position, **asdict(item)))
        else:
            session.add(_quiz(item, version, position))
    session.flush()
    keeping.give(uploads, version.id, at=at)
    record(
        "course.published",
        about=("course", found.id),
        details={"name": version.title, "version": queries.version_number(version.id)},
        at=at,
    )
    return version


def _next_number(course_id: int, *, first: bool) -> int:
    """Up from 1 in the first language, down from -1 in all others."""
    ends = select(func.max(CourseVersion.number), func.min(CourseVersion.number))
    highest, lowest = session.execute(ends.where(CourseVersion.course_id == course_id)).one()
    return max(highest or 0, 0) + 1 if first else min(lowest or 0, 0) - 1


def _course_id(key: str) -> int:
    """The id of the course with this key, made if it is new."""
    find = select(Course.id).where(Course.key == key)
    found = session.scalar(find)
    if found is None:
        try:
            with session.begin_nested():
                session.add(Course(key=key))
        except IntegrityError:
            pass  # another process was faster
        found = session.scalars(find).one()
    return found


def _lesson(lesson: content.Lesson, version: CourseVersion, position: int) -> Lesson:
    media = asdict(lesson.media)
    transcript = media["video"].pop("transcript") if media["video"] else ""
    return Lesson(
        version=version,
        position=position,
        words=rules.words_of(lesson.title, lesson.objective, f"{lesson.html} {transcript}"),
        transcript=transcript,
        **{**asdict(lesson), "media": media},
    )


def _quiz(quiz: content.Quiz, version: CourseVersion, position: int) -> Quiz:
    return Quiz(
        version=version,
        key=quiz.key,
        position=position,
        title=quiz.title,
        minutes=quiz.minutes,
        pass_percent=quiz.pass_percent,
        optional=quiz.optional,
        stored_settings=quiz.settings.changed(),
        questions=[
            Question(
                key=question.key,
                position=slot,
                kind=question.kind,
                html=question.html,
                general_feedback=question.general_feedback,
                category=question.category,
                options=[{**asdict(option), "weight": str(option.weight)} for option in question.options],
            )
            for slot, question in enumerate(quiz.questions, start=1)
        ],
    )
