"""Inviting people, and taking them in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mentortrain.audit.actions import record
from mentortrain.db import insert_all_new, insert_new
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import Posting, post_all
from mentortrain.people.actions import find_or_create_all
from mentortrain.people.models import Person
from mentortrain.people.queries import with_ids as people_with
from mentortrain.people.rules import email_key
from mentortrain.programs import events, queries
from mentortrain.programs.models import Participation, Program, StaffGrant
from mentortrain.programs.roster import Row
from mentortrain.programs.rules import COORDINATOR, STAFF, Scope

INVITATION, STAFF_INVITATION = "programs.invitation", "programs.staff_invitation"
"""The kinds of mail."""

BATCH = 500
"""Rows of a list that are written with one statement for each table."""


def invite(
    program: Program, rows: Sequence[Row], *, by: int | None = None, at: datetime
) -> dict[tuple[str, str], int]:
    """Invite the good rows of a list; (email key, role) of each that is new, with the person's id.

    Who is here already is left as they are, unmailed. While the program is a draft nobody is written to: the
    invitations wait for `post_waiting`. `by` is who does it, where nobody makes a request. RuleBroken if the program
    is archived.
    """
    if program.is_archived:
        raise RuleBroken("program.archived")
    # In one order everywhere: two lists with the same people must not wait for each other.
    good = sorted((row for row in rows if row.is_good), key=lambda row: row.key)
    parts: list[Any] = []
    grants: list[Any] = []
    for start in range(0, len(good), BATCH):
        new_parts, new_grants = _invite(program, good[start : start + BATCH], at=at)
        parts, grants = parts + new_parts, grants + new_grants
    if parts or grants:
        record(
            "people.invited",
            about=("program", program.id),
            program_id=program.id,
            people=[one.person_id for one in parts + grants],
            details={
                "name": program.name,
                "participations": [one.id for one in parts],
                "grants": [one.id for one in grants],
            },
            by=by,
            at=at,
        )
    return _by_key(parts, grants)


def _by_key(parts: Sequence[Any], grants: Sequence[Any]) -> dict[tuple[str, str], int]:
    ids = [(one.person_id, one.role) for one in parts] + [(one.person_id, STAFF) for one in grants]
    keys = {
        person.id: person.email_key
        for start in range(0, len(ids), BATCH)
        for person in people_with([person_id for person_id, _ in ids[start : start + BATCH]])
    }
    return {(keys[person_id], role): person_id for person_id, role in ids}


def _invite(program: Program, rows: Sequence[Row], *, at: datetime) -> tuple[list[Any], list[Any]]:
    """(id, person id) of the new participations, and of the new grants."""
    people = find_or_create_all([(row.email, row.name, row.time_zone) for row in rows], at=at)
    person_ids = {row.key: people[email_key(row.email)].id for row in rows}
    common = {"program_id": program.id}
    parts = insert_all_new(
        Participation,
        [
            common
            | {
                "cohort_id": row.cohort_id or program.first_cohort.id,
                "person_id": person_ids[row.key],
                "role": row.role,
                "invited_at": at,
            }
            for row in rows
            if row.role != STAFF
        ],
        Participation.id,
        Participation.person_id,
        Participation.role,
    )
    grants = insert_all_new(
        StaffGrant,
        [
            common | {"person_id": person_ids[row.key], "role": COORDINATOR, "granted_at": at}
            for row in rows
            if row.role == STAFF
        ],
        StaffGrant.id,
        StaffGrant.person_id,
    )
    events.record_enrolled([one.person_id for one in parts], at)
    if program.is_draft:
        return parts, grants
    by_id = {person.id: person for person in people.values()}
    for kind, found in ((INVITATION, parts), (STAFF_INVITATION, grants)):
        _post_invitations(kind, [(one.id, by_id[one.person_id]) for one in found], at=at)
    return parts, grants


def post_waiting(program: Program, *, at: datetime) -> int:
    """Write to everybody who was taken in while the program was a draft; how many invitations go.

    They are invited from now on. Who has set the program up needs no invitation.
    """
    parts, grants = queries.participants(Scope.whole(program.id)), queries.staff_invited(program.id)
    for part in parts:
        part.invited_at = at
    _post_invitations(INVITATION, [(part.id, part.person) for part in parts], at=at)
    _post_invitations(STAFF_INVITATION, [(grant.id, grant.person) for grant in grants], at=at)
    return len(parts) + len(grants)


def _post_invitations(kind: str, new: Sequence[tuple[int, Person]], *, at: datetime) -> None:
    """To each of these people, about the part or the role with this id."""
    post_all(
        kind,
        [
            Posting(f"{kind}:{new_id}", person.email, person.name, person.id, {"id": new_id})
            for new_id, person in new
        ],
        at=at,
    )


def enrol(program: Program, person: Person, role: str, *, at: datetime) -> Participation:
    """Let a person take part without a mail: for the demonstration and for tests."""
    insert_new(
        Participation,
        program_id=program.id,
        cohort_id=program.first_cohort.id,
        person_id=person.id,
        role=role,
        invited_at=at,
        joined_at=at,
    )
    events.record_enrolled([person.id], at)
    return next(
        p
        for p in queries.participants(Scope.whole(program.id))
        if p.person_id == person.id and p.role == role
    )
