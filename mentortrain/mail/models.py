"""The outbox: one row a message, with what was done about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base

PENDING, SENDING, SENT, DROPPED, FAILED = "pending", "sending", "sent", "dropped", "failed"
STATES = (PENDING, SENDING, SENT, DROPPED, FAILED)


class Received(Base):
    """A mail that came in and was handled: the same one is not handled again. Nothing in it tells whose it was."""

    __tablename__ = "received_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of its Message-ID, or of all of it."""
    received_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(40))
    """What came of it, in a few words: "taken", or why nothing did."""


class Outbox(Base):
    """A message to one person. The words are made when it goes, in the reader's language, from `params`."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """What, whom, occasion: the same key is never sent twice."""
    kind: Mapped[str] = mapped_column(String(80))
    to_address: Mapped[str] = mapped_column(String(320))
    to_name: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(index=True)
    """A plain number: the outbox stands below people and does not know their table."""
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(20), default=PENDING)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was dropped, failed or is tried again."""
    subject: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    enqueued_at: Mapped[datetime | None]
    """When (real time) the sweep last asked the worker for it."""
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    """Until when (real time) the worker that claimed it is left alone."""
    sent_at: Mapped[datetime | None]
    trace: Mapped[str | None] = mapped_column(String(36))
    """Of the request or job that posted it: its log lines, and those of the delivery, carry the same."""

    __table_args__ = (
        CheckConstraint(
            f"status IN ('{PENDING}', '{SENDING}', '{SENT}', '{DROPPED}', '{FAILED}')", name="status"
        ),
        Index("ix_outbox_status_due_at", "status", "due_at"),
    )
