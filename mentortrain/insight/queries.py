"""The board of a program: counted, sorted and cut into pages by the database, from what is kept of each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from mentortrain.insight.rules import Counts, nearness
from mentortrain.people.models import Person
from mentortrain.prepared import prepared
from mentortrain.programs.models import Participation
from mentortrain.programs.queries import in_group
from mentortrain.programs.rules import MENTEE, MENTOR, Scope
from mentortrain.readiness import queries as readiness
from mentortrain.readiness.models import Declaration, Judgement
from mentortrain.readiness.queries import Standing
from mentortrain.readiness.rules import LIVE_SESSION, Move, whose_move
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
    lacking: str
    """What is missing, as it is kept: for `readiness.rules.with_lacking`."""
    registered_for: datetime | None
    next_open: datetime | None
    """As `in_time` takes them."""


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
    next_open: datetime | None  # when the next session ends that they can register for


def board(scope: Scope, role: str, *, page: int, at: datetime) -> Board:
    """A page of the board of a program or of one group; the nearest there is to the page asked for.

    Where somebody has not been judged as people are judged now (a course was just published), everybody is
    judged here: the board says what Home says, only later.
    """
    bases = readiness.bases_of(scope.program_id)
    counted = [
        Counted(*row)
        for row in _counted(**_values(scope), mentor_basis=bases[MENTOR], mentee_basis=bases[MENTEE], at=at)
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
    open_to = {each.cohort_id: each.next_open for each in counted}
    return Counts(
        invited=sum(each.invited for each in counted),
        joined=sum(each.joined for each in counted),
        started=sum(each.started for each in counted),
        ready=sum(each.ready for each in counted),
        waiting=_waiting(scope, role, counted, at=at),
        session_missing=any(each.lack_session and each.next_open is None for each in counted),
    ), [
        Line(
            participation_id,
            cohort_id,
            name,
            email,
            has_joined,
            ready_since,
            lacking,
            registered_for,
            open_to[cohort_id],
        )
        for participation_id, cohort_id, name, email, has_joined, ready_since, lacking, registered_for in (
            _lines(**_values(scope), role=role, first=first, most=PAGE_SIZE, at=at)
        )
    ]


def _waiting(
    scope: Scope,
    role: str,
    counted: Sequence[Counted],
    *,
    at: datetime,
) -> int:
    """How many wait for staff: also for a session, where none is open to their group."""
    waiting = sum(each.wait_for_staff for each in counted)
    served = {each.cohort_id for each in counted if each.next_open}
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
    ), [_line(one) for one in everybody[first : first + PAGE_SIZE]]


def _line(one: Standing) -> Line:
    part, person = one.participation, one.participation.person
    lacks_session = any(each.requirement.kind == LIVE_SESSION for each in one.readiness.missing)
    return Line(
        part.id,
        part.cohort_id,
        person.name,
        person.email,
        part.joined_at is not None,
        one.declared_at,
        one.judgement()["lacking"],
        one.facts.registered_for if lacks_session else None,  # asked for by nothing else
        one.facts.next_open,
    )


@prepared
def _counted(
    program_id: Any, cohort_id: Any, mentor_basis: Any, mentee_basis: Any, at: Any
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
                webinars.first_open(program_id, Participation.cohort_id, Participation.role, at),
            ),
            program_id,
            cohort_id,
        )
        .outerjoin(Judgement, Judgement.participation_id == Participation.id)
        .group_by(Participation.role, Participation.cohort_id)
    )


@prepared
def _lines(
    program_id: Any, cohort_id: Any, role: Any, first: Any, most: Any, at: Any
) -> Select[*tuple[Any, ...]]:
    page = (
        _of_program(
            select(
                Participation.id,
                Participation.cohort_id,
                Participation.person_id,
                Person.name,
                Person.email,
                Person.search_key,
                Participation.joined_at.is_not(None).label("has_joined"),
                Declaration.declared_at,
                Judgement.lacks_session,
                Judgement.lacking,
                Judgement.missing,
                Judgement.minutes_left,
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
        .subquery()
        .c
    )
    # Who is registered is asked of the lines of this page alone.
    registered_for = case((page.lacks_session, webinars.first_registered(program_id, page.person_id, at)))
    return select(
        page.id,
        page.cohort_id,
        page.name,
        page.email,
        page.has_joined,
        page.declared_at,
        page.lacking,
        registered_for,
    ).order_by(page.declared_at.is_not(None), page.missing, page.minutes_left, page.search_key, page.id)


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
