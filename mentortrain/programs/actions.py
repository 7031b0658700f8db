"""Making programs and inviting people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from mentortrain.audit.actions import record
from mentortrain.audit.rules import changes
from mentortrain.db import insert_all_new, insert_new, session
from mentortrain.holdings import Leaver
from mentortrain.mail.actions import post
from mentortrain.people.actions import find_or_create_all
from mentortrain.people.models import Person
from mentortrain.people.rules import email_key
from mentortrain.programs import events, queries
from mentortrain.programs.models import Cohort, Participation, Program, StaffGrant
from mentortrain.programs.roster import Row
from mentortrain.programs.rules import LEAD, STAFF

BATCH = 500
"""Rows of a list that are written with one statement for each table."""


@dataclass(frozen=True)
class ProgramFacts:
    """What staff say of a program, checked by the form: opens <= pairing < ends."""

    name: str
    audience: str
    hours_per_month: int
    digital_requirements: str
    opens_on: date
    pairing_on: date
    ends_on: date
    time_zone: str


def make_program(facts: ProgramFacts, *, by: Person, at: datetime) -> Program:
    """A new program with its first cohort; who makes it runs it."""
    program = Program(created_at=at, cohorts=[Cohort(name=facts.name)])
    session.add(program)
    _apply(facts, program)
    session.flush()
    grant_staff(program, by, at=at)
    record(
        "program.made",
        about=("program", program.id),
        program_id=program.id,
        details={"name": program.name},
        by=by.id,
        at=at,
    )
    for listener in events.on_program_made:
        listener(program.id, at)
    return program


def change_program(program: Program, facts: ProgramFacts, *, at: datetime) -> None:
    """Change what is said of a program, and its dates."""
    changed = changes(asdict(_facts_of(program)), asdict(facts), unsaid=("audience", "digital_requirements"))
    _apply(facts, program)
    if changed:
        record(
            "program.edited",
            about=("program", program.id),
            program_id=program.id,
            details={"name": program.name, "changed": changed},
            at=at,
        )


def grant_staff(program: Program, person: Person, *, at: datetime) -> int | None:
    """Let a person run a program; the grant's id, None if they do already."""
    return insert_new(StaffGrant, program_id=program.id, person_id=person.id, role=LEAD, granted_at=at)


def invite(program: Program, rows: Sequence[Row], *, at: datetime) -> int:
    """Invite the good rows of a list; how many are new. Who is here already is left as they are, unmailed."""
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
            people=[person_id for _, person_id in parts + grants],
            details={
                "name": program.name,
                "participations": [new_id for new_id, _ in parts],
                "grants": [new_id for new_id, _ in grants],
            },
            at=at,
        )
    return len(parts) + len(grants)


def note_joined(person_id: int, at: datetime) -> None:
    """The first sign-in after an invitation joins its program."""
    note_taking_part([person_id], at)


def note_taking_part(person_ids: Sequence[int], at: datetime) -> None:
    """So does the first lesson, quiz or session, of somebody who was signed in before they were invited."""
    session.execute(
        update(Participation)
        .where(Participation.person_id.in_(person_ids), Participation.joined_at.is_(None))
        .values(joined_at=at)
    )


def _facts_of(program: Program) -> ProgramFacts:
    cohort = program.first_cohort
    return ProgramFacts(
        name=program.name,
        audience=program.audience,
        hours_per_month=program.hours_per_month,
        digital_requirements=program.digital_requirements,
        opens_on=cohort.opens_on,
        pairing_on=cohort.pairing_on,
        ends_on=cohort.ends_on,
        time_zone=cohort.time_zone,
    )


def _apply(facts: ProgramFacts, program: Program) -> None:
    program.name = facts.name
    program.audience = facts.audience
    program.hours_per_month = facts.hours_per_month
    program.digital_requirements = facts.digital_requirements
    cohort = program.first_cohort
    cohort.opens_on, cohort.pairing_on, cohort.ends_on = facts.opens_on, facts.pairing_on, facts.ends_on
    cohort.time_zone = facts.time_zone


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
                "cohort_id": program.first_cohort.id,
                "person_id": person_ids[row.key],
                "role": row.role,
                "invited_at": at,
            }
            for row in rows
            if row.role != STAFF
        ],
        Participation.id,
        Participation.person_id,
    )
    grants = insert_all_new(
        StaffGrant,
        [
            common | {"person_id": person_ids[row.key], "role": LEAD, "granted_at": at}
            for row in rows
            if row.role == STAFF
        ],
        StaffGrant.id,
        StaffGrant.person_id,
    )
    events.record_enrolled([person_id for _, person_id in parts], at)
    by_id = {person.id: person for person in people.values()}
    for kind, found in (("programs.invitation", parts), ("programs.staff_invitation", grants)):
        for new_id, person_id in found:
            _post_invitation(kind, new_id, by_id[person_id], at=at)
    return parts, grants


def _post_invitation(kind: str, new_id: int, person: Person, *, at: datetime) -> None:
    post(
        kind=kind,
        key=f"{kind}:{new_id}",
        to=person.email,
        name=person.name,
        person_id=person.id,
        params={"id": new_id},
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
        p for p in queries.active_participations(person.id) if p.program_id == program.id and p.role == role
    )


def leave_all(leaver: Leaver, *, at: datetime) -> None:
    """Somebody is erased: they leave, and texts of their programs name them no more."""
    session.execute(
        update(Participation)
        .where(Participation.person_id == leaver.person_id, Participation.left_at.is_(None))
        .values(left_at=at)
    )
    for program in queries.programs_ever_of(leaver.person_id):
        program.audience = leaver.taken_out_of(program.audience)
        program.digital_requirements = leaver.taken_out_of(program.digital_requirements)
        program.name = leaver.taken_out_of(program.name)
        for cohort in program.cohorts:
            cohort.name = leaver.taken_out_of(cohort.name)
