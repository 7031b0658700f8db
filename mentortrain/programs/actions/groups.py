"""Groups of a program: their dates, their zone and their breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from mentortrain.audit.actions import record
from mentortrain.audit.rules import changes
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.programs import queries
from mentortrain.programs.actions.marks import ask_what_was_passed
from mentortrain.programs.models import Cohort, Program
from mentortrain.programs.rules import INTAKE, OPEN, Break, Timeline

MOST_GROUPS = 50
MOST_BREAKS = 20
LONGEST_BREAK = 120
"""Days: longer than that, a program has ended and another one begins."""


@dataclass(frozen=True)
class GroupFacts:
    """What staff say of a group, checked by the form: opens <= pairing < ends."""

    name: str
    opens_on: date
    pairing_on: date
    ends_on: date
    time_zone: str
    kind: str = INTAKE


def facts_of(cohort: Cohort) -> GroupFacts:
    """What is in force."""
    return GroupFacts(
        cohort.name, cohort.opens_on, cohort.pairing_on, cohort.ends_on, cohort.time_zone, cohort.kind
    )


def add_group(program: Program, facts: GroupFacts, *, at: datetime) -> Cohort:
    """One more group. RuleBroken if there are as many as there may be, or one of this name."""
    if len(program.cohorts) >= MOST_GROUPS:
        raise RuleBroken("group.too_many", most=MOST_GROUPS)
    _check_name(program, facts.name, None)
    cohort = Cohort(**asdict(facts))
    program.cohorts.append(cohort)
    session.flush()
    record(
        "group.added",
        about=("group", cohort.id),
        program_id=program.id,
        details={"name": cohort.name},
        at=at,
    )
    if program.state == OPEN:
        ask_what_was_passed(cohort, None, at=at)
    return cohort


def change_group(cohort: Cohort, facts: GroupFacts, *, at: datetime) -> None:
    """Change a group. A mark that this puts behind is asked about before anything is sent."""
    _check_name(cohort.program, facts.name, cohort.id)
    before, changed = cohort.timeline, changes(asdict(facts_of(cohort)), asdict(facts))
    if not changed:
        return
    for field, value in asdict(facts).items():
        setattr(cohort, field, value)
    _note(cohort, "group.edited", {"changed": changed}, before, at=at)


def remove_group(cohort: Cohort, *, at: datetime) -> None:
    """Take a group away that has had nobody. RuleBroken if it has, or if it is the only one."""
    program = cohort.program
    if len(program.cohorts) == 1:
        raise RuleBroken("group.only_one")
    if queries.was_in_use(cohort.id):
        raise RuleBroken("group.in_use")
    record(
        "group.removed",
        about=("group", cohort.id),
        program_id=program.id,
        details={"name": cohort.name},
        at=at,
    )
    session.delete(cohort)
    session.flush()
    session.expire(program, ["cohorts"])


def add_break(cohort: Cohort, found: Break, *, at: datetime) -> None:
    """Let a group rest. RuleBroken for days that are in another break, too many, or the whole time of the pairs."""
    if found.last < found.first:
        raise RuleBroken("break.order")
    if (found.last - found.first).days >= LONGEST_BREAK:
        raise RuleBroken("break.too_long", most=LONGEST_BREAK)
    if len(cohort.breaks) >= MOST_BREAKS:
        raise RuleBroken("break.too_many", most=MOST_BREAKS)
    if any(each.first <= found.last and found.first <= each.last for each in cohort.breaks):
        raise RuleBroken("break.overlaps")
    _rest(cohort, sorted((*cohort.breaks, found)), "break.added", found, at=at)


def remove_break(cohort: Cohort, first: date, *, at: datetime) -> None:
    """Take back the break that begins on this day; RuleBroken if there is none."""
    gone = next((each for each in cohort.breaks if each.first == first), None)
    if gone is None:
        raise RuleBroken("break.gone")
    _rest(cohort, [each for each in cohort.breaks if each != gone], "break.removed", gone, at=at)


def _rest(cohort: Cohort, breaks: list[Break], deed: str, one: Break, *, at: datetime) -> None:
    before = cohort.timeline
    if breaks and not _runs(replace(before, breaks=tuple(breaks))):
        raise RuleBroken("break.all_of_it")
    cohort.keep_breaks(breaks)
    details = {"first": one.first.isoformat(), "last": one.last.isoformat()}
    _note(cohort, deed, details, before, at=at)


def _runs(timeline: Timeline) -> bool:
    """Whether the pairs have a day outside of the breaks."""
    start, end = timeline.start_of(timeline.pairing_on), timeline.start_of(timeline.ends_on)
    return bool(timeline.running(start, end))


def _check_name(program: Program, name: str, own_id: int | None) -> None:
    if any(each.name.casefold() == name.casefold() and each.id != own_id for each in program.cohorts):
        raise RuleBroken("group.same_name")


def _note(
    cohort: Cohort, deed: str, details: Mapping[str, object], before: Timeline, *, at: datetime
) -> None:
    session.flush()
    record(
        deed,
        about=("group", cohort.id),
        program_id=cohort.program_id,
        details={"name": cohort.name, **details},
        at=at,
    )
    if cohort.program.state == OPEN and cohort.timeline != before:
        ask_what_was_passed(cohort, before, at=at)
