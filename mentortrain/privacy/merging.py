"""Copies and erasures, when two accounts of one person become one."""

from __future__ import annotations

from sqlalchemy import delete

from mentortrain.db import session
from mentortrain.merging import Merging, Pair, What, declare, move, moves, stops
from mentortrain.privacy import queries
from mentortrain.privacy.models import DataCopy, Erasure, RetentionPeriod


def _copies(pair: Pair) -> None:
    """One that is still being made would be of half of it: they ask anew."""
    session.execute(
        delete(DataCopy)
        .where(DataCopy.person_id == pair.gone, DataCopy.made_at.is_(None), DataCopy.failed_at.is_(None))
        .execution_options(synchronize_session=False)
    )
    move(DataCopy.person_id, pair)


declare(
    Merging(columns=(DataCopy.person_id,), what=What.JOINED, says="", act=_copies),
    moves(Erasure.person_id, Erasure.asked_by_id, RetentionPeriod.changed_by_id),
)


def _stopped(pair: Pair, by: int | None) -> str | None:
    return "merge.erasure" if any(map(queries.open_erasure_of, (pair.kept, pair.gone))) else None


stops.append(_stopped)
