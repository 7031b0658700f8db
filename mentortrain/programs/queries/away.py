"""Named reads of who left, and of who rests for some days."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.programs.models import Cohort, Leave, Participation


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


def leaves_of(participation_id: int) -> Sequence[Leave]:
    """Somebody's leave in a program, the latest first."""
    return session.scalars(
        select(Leave)
        .where(Leave.participation_id == participation_id)
        .order_by(Leave.starts_on.desc(), Leave.id.desc())
    ).all()
