"""The board of a program: counted, sorted and cut into pages by the database, from what is kept of each person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from mentortrain.insight.rules import Counts, nearness
from mentortrain.people.models import Person
from mentortrain.people.rules import first_name
from mentortrain.prepared import prepared
from mentortrain.programs.models import Participation
from mentortrain.programs.queries import in_group
from mentortrain.programs.rules import MENTEE, MENTOR, Scope
from mentortrain.readiness import queries as readiness
from mentortrain.readiness.models import Declaration, Judgement
from mentortrain.readiness.queries import Standing
from mentortrain.readiness.rules import LIVE_SESSION, Move, Readiness, in_time, whose_move, with_lacking
from mentortrain.web.numbering import PAGE_SIZE, within
from mentortrain.webinars import queries as webinars


class Line(NamedTuple):
    """One person on the board."""

    participation_id: int
    cohort_id: int
    name: str
    email: str
    has_joined: bool
    ready_since: datetime | None
    readiness: Readiness
    """Of what is missing alone."""

    @property
    def first_name(self) -> str:
        """What they are called."""
        return first_name(self.name, self.email)


@dataclass(frozen=True)
class Board:
    """One page of the people of a role in a program: not ready yet first, the nearest of them on top."""

    counts: Counts
    in_all: dict[str, int]  # by role
    lines: Sequence[Line]
    number: int  # of the page
    pages: int


class Counted(NamedTuple):
    """What the database counts of a role in a group.

    Who waits is not ready, and waits for the other too if not said.
    """

    role: str
    cohort_id: int
    invited: int
    joined: int
    started: int
    ready: int
    judged: int  # on the basis of today
    lack_session: int
    wait_for_session: int  # and for nothing else
    wait_for_staff: int  # and not for a session
    wait_for_both: int


def board(scope: Scope, role: str, *, page: int, at: datetime) -> Board:
    """A page of the board of a program or of one group; the nearest there is to the page asked for.

    Where somebody has not been judged as people are judged now (a course was just published), everybody is
    judged here: the board says what Home says, only later.
    """
    bases = readiness.bases_of(scope.program_id)
    counted = [
        Counted(*row)
        for row in _counted(**_values(scope), mentor_basis=bases[MENTOR], mentee_basis=bases[MENTEE])
    ]
    in_all = {one: sum(each.invited for each in counted if each.role == one) for one in (MENTOR, MENTEE)}
    number, pages = within(page, in_all[role])
    first = (number - 1) * PAGE_SIZE
    mine = [each for each in counted if each.role == role]
    is_kept = all(each.judged == each.invited for each in mine)
    counts, lines = (_kept if is_kept else _judged_now)(scope, role, mine, first, at=at)
    return Board(counts, in_all, lines, number, pages)


def _kept(
    scope: Scope, role: str, counted: Sequence[Counted], first: int, *, at: datetime
) -> tuple[Counts, list[Line]]:
    next_open = webinars.next_open_until([scope.program_id], at=at)

    @cache
    def open_to(cohort_id: int) -> datetime | None:
        return webinars.next_open_to(next_open, scope.program_id, cohort_id)

    rows = _lines(**_values(scope), role=role, first=first, most=PAGE_SIZE).all()
    lacking = [row.person_id for row in rows if row.lacks_session and open_to(row.cohort_id)]
    registered = webinars.registered_until([scope.program_id], lacking, at=at) if lacking else {}

    @cache  # many lack the same
    def judged(lacking: str, registered_for: datetime | None, next_open: datetime | None) -> Readiness:
        return in_time(with_lacking(lacking), at, registered_for=registered_for, next_open=next_open)

    return Counts(
        invited=sum(each.invited for each in counted),
        joined=sum(each.joined for each in counted),
        started=sum(each.started for each in counted),
        ready=sum(each.ready for each in counted),
        waiting=_waiting(scope, role, counted, open_to, at=at),
        session_missing=any(each.lack_session and open_to(each.cohort_id) is None for each in counted),
    ), [
        Line(
            row.id,
            row.cohort_id,
            row.name,
            row.email,
            row.joined_at is not None,
            row.declared_at,
            judged(row.lacking, registered.get((scope.program_id, row.person_id)), open_to(row.cohort_id)),
        )
        for row in rows
    ]


def _waiting(
    scope: Scope,
    role: str,
    counted: Sequence[Counted],
    open_to: Callable[[int], datetime | None],
    *,
    at: datetime,
) -> int:
    """How many wait for staff: also for a session, where none is open to their group."""
    waiting = sum(each.wait_for_staff for each in counted)
    served = {each.cohort_id for each in counted if open_to(each.cohort_id)}
    for each in counted:
        if each.cohort_id not in served:
            waiting += each.wait_for_session + each.wait_for_both
    if any(each.wait_for_both for each in counted if each.cohort_id in served):
        # Who is registered for the session waits for staff alone.
        rows = _waiting_for_both(**_values(scope), role=role)
        both = [row.person_id for row in rows if row.cohort_id in served]
        waiting += len(webinars.registered_until([scope.program_id], both, at=at))
    return waiting


def _judged_now(
    scope: Scope, role: str, counted: Sequence[Counted], first: int, *, at: datetime
) -> tuple[Counts, list[Line]]:
    everybody = [
        one
        for one in readiness.standings_in(scope, at=at)  # by name
        if one.participation.role == role
    ]
    everybody.sort(key=lambda one: (one.ready, *nearness(one.readiness)))
    missing = [one.readiness.missing for one in everybody if not one.ready]
    return Counts(
        invited=len(everybody),
        joined=sum(one.participation.joined_at is not None for one in everybody),
        started=sum(one.has_started for one in everybody),
        ready=sum(one.ready for one in everybody),
        waiting=sum(whose_move(outcomes) is Move.STAFF for outcomes in missing),
        session_missing=any(
            one.requirement.kind == LIVE_SESSION and one.move is Move.STAFF
            for outcomes in missing
            for one in outcomes
        ),
    ), [_line(one, at) for one in everybody[first : first + PAGE_SIZE]]


def _line(one: Standing, at: datetime) -> Line:
    part, person = one.participation, one.participation.person
    lacking = with_lacking(one.judgement()["lacking"])
    return Line(
        part.id,
        part.cohort_id,
        person.name,
        person.email,
        part.joined_at is not None,
        one.declared_at,
        in_time(lacking, at, registered_for=one.facts.registered_for, next_open=one.facts.next_open),
    )


@prepared
def _counted(
    program_id: Any, cohort_id: Any, mentor_basis: Any, mentee_basis: Any
) -> Select[*tuple[Any, ...]]:
    waits = Declaration.id.is_(None)
    alone, staff = Judgement.else_waits_for == Move.NOBODY.value, Judgement.else_waits_for == Move.STAFF.value
    judged = or_(
        and_(Participation.role == MENTOR, Judgement.basis == mentor_basis),
        and_(Participation.role == MENTEE, Judgement.basis == mentee_basis),
    )
    return (
        _of_program(
            select(
                Participation.role,
                Participation.cohort_id,
                func.count(),
                func.count(Participation.joined_at),
                _count(Judgement.started),
                func.count(Declaration.id),
                _count(judged),
                _count(and_(waits, Judgement.lacks_session)),
                _count(and_(waits, Judgement.lacks_session, alone)),
                _count(and_(waits, ~Judgement.lacks_session, staff)),
                _count(and_(waits, Judgement.lacks_session, staff)),
            ),
            program_id,
            cohort_id,
        )
        .outerjoin(Judgement, Judgement.participation_id == Participation.id)
        .group_by(Participation.role, Participation.cohort_id)
    )


@prepared
def _lines(program_id: Any, cohort_id: Any, role: Any, first: Any, most: Any) -> Select[*tuple[Any, ...]]:
    return (
        _of_program(
            select(
                Participation.id,
                Participation.person_id,
                Participation.cohort_id,
                Participation.joined_at,
                Person.name,
                Person.email,
                Declaration.declared_at,
                Judgement.lacks_session,
                Judgement.lacking,
            ),
            program_id,
            cohort_id,
        )
        .join(Person, Person.id == Participation.person_id)
        .join(Judgement, Judgement.participation_id == Participation.id)
        .where(Participation.role == role)
        .order_by(
            Declaration.id.is_not(None),
            Judgement.missing,
            Judgement.minutes_left,
            Person.search_key,
            Participation.id,
        )
        .offset(first)
        .limit(most)
    )


@prepared
def _waiting_for_both(program_id: Any, cohort_id: Any, role: Any) -> Select[*tuple[Any, ...]]:
    return (
        _of_program(select(Participation.person_id, Participation.cohort_id), program_id, cohort_id)
        .join(Judgement, Judgement.participation_id == Participation.id)
        .where(
            Participation.role == role,
            Declaration.id.is_(None),
            Judgement.lacks_session,
            Judgement.else_waits_for == Move.STAFF.value,
        )
    )


def _of_program(
    statement: Select[*tuple[Any, ...]], program_id: Any, cohort_id: Any
) -> Select[*tuple[Any, ...]]:
    """Of everybody in a program now, or in one group of it, with the declaration that stands."""
    return (
        statement.select_from(Participation)
        .outerjoin(
            Declaration,
            and_(Declaration.participation_id == Participation.id, Declaration.withdrawn_at.is_(None)),
        )
        .where(Participation.program_id == program_id, in_group(cohort_id), Participation.left_at.is_(None))
    )


def _values(scope: Scope) -> dict[str, Any]:
    return {"program_id": scope.program_id, "cohort_id": scope.cohort_id}


def _count(condition: ColumnElement[bool] | Any) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
