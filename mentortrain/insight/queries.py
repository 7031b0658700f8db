"""The board of a program: counted, sorted and cut into pages by the database, from what is kept of each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from mentortrain.db import prepared
from mentortrain.insight.rules import Counts, nearness
from mentortrain.people.models import Person
from mentortrain.people.rules import first_name
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
    """What the database counts of a role. Who waits is not ready, and waits for the other too if not said."""

    role: str
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
    counted = {
        one.role: one
        for one in (
            Counted(*row)
            for row in _counted(**_values(scope), mentor_basis=bases[MENTOR], mentee_basis=bases[MENTEE])
        )
    }
    in_all = {one: counted[one].invited if one in counted else 0 for one in (MENTOR, MENTEE)}
    number, pages = within(page, in_all[role])
    first = (number - 1) * PAGE_SIZE
    mine = counted.get(role, Counted(role, *[0] * 9))
    counts, lines = (_kept if mine.judged == mine.invited else _judged_now)(scope, mine, first, at=at)
    return Board(counts, in_all, lines, number, pages)


def _kept(scope: Scope, counted: Counted, first: int, *, at: datetime) -> tuple[Counts, list[Line]]:
    next_open = webinars.next_open_until([scope.program_id], at=at).get(scope.program_id)
    rows = _lines(**_values(scope), role=counted.role, first=first, most=PAGE_SIZE).all()
    lacking = [row.person_id for row in rows if row.lacks_session]
    registered = (
        webinars.registered_until([scope.program_id], lacking, at=at) if next_open and lacking else {}
    )
    waiting = counted.wait_for_staff
    if next_open is None:
        waiting += counted.wait_for_session + counted.wait_for_both
    elif counted.wait_for_both:  # who is registered for the session waits for staff alone
        both = [row.person_id for row in _waiting_for_both(**_values(scope), role=counted.role)]
        waiting += len(webinars.registered_until([scope.program_id], both, at=at))

    @cache  # many lack the same
    def judged(lacking: str, registered_for: datetime | None) -> Readiness:
        return in_time(with_lacking(lacking), at, registered_for=registered_for, next_open=next_open)

    return Counts(
        invited=counted.invited,
        joined=counted.joined,
        started=counted.started,
        ready=counted.ready,
        waiting=waiting,
        session_missing=next_open is None and counted.lack_session > 0,
    ), [
        Line(
            row.id,
            row.name,
            row.email,
            row.joined_at is not None,
            row.declared_at,
            judged(row.lacking, registered.get((scope.program_id, row.person_id))),
        )
        for row in rows
    ]


def _judged_now(scope: Scope, counted: Counted, first: int, *, at: datetime) -> tuple[Counts, list[Line]]:
    everybody = [
        one
        for one in readiness.standings_in(scope, at=at)  # by name
        if one.participation.role == counted.role
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
        .group_by(Participation.role)
    )


@prepared
def _lines(program_id: Any, cohort_id: Any, role: Any, first: Any, most: Any) -> Select[*tuple[Any, ...]]:
    return (
        _of_program(
            select(
                Participation.id,
                Participation.person_id,
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
            func.lower(Person.name),
            Participation.id,
        )
        .offset(first)
        .limit(most)
    )


@prepared
def _waiting_for_both(program_id: Any, cohort_id: Any, role: Any) -> Select[*tuple[Any, ...]]:
    return (
        _of_program(select(Participation.person_id), program_id, cohort_id)
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
