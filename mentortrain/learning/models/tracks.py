"""Which courses a program asks of a role, where its staff have chosen them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base
from mentortrain.learning.rules import LEARNERS


class TrackEntry(Base):
    """One course of a track. A program and role without any has the usual track: every course for the role."""

    __tablename__ = "track_entry"
    __table_args__ = (
        UniqueConstraint("program_id", "role", "course_id"),
        CheckConstraint(f"role IN ({', '.join(map(repr, LEARNERS))})", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(16))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    required: Mapped[bool]
    due_days: Mapped[int | None]
    """After joining."""
