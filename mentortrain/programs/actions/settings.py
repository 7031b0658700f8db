"""Making a program, changing what is said of it, and who runs it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from mentortrain.audit.actions import record
from mentortrain.audit.rules import changes
from mentortrain.db import insert_new, session
from mentortrain.people.models import Person
from mentortrain.programs import events
from mentortrain.programs.models import Cohort, Program, StaffGrant
from mentortrain.programs.rules import LEAD


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
