"""The statements of the board: what the database counts, and a page of its lines."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from mentortrain.people.models import Person
from mentortrain.prepared import prepared
from mentortrain.programs.models import Participation
from mentortrain.programs.queries import in_group
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.readiness.models import Declaration, Judgement
from mentortrain.readiness.rules import Move
from mentortrain.webinars import queries as webinars
from mentortrain.webinars.rules import WHICHEVER


class Counted(NamedTuple):
    """What the database counts of a role in a group, of who lacks the same sessions.

    Who waits is not ready, and waits for the other too if not said.
    """

    role: str
    cohort_id: int
    sessions_about: str | None
    """As `Judgement.lacks_sessions_about`."""
    invited: int
    joined: int
    started: int
    ready: int
    judged: int  # on the basis of today
    lack_session: int
    wait_for_session: int  # and for nothing else
    wait_for_staff: int  # and not for a session
    wait_for_both: int
    next_open: datetime | None  # when the next session ends that they can register for, whichever

    @property
    def lacked(self) -> frozenset[str]:
        """Of which sessions those lack one who lack one at all: keys of courses, or WHICHEVER."""
        return sessions_in(self.sessions_about)


def sessions_in(sessions_about: str | None) -> frozenset[str]:
    """The sessions that somebody lacks who lacks one, from `Judgement.lacks_sessions_about`."""
    return frozenset(json.loads(sessions_about)) if sessions_about else frozenset({WHICHEVER})


@prepared
def counted(
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
                Judgement.lacks_sessions_about,
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
        .group_by(Participation.role, Participation.cohort_id, Judgement.lacks_sessions_about)
    )


@prepared
def lines_kept(
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
        page.person_id,
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
def lacking_sessions(program_id: Any, cohort_id: Any, role: Any) -> Select[int, int, str, str | None]:
    """(person, group, whose move the rest is, sessions they lack) of who is not ready and lacks a session."""
    return (
        _of_program(
            select(
                Participation.person_id,
                Participation.cohort_id,
                Judgement.else_waits_for,
                Judgement.lacks_sessions_about,
            ),
            program_id,
            cohort_id,
        )
        .join(Judgement, Judgement.participation_id == Participation.id)
        .where(Participation.role == role, Declaration.id.is_(None), Judgement.lacks_session)
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


def _count(condition: ColumnElement[bool] | Any) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
