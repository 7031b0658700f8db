"""Mails about training."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain.learning import queries
from mentortrain.learning.actions import CERTIFICATE_EXPIRES, CERTIFICATE_REVOKED, ESSAYS_READ
from mentortrain.learning.models import Certificate
from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.people import queries as people
from mentortrain.web.links import absolute


def _essays_read(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    found = queries.attempt_with_course(params["id"])
    person = people.with_id(found[0].person_id) if found else None
    if found is None or person is None:
        return Dropped("the attempt is gone")
    attempt, course_key = found
    if attempt.unread:
        return Dropped("something waits to be read again")
    return Letter(
        context={
            "first_name": person.first_name,
            "quiz": attempt.quiz.title,
            "passed": attempt.passed,
            "url": absolute(
                "learning.result", course_key=course_key, quiz_key=attempt.quiz_key, attempt_id=attempt.id
            ),
        },
        zone=person.time_zone,
        language=person.language,
    )


def _certificate_revoked(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    one = queries.certificate_by_id(params["id"])
    if one is None or one.revoked_at is None:
        return Dropped("it was not taken back")
    return _about(one, why=one.revoked_why if one.why_is_public else "")


def _certificate_expires(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    one = queries.certificate_by_id(params["id"])
    if one is None or one.revoked_at or one.replaced_at or not one.expires_at or one.expires_at <= at:
        return Dropped("it does not end soon any more")
    course = next(
        (each for each in queries.current_courses().values() if each.course_id == one.course_id), None
    )
    return _about(one, is_only_read=course is not None and queries.is_only_read(course))


def _about(one: Certificate, **more: object) -> Letter | Dropped:
    person = people.with_id(one.person_id)
    if person is None:
        return Dropped("the person is gone")
    return Letter(
        context={
            "first_name": person.first_name,
            "course": one.course_title,
            "program": one.program_name,
            "number": one.number,
            "expires_at": one.expires_at,
            "url": absolute("learning.certificates"),
            **more,
        },
        zone=person.time_zone,
        language=person.language,
    )


register(Kind(name=CERTIFICATE_REVOKED, template="certificate_revoked", compose=_certificate_revoked))
register(Kind(name=CERTIFICATE_EXPIRES, template="certificate_expires", compose=_certificate_expires))
register(Kind(name=ESSAYS_READ, template="essays_read", compose=_essays_read))
