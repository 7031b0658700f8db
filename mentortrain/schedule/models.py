"""Who leads, and when each task last began."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base

TICKER = "ticker"


class Lease(Base):
    """Held by one of several tickers, in real time; the others wait for it to run out."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(120))
    until: Mapped[datetime]
    beat_at: Mapped[datetime]
    """The holder's last sign of life."""


class TaskRun(Base):
    """When a task was last asked for, and what came of it."""

    __tablename__ = "task_run"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When a worker was last through with it."""
    did: Mapped[str | None] = mapped_column(Text)
    """What it did then; empty: nothing was due."""
    error: Mapped[str | None] = mapped_column(Text)
    """What went wrong then, in a line."""
    trace: Mapped[str | None] = mapped_column(String(36))
    """Of that run: its log lines carry the same."""
