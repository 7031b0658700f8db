"""Who may do what in a program: giving a role, changing it, taking it away.

Each holds the program first: of two leads who go at once, the second is told that somebody must lead.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import post
from mentortrain.people.actions import find_or_create
from mentortrain.people.models import Person
from mentortrain.programs import events, queries
from mentortrain.programs.actions.settings import grant_staff
from mentortrain.programs.models import Program, StaffGrant
from mentortrain.programs.rules import LEAD


def give_role(
    program_id: int, *, email: str, name: str, role: str, cohort_id: int | None, at: datetime
) -> StaffGrant:
    """Let the person of an address work in a program, and tell them; who has no account is invited to one.

    `cohort_id` limits them to one group. RuleBroken `staff.known` if they have a role here, `staff.lead_limited`,
    `staff.no_group` if the group is none of this program.
    """
    program = queries.program_held(program_id)
    _check(program, role, cohort_id)
    zone = program.first_cohort.time_zone
    person = find_or_create(email=email, name=name, time_zone=zone, at=at)
    if queries.granted_to(program.id, person.id) is not None:
        raise RuleBroken("staff.known", name=person.name)
    new_id = grant_staff(program, person, role=role, cohort_id=cohort_id, at=at)
    if new_id is None:
        raise RuleBroken("staff.known", name=person.name)
    grant = queries.grant_in(program.id, new_id)
    _record("staff.given", grant, at=at)
    _post("programs.staff_invitation", f"{grant.id}", person, {"id": grant.id}, at=at)
    return grant


def change_role(program_id: int, grant_id: int, *, role: str, cohort_id: int | None, at: datetime) -> bool:
    """Another role, or another limit; the person is told. False if it is what it was.

    It holds from their next request on. RuleBroken `staff.last_lead`, and as `give_role`.
    """
    program = queries.program_held(program_id)
    grant = queries.grant_in(program.id, grant_id)
    if (grant.role, grant.cohort_id) == (role, cohort_id):
        return False
    _check(program, role, cohort_id)
    if role != LEAD:
        _keep_a_lead(grant)
    was = grant.role
    grant.role, grant.cohort_id = role, cohort_id
    _record("staff.changed", grant, was=was, at=at)
    session.flush()
    _say_ended(grant, at)
    params = {"id": grant.id, "role": role, "cohort_id": cohort_id}
    _post("programs.role_changed", f"{grant.id}:{at.isoformat()}", grant.person, params, at=at)
    return True


def take_role(program_id: int, grant_id: int, *, at: datetime) -> Person:
    """End that somebody works in a program, and tell them. RuleBroken `staff.last_lead`."""
    program = queries.program_held(program_id)
    grant = queries.grant_in(program.id, grant_id)
    _keep_a_lead(grant)
    person = grant.person
    _record("staff.taken", grant, at=at)
    session.delete(grant)
    session.flush()
    _say_ended(grant, at)
    params = {"program_id": program.id, "person_id": person.id}
    _post("programs.role_ended", f"{grant.id}:{person.id}", person, params, at=at)
    return person


def _say_ended(grant: StaffGrant, at: datetime) -> None:
    for listener in events.on_role_ended:
        listener(grant.person_id, grant.program_id, at)


def _check(program: Program, role: str, cohort_id: int | None) -> None:
    if cohort_id is None:
        return
    if role == LEAD:
        raise RuleBroken("staff.lead_limited")
    if cohort_id not in {cohort.id for cohort in program.cohorts}:
        raise RuleBroken("staff.no_group")


def _keep_a_lead(grant: StaffGrant) -> None:
    if grant.role == LEAD and queries.is_only_lead(grant):
        raise RuleBroken("staff.last_lead")


def _record(action: str, grant: StaffGrant, *, was: str | None = None, at: datetime) -> None:
    record(
        action,
        about=("program", grant.program_id),
        program_id=grant.program_id,
        people=[grant.person_id],
        details={"role": grant.role, "cohort_id": grant.cohort_id} | ({"was": was} if was else {}),
        at=at,
    )


def _post(kind: str, occasion: str, person: Person, params: dict[str, Any], *, at: datetime) -> None:
    post(
        kind=kind,
        key=f"{kind}:{occasion}",
        to=person.email,
        name=person.name,
        person_id=person.id,
        params=params,
        at=at,
    )
