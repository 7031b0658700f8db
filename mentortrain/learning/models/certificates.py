"""Certificates: the moments at which somebody had completed a course, kept as they were printed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base

NO_LONGER_HELD = ""
"""The name on the certificate of somebody who was erased."""


class Certificate(Base):
    """Somebody had completed a course: by which version and on what evidence. Never deleted, never rewritten.

    A course, program or person that is renamed later changes nothing of it.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "uq_certificate_standing",
            "person_id",
            "course_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL AND replaced_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL AND replaced_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id", ondelete="SET NULL"), index=True)
    """The program in which it arose; its staff can revoke it."""
    person_name: Mapped[str] = mapped_column(String(200))
    course_title: Mapped[str] = mapped_column(Text)
    program_name: Mapped[str] = mapped_column(Text)
    """Empty: it arose in no program."""
    language: Mapped[str] = mapped_column(String(35))
    """The course's."""
    minutes: Mapped[int]
    """Credited: of the lessons and quizzes that were done."""
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{"kind": "quiz", "key": ..., "title": ..., "minutes": 8, "percent": 87, "at": "2026-11-23T09:00:00+00:00"}]"""
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    revoked_why: Mapped[str] = mapped_column(Text, default="")
    why_is_public: Mapped[bool] = mapped_column(default=False)
    """Whether staff chose to show the reason to whoever has the number."""
    replaced_at: Mapped[datetime | None]
    """It had expired and another one was issued, or two accounts of one person had one each: the other one stands
    for the course from then on. What its number answers does not change."""
