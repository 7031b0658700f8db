"""Publishing a course, and what people do with it. Races are settled by the database."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningUpdate

from mentortrain.audit.actions import record
from mentortrain.db import insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.learning import content, queries, rules
from mentortrain.learning.models import (
    OPEN,
    SUBMITTED,
    Answer,
    Attempt,
    Course,
    CourseVersion,
    Lesson,
    LessonCompletion,
    Question,
    Quiz,
)
from mentortrain.prepared import prepared
from mentortrain.programs import events


def publish(course: content.Course, *, at: datetime) -> CourseVersion | None:
    """A new version of the course, or None if it is as the version in force. Two at once make one version."""
    # The row's lock makes others wait here until this transaction ends, and then see its version.
    found = session.scalars(select(Course).where(Course.id == _course_id(course.key)).with_for_update()).one()
    latest = session.execute(
        select(CourseVersion.number, CourseVersion.digest)
        .where(CourseVersion.course_id == found.id)
        .order_by(CourseVersion.number.desc())
        .limit(1)
    ).first()
    if latest and latest.digest == course.digest:
        return None
    version = CourseVersion(
        course=found,
        number=latest.number + 1 if latest else 1,
        digest=course.digest,
        title=course.title,
        summary=course.summary,
        language=course.language,
        roles=list(course.roles),
        published_at=at,
    )
    session.add(version)
    for position, item in enumerate(course.items, start=1):
        if isinstance(item, content.Lesson):
            session.add(Lesson(version=version, position=position, **asdict(item)))
        else:
            session.add(_quiz(item, version, position))
    record(
        "course.published",
        about=("course", found.id),
        details={"name": version.title, "version": version.number},
        at=at,
    )
    return version


def complete_lesson(
    *, person_id: int, course_id: int, lesson: Lesson, program_id: int | None, at: datetime
) -> bool:
    """Note that a person has read a lesson; False if that was known, in this version or an earlier one."""
    try:
        with session.begin_nested():
            session.add(
                LessonCompletion(
                    person_id=person_id,
                    course_id=course_id,
                    lesson_key=lesson.key,
                    version_id=lesson.version_id,
                    program_id=program_id,
                    completed_at=at,
                )
            )
    except IntegrityError:
        return False
    events.record_training([person_id], at)
    return True


def start_attempt(
    *, person_id: int, course_id: int, quiz: Quiz, program_id: int | None, at: datetime
) -> Attempt:
    """The person's open attempt at this quiz, on whatever version it began; else a new one."""
    mine = (Attempt.person_id == person_id, Attempt.course_id == course_id, Attempt.quiz_key == quiz.key)
    while True:
        attempt = session.scalar(select(Attempt).where(*mine, Attempt.state == OPEN))
        if attempt:
            return attempt
        attempt = Attempt(
            person_id=person_id,
            course_id=course_id,
            quiz_key=quiz.key,
            quiz_id=quiz.id,
            program_id=program_id,
            number=(session.scalar(select(func.max(Attempt.number)).where(*mine)) or 0) + 1,
            seed=secrets.randbits(31),
            pass_percent=quiz.pass_percent,
            state=OPEN,
            started_at=at,
        )
        try:
            with session.begin_nested():
                session.add(attempt)
        except IntegrityError:
            continue  # a second tab was faster: its attempt is there by now
        return attempt


def save_answer(
    *, slot: queries.Slot, chosen: Collection[int], client_uuid: str, client_seq: int, at: datetime
) -> None:
    """Keep what a person chose in one slot, in place of what they chose before; "nothing" is kept too.

    The slot is one that `queries.slot_held` has found in this transaction. The same saving may arrive twice.
    Refused: `learning.closed` once handed in, `learning.outdated` when the same page has already saved
    something later, `learning.choice` for what cannot be chosen.
    """
    picked = sorted(set(chosen))
    if any(not 0 <= position < slot.options for position in picked) or (
        slot.kind != rules.MULTIPLE and len(picked) > 1
    ):
        raise RuleBroken("learning.choice")
    if not slot.is_open:
        raise RuleBroken("learning.closed")
    values = {"chosen": picked, "client_uuid": client_uuid, "client_seq": client_seq, "saved_at": at}
    replace = {
        "in_attempt": slot.attempt_id,
        "in_slot": slot.number,
        "choice": picked,
        "page": client_uuid,
        "saving": client_seq,
        "at": at,
    }
    if (
        _replace(**replace).first() is None  # the first answer of this slot, or an outdated one
        and insert_new(Answer, attempt_id=slot.attempt_id, slot=slot.number, **values) is None
        and _replace(**replace).first() is None  # somebody's first answer came just before
    ):
        raise RuleBroken("learning.outdated")


@prepared
def _replace(
    in_attempt: Any, in_slot: Any, choice: Any, page: Any, saving: Any, at: Any
) -> ReturningUpdate[int]:
    return (
        update(Answer)
        .where(
            Answer.attempt_id == in_attempt,
            Answer.slot == in_slot,
            or_(Answer.client_uuid != page, Answer.client_seq <= saving),
        )
        .values(chosen=choice, client_uuid=page, client_seq=saving, saved_at=at)
        .returning(Answer.id)
    )


def submit_attempt(*, attempt: Attempt, at: datetime) -> bool:
    """Hand in and grade what is saved on the server; False if that had been done: the result stands."""
    closed = session.scalar(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.state == OPEN)
        .values(state=SUBMITTED, submitted_at=at)
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    )
    if closed is None:
        session.refresh(attempt)
        return False
    answers = session.scalars(
        select(Answer).where(Answer.attempt_id == attempt.id).execution_options(populate_existing=True)
    )
    chosen = {answer.slot: answer.chosen for answer in answers}
    score = rules.quiz_score(
        [
            rules.grade_question(question.kind, question.weights, chosen.get(question.position, ()))
            for question in attempt.quiz.questions
        ]
    )
    session.refresh(attempt)
    _grade(attempt, score)
    session.flush()
    events.record_training([attempt.person_id], at)
    return True


def _grade(attempt: Attempt, score: Fraction) -> None:
    attempt.score_numerator, attempt.score_denominator = score.numerator, score.denominator
    attempt.passed = rules.has_passed(score, attempt.pass_percent)


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


def _quiz(quiz: content.Quiz, version: CourseVersion, position: int) -> Quiz:
    return Quiz(
        version=version,
        key=quiz.key,
        position=position,
        title=quiz.title,
        minutes=quiz.minutes,
        pass_percent=quiz.pass_percent,
        questions=[
            Question(
                key=question.key,
                position=slot,
                kind=question.kind,
                html=question.html,
                general_feedback=question.general_feedback,
                options=[{**asdict(option), "weight": str(option.weight)} for option in question.options],
            )
            for slot, question in enumerate(quiz.questions, start=1)
        ],
    )


def drop_open_attempts(person_id: int) -> None:
    """Somebody is erased: what was never handed in goes, with its answers."""
    session.execute(
        delete(Attempt)
        .where(Attempt.person_id == person_id, Attempt.state == OPEN)
        .execution_options(synchronize_session=False)
    )
