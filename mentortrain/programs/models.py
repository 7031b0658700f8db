"""Programs and who takes part in them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.people.models import Person
from mentortrain.programs.rules import LEAD, MENTEE, MENTOR


class Program(Base):
    """A mentoring program: what it is and what it asks."""

    __tablename__ = "program"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    audience: Mapped[str] = mapped_column(Text)
    """Who it is for, in a sentence."""
    hours_per_month: Mapped[int]
    digital_requirements: Mapped[str] = mapped_column(Text)
    """What people need to take part: a phone with a browser, a mail address."""
    created_at: Mapped[datetime]

    cohorts: Mapped[list[Cohort]] = relationship(back_populates="program", order_by="Cohort.id")

    @property
    def first_cohort(self) -> Cohort:
        """Every program has one."""
        return self.cohorts[0]


class Cohort(Base):
    """An intake of a program: the dates and the zone they are meant in stand here."""

    __tablename__ = "cohort"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    opens_on: Mapped[date]
    """Training opens."""
    pairing_on: Mapped[date]
    ends_on: Mapped[date]
    time_zone: Mapped[str] = mapped_column(String(64))

    program: Mapped[Program] = relationship(back_populates="cohorts")

    __table_args__ = (CheckConstraint("opens_on <= pairing_on AND pairing_on < ends_on", name="dates"),)


class Participation(Base):
    """A person's part in a program, from the invitation until they leave."""

    __tablename__ = "participation"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    invited_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    """Their first sign-in after the invitation."""
    left_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    program: Mapped[Program] = relationship()
    cohort: Mapped[Cohort] = relationship()

    __table_args__ = (
        CheckConstraint(f"role IN ('{MENTOR}', '{MENTEE}')", name="role"),
        Index(
            "uq_participation_while_here",
            "program_id",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )


class StaffGrant(Base):
    """Somebody who runs a program. Apart from participations: staff may also be a mentor."""

    __tablename__ = "staff_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16), default=LEAD)
    granted_at: Mapped[datetime]

    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("program_id", "person_id"),)
