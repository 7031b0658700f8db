"""Tasks, what staff did about them, and what they noted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.people.models import Person

_OPEN = text("done_at IS NULL AND gone_at IS NULL")


class Task(Base):
    """Something that waits for staff. Its words are made by its kind when somebody reads them."""

    __tablename__ = "task"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """Kind and occasion: what was done once never comes back for the same reason."""
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    """None: it concerns the whole site, and waits for its administrators."""
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    """The group it is about; none: the whole program."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    """Whom it is about, where it is about somebody."""
    thing_id: Mapped[int | None]
    """A plain number: what it is about, as its kind understands it."""
    since: Mapped[datetime]
    made_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    """Its cause was gone. It comes back with its cause, unless it was done."""
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    snoozed_until: Mapped[datetime | None]
    assigned_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        Index("ix_task_open", "program_id", "since", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_task_kind_open", "kind", "key", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )


class TaskNote(Base):
    """A line that one of staff left at a task, for the others."""

    __tablename__ = "task_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
