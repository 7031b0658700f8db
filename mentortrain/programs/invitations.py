"""Named reads of lists of people to invite, and of what became of the invitations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.programs import queries
from mentortrain.programs.models import Cohort, PeopleImport, PeopleImportRow, Program
from mentortrain.programs.roster import Rules
from mentortrain.programs.rules import Scope
from mentortrain.programs.rules.lists import INVITED, RUNNING, WAITING

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Counts:
    """How far a list has come."""

    rows: int
    good: int  # that could be invited when the list was read
    invited: int
    left_out: int
    waiting: int

    @property
    def settled(self) -> int:
        """Rows of which it is known what became of them."""
        return self.invited + self.left_out


def rules_for(program: Program, scope: Scope, *, may_make_staff: bool) -> Rules:
    """By what the rows of a list are judged that somebody brings who sees so much of the program."""
    first = next((cohort for cohort in program.cohorts if cohort.id == scope.cohort_id), program.first_cohort)
    return Rules(
        default_zone=first.time_zone,
        groups={cohort.name: cohort.id for cohort in program.cohorts},
        own_group=first.id,
        only_own=scope.cohort_id is not None,
        may_make_staff=may_make_staff,
        known=queries.known_invitations(program.id),
    )


def group_ids(program_id: int) -> Sequence[int]:
    """The groups that a program has now."""
    return session.scalars(select(Cohort.id).where(Cohort.program_id == program_id)).all()


def the_list(scope: Scope, import_id: int, *, seen_by: int) -> PeopleImport:
    """One list of a program, or NotThere: whoever is limited to a group sees their own lists."""
    found = session.scalar(
        select(PeopleImport)
        .where(PeopleImport.id == import_id, PeopleImport.program_id == scope.program_id)
        .options(joinedload(PeopleImport.by))
    )
    if found is None or (scope.cohort_id is not None and found.by_id != seen_by):
        raise NotThere
    return found


def lists_of(scope: Scope, *, seen_by: int, limit: int = 20) -> Sequence[PeopleImport]:
    """The newest confirmed lists of a program first."""
    statement = (
        select(PeopleImport)
        .where(PeopleImport.program_id == scope.program_id, PeopleImport.confirmed_at.is_not(None))
        .options(joinedload(PeopleImport.by))
        .order_by(PeopleImport.id.desc())
        .limit(limit)
    )
    if scope.cohort_id is not None:
        statement = statement.where(PeopleImport.by_id == seen_by)
    return session.scalars(statement).all()


def counts_of(import_id: int) -> Counts:
    """How far a list has come: one statement."""
    rows = session.execute(
        select(PeopleImportRow.outcome, PeopleImportRow.problem, func.count())
        .where(PeopleImportRow.import_id == import_id)
        .group_by(PeopleImportRow.outcome, PeopleImportRow.problem)
    ).all()
    every = sum(count for _, _, count in rows)
    good = sum(count for _, problem, count in rows if not problem)
    waiting = sum(count for outcome, _, count in rows if outcome == WAITING)
    invited = sum(count for outcome, _, count in rows if outcome == INVITED)
    return Counts(every, good, invited, every - waiting - invited, waiting)


def rows_of(import_id: int, *, page_size: int, number: int) -> Sequence[PeopleImportRow]:
    """One page of a list's rows, those first that somebody must mend: one among five thousand is found at once."""
    return session.scalars(
        select(PeopleImportRow)
        .where(PeopleImportRow.import_id == import_id)
        .order_by(PeopleImportRow.concern, PeopleImportRow.line, PeopleImportRow.id)
        .limit(page_size)
        .offset((number - 1) * page_size)
    ).all()


def every_row_of(import_id: int) -> Iterator[PeopleImportRow]:
    """All of them by their lines, some hundreds at a time."""
    after: ColumnElement[bool] = PeopleImportRow.id > 0
    while True:
        rows = session.scalars(
            select(PeopleImportRow)
            .where(PeopleImportRow.import_id == import_id, after)
            .order_by(PeopleImportRow.id)
            .limit(ROWS_AT_ONCE)
        ).all()
        yield from rows
        if len(rows) < ROWS_AT_ONCE:
            return
        after = PeopleImportRow.id > rows[-1].id


def imports_standing_still(before: datetime) -> Sequence[int]:
    """Ids of lists that are being worked off, and of which no worker has finished a step since a moment."""
    return session.scalars(
        select(PeopleImport.id)
        .where(
            PeopleImport.state == RUNNING,
            or_(PeopleImport.moved_at.is_(None), PeopleImport.moved_at < before),
        )
        .order_by(PeopleImport.id)
    ).all()
