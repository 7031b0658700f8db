"""Certificates by their number, of a person, and what certifying asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, func, select, union

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.models import SUBMITTED, Attempt, Certificate, LessonCompletion
from mentortrain.people.models import Person
from mentortrain.prepared import prepared


def certificate_numbered(number: str) -> Certificate | None:
    """The certificate with this number, as `rules.number_in` reads it."""
    return session.scalar(select(Certificate).where(Certificate.number == number))


def certificates_of(person_id: int) -> Sequence[Certificate]:
    """All that were issued to a person, the newest first."""
    return session.scalars(
        select(Certificate)
        .where(Certificate.person_id == person_id)
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    ).all()


def own_certificate(person_id: int, number: str) -> Certificate:
    """One of a person's, or NotThere."""
    found = session.scalar(
        select(Certificate).where(Certificate.person_id == person_id, Certificate.number == number)
    )
    if found is None:
        raise NotThere
    return found


def certificate_in(program_id: int, person_id: int, certificate_id: int) -> Certificate:
    """One that arose in this program, held until the transaction ends; or NotThere."""
    found = session.scalar(
        select(Certificate)
        .where(
            Certificate.id == certificate_id,
            Certificate.program_id == program_id,
            Certificate.person_id == person_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotThere
    return found


def newest_certificates(person_ids: Collection[int]) -> dict[tuple[int, int], Row[Any]]:
    """(person, course) of all who ever had one, with the newest: id, issued_at, expires_at, revoked_at."""
    rows = _of_people(person_ids=list(person_ids))
    return {(row.person_id, row.course_id): row for row in rows}  # the later one replaces the earlier


@prepared
def _of_people(person_ids: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Certificate.person_id,
            Certificate.course_id,
            Certificate.id,
            Certificate.issued_at,
            Certificate.expires_at,
            Certificate.revoked_at,
        )
        .where(Certificate.person_id.in_(person_ids))
        .order_by(Certificate.issued_at, Certificate.id)
    )


def latest_certificate(person_id: int, course_id: int) -> Certificate | None:
    """The one that was issued last to a person for a course."""
    return session.scalar(
        select(Certificate)
        .where(Certificate.person_id == person_id, Certificate.course_id == course_id)
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
        .limit(1)
    )


class Holder(NamedTuple):
    """Who gets a certificate, as it is printed."""

    id: int
    name: str
    language: str
    """In which they read courses."""


def holders(person_ids: Collection[int]) -> dict[int, Holder]:
    """These people by id, who are held until the transaction ends. Who was erased is left out."""
    rows = session.execute(
        select(Person.id, Person.name, func.coalesce(Person.reads_in, Person.language))
        .where(Person.id.in_(person_ids), Person.erased_at.is_(None))
        .order_by(Person.id)
        .with_for_update(key_share=True)
    )
    return {row.id: Holder(*row) for row in rows}


def learners_after(person_id: int, most: int) -> Sequence[int]:
    """So many people who have ever completed a lesson or handed in a quiz, by their ids after this one."""
    learned = union(
        select(LessonCompletion.person_id), select(Attempt.person_id).where(Attempt.state == SUBMITTED)
    ).subquery()
    return session.scalars(
        select(learned.c.person_id)
        .where(learned.c.person_id > person_id)
        .order_by(learned.c.person_id)
        .limit(most)
    ).all()


def certificate_things(ids: Collection[int]) -> dict[int, str]:
    """Numbers of certificates by their ids, for the record."""
    rows = session.execute(select(Certificate.id, Certificate.number).where(Certificate.id.in_(ids)))
    return {row.id: row.number for row in rows}
