"""What a program goes through: it is opened, copied, put away and brought back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people.models import Person
from mentortrain.programs import events, queries
from mentortrain.programs.actions.inviting import post_waiting
from mentortrain.programs.actions.marks import ask_what_was_passed
from mentortrain.programs.actions.settings import ProgramFacts, make_program, what_it_is
from mentortrain.programs.models import Cohort, Program
from mentortrain.programs.rules import ARCHIVED, DRAFT, OPEN, Timeline


@dataclass(frozen=True)
class Lack:
    """Something without which a program cannot be opened, or which is worth a look before."""

    code: str
    needed: bool
    cohort_id: int | None = None
    group: str = ""


def lacks(program: Program, *, at: datetime) -> list[Lack]:
    """What is missing before a draft can be opened, and what staff may want to see to; the needed ones first."""
    found = []
    if not program.audience.strip():
        found.append(Lack("audience", needed=True))
    if not program.digital_requirements.strip():
        found.append(Lack("digital_requirements", needed=True))
    people = queries.people_by_cohort(program.id)
    for cohort in program.cohorts:
        if cohort.timeline.end <= at:
            found.append(Lack("over", True, cohort.id, cohort.name))
        elif cohort.pairing_on < cohort.timeline.day_of(at):
            found.append(Lack("pairing_passed", False, cohort.id, cohort.name))
        if len(program.cohorts) > 1 and cohort.id not in people:
            found.append(Lack("empty_group", False, cohort.id, cohort.name))
    if not people:
        found.append(Lack("people", needed=False))
    return sorted(found, key=lambda lack: not lack.needed)


def waiting(program_id: int) -> int:
    """How many invitations go when a draft is opened."""
    return sum(queries.people_by_cohort(program_id).values()) + len(queries.staff_invited(program_id))


def open_program(program: Program, *, at: datetime) -> int:
    """Open a draft: the invitations that waited go, and clocks run. How many mails go.

    RuleBroken if it is open already, or if something is missing.
    """
    if program.state != DRAFT:
        raise RuleBroken("program.open_already")
    if any(lack.needed for lack in lacks(program, at=at)):
        raise RuleBroken("program.lacks")
    program.state, program.opened_at = OPEN, at
    mails = post_waiting(program, at=at)
    record(
        "program.opened",
        about=("program", program.id),
        program_id=program.id,
        details={"name": program.name, "mails": mails},
        at=at,
    )
    for cohort in program.cohorts:
        ask_what_was_passed(cohort, None, at=at)
    return mails


def archive(program: Program, *, at: datetime) -> None:
    """Put a program away: it is shown, nothing in it changes, its clocks and mails stop."""
    if program.is_archived:
        raise RuleBroken("program.archived")
    program.state, program.archived_at = ARCHIVED, at
    _record_state("program.archived", program, at)


def bring_back(program: Program, *, at: datetime) -> None:
    """Take a program out of the archive. What fell due meanwhile is asked about before anything is sent."""
    if not program.is_archived:
        raise RuleBroken("program.not_archived")
    program.state = OPEN if program.opened_at else DRAFT
    program.archived_at = None
    _record_state("program.brought_back", program, at)
    if program.state == OPEN:
        for cohort in program.cohorts:
            ask_what_was_passed(cohort, None, at=at)


def _record_state(deed: str, program: Program, at: datetime) -> None:
    record(
        deed,
        about=("program", program.id),
        program_id=program.id,
        details={"name": program.name},
        at=at,
    )


def copy_program(program: Program, *, name: str, opens_on: date, by: Person, at: datetime) -> Program:
    """A draft with the settings, groups, breaks and rubrics of another program, and none of its people.

    All dates are as far from `opens_on` as they were from the day on which training opened in the first group.
    RuleBroken if a date would lie beyond what can be entered.
    """
    shift = opens_on - program.first_cohort.opens_on
    first, *others = [_shifted(cohort.timeline, shift) for cohort in program.cohorts]
    made = make_program(
        ProgramFacts(
            **asdict(what_it_is(program)) | {"name": name},
            opens_on=first.opens_on,
            pairing_on=first.pairing_on,
            ends_on=first.ends_on,
            time_zone=first.time_zone,
        ),
        by=by,
        at=at,
        draft=True,
    )
    made.first_cohort.kind = program.first_cohort.kind
    if program.first_cohort.name != program.name:
        made.first_cohort.name = program.first_cohort.name
    for cohort, timeline in zip(program.cohorts[1:], others, strict=True):
        made.cohorts.append(
            Cohort(
                name=cohort.name,
                kind=cohort.kind,
                opens_on=timeline.opens_on,
                pairing_on=timeline.pairing_on,
                ends_on=timeline.ends_on,
                time_zone=timeline.time_zone,
            )
        )
    for cohort, timeline in zip(made.cohorts, (first, *others), strict=True):
        cohort.keep_breaks(timeline.breaks)
    session.flush()
    record(
        "program.copied",
        about=("program", program.id),
        program_id=program.id,
        details={"name": program.name, "copy": made.id},
        by=by.id,
        at=at,
    )
    for listener in events.on_program_copied:
        listener(program.id, made.id, at)
    return made


def _shifted(timeline: Timeline, by: timedelta) -> Timeline:
    try:
        return timeline.shifted(by)
    except OverflowError:
        raise RuleBroken("copy.too_far") from None
