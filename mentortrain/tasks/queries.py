"""Named reads of tasks. What somebody may see is a condition, made of their scopes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, false, func, literal, not_, null, or_, select, true
from sqlalchemy.orm import aliased

from mentortrain.db import UTCDateTime, session
from mentortrain.errors import NotThere
from mentortrain.people.models import Person
from mentortrain.programs.models import Cohort, Program, StaffGrant
from mentortrain.programs.queries import away_at
from mentortrain.programs.rules import OPEN, Scope
from mentortrain.tasks import kinds
from mentortrain.tasks.models import Task, TaskNote

ALL, MINE, LATER, DONE = "all", "mine", "later", "done"
DONE_SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Reader:
    """Who reads tasks, and of which programs and groups."""

    person_id: int
    is_admin: bool
    scopes: tuple[Scope, ...]
    """An administrator needs none."""

    @property
    def program_ids(self) -> frozenset[int]:
        """The programs that they read something of."""
        return frozenset(scope.program_id for scope in self.scopes)


class Line(NamedTuple):
    """A task with what is shown of it."""

    task: Task
    person: Person | None
    program: str | None
    assigned_to: str | None
    done_by: str | None


@dataclass(frozen=True)
class Count:
    """How much waits, and since when."""

    tasks: int
    people: int
    """Different ones, that tasks are about."""
    without: int
    """Tasks that are about nobody."""
    longest: datetime | None


class Note(NamedTuple):
    """A line that was left at a task."""

    text: str
    at: datetime
    author: str | None


def seen_by(reader: Reader) -> ColumnElement[bool]:
    """The condition for the tasks that somebody may see."""
    special = {kind.code: kind.seen_by for kind in kinds.every() if kind.seen_by}
    scoped: ColumnElement[bool] = true()
    if not reader.is_admin:
        scoped = or_(
            false(),
            *(
                and_(
                    Task.program_id == scope.program_id,
                    true() if scope.cohort_id is None else Task.cohort_id == scope.cohort_id,
                )
                for scope in reader.scopes
            ),
        )
    if not special:
        return scoped
    return or_(
        and_(Task.kind.not_in(sorted(special)), scoped),
        *(
            and_(Task.kind == code, asked(reader.person_id, reader.is_admin))
            for code, asked in sorted(special.items())
        ),
    )


Away = Mapping[tuple[int, int], date]
"""Who is on leave: (program id, person id) and the last day of it."""


def away(reader: Reader, *, at: datetime) -> Away:
    """Who is on leave in the programs that somebody reads."""
    return away_at(at, None if reader.is_admin else reader.program_ids)


def _resting(away: Away) -> ColumnElement[bool]:
    """Tasks in which it is the move of somebody on leave: nobody rings them up before they are back."""
    theirs = sorted(kind.code for kind in kinds.every() if kind.move == kinds.THEIRS)
    people: dict[int, list[int]] = {}
    for program_id, person_id in sorted(away):
        people.setdefault(program_id, []).append(person_id)
    return and_(
        Task.kind.in_(theirs),
        or_(false(), *(and_(Task.program_id == one, Task.person_id.in_(ids)) for one, ids in people.items())),
    )


def _shown(view: str, reader: Reader, at: datetime, away: Away) -> ColumnElement[bool]:
    is_open = and_(Task.done_at.is_(None), Task.gone_at.is_(None))
    # With nobody away the condition is left out: most days.
    rests = or_(Task.snoozed_until > at, _resting(away)) if away else Task.snoozed_until > at
    if view == DONE:
        return Task.done_at > at - DONE_SHOWN_FOR
    if view == LATER:
        return and_(is_open, rests)
    awake = and_(is_open, or_(Task.snoozed_until.is_(None), Task.snoozed_until <= at))
    if away:
        awake = and_(awake, not_(and_(Task.person_id.is_not(None), _resting(away))))
    return and_(awake, Task.assigned_to_id == reader.person_id) if view == MINE else awake


def counted(reader: Reader, *, among: Scope | None, away: Away, at: datetime) -> dict[str, Count]:
    """How much is in each view, of one program or group or (None) of all: one statement for each."""
    return {view: _count(reader, view, among, away, at) for view in (ALL, MINE, LATER, DONE)}


def _count(reader: Reader, view: str, among: Scope | None, away: Away, at: datetime) -> Count:
    row = session.execute(
        select(
            func.count(Task.id),
            func.count(Task.person_id.distinct()),
            func.count(Task.id) - func.count(Task.person_id),
            func.min(Task.since),
        ).where(_where(reader, view, among, away, at))
    ).one()
    return Count(*row)


def _where(reader: Reader, view: str, among: Scope | None, away: Away, at: datetime) -> ColumnElement[bool]:
    chosen: ColumnElement[bool] = true()
    if among is not None:
        chosen = Task.program_id == among.program_id
        if among.cohort_id is not None:
            chosen = and_(chosen, Task.cohort_id == among.cohort_id)
    return and_(chosen, _shown(view, reader, at, away), seen_by(reader))


def lines(
    reader: Reader, *, view: str, among: Scope | None, away: Away, first: int, most: int, at: datetime
) -> Sequence[Line]:
    """Some tasks of a view: the longest wait first; what is done, the latest first."""
    assigned, done_by = aliased(Person), aliased(Person)
    order = Task.done_at.desc() if view == DONE else Task.snoozed_until if view == LATER else Task.since
    rows = session.execute(
        select(Task, Person, Program.name, assigned.name, done_by.name)
        .outerjoin(Person, Person.id == Task.person_id)
        .outerjoin(Program, Program.id == Task.program_id)
        .outerjoin(assigned, assigned.id == Task.assigned_to_id)
        .outerjoin(done_by, done_by.id == Task.done_by_id)
        .where(_where(reader, view, among, away, at))
        .order_by(order, Task.id)
        .offset(first)
        .limit(most)
    )
    return [Line(*row) for row in rows]


def task(reader: Reader, task_id: int) -> Task:
    """One task that somebody may see, open or not, or NotThere."""
    found = session.scalar(select(Task).where(Task.id == task_id, seen_by(reader)))
    if found is None:
        raise NotThere
    return found


def notes_of(task_ids: Collection[int]) -> dict[int, list[Note]]:
    """The notes of some tasks, the oldest first."""
    found: dict[int, list[Note]] = {}
    rows = session.execute(
        select(TaskNote.task_id, TaskNote.text, TaskNote.at, Person.name)
        .outerjoin(Person, Person.id == TaskNote.author_id)
        .where(TaskNote.task_id.in_(task_ids))
        .order_by(TaskNote.at, TaskNote.id)
    )
    for task_id, text, at, author in rows:
        found.setdefault(task_id, []).append(Note(text, at, author))
    return found


class Colleague(NamedTuple):
    """One of staff to whom a task can be given."""

    program_id: int
    person_id: int
    name: str
    cohort_id: int | None


def colleagues(program_ids: Collection[int], roles: Collection[str]) -> Sequence[Colleague]:
    """Who runs these programs in one of these roles, by name."""
    rows = session.execute(
        select(StaffGrant.program_id, Person.id, Person.name, StaffGrant.cohort_id)
        .join(Person, Person.id == StaffGrant.person_id)
        .where(StaffGrant.program_id.in_(program_ids), StaffGrant.role.in_(roles))
        .order_by(Person.search_key, Person.id)
    )
    return [Colleague(*row) for row in rows]


def clocks_back(at: datetime, running: timedelta) -> ColumnElement[datetime]:
    """As an expression over `Cohort`: the moment since which its clock has run so long, without its breaks. NULL
    for a group that rests now, so that no comparison with it holds."""
    moments: dict[int, Any] = {}
    usual = at - running
    groups = session.scalars(select(Cohort).join(Cohort.program).where(Program.state == OPEN))
    for cohort in groups:
        if not cohort.kept_breaks:
            continue
        timeline, before = cohort.timeline, usual
        while (missing := running - timeline.running(before, at)) > timedelta(0):
            before -= missing
        if timeline.rests_at(at):
            moments[cohort.id] = null()
        elif before != usual:
            moments[cohort.id] = literal(before, UTCDateTime())
    plain = literal(usual, UTCDateTime())
    return case(moments, value=Cohort.id, else_=plain) if moments else plain


def kinds_open_of(person_ids: Collection[int]) -> Sequence[str]:
    """The kinds of the tasks that wait about these people."""
    return session.scalars(
        select(Task.kind)
        .where(Task.person_id.in_(person_ids), Task.done_at.is_(None), Task.gone_at.is_(None))
        .distinct()
        .order_by(Task.kind)
    ).all()


def kinds_of(ids: Collection[int]) -> dict[int, Any]:
    """What tasks are called, by their ids: for the record."""
    rows = session.execute(select(Task.id, Task.kind).where(Task.id.in_(ids)))
    return {row.id: row.kind for row in rows}
