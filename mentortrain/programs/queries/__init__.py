"""Named reads of programs and of who takes part."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from mentortrain.db import reading_only, session
from mentortrain.errors import NotThere
from mentortrain.people.models import Person
from mentortrain.prepared import Copied, prepared
from mentortrain.programs.models import Cohort, Participation, Program, StaffGrant
from mentortrain.programs.queries.away import away_at, has_left, leaves_of, on_leave, own_part, own_parts
from mentortrain.programs.queries.groups import (
    cohort_in,
    cohorts_around,
    dates_of,
    drafts,
    group_names,
    held_back,
    mark_answer,
    people_by_cohort,
    program_held,
    questions,
    resting,
    state_of,
    timeline_of,
    was_asked,
    was_in_use,
)
from mentortrain.programs.queries.roles import (
    Held,
    held_by,
    held_in,
    join_roles,
    roles_by_program,
    roles_of_each,
)
from mentortrain.programs.queries.staff import (
    grant,
    grant_in,
    granted_to,
    is_only_lead,
    staff_invited,
    staff_of,
    staff_to_ask,
)
from mentortrain.programs.rules import DRAFT, STAFF, Scope
from mentortrain.readahead import Ahead

__all__ = [
    "Held",
    "away_at",
    "cohort_in",
    "cohorts_around",
    "dates_of",
    "drafts",
    "grant",
    "grant_in",
    "granted_to",
    "group_names",
    "has_left",
    "held_back",
    "held_by",
    "held_in",
    "is_only_lead",
    "join_roles",
    "leaves_of",
    "mark_answer",
    "on_leave",
    "own_part",
    "own_parts",
    "people_by_cohort",
    "program_held",
    "questions",
    "resting",
    "roles_by_program",
    "roles_of_each",
    "staff_invited",
    "staff_of",
    "staff_to_ask",
    "state_of",
    "timeline_of",
    "was_asked",
    "was_in_use",
]


def places_of(person_id: int) -> Sequence[tuple[int, int | None]]:
    """(program, group) of each part that a person has now; (program, None) of each program whose staff they are."""
    parts = select(Participation.program_id, Participation.cohort_id).where(
        Participation.person_id == person_id, Participation.left_at.is_(None)
    )
    grants = select(StaffGrant.program_id, null()).where(StaffGrant.person_id == person_id)
    rows: Sequence[Any] = session.execute(union_all(parts, grants)).all()
    return [(program_id, cohort_id) for program_id, cohort_id in rows]


def programs_ever_of(person_id: int) -> Sequence[Program]:
    """The programs that a person runs, takes part in or took part in."""
    runs = select(StaffGrant.program_id).where(StaffGrant.person_id == person_id)
    parts = select(Participation.program_id).where(Participation.person_id == person_id)
    return session.scalars(
        select(Program)
        .where(Program.id.in_(runs.union(parts)))
        .options(selectinload(Program.cohorts))
        .order_by(Program.id)
    ).all()


def program_asked(program_id: int) -> Ahead:
    """What `program` asks in a request that only reads, for `read_ahead`."""
    return partial(_program_to_read, program_id=program_id)


def program(program_id: int) -> Program:
    """One program with its cohorts, or NotThere. A copy for a request that only reads."""
    if not reading_only.get():
        found = _program(program_id=program_id).unique().scalar_one_or_none()
        if found is None:
            raise NotThere
        return found
    rows = program_asked(program_id)().all()
    if not rows:
        raise NotThere
    copy = _PROGRAMS.copy(rows[0], cohorts=[])
    copy.cohorts.extend([_COHORTS.copy(row[len(_PROGRAMS.columns) :], program=copy) for row in rows])
    return copy


_PROGRAMS, _COHORTS, _PARTS = Copied(Program), Copied(Cohort), Copied(Participation)


@prepared
def _program_to_read(program_id: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*_PROGRAMS.columns, *_COHORTS.columns)
        .join(Cohort, Cohort.program_id == Program.id)
        .where(Program.id == program_id)
        .order_by(Cohort.id)
    )


@prepared
def _program(program_id: Any) -> Select[Program]:
    return select(Program).where(Program.id == program_id).options(joinedload(Program.cohorts))


def program_exists(program_id: int) -> bool:
    """Whether there is one with this id."""
    return session.scalar(select(literal(1)).where(Program.id == program_id)) is not None


def names_of(ids: Collection[int]) -> dict[int, str]:
    """What programs are called, by their ids."""
    rows = session.execute(select(Program.id, Program.name).where(Program.id.in_(ids)))
    return {row.id: row.name for row in rows}


def programs_run_by(person: Person) -> Sequence[Program]:
    """The programs whose staff a person is; all of them for a site administrator."""
    statement = select(Program).options(selectinload(Program.cohorts)).order_by(Program.id.desc())
    if not person.is_admin:
        statement = statement.join(StaffGrant).where(StaffGrant.person_id == person.id)
    return session.scalars(statement).all()


def active_participations(person_id: int) -> Sequence[Participation]:
    """What a person takes part in now, with program and cohort, oldest first. Not what is still a draft.

    Copies for a request that only reads.
    """
    if not reading_only.get():
        return _active(person_id=person_id).scalars().all()
    return [part_to_read(row)[0] for row in _active_to_read(person_id=person_id)]


def part_to_read(row: Sequence[Any]) -> tuple[Participation, Sequence[Any]]:
    """(a participation with program and cohort, the rest) of a row of `active_parts`. Copies."""
    of_program = len(_PARTS.columns)
    of_cohort = of_program + len(_PROGRAMS.columns)
    program = _PROGRAMS.copy(row[of_program:])
    part = _PARTS.copy(row, program=program, cohort=_COHORTS.copy(row[of_cohort:], program=program))
    return part, row[of_cohort + len(_COHORTS.columns) :]


@prepared
def _active_to_read(person_id: Any) -> Select[*tuple[Any, ...]]:
    return active_parts(person_id)


def active_parts(person_id: Any, *beside: Any) -> Select[*tuple[Any, ...]]:
    """For a statement that reads more of the same rows: `active_participations`, followed by other columns."""
    return (
        select(*_PARTS.columns, *_PROGRAMS.columns, *_COHORTS.columns, *beside)
        .select_from(Participation)
        .join(Program, Program.id == Participation.program_id)
        .join(Cohort, Cohort.id == Participation.cohort_id)
        .where(Participation.person_id == person_id, Participation.left_at.is_(None), Program.state != DRAFT)
        .order_by(Participation.id)
    )


@prepared
def _active(person_id: Any) -> Select[Participation]:
    return (
        select(Participation)
        .join(Participation.program)
        .where(Participation.person_id == person_id, Participation.left_at.is_(None), Program.state != DRAFT)
        .options(contains_eager(Participation.program), joinedload(Participation.cohort))
        .order_by(Participation.id)
    )


def participants(scope: Scope) -> Sequence[Participation]:
    """Everybody in a program now, or in one group of it, with the person, by name."""
    return _participants(program_id=scope.program_id, cohort_id=scope.cohort_id).scalars().all()


@prepared
def _participants(program_id: Any, cohort_id: Any) -> Select[Participation]:
    return (
        select(Participation)
        .join(Participation.person)
        .where(
            Participation.program_id == program_id,
            in_group(cohort_id),
            Participation.left_at.is_(None),
        )
        .options(contains_eager(Participation.person), joinedload(Participation.cohort))
        .order_by(Person.search_key, Participation.id)
    )


def in_group(cohort_id: Any) -> ColumnElement[bool]:
    """The condition of a prepared statement that a participation is in this group; in any, where the value is None."""
    # Not `coalesce`: PostgreSQL takes it for a condition that one in two hundred meets, and plans for a handful.
    return or_(cast(cohort_id, Integer).is_(None), Participation.cohort_id == cohort_id)


def within(scope: Scope) -> ColumnElement[bool]:
    """The condition that a participation is one of those whom somebody is shown, whether it has ended or not."""
    of_program = Participation.program_id == scope.program_id
    if scope.cohort_id is None:
        return of_program
    return and_(of_program, Participation.cohort_id == scope.cohort_id)


def participation(scope: Scope, participation_id: int) -> Participation:
    """One participation among those whom somebody is shown, with the person, or NotThere."""
    found = session.scalar(
        select(Participation)
        .where(Participation.id == participation_id, within(scope))
        .options(joinedload(Participation.person), joinedload(Participation.cohort))
    )
    if found is None:
        raise NotThere
    return found


def participations_with(ids: Collection[int]) -> Sequence[Participation]:
    """Some participations, with the person."""
    return session.scalars(
        select(Participation).where(Participation.id.in_(ids)).options(joinedload(Participation.person))
    ).all()


def known_invitations(program_id: int) -> frozenset[tuple[str, str]]:
    """(email key, role) of everybody who is in this program or runs it."""
    parts = (
        select(Person.email_key, Participation.role)
        .join(Participation, Participation.person_id == Person.id)
        .where(Participation.program_id == program_id, Participation.left_at.is_(None))
    )
    staff = (
        select(Person.email_key, literal(STAFF))
        .join(StaffGrant, StaffGrant.person_id == Person.id)
        .where(StaffGrant.program_id == program_id)
    )
    return frozenset((key, role) for key, role in session.execute(union_all(parts, staff)))


def participation_by_id(participation_id: int) -> Participation | None:
    """One participation with all around it, for a mail."""
    return session.scalar(
        select(Participation)
        .where(Participation.id == participation_id)
        .options(
            joinedload(Participation.person),
            joinedload(Participation.program),
            joinedload(Participation.cohort),
        )
    )


def counts_by_program(scopes: Sequence[Scope]) -> dict[int, dict[str, int]]:
    """How many mentors and mentees somebody is shown in each program: {program id: {role: count}}."""
    shown = {scope.program_id: scope for scope in scopes}
    found: dict[int, dict[str, int]] = {program_id: {} for program_id in shown}
    rows = session.execute(
        select(Participation.program_id, Participation.cohort_id, Participation.role, func.count())
        .where(Participation.program_id.in_(shown), Participation.left_at.is_(None))
        .group_by(Participation.program_id, Participation.cohort_id, Participation.role)
    ).all()
    for program_id, cohort_id, role, count in rows:
        if shown[program_id].holds(cohort_id):
            found[program_id][role] = found[program_id].get(role, 0) + count
    return found
