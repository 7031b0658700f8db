"""Rubrics by version, the moments at which somebody was ready, how everybody was judged last, and in which order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base


class PublishedRubric(Base):
    """What a program asks of a role. A change is a new version; declarations name the one they were made by."""

    __tablename__ = "rubric"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    requirements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    published_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("program_id", "role", "version"),)


class Declaration(Base):
    """Somebody was ready: by which rubric and on what evidence. A course edited later does not undo it."""

    __tablename__ = "ready_declaration"

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"))
    rubric_version: Mapped[int]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    declared_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """A fact behind it was taken back: attendance marked by mistake."""

    __table_args__ = (
        Index(
            "uq_ready_declaration_standing",
            "participation_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )


class Judgement(Base):
    """What `rules.assess` says of a participation whatever the time, kept so that a board can sort and count.

    Written in the transaction of each fact that changes it, and never the truth: where `basis` is no longer what
    people are judged by, everybody is judged anew.
    """

    __tablename__ = "readiness_judgement"

    participation_id: Mapped[int] = mapped_column(
        ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    basis: Mapped[str] = mapped_column(String(32))
    missing: Mapped[int]
    """Requirements."""
    minutes_left: Mapped[int]
    started: Mapped[bool]
    lacks_session: Mapped[bool]
    lacks_sessions_about: Mapped[str | None] = mapped_column(Text)
    """Where a session about a course is missing: all courses, as a JSON list, "" for a session about whichever. NULL:
    nothing or whichever."""
    else_waits_for: Mapped[str] = mapped_column(String(8))
    """Whose move the rest is, sessions apart: person, staff or nobody."""
    lacking: Mapped[str] = mapped_column(Text)
    """`rules.lacking_of`, as text: each process reads the same one once."""


class BoardLine(Base):
    """Where a participation stands on its program's board, so that a page of it and its counts are read off an index.

    Nobody writes it: triggers of the database do, from participation, person, judgement and declaration, in the
    transaction of what changes one of them (the migration `e3a9c57d1b46`). Each of them writes its own columns, so
    that of two who change two things at once none undoes the other.
    """

    __tablename__ = "board_line"

    participation_id: Mapped[int] = mapped_column(
        ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    program_id: Mapped[int]
    cohort_id: Mapped[int]
    role: Mapped[str] = mapped_column(String(16))
    is_here: Mapped[bool]
    """They have not left."""
    has_joined: Mapped[bool]
    by_name: Mapped[str] = mapped_column(String(100))
    """The beginning of the person's `search_key`: all of it is longer than PostgreSQL takes into an index."""

    is_ready: Mapped[bool]
    ready_since: Mapped[datetime | None]

    basis: Mapped[str | None] = mapped_column(String(32))
    """As in `Judgement`, like all that follows; NULL: not judged yet."""
    missing: Mapped[int | None]
    minutes_left: Mapped[int | None]
    started: Mapped[bool | None]
    lacks_session: Mapped[bool | None]
    lacks_sessions_about: Mapped[str | None] = mapped_column(Text)
    names_sessions: Mapped[bool | None]
    """`lacks_sessions_about` says something: it may be too long for an index."""
    else_waits_for: Mapped[str | None] = mapped_column(String(8))

    __table_args__ = (
        Index(
            "ix_board_line_in_order",
            "program_id", "is_here", "role", "is_ready", "missing", "minutes_left", "by_name", "participation_id",
            "cohort_id",
        ),
        Index(
            "ix_board_line_counted",
            "program_id", "is_here", "role", "cohort_id", "is_ready", "has_joined", "started", "lacks_session",
            "names_sessions", "else_waits_for", "basis",
        ),
    )  # fmt: skip
