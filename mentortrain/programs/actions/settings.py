"""Making a program, saying what it is, and who runs it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from mentortrain.audit.actions import record
from mentortrain.audit.rules import changes
from mentortrain.db import insert_new, session
from mentortrain.people.models import Person
from mentortrain.programs import events
from mentortrain.programs.actions.groups import GroupFacts, change_group
from mentortrain.programs.actions.marks import ask_what_was_passed
from mentortrain.programs.models import SET_UP, Cohort, Program, StaffGrant
from mentortrain.programs.rules import DRAFT, LEAD, OPEN, STANDARD


@dataclass(frozen=True)
class WhatItIs:
    """What staff say of a program as a whole, checked by the form."""

    name: str
    audience: str
    hours_per_month: int
    digital_requirements: str
    touch_level: str = STANDARD


@dataclass(frozen=True)
class ProgramFacts:
    """The same with the dates of its first group, opens <= pairing < ends: a whole program in one go."""

    name: str
    audience: str
    hours_per_month: int
    digital_requirements: str
    opens_on: date
    pairing_on: date
    ends_on: date
    time_zone: str
    touch_level: str = STANDARD

    @property
    def what(self) -> WhatItIs:
        """Without the dates."""
        return WhatItIs(
            self.name, self.audience, self.hours_per_month, self.digital_requirements, self.touch_level
        )

    @property
    def group(self) -> GroupFacts:
        """The first group, called like the program."""
        return GroupFacts(self.name, self.opens_on, self.pairing_on, self.ends_on, self.time_zone)


def make_program(facts: ProgramFacts, *, by: Person, at: datetime, draft: bool = False) -> Program:
    """A new program with its first group; who makes it runs it. A draft writes to nobody until it is opened."""
    program = Program(
        **asdict(facts.what),
        created_at=at,
        state=DRAFT if draft else OPEN,
        set_up_step=2 if draft else SET_UP,
        opened_at=None if draft else at,
        cohorts=[Cohort(**asdict(facts.group))],
    )
    session.add(program)
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
    if not draft:
        ask_what_was_passed(program.first_cohort, None, at=at)
    return program


def describe(program: Program, what: WhatItIs, *, at: datetime) -> None:
    """Change what is said of a program. Its one group goes on being called like it."""
    changed = changes(asdict(what_it_is(program)), asdict(what), unsaid=("audience", "digital_requirements"))
    if not changed:
        return
    if len(program.cohorts) == 1 and program.first_cohort.name == program.name:
        program.first_cohort.name = what.name
    for field, value in asdict(what).items():
        setattr(program, field, value)
    record(
        "program.edited",
        about=("program", program.id),
        program_id=program.id,
        details={"name": program.name, "changed": changed},
        at=at,
    )


def what_it_is(program: Program) -> WhatItIs:
    """What is in force."""
    return WhatItIs(
        program.name,
        program.audience,
        program.hours_per_month,
        program.digital_requirements,
        program.touch_level,
    )


def change_program(program: Program, facts: ProgramFacts, *, at: datetime) -> None:
    """Change what is said of a program, and the dates of its first group."""
    describe(program, facts.what, at=at)
    group = program.first_cohort
    change_group(
        group,
        GroupFacts(group.name, facts.opens_on, facts.pairing_on, facts.ends_on, facts.time_zone, group.kind),
        at=at,
    )


def grant_staff(
    program: Program, person: Person, *, role: str = LEAD, cohort_id: int | None = None, at: datetime
) -> int | None:
    """Let a person run a program, or work in it; the grant's id, None if they do already."""
    return insert_new(
        StaffGrant, program_id=program.id, person_id=person.id, role=role, cohort_id=cohort_id, granted_at=at
    )
