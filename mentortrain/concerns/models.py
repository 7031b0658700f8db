"""Conversations between somebody and staff, and who handles reports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.concerns.rules import HELP, REPORT
from mentortrain.db import Base
from mentortrain.people.models import Person


class Concern(Base):
    """A request for help, or a report of a problem."""

    __tablename__ = "concern"

    id: Mapped[int] = mapped_column(primary_key=True)
    sort: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str] = mapped_column(String(20))
    """Of a report: its category."""
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    """None: of nobody's program, for the administrators."""
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="SET NULL"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    asker_name: Mapped[str] = mapped_column(String(200), default="")
    """Of who was not signed in."""
    asker_email: Mapped[str] = mapped_column(String(320), default="")
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Whom a report is about: they never see it, whatever they run."""
    page: Mapped[str] = mapped_column(String(500), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")
    salt: Mapped[str] = mapped_column(String(64), unique=True)
    """The mailed link to it is made of this and a key."""
    opened_at: Mapped[datetime]
    waits_since: Mapped[datetime | None]
    """For an answer; None: answered."""
    turn: Mapped[int] = mapped_column(default=1)
    """How often an answer was waited for: each is an occasion of its own."""
    assigned_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    escalated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    assigned_to: Mapped[Person | None] = relationship(foreign_keys=[assigned_to_id])

    __table_args__ = (
        CheckConstraint(f"sort IN ('{HELP}', '{REPORT}')", name="sort"),
        Index("ix_concern_sort_waits_since", "sort", "waits_since"),
    )

    @property
    def is_report(self) -> bool:
        """Whether it is confidential."""
        return self.sort == REPORT

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to say. Another message opens it again."""
        return self.closed_at is not None


class ConcernMessage(Base):
    """One message of a conversation."""

    __tablename__ = "concern_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id", ondelete="CASCADE"), index=True)
    by_staff: Mapped[bool]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class ReportHandler(Base):
    """Somebody who is named for the reports of a program."""

    __tablename__ = "report_handler"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    safeguarding: Mapped[bool]

    __table_args__ = (UniqueConstraint("program_id", "person_id", "safeguarding"),)
