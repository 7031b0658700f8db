"""One line for each deed of staff and each look at what is confidential.

The database refuses to change or delete a line: triggers, made by the migration on both databases.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.audit.rules import COMMAND, PERSON, SYSTEM, VISITOR
from mentortrain.db import Base


class AuditEvent(Base):
    """Who did what, to which thing, in which program. Ids only: who is erased leaves no name here."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    really_at: Mapped[datetime | None]
    """The real moment, where `at` is a simulated one."""
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None]
    """A plain number, as all ids here: the record stands below people, programs and the rest."""
    operator: Mapped[str | None] = mapped_column(String(64))
    """At the command line: the machine's account."""
    network: Mapped[str | None] = mapped_column(String(64))
    """The network that the request came from, without its last part."""
    trace_id: Mapped[str | None] = mapped_column(String(64))
    """What the log lines of the same request carry."""
    action: Mapped[str] = mapped_column(String(60))
    """Of a registered kind: webinar.moved."""
    object_kind: Mapped[str | None] = mapped_column(String(40))
    object_id: Mapped[int | None]
    program_id: Mapped[int | None]
    """None: it concerns the whole site, and is on no program's page."""
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    """Of a look: who, at what, in which hour. A second look in that hour makes no second line."""

    __table_args__ = (
        CheckConstraint(
            f"actor_kind IN ('{PERSON}', '{VISITOR}', '{COMMAND}', '{SYSTEM}')", name="actor_kind"
        ),
        CheckConstraint(f"(actor_kind = '{PERSON}') = (actor_id IS NOT NULL)", name="actor_id"),
        # Each filter of the pages reads one of these backwards from where the last page ended.
        Index("ix_audit_event_at_id", "at", "id"),
        Index("ix_audit_event_program_id_at_id", "program_id", "at", "id"),
        Index("ix_audit_event_program_id_actor_id_at_id", "program_id", "actor_id", "at", "id"),
        Index("ix_audit_event_program_id_action_at_id", "program_id", "action", "at", "id"),
        Index("ix_audit_event_actor_id_at_id", "actor_id", "at", "id"),
        Index(
            "ix_audit_event_actor_kind_at_id",
            "actor_kind",
            "at",
            "id",
            sqlite_where=text("actor_id IS NULL"),
            postgresql_where=text("actor_id IS NULL"),
        ),
        Index("ix_audit_event_action_at_id", "action", "at", "id"),
        Index("ix_audit_event_object_kind_object_id_at_id", "object_kind", "object_id", "at", "id"),
    )


class AuditSubject(Base):
    """A person whom a line concerns: who was invited, marked, looked at."""

    __tablename__ = "audit_subject"

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("audit_event.id"), primary_key=True, autoincrement=False, index=True
    )
