"""Named reads of who left, and of who rests for some days."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.programs.models import Cohort, Leave, Participation, Program
from mentortrain.programs.rules import DRAFT


def has_left(program_id: int, person_id: int) -> bool:
    """Whether somebody took part here and does no more. Who takes part is held until the commit: whoever ends
    their part at this moment comes after, and ends what is begun here as well.
    """
    parts = session.scalars(
        select(Participation.left_at)
        .where(Participation.program_id == program_id, Participation.person_id == person_id)
        .with_for_update(read=True)
    ).all()
    return bool(parts) and None not in parts


def own_parts(person_id: int, *, since: datetime) -> Sequence[Participation]:
    """A person's parts as they are told of them, with program and group: those of now, and those that they ended
    themselves since a moment. Not what is still a draft."""
    ended_alone = and_(Participation.left_by_id == person_id, Participation.left_at >= since)
    return _own(person_id, or_(Participation.left_at.is_(None), ended_alone))


def own_part(person_id: int, participation_id: int) -> Participation:
    """One of a person's own parts, of now or of before, or NotThere."""
    found = _own(person_id, Participation.id == participation_id)
    if not found:
        raise NotThere
    return found[0]


def _own(person_id: int, which: ColumnElement[bool]) -> Sequence[Participation]:
    return session.scalars(
        select(Participation)
        .join(Participation.program)
        .where(Participation.person_id == person_id, Program.state != DRAFT, which)
        .options(contains_eager(Participation.program), joinedload(Participation.cohort))
        .order_by(Participation.left_at.is_not(None), Participation.id)
    ).all()


def on_leave(participation_ids: Collection[int], at: datetime) -> frozenset[int]:
    """Those of some participations that rest at `at`, by the clock of their group: no clock runs for them, and no
    mail goes that is not a service.
    """
    day = timedelta(days=1)
    rows = session.execute(
        select(Leave.participation_id, Leave.starts_on, Leave.ends_on, Cohort.time_zone)
        .join(Participation, Participation.id == Leave.participation_id)
        .join(Cohort, Cohort.id == Participation.cohort_id)
        .where(
            Leave.participation_id.in_(participation_ids),
            Leave.starts_on <= (at + day).date(),
            Leave.ends_on >= (at - day).date(),
        )
    )
    return frozenset(
        row.participation_id
        for row in rows
        if row.starts_on <= at.astimezone(ZoneInfo(row.time_zone)).date() <= row.ends_on
    )


def away_at(at: datetime, program_ids: Collection[int] | None = None) -> dict[tuple[int, int], date]:
    """Who rests at `at`, by the clock of their group: {(program id, person id): the last day of it}. Of all programs
    where none are named."""
    day = timedelta(days=1)
    rows = session.execute(
        select(
            Participation.program_id,
            Participation.person_id,
            Leave.starts_on,
            Leave.ends_on,
            Cohort.time_zone,
        )
        .join(Participation, Participation.id == Leave.participation_id)
        .join(Cohort, Cohort.id == Participation.cohort_id)
        .where(
            Participation.left_at.is_(None),
            true() if program_ids is None else Participation.program_id.in_(program_ids),
            Leave.starts_on <= (at + day).date(),
            Leave.ends_on >= (at - day).date(),
        )
        .order_by(Leave.ends_on)
    )
    return {
        (row.program_id, row.person_id): row.ends_on
        for row in rows
        if row.starts_on <= at.astimezone(ZoneInfo(row.time_zone)).date() <= row.ends_on
    }


def leaves_of(participation_id: int) -> Sequence[Leave]:
    """Somebody's leave in a program, the latest first."""
    return session.scalars(
        select(Leave)
        .where(Leave.participation_id == participation_id)
        .order_by(Leave.starts_on.desc(), Leave.id.desc())
    ).all()
