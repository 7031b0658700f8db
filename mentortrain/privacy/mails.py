"""Mails about a person's own data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.people import queries as people
from mentortrain.privacy import queries
from mentortrain.privacy.actions import copying, erasing
from mentortrain.programs import queries as programs
from mentortrain.web.links import absolute


def _copy_ready(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """The file itself is never mailed: a mailbox is easier to get at than a fresh sign-in."""
    copy = queries.copy_with_id(params["copy_id"])
    if copy is None or not copy.is_there(at):
        return Dropped("the copy is gone")
    person = copy.person
    return Letter(
        context={
            "first_name": person.first_name,
            "url": absolute("privacy.mine"),
            "expires_at": copy.expires_at,
        },
        zone=person.time_zone,
        language=person.language,
    )


def _planned(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """An erasure waits: what happens when, and a link that calls it off without signing in."""
    erasure = queries.erasure_with_id(params["erasure_id"])
    if erasure is None or erasure.cancelled_at or erasure.done_at:
        return Dropped("called off or done")
    person = erasure.person
    token = erasing.make_cancel_token(erasure)
    return Letter(
        context={
            "first_name": person.first_name,
            "cause": erasure.cause,
            "due_at": erasure.due_at,
            "url": absolute("privacy.call_off_by_link", token=token),
        },
        zone=person.time_zone,
        language=person.language,
    )


def _idle(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """Who was not here for long is told before they are erased."""
    erasure = queries.erasure_with_id(params["erasure_id"])
    if erasure is None or erasure.cancelled_at or erasure.done_at:
        return Dropped("came back, or it is done")
    person = erasure.person
    return Letter(
        context={
            "first_name": person.first_name,
            "due_at": erasure.due_at,
            "url": absolute("people.sign_in"),
        },
        zone=person.time_zone,
        language=person.language,
    )


def _somebody_left(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """To staff. Nowhere else is the name known any more, and of this mail it is forgotten when it has gone."""
    reader = people.with_id(params["person_id"]) if params else None
    if reader is None or not programs.program_exists(params["program_id"]):
        return Dropped("nobody to tell")
    return Letter(
        context={
            "first_name": reader.first_name,
            "name": params["name"],
            "program": programs.program(params["program_id"]),
            "url": absolute("programs.people", program_id=params["program_id"]),
        },
        zone=reader.time_zone,
        language=reader.language,
    )


register(Kind(name=copying.COPY_READY, template="copy_ready", compose=_copy_ready))
register(Kind(name="privacy.erasure_planned", template="erasure_planned", compose=_planned))
register(Kind(name="privacy.idle", template="idle", compose=_idle))
register(Kind(name=erasing.SOMEBODY_LEFT, template="somebody_left", compose=_somebody_left, forgets=True))
