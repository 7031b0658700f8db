"""Named reads: all that is held of a person, and what became of what they asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from mentortrain import holdings
from mentortrain.db import session
from mentortrain.holdings import Holding
from mentortrain.privacy.models import DataCopy
from mentortrain.privacy.rules import MOST_TRIES


@dataclass(frozen=True)
class Held:
    """The rows of one table that are about a person: values in the order of the holding's fields."""

    holding: Holding
    rows: list[tuple[Any, ...]]


def everything_of(person_id: int) -> list[Held]:
    """All that is declared, of one person: a statement for each table."""
    return [Held(holding, _rows(holding, person_id)) for holding in holdings.every()]


def _rows(holding: Holding, person_id: int) -> list[tuple[Any, ...]]:
    wanted = [field.value.label(f"told_{number}") for number, field in enumerate(holding.fields)]
    statement = select(*wanted).select_from(holding.model).where(holding.of(person_id))
    return [tuple(row) for row in session.execute(statement.order_by(holding.key))]


def copies_of(person_id: int, limit: int = 5) -> Sequence[DataCopy]:
    """The latest that a person asked for, newest first."""
    return session.scalars(
        select(DataCopy).where(DataCopy.person_id == person_id).order_by(DataCopy.id.desc()).limit(limit)
    ).all()


def copy_of(person_id: int, copy_id: int) -> DataCopy | None:
    """One copy, if it is this person's."""
    return session.scalar(select(DataCopy).where(DataCopy.id == copy_id, DataCopy.person_id == person_id))


def copy_with_id(copy_id: int) -> DataCopy | None:
    """One copy, for a mail."""
    return session.get(DataCopy, copy_id)


def waiting_copies(real_now: datetime) -> Sequence[int]:
    """Ids of those to be made that no worker holds, oldest first."""
    free = or_(DataCopy.lease_until.is_(None), DataCopy.lease_until < real_now)
    return session.scalars(
        select(DataCopy.id)
        .where(DataCopy.made_at.is_(None), DataCopy.failed_at.is_(None), free)
        .order_by(DataCopy.id)
    ).all()


def worn_out(copy: DataCopy) -> bool:
    """Whether it has been tried as often as it may."""
    return copy.attempts >= MOST_TRIES


def ended_copies(at: datetime) -> Sequence[DataCopy]:
    """Those whose week is over and whose file is still there."""
    return session.scalars(
        select(DataCopy)
        .where(DataCopy.expires_at <= at, DataCopy.gone_at.is_(None))
        .order_by(DataCopy.id)
        .limit(500)
    ).all()
