"""Copies and erasures that people asked for, and how long things stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.people.models import Person
from mentortrain.privacy.rules import ASKED, IDLE, LETTER


class DataCopy(Base):
    """A copy of all that is held of a person: asked for, made by a job, gone after a week."""

    __tablename__ = "data_copy"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    """Until when (real time) the worker that took it up is left alone."""
    made_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    """Given up: each try broke."""
    file_name: Mapped[str | None] = mapped_column(String(80), unique=True)
    size: Mapped[int | None]
    """In bytes."""
    expires_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    """When the file was deleted."""

    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(
            "uq_data_copy_while_made",
            "person_id",
            unique=True,
            sqlite_where=text("made_at IS NULL AND failed_at IS NULL"),
            postgresql_where=text("made_at IS NULL AND failed_at IS NULL"),
        ),
    )

    @property
    def is_being_made(self) -> bool:
        """Whether a worker has it or will take it up."""
        return self.made_at is None and self.failed_at is None

    def is_there(self, at: datetime) -> bool:
        """Whether it can be fetched."""
        return (
            self.made_at is not None
            and self.gone_at is None
            and self.expires_at is not None
            and at < self.expires_at
        )


class Erasure(Base):
    """Somebody is to be erased: after a wait in which it can be called off. At most one is open for a person."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    cause: Mapped[str] = mapped_column(String(16))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Who pressed the button; None for the command line and for the ticker."""
    reason: Mapped[str | None] = mapped_column(Text)
    """What the operator noted of the letter; it goes with the erasure."""
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    cancel_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the secret in the mail's link."""
    cancelled_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        CheckConstraint(f"cause IN ('{ASKED}', '{LETTER}', '{IDLE}')", name="cause"),
        Index(
            "uq_erasure_while_open",
            "person_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL AND done_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL AND done_at IS NULL"),
        ),
    )


class RetentionPeriod(Base):
    """A rule's days as an administrator set them; without a row the rule's own hold."""

    __tablename__ = "retention_period"

    rule: Mapped[str] = mapped_column(String(60), primary_key=True)
    days: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
