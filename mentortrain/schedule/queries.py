"""Whether time passes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.schedule.models import TICKER, Lease, TaskRun


def ticker_age(real_now: datetime) -> timedelta | None:
    """Time since the leading ticker's last sign of life; None if there never was one."""
    lease = session.get(Lease, TICKER)
    return real_now - lease.beat_at if lease else None


def runs() -> dict[str, TaskRun]:
    """When each task last ran and what came of it, by its name."""
    return {run.name: run for run in session.scalars(select(TaskRun))}
