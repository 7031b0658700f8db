"""The statements of the board: what the database counts, and a page of its lines."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, or_, select

from mentortrain.people.models import Person
from mentortrain.prepared import planned_once, prepared
from mentortrain.programs.models import Participation
from mentortrain.readiness.models import BoardLine, Judgement
from mentortrain.readiness.rules import Move
from mentortrain.webinars import queries as webinars
from mentortrain.webinars.rules import WHICHEVER


class Counted(NamedTuple):
    """What the database counts of a role in a group, of who was judged alike and lacks the same sessions.

    Who waits is not ready, and waits for the other too if not said.
    """

    role: str
    cohort_id: int
    basis: str | None
    """As `Judgement.basis`; None: not judged yet."""
    sessions_about: str | None
    """As `Judgement.lacks_sessions_about`."""
    invited: int
    joined: int
    started: int
    ready: int
    lack_session: int
    wait_for_session: int  # and for nothing else
    wait_for_staff: int  # and not for a session
    wait_for_both: int

    @property
    def lacked(self) -> frozenset[str]:
        """Of which sessions those lack one who lack one at all: keys of courses, or WHICHEVER."""
        return sessions_in(self.sessions_about)


def sessions_in(sessions_about: str | None) -> frozenset[str]:
    """The sessions that somebody lacks who lacks one, from `Judgement.lacks_sessions_about`."""
    return frozenset(json.loads(sessions_about)) if sessions_about else frozenset({WHICHEVER})


@prepared
def counted(program_id: Any, cohort_id: Any, at: Any) -> Select[*tuple[Any, ...]]:
    """The columns of `Counted` but for `sessions_about`; then of the whole program what is open and whether anybody is
    registered; and whether those of this row lack sessions about courses: they stand apart."""
    program_id = planned_once(program_id)
    line = _lines(program_id, cohort_id, *_SORTS, func.count().label("people")).group_by(*_SORTS).subquery().c
    return select(
        line.role,
        line.cohort_id,
        line.basis,
        *_figures(line),
        webinars.open_listed(program_id, at),
        webinars.any_registered(program_id, at),
        line.names_sessions,
    ).group_by(line.role, line.cohort_id, line.basis, line.names_sessions)


@prepared
def counted_about(program_id: Any, cohort_id: Any) -> Select[*tuple[Any, ...]]:
    """(role, group, basis, sessions about courses, the figures of `Counted`) of those who lack some."""
    about = BoardLine.lacks_sessions_about
    sorts = *_SORTS, about
    line = (
        _lines(program_id, cohort_id, *sorts, func.count().label("people"))
        .where(BoardLine.names_sessions.is_(True))
        .group_by(*sorts)
        .subquery()
        .c
    )
    by = line.role, line.cohort_id, line.basis, line.lacks_sessions_about
    return select(*by, *_figures(line)).group_by(*by)


_SORTS = (
    BoardLine.role,
    BoardLine.cohort_id,
    BoardLine.is_ready,
    BoardLine.has_joined,
    BoardLine.started,
    BoardLine.lacks_session,
    BoardLine.names_sessions,
    BoardLine.else_waits_for,
    BoardLine.basis,
)
"""People who are alike in these are counted as one sort, in the order of the index: there are few sorts."""


def _figures(line: Any) -> tuple[ColumnElement[int], ...]:
    """Invited, joined, started and so on: sums over sorts of people."""
    waits, lacks = ~line.is_ready, line.lacks_session
    alone, staff = line.else_waits_for == Move.NOBODY.value, line.else_waits_for == Move.STAFF.value

    def those(condition: ColumnElement[bool] | Any) -> ColumnElement[int]:
        # PostgreSQL sums integers to a `bigint`, and those to a `numeric`: a Decimal in Python.
        return cast(func.sum(case((condition, line.people), else_=0)), Integer)

    return (
        cast(func.sum(line.people), Integer),
        those(line.has_joined),
        those(line.started),
        those(line.is_ready),
        those(and_(waits, lacks)),
        those(and_(waits, lacks, alone)),
        those(and_(waits, ~lacks, staff)),
        those(and_(waits, lacks, staff)),
    )


@prepared
def lines_kept(
    program_id: Any, cohort_id: Any, role: Any, first: Any, most: Any, at: Any
) -> Select[*tuple[Any, ...]]:
    """A page of the board; the rest of what a line says is asked of the people on this page alone."""
    page = (
        _lines(
            program_id,
            cohort_id,
            BoardLine.participation_id,
            BoardLine.has_joined,
            BoardLine.ready_since,
            BoardLine.is_ready,
            BoardLine.missing,
            BoardLine.minutes_left,
            BoardLine.by_name,
            BoardLine.lacks_session,
        )
        .where(BoardLine.role == role)
        .order_by(*_in_order(BoardLine))
        .offset(first)
        .limit(most)
        .subquery()
        .c
    )
    return (
        select(
            Participation.person_id,
            page.participation_id,
            Participation.cohort_id,
            Person.name,
            Person.email,
            page.has_joined,
            page.ready_since,
            Judgement.lacking,
            case((page.lacks_session, webinars.first_registered(program_id, Participation.person_id, at))),
        )
        .join(Participation, Participation.id == page.participation_id)
        .join(Person, Person.id == Participation.person_id)
        .join(Judgement, Judgement.participation_id == page.participation_id)
        .order_by(*_in_order(page))
    )


def _in_order(line: Any) -> tuple[Any, ...]:
    return line.is_ready, line.missing, line.minutes_left, line.by_name, line.participation_id


@prepared
def lacking_sessions(program_id: Any, cohort_id: Any, role: Any) -> Select[int, int, str, str | None]:
    """(person, group, whose move the rest is, sessions they lack) of who is not ready and lacks a session."""
    return (
        _lines(
            program_id,
            cohort_id,
            Participation.person_id,
            BoardLine.cohort_id,
            BoardLine.else_waits_for,
            BoardLine.lacks_sessions_about,
        )
        .join(Participation, Participation.id == BoardLine.participation_id)
        .where(BoardLine.role == role, ~BoardLine.is_ready, BoardLine.lacks_session.is_(True))
    )


def _lines(program_id: Any, cohort_id: Any, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Of everybody in a program now, or in one group of it where `cohort_id` is not None."""
    # As `programs.queries.in_group`.
    in_group = or_(cast(cohort_id, Integer).is_(None), BoardLine.cohort_id == cohort_id)
    return (
        select(*columns)
        .select_from(BoardLine)
        .where(BoardLine.program_id == program_id, BoardLine.is_here, in_group)
    )
