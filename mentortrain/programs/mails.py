"""Invitations to take part in a program and to run one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain.mail.actions import really
from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.people import queries as people
from mentortrain.people.actions import make_link
from mentortrain.people.rules import INVITATION_LASTS
from mentortrain.programs import queries
from mentortrain.programs.rules import COORDINATOR, HOST, LEAD, VIEWER
from mentortrain.programs.words import ROLE_NOTES, ROLES
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
    token = make_link(person, at=at, lasts=INVITATION_LASTS, next_path=_first_page(program.id, grant.role))
    return Letter(
        context={
            "first_name": person.first_name,
            "program": program,
            "role": ROLES[grant.role],
            "note": ROLE_NOTES[grant.role],
            "group": grant.cohort.name if grant.cohort else "",
            "url": absolute("people.link", token=token),
            "expires_at": really(at) + INVITATION_LASTS,
        },
        zone=person.time_zone,
        language=person.language,
    )


def _first_page(program_id: int, role: str) -> str:
    """Where somebody of the staff begins."""
    if role in (LEAD, COORDINATOR, VIEWER):
        return f"/programs/{program_id}/readiness"
    return f"/programs/{program_id}/webinars" if role == HOST else f"/programs/{program_id}/roles"


def _role_changed(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    grant = queries.grant(params["id"])
    if grant is None or (grant.role, grant.cohort_id) != (params["role"], params["cohort_id"]):
        return Dropped("has another role since")
    program, person = queries.program(grant.program_id), grant.person
    return Letter(
        context={
            "first_name": person.first_name,
            "program": program,
            "role": ROLES[grant.role],
            "note": ROLE_NOTES[grant.role],
            "group": grant.cohort.name if grant.cohort else "",
            "url": absolute("programs.roles", program_id=program.id),
        },
        zone=person.time_zone,
        language=person.language,
    )


def _role_ended(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    person = people.with_id(params["person_id"])
    if person is None or person.erased_at:
        return Dropped("the account is gone")
    if queries.granted_to(params["program_id"], person.id):
        return Dropped("has a role again")
    return Letter(
        context={"first_name": person.first_name, "program": queries.program(params["program_id"])},
        zone=person.time_zone,
        language=person.language,
    )


def _program_of(params: dict[str, Any]) -> int | None:
    part = queries.participation_by_id(params["id"])
    return part.program_id if part else None


register(Kind(name="programs.invitation", template="invitation", compose=_invitation, program_of=_program_of))
register(Kind(name="programs.staff_invitation", template="staff_invitation", compose=_staff_invitation))
register(Kind(name="programs.role_changed", template="role_changed", compose=_role_changed))
register(Kind(name="programs.role_ended", template="role_ended", compose=_role_ended))
