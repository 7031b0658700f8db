"""Leaving a program, coming back the same day, and leave for some days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, select, update

from mentortrain.audit.actions import record
from mentortrain.db import insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import end_sends
from mentortrain.programs import events, queries
from mentortrain.programs.models import Leave, Participation
from mentortrain.programs.rules import DECLINED, WITHDRAWN

REJOIN_WITHIN = timedelta(days=1)
"""After somebody left: a withdrawal by mistake is taken back as long."""

LONGEST_LEAVE = timedelta(days=366)


def leave_program(part: Participation, *, how: str, why: str, by: int, at: datetime) -> Counter[str]:
    """End somebody's part, with all that was to come for them there; how much of what, by its code.

    In one transaction: mails that wait, registrations and places in calendars. Facts stay. Who takes part in
    another role as well keeps those: they are theirs in either. RuleBroken `leaving.how`, `leaving.left`.
    """
    if how not in (DECLINED, WITHDRAWN):
        raise RuleBroken("leaving.how")
    ended = session.execute(
        update(Participation)
        .where(Participation.id == part.id, Participation.left_at.is_(None))
        .values(left_at=at, left_how=how, left_why=why.strip() or None, left_by_id=by)
        .returning(Participation.id)
        .execution_options(synchronize_session=False)
    )
    if ended.first() is None:
        raise RuleBroken("leaving.left")
    session.refresh(part)
    found: Counter[str] = Counter()
    still_here = exists().where(
        Participation.program_id == part.program_id,
        Participation.person_id == part.person_id,
        Participation.left_at.is_(None),
    )
    if not session.scalar(select(still_here)):
        found["mails"] += end_sends(part.person_id, part.program_id)
        for listener in events.on_left:
            found.update(listener(part.person_id, part.program_id, at))
    record(
        "person.left" if by != part.person_id else "person.left_alone",
        about=("participation", part.id),
        program_id=part.program_id,
        people=[part.person_id],
        details={"how": how, "ended": {code: count for code, count in sorted(found.items()) if count}},
        by=by,
        at=at,
    )
    return +found


def rejoin(part: Participation, *, by: int, at: datetime) -> int:
    """Take somebody back who left by mistake within the last day: a new part; the id of it.

    Who ended it takes it back: what a person ended stays ended for staff, and what staff ended for the person.
    RuleBroken `leaving.here` if they take part in this role, `leaving.too_late`, `leaving.theirs`,
    `leaving.by_staff`.
    """
    alone = part.left_by_id == part.person_id
    if part.left_at is None:
        raise RuleBroken("leaving.here")
    if alone is not (by == part.person_id):
        raise RuleBroken("leaving.theirs" if alone else "leaving.by_staff")
    if part.left_how not in (DECLINED, WITHDRAWN) or at - part.left_at > REJOIN_WITHIN:
        raise RuleBroken("leaving.too_late")
    new_id = insert_new(
        Participation,
        program_id=part.program_id,
        cohort_id=part.cohort_id,
        person_id=part.person_id,
        role=part.role,
        invited_at=part.invited_at,
        joined_at=part.joined_at,
    )
    if new_id is None:
        raise RuleBroken("leaving.here")
    events.record_enrolled([part.person_id], at)
    record(
        "person.came_back" if alone else "person.rejoined",
        about=("participation", int(new_id)),
        program_id=part.program_id,
        people=[part.person_id],
        by=by,
        at=at,
    )
    return int(new_id)


def give_leave(part: Participation, *, starts_on: date, ends_on: date, by: int, at: datetime) -> int:
    """Note days on which somebody rests; the id of the leave.

    RuleBroken `leave.dates` (the end before the start), `leave.long`, `leave.overlaps`, `leaving.left`.
    """
    check_days(starts_on, ends_on)
    # The row is held: of two who note the same days at once, the second sees the first's.
    held = session.scalar(
        select(Participation.left_at.is_(None)).where(Participation.id == part.id).with_for_update()
    )
    if not held:
        raise RuleBroken("leaving.left")
    overlaps = exists().where(
        Leave.participation_id == part.id, Leave.starts_on <= ends_on, Leave.ends_on >= starts_on
    )
    if session.scalar(select(overlaps)):
        raise RuleBroken("leave.overlaps")
    leave = Leave(participation_id=part.id, starts_on=starts_on, ends_on=ends_on, noted_by_id=by, noted_at=at)
    session.add(leave)
    session.flush()
    days = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    _record("person.on_leave", part, days, by=by, at=at)
    return leave.id


def check_days(starts_on: date, ends_on: date) -> None:
    """RuleBroken `leave.dates`, `leave.long` for what can be nobody's leave."""
    if ends_on < starts_on:
        raise RuleBroken("leave.dates")
    if ends_on - starts_on > LONGEST_LEAVE:
        raise RuleBroken("leave.long")


def take_leave_back(part: Participation, leave_id: int, *, by: int, at: datetime) -> bool:
    """Forget a leave; whether there was one."""
    gone = session.execute(
        delete(Leave)
        .where(Leave.id == leave_id, Leave.participation_id == part.id)
        .returning(Leave.id)
        .execution_options(synchronize_session=False)
    ).first()
    if gone is not None:
        _record("person.leave_taken_back", part, {}, by=by, at=at)
    return gone is not None


def move_to_group(part: Participation, cohort_id: int, *, by: int, at: datetime) -> bool:
    """Put somebody into another group of the program; False if they are in it, or have left."""
    if cohort_id not in {cohort.id for cohort in queries.program(part.program_id).cohorts}:
        raise RuleBroken("group.elsewhere")
    was = part.cohort_id
    moved = session.execute(
        update(Participation)
        .where(
            Participation.id == part.id,
            Participation.cohort_id != cohort_id,
            Participation.left_at.is_(None),
        )
        .values(cohort_id=cohort_id)
        .returning(Participation.id)
        .execution_options(synchronize_session=False)
    ).first()
    if moved is not None:
        for listener in events.on_moved:
            listener(part.person_id, part.program_id, was, cohort_id)
        _record("person.moved", part, {"from": was, "to": cohort_id}, by=by, at=at)
    return moved is not None


def _record(
    action: str, part: Participation, details: Mapping[str, object], *, by: int, at: datetime
) -> None:
    record(
        action,
        about=("participation", part.id),
        program_id=part.program_id,
        people=[part.person_id],
        details=details,
        by=by,
        at=at,
    )
