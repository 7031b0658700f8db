"""Invitations to take part in a program and to run one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain.mail.actions import really
from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.people.actions import make_link
from mentortrain.people.rules import INVITATION_LASTS
from mentortrain.programs import queries
from mentortrain.web.links import absolute


def _invitation(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    part = queries.participation_by_id(params["id"])
    if part is None or part.left_at:
        return Dropped("no longer takes part")
    if params.get("again") and part.joined_at:
        return Dropped("has joined meanwhile")
    if part.program.is_archived:
        return Dropped("the program is archived")
    if at >= queries.timeline_of(part.cohort).end:
        return Dropped("the program has ended")
    person = part.person
    token = make_link(person, at=at, lasts=INVITATION_LASTS)
    return Letter(
        context={
            "first_name": person.first_name,
            "program": part.program,
            "cohort": part.cohort,
            "staff": [
                grant.person
                for grant in queries.staff_of(part.program_id)
                if grant.looks_after(part.cohort_id)
            ],
            "role": part.role,
            "words": params.get("words", ""),
            "url": absolute("people.link", token=token),
            "expires_at": really(at) + INVITATION_LASTS,
        },
        zone=person.time_zone,
        language=person.language,
    )


def _staff_invitation(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    grant = queries.grant(params["id"])
    if grant is None:
        return Dropped("no longer runs the program")
    program, person = queries.program(grant.program_id), grant.person
    if program.is_archived:
        return Dropped("the program is archived")
    token = make_link(person, at=at, lasts=INVITATION_LASTS, next_path=f"/programs/{program.id}/readiness")
    return Letter(
        context={
            "first_name": person.first_name,
            "program": program,
            "url": absolute("people.link", token=token),
            "expires_at": really(at) + INVITATION_LASTS,
        },
        zone=person.time_zone,
        language=person.language,
    )


register(Kind(name="programs.invitation", template="invitation", compose=_invitation))
register(Kind(name="programs.staff_invitation", template="staff_invitation", compose=_staff_invitation))
