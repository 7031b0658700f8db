"""Issuing certificates when a course is complete. Races are settled by the database."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from mentortrain.db import insert_new, session
from mentortrain.learning import queries, rules
from mentortrain.learning.models import Certificate
from mentortrain.learning.queries import CourseOutline, Holder
from mentortrain.learning.rules import Credit, Step
from mentortrain.programs import queries as programs

BATCH = 500
"""People who are looked at together."""


def certify(person_ids: Collection[int], at: datetime) -> int:
    """Issue what is due to these people, in the transaction of the fact that was the last one asked; how many.

    Readiness listens before and holds the people: of two last facts at once, the second sees both. Who takes part
    in nothing is held by nobody, and the ticker's look settles what they missed.
    """
    session.flush()
    issued = 0
    courses = queries.current_courses()
    reached = [
        (person_id, courses[key], done)
        for person_id, every in queries.credits_of(person_ids).items()
        for key, done in _by_course(every).items()
        if key in courses and courses[key].certificate and _has_read(_counting(courses[key], done), done)
    ]
    if not reached:
        return 0
    people = {person_id for person_id, _, _ in reached}
    newest, roles = queries.newest_certificates(people), programs.roles_of_each(people)
    due, ended = [], []
    for person_id, course, done in reached:
        held = newest.get((person_id, course.course_id))
        ended_at = held and (held.revoked_at or held.expires_at)
        if held and (ended_at is None or ended_at > at):
            continue
        complete = _is_complete(_counting(course, done), done, roles[person_id])
        if rules.is_due(complete=complete, ended_at=ended_at, learned_at=rules.learned_at(done)):
            due.append((person_id, course, done, held.id if held else None))
        elif complete and held and held.revoked_at is None and queries.is_only_read(course):
            ended.append((person_id, course, done, held))
    due += _read_again(ended)
    if not due:
        return 0
    people_held = queries.holders({person_id for person_id, *_ in due})
    arose_in = programs.names_of({one for _, _, done, _ in due if (one := _arose_in(done)) is not None})
    for person_id, course, done, instead_of in due:
        if person_id in people_held:
            issued += _issue(people_held[person_id], course, done, arose_in, instead_of=instead_of, at=at)
    return issued


def _read_again(
    ended: Sequence[tuple[int, CourseOutline, list[Credit], Any]],
) -> list[tuple[int, CourseOutline, list[Credit], int | None]]:
    """Of those whose certificate has expired, who has read each lesson of the course since."""
    read = queries.last_read({person_id for person_id, *_ in ended}) if ended else {}
    found: list[tuple[int, CourseOutline, list[Credit], int | None]] = []
    for person_id, course, done, held in ended:
        keys = [step.key for step in _counting(course, done)]
        read_at = [read[place] for key in keys if (place := (person_id, course.course_id, key)) in read]
        if len(read_at) == len(keys) and rules.is_renewed_by_reading(read_at, held.expires_at):
            found.append((person_id, course, done, held.id))
    return found


def note_learned(person_ids: Collection[int], at: datetime) -> None:
    """Facts of these people changed: what `certify` does, as a listener."""
    certify(person_ids, at)


def certify_all(after: int, at: datetime) -> tuple[int, int | None]:
    """The same for the next 500 people after this id: (how many were issued, the last id; None: nobody is left)."""
    people = queries.learners_after(after, BATCH)
    if not people:
        return 0, None
    return certify(people, at), people[-1]


def _by_course(done: Sequence[Credit]) -> dict[str, list[Credit]]:
    found: dict[str, list[Credit]] = {}
    for one in done:
        found.setdefault(one.course_key, []).append(one)
    return found


def _counting(course: CourseOutline, done: Sequence[Credit]) -> tuple[Step, ...]:
    return course.counting_for({(one.kind, one.key, one.version_id) for one in done})


def _has_read(counting: Sequence[Step], done: Sequence[Credit]) -> bool:
    """What is asked of everybody, whatever their roles."""
    lessons = {step.key for step in counting if step.kind == rules.LESSON}
    return lessons <= {one.key for one in done if one.kind == rules.LESSON}


def _is_complete(counting: Sequence[Step], done: Sequence[Credit], roles: Collection[str]) -> bool:
    """As `queries.progress_in` finds it: credits are of the same lessons read, and quizzes and conversations passed."""
    read = {one.key for one in done if one.kind == rules.LESSON}
    passed = {rules.passed_as(one.kind, one.key) for one in done if one.kind != rules.LESSON}
    return rules.course_progress(rules.for_roles(counting, roles), read, passed).is_complete


def _arose_in(done: Sequence[Credit]) -> int | None:
    """The program for which the latest of this was done."""
    latest = sorted(done, key=_when, reverse=True)
    return next((one.program_id for one in latest if one.program_id is not None), None)


def _issue(
    holder: Holder,
    course: CourseOutline,
    done: Sequence[Credit],
    program_names: Mapping[int, str],
    *,
    instead_of: int | None,
    at: datetime,
) -> bool:
    """To somebody who is held, in the language in which they read courses.

    Two who find it at once: the unique key lets one certificate stand.
    """
    arose_in, course = _arose_in(done), queries.in_language(course, holder.language)
    of_step = {(one.kind, one.key): one for one in rules.once(done)}
    steps = dict.fromkeys(map(rules.place_of, (*course.steps, *_counting(course, done))))
    counted = [of_step[place] for place in steps if place in of_step]
    if instead_of is not None:
        session.execute(
            update(Certificate)
            .where(Certificate.id == instead_of, Certificate.replaced_at.is_(None))
            .values(replaced_at=at)
        )
    values = {
        "person_id": holder.id,
        "course_id": course.course_id,
        "version_id": course.id,
        "program_id": arose_in,
        "person_name": holder.name,
        "course_title": course.title,
        "program_name": program_names[arose_in] if arose_in is not None else "",
        "language": course.language,
        "minutes": rules.credited_minutes(counted),
        "evidence": [_as_evidence(one) for one in counted],
        "issued_at": at,
        "expires_at": rules.expiry(at, course.validity_months),
        "revoked_why": "",
        "why_is_public": False,
    }
    for _ in range(5):
        number = rules.number_of([secrets.randbelow(len(rules.SIGNS)) for _ in range(rules.RANDOM_SIGNS)])
        if insert_new(Certificate, number=number, **values) is not None:
            return True
        if queries.certificate_numbered(number) is None:
            return False  # no number stands in the way, so somebody was faster
    raise RuntimeError("five random numbers in a row are taken: the machine's chance is none")


def _when(one: Credit) -> datetime:
    return one.at


def _as_evidence(one: Credit) -> dict[str, object]:
    return {
        "kind": one.kind,
        "key": one.key,
        "title": one.title,
        "minutes": one.minutes,
        "percent": one.percent,
        "at": one.at.isoformat(),
    }
