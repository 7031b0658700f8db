"""Named reads of tasks. What somebody may see is a condition, made of their scopes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    tuple_,
)
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


Away = Mapping[tuple[int, int], date]
"""Who is on leave: (program id, person id) and the last day of it."""
NOBODY: Away = MappingProxyType({})


@dataclass(frozen=True)
class Shape:
    """What the text of a statement hangs on; all else that it asks for is a value (docs/performance.md)."""

    codes: tuple[str, ...]
    """The kinds there are."""
    is_admin: bool
    view: str = ALL
    of_program: bool = False
    of_group: bool = False
    with_away: bool = False


def _shape(reader: Reader, view: str, among: Scope | None, away: Away) -> Shape:
    return Shape(
        codes=_codes(),
        is_admin=reader.is_admin,
        view=view,
        of_program=among is not None,
        of_group=among is not None and among.cohort_id is not None,
        with_away=bool(away),
    )


def _codes() -> tuple[str, ...]:
    return tuple(kind.code for kind in kinds.every())


def _values(reader: Reader, among: Scope | None = None, away: Away = NOBODY, **more: Any) -> dict[str, Any]:
    """What the conditions below ask for, by name."""
    return {
        "reader": reader.person_id,
        "programs": [scope.program_id for scope in reader.scopes if scope.cohort_id is None],
        "groups": [(scope.program_id, scope.cohort_id) for scope in reader.scopes if scope.cohort_id],
        "program": among and among.program_id,
        "group": among and among.cohort_id,
        "away": sorted(away),
        **more,
    }


def _seen(shape: Shape) -> ColumnElement[bool]:
    """The condition for the tasks that somebody may see."""
    special = {kind.code: kind.seen_by for kind in kinds.every() if kind.seen_by}
    scoped: ColumnElement[bool] = true()
    if not shape.is_admin:
        scoped = or_(
            Task.program_id.in_(_several("programs")),
            tuple_(Task.program_id, Task.cohort_id).in_(_several("groups")),
        )
    if not special:
        return scoped
    return or_(
        and_(Task.kind.not_in(sorted(special)), scoped),
        *(
            and_(Task.kind == code, asked(bindparam("reader", type_=Integer), shape.is_admin))
            for code, asked in sorted(special.items())
        ),
    )


def _several(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


def away(reader: Reader, *, at: datetime) -> Away:
    """Who is on leave in the programs that somebody reads."""
    return away_at(at, None if reader.is_admin else reader.program_ids)


def _resting() -> ColumnElement[bool]:
    """Tasks in which it is the move of somebody on leave: nobody rings them up before they are back."""
    theirs = sorted(kind.code for kind in kinds.every() if kind.move == kinds.THEIRS)
    return and_(Task.kind.in_(theirs), tuple_(Task.program_id, Task.person_id).in_(_several("away")))


def _shown(shape: Shape) -> ColumnElement[bool]:
    at = bindparam("at", type_=UTCDateTime())
    is_open = and_(Task.done_at.is_(None), Task.gone_at.is_(None))
    # With nobody away the condition is left out: most days.
    rests = or_(Task.snoozed_until > at, _resting()) if shape.with_away else Task.snoozed_until > at
    if shape.view == DONE:
        return Task.done_at > bindparam("done_since", type_=UTCDateTime())
    if shape.view == LATER:
        return and_(is_open, rests)
    awake = and_(is_open, or_(Task.snoozed_until.is_(None), Task.snoozed_until <= at))
    if shape.with_away:
        awake = and_(awake, not_(and_(Task.person_id.is_not(None), _resting())))
    return and_(awake, Task.assigned_to_id == bindparam("reader")) if shape.view == MINE else awake


def _where(shape: Shape) -> ColumnElement[bool]:
    chosen: ColumnElement[bool] = true()
    if shape.of_program:
        chosen = Task.program_id == bindparam("program")
    if shape.of_group:
        chosen = and_(chosen, Task.cohort_id == bindparam("group"))
    return and_(chosen, _shown(shape), _seen(shape))


def counted(reader: Reader, *, among: Scope | None, away: Away, at: datetime) -> dict[str, Count]:
    """How much is in each view, of one program or group or (None) of all: one statement for each."""
    values = _values(reader, among, away, at=at, done_since=at - DONE_SHOWN_FOR)
    return {
        view: Count(*session.execute(_count(_shape(reader, view, among, away)), values).one())
        for view in (ALL, MINE, LATER, DONE)
    }


@cache
def _count(shape: Shape) -> Select[int, int, int, datetime]:
    return select(
        func.count(Task.id),
        func.count(Task.person_id.distinct()),
        func.count(Task.id) - func.count(Task.person_id),
        func.min(Task.since),
    ).where(_where(shape))


def lines(
    reader: Reader, *, view: str, among: Scope | None, away: Away, first: int, most: int, at: datetime
) -> Sequence[Line]:
    """Some tasks of a view: the longest wait first; what is done, the latest first."""
    values = _values(reader, among, away, at=at, done_since=at - DONE_SHOWN_FOR, first=first, most=most)
    rows = session.execute(_lines(_shape(reader, view, among, away)), values)
    return [Line(*row) for row in rows]


@cache
def _lines(shape: Shape) -> Select[Task, Person, str, str, str]:
    assigned, done_by = aliased(Person), aliased(Person)
    later, done = shape.view == LATER, shape.view == DONE
    order = Task.done_at.desc() if done else Task.snoozed_until if later else Task.since
    return (
        select(Task, Person, Program.name, assigned.name, done_by.name)
        .outerjoin(Person, Person.id == Task.person_id)
        .outerjoin(Program, Program.id == Task.program_id)
        .outerjoin(assigned, assigned.id == Task.assigned_to_id)
        .outerjoin(done_by, done_by.id == Task.done_by_id)
        .where(_where(shape))
        .order_by(order, Task.id)
        .offset(bindparam("first", type_=Integer))
        .limit(bindparam("most", type_=Integer))
    )


def task(reader: Reader, task_id: int) -> Task:
    """One task that somebody may see, open or not, or NotThere."""
    shape = Shape(codes=_codes(), is_admin=reader.is_admin)
    found: Task | None = session.scalar(_one(shape), _values(reader, task_id=task_id))
    if found is None:
        raise NotThere
    return found


@cache
def _one(shape: Shape) -> Select[Any]:
    return select(Task).where(Task.id == bindparam("task_id"), _seen(shape))


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
