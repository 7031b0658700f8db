"""Named reads of groups: when they rest, what staff must answer, and a program held while it is changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, false, func, literal, or_, select, true
from sqlalchemy.orm import contains_eager

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.programs.models import Cohort, MarkAnswer, Participation, Program, StaffGrant
from mentortrain.programs.rules import DRAFT, OPEN, SKIP, Scope, Timeline


def cohorts_around(at: datetime) -> Sequence[Cohort]:
    """Cohorts of open programs between pairing day and end at `at`, give or take the day that zones differ by."""
    day = timedelta(days=1)
    return session.scalars(
        select(Cohort)
        .join(Cohort.program)
        .where(Program.state == OPEN)
        .where(Cohort.pairing_on <= (at + day).date(), Cohort.ends_on >= (at - day).date())
        .order_by(Cohort.id)
    ).all()


def dates_of(scopes: Collection[Scope]) -> Sequence[tuple[str, int, date, date]]:
    """(name, program id, pairing day, end) of every group of those of these programs that are open."""
    rows = session.execute(
        select(Cohort.name, Cohort.program_id, Cohort.pairing_on, Cohort.ends_on)
        .join(Program, Program.id == Cohort.program_id)
        .where(
            or_(
                false(),
                *(
                    and_(
                        Cohort.program_id == one.program_id,
                        true() if one.cohort_id is None else Cohort.id == one.cohort_id,
                    )
                    for one in scopes
                ),
            ),
            Program.state == OPEN,
        )
        .order_by(Cohort.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def timeline_of(cohort: Cohort) -> Timeline:
    """The dates and breaks of a cohort, as values."""
    return cohort.timeline


def drafts() -> Select[int]:
    """Ids of the programs that are being set up, as a subquery."""
    return select(Program.id).where(Program.state == DRAFT)


def resting(cohort: Cohort, at: datetime) -> bool:
    """Whether clocks and mails that are no service rest for a group: in a break, in a draft, in the archive.

    Whatever reminds, nudges or counts days asks here first; how long somebody has been quiet says
    `timeline_of(cohort).running(since, at)`.
    """
    return cohort.program.state != OPEN or cohort.timeline.rests_at(at)


def held_back(cohort_ids: Collection[int], mark: str) -> frozenset[int]:
    """The groups for which this mark must send nothing: staff were asked and have not answered, or said no."""
    return frozenset(
        session.scalars(
            select(MarkAnswer.cohort_id).where(
                MarkAnswer.cohort_id.in_(cohort_ids),
                MarkAnswer.mark == mark,
                or_(MarkAnswer.answer.is_(None), MarkAnswer.answer == SKIP),
            )
        )
    )


def questions(program_id: int) -> Sequence[MarkAnswer]:
    """What staff must still answer: marks that a change has put behind, with their groups."""
    return session.scalars(
        select(MarkAnswer)
        .join(MarkAnswer.cohort)
        .where(Cohort.program_id == program_id, MarkAnswer.answer.is_(None))
        .options(contains_eager(MarkAnswer.cohort))
        .order_by(MarkAnswer.id)
    ).all()


def mark_answer(cohort_id: int, mark: str) -> MarkAnswer | None:
    """What was asked of a group's mark, and answered."""
    return session.scalar(
        select(MarkAnswer).where(MarkAnswer.cohort_id == cohort_id, MarkAnswer.mark == mark)
    )


def program_held(program_id: int) -> Program:
    """One program with its groups, as they are now and until the commit: who changes it next waits. Or NotThere."""
    found = session.scalar(
        select(Program)
        .where(Program.id == program_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotThere
    session.scalars(
        select(Cohort).where(Cohort.program_id == program_id).execution_options(populate_existing=True)
    ).all()
    return found


def state_of(program_id: int) -> str | None:
    """Draft, open or archived; None if there is no such program."""
    return session.scalar(select(Program.state).where(Program.id == program_id))


def people_by_cohort(program_id: int) -> dict[int, int]:
    """How many take part in each group that has anybody: {cohort id: people}."""
    rows = session.execute(
        select(Participation.cohort_id, func.count().label("people"))
        .where(Participation.program_id == program_id, Participation.left_at.is_(None))
        .group_by(Participation.cohort_id)
    ).all()
    return {row.cohort_id: row.people for row in rows}


def was_in_use(cohort_id: int) -> bool:
    """Whether anybody takes part in a group, took part, or runs it alone."""
    parts = select(literal(1)).where(Participation.cohort_id == cohort_id)
    grants = select(literal(1)).where(StaffGrant.cohort_id == cohort_id)
    return session.scalar(parts.limit(1)) is not None or session.scalar(grants.limit(1)) is not None


def cohort_in(program_id: int, cohort_id: int) -> Cohort:
    """One group of this program, or NotThere."""
    found = session.scalar(select(Cohort).where(Cohort.id == cohort_id, Cohort.program_id == program_id))
    if found is None:
        raise NotThere
    return found


def group_names(ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Which programs groups are of, and what they are called, by their ids."""
    rows = session.execute(select(Cohort.id, Cohort.program_id, Cohort.name).where(Cohort.id.in_(ids)))
    return {row.id: (row.program_id, row.name) for row in rows}


def was_asked(program_id: int, question_id: int) -> bool:
    """Whether this question was one of this program, answered or not."""
    return (
        session.scalar(
            select(MarkAnswer.id)
            .join(MarkAnswer.cohort)
            .where(MarkAnswer.id == question_id, Cohort.program_id == program_id)
        )
        is not None
    )
