"""Copies that people asked for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.people.models import Person


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
