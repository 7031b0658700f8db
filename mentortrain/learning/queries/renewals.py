"""Certificates that end soon, and what renews those that have ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from mentortrain.db import session
from mentortrain.learning.models import Certificate, LessonCompletion
from mentortrain.learning.queries.certificates import latest_certificate
from mentortrain.learning.queries.courses import CourseOutline
from mentortrain.learning.rules import LESSON, SOON
from mentortrain.people.models import Person


@dataclass(frozen=True)
class Renewal:
    """A certificate that has ended and comes anew once each lesson of its course is read again."""

    ended_at: datetime
    left: tuple[str, ...]
    """Keys of the lessons that are to be read again, in the order of the course."""


def is_only_read(course: CourseOutline) -> bool:
    """Whether nothing but lessons counts in a course."""
    return all(step.kind == LESSON for step in course.steps if not step.optional)


def renewal_of(person_id: int, course: CourseOutline, *, at: datetime) -> Renewal | None:
    """What is to be read again; None where reading renews nothing. No statement where the course has no such
    certificate, at most two else."""
    if not (course.certificate and course.validity_months and is_only_read(course)):
        return None
    one = latest_certificate(person_id, course.course_id)
    if one is None or one.revoked_at or not one.expires_at or one.expires_at > at:
        return None
    read = last_read([person_id])
    left = tuple(
        step.key
        for step in course.steps
        if not step.optional
        and ((at_ := read.get((person_id, course.course_id, step.key))) is None or at_ <= one.expires_at)
    )
    return Renewal(one.expires_at, left)


def last_read(person_ids: Collection[int]) -> dict[tuple[int, int, str], datetime]:
    """(person, course, key of a lesson) and when it was read last. One statement."""
    rows = session.execute(
        select(
            LessonCompletion.person_id,
            LessonCompletion.course_id,
            LessonCompletion.lesson_key,
            func.coalesce(LessonCompletion.read_again_at, LessonCompletion.completed_at),
        ).where(LessonCompletion.person_id.in_(person_ids))
    )
    return {(person_id, course_id, key): at for person_id, course_id, key, at in rows}


def expiring_of(person_id: int, *, at: datetime) -> Sequence[Certificate]:
    """A person's certificates that end within 30 days, the first first."""
    return session.scalars(
        select(Certificate)
        .where(Certificate.person_id == person_id, _ends_soon(at))
        .order_by(Certificate.expires_at, Certificate.id)
    ).all()


def expiring(*, at: datetime) -> Sequence[tuple[Certificate, Person]]:
    """Those of everybody, with the person; who was erased is left out."""
    rows = session.execute(
        select(Certificate, Person)
        .join(Person, Person.id == Certificate.person_id)
        .where(_ends_soon(at), Person.erased_at.is_(None))
        .order_by(Certificate.id)
    )
    return [(one, person) for one, person in rows]


def certificate_by_id(certificate_id: int) -> Certificate | None:
    """For the mail about it."""
    return session.get(Certificate, certificate_id)


def _ends_soon(at: datetime) -> ColumnElement[bool]:
    return and_(
        Certificate.revoked_at.is_(None),
        Certificate.replaced_at.is_(None),
        Certificate.expires_at > at,
        Certificate.expires_at <= at + SOON,
    )
