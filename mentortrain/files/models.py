"""The table of kept files. The bytes lie in the storage, under their digest; several rows may share them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base

OK, QUARANTINED = "ok", "quarantined"


class StoredFile(Base):
    """A file that belongs to something of another feature."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    owner_id: Mapped[int]
    """A plain number: what owns it, in the feature of its kind."""
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the bytes, in hex: their name in the storage."""
    size: Mapped[int]
    """In bytes."""
    type: Mapped[str] = mapped_column(String(100))
    """By content, never as the browser said."""
    name: Mapped[str] = mapped_column(String(200))
    """As people see it, cleaned."""
    state: Mapped[str] = mapped_column(String(20))
    uploaded_by: Mapped[int | None] = mapped_column(index=True)
    """A plain number: this stands below people and does not know their table."""
    uploaded_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("kind", "owner_id", "digest"),
        CheckConstraint(f"state IN ('{OK}', '{QUARANTINED}')", name="state"),
    )
