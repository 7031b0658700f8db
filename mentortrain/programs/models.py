"""Programs and who takes part in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.people.models import Person
from mentortrain.programs.rules import (
    ARCHIVED,
    COORDINATOR,
    COUNTRY,
    DECLINED,
    DRAFT,
    ERASED,
    HIGH,
    INTAKE,
    LEAD,
    LOW,
    MENTEE,
    MENTOR,
    OPEN,
    SEND,
    SKIP,
    STAFF_ROLES,
    STANDARD,
    WITHDRAWN,
    Break,
    Timeline,
)
from mentortrain.programs.rules.lists import DONE, INVITED, LEFT_OUT, READ, RUNNING, WAITING

SET_UP = 5
"""Steps of the guided set-up; a program made in one go has them behind it."""


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
    touch_level: Mapped[str] = mapped_column(String(16), default=STANDARD)
    state: Mapped[str] = mapped_column(String(16), default=OPEN)
    set_up_step: Mapped[int] = mapped_column(default=SET_UP)
    """Where staff go on in the guided set-up."""
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]

    cohorts: Mapped[list[Cohort]] = relationship(back_populates="program", order_by="Cohort.id")

    @property
    def first_cohort(self) -> Cohort:
        """Every program has one."""
        return self.cohorts[0]

    @property
    def is_draft(self) -> bool:
        """Whether it is being set up: nobody has been written to."""
        return self.state == DRAFT

    @property
    def is_archived(self) -> bool:
        """Whether it was put away: it is shown, and changes no more."""
        return self.state == ARCHIVED

    __table_args__ = (
        CheckConstraint(f"state IN ('{DRAFT}', '{OPEN}', '{ARCHIVED}')", name="state"),
        CheckConstraint(f"touch_level IN ('{HIGH}', '{STANDARD}', '{LOW}')", name="touch_level"),
    )


class Cohort(Base):
    """A group of a program: an intake, or the people of a country. Its dates and their zone stand here."""

    __tablename__ = "cohort"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(16), default=INTAKE)
    opens_on: Mapped[date]
    """Training opens."""
    pairing_on: Mapped[date]
    ends_on: Mapped[date]
    time_zone: Mapped[str] = mapped_column(String(64))
    kept_breaks: Mapped[list[dict[str, str]]] = mapped_column("breaks", JSON, default=list)
    """As {name, first, last}, earliest first: with the row, so that no reader of its dates can forget them."""

    program: Mapped[Program] = relationship(back_populates="cohorts")

    @property
    def breaks(self) -> tuple[Break, ...]:
        """When the group rests, earliest first."""
        return tuple(
            Break(date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"]), kept["name"])
            for kept in self.kept_breaks
        )

    def keep_breaks(self, breaks: Iterable[Break]) -> None:
        """Rest then, and at no other time."""
        self.kept_breaks = [
            {"name": each.name, "first": each.first.isoformat(), "last": each.last.isoformat()}
            for each in sorted(breaks)
        ]

    @property
    def timeline(self) -> Timeline:
        """Its dates and breaks, as values."""
        return Timeline(self.opens_on, self.pairing_on, self.ends_on, self.time_zone, self.breaks)

    __table_args__ = (
        CheckConstraint("opens_on <= pairing_on AND pairing_on < ends_on", name="dates"),
        CheckConstraint(f"kind IN ('{INTAKE}', '{COUNTRY}')", name="kind"),
    )


class MarkAnswer(Base):
    """A change put a mark of a group behind: what was asked then, and whether its mails go.

    While there is no answer nothing goes. Marks that the clock has reached by itself have no row.
    """

    __tablename__ = "mark_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    mark: Mapped[str] = mapped_column(String(32))
    answer: Mapped[str | None] = mapped_column(String(8))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship()

    __table_args__ = (
        UniqueConstraint("cohort_id", "mark"),
        CheckConstraint(f"answer IN ('{SEND}', '{SKIP}')", name="answer"),
    )


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
    left_how: Mapped[str | None] = mapped_column(String(16))
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Who ended it: the person, or one of staff."""
    left_why: Mapped[str | None] = mapped_column(Text)
    """In the words of who ended it; for staff alone."""

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    left_by: Mapped[Person | None] = relationship(foreign_keys=[left_by_id])
    program: Mapped[Program] = relationship()
    cohort: Mapped[Cohort] = relationship()

    __table_args__ = (
        CheckConstraint(f"role IN ('{MENTOR}', '{MENTEE}')", name="role"),
        CheckConstraint(f"left_how IN ('{DECLINED}', '{WITHDRAWN}', '{ERASED}')", name="left_how"),
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


class Leave(Base):
    """Days on which somebody rests from a program: by the clock of their group, the first and the last of them."""

    __tablename__ = "leave"

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(
        ForeignKey("participation.id", ondelete="CASCADE"), index=True
    )
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    noted_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="dates"),)


class StaffGrant(Base):
    """Somebody who runs a program. Apart from participations: staff may also be a mentor."""

    __tablename__ = "staff_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16), default=LEAD)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    """The one group that they see; none: all of the program."""
    granted_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    cohort: Mapped[Cohort | None] = relationship()

    def looks_after(self, cohort_id: int | None) -> bool:
        """Whether the people of a group (None: of the whole program) are theirs to answer and to be told of."""
        return self.role in (LEAD, COORDINATOR) and self.cohort_id in (None, cohort_id)

    __table_args__ = (
        UniqueConstraint("program_id", "person_id"),
        CheckConstraint(f"role IN ({', '.join(map(repr, STAFF_ROLES))})", name="role"),
    )


class PeopleImport(Base):
    """A list of people to invite: read, looked over, confirmed, and worked off row by row."""

    __tablename__ = "people_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(String(16), default=READ)
    file_name: Mapped[str] = mapped_column(String(200), default="")
    """As it was called; empty for a list that was pasted."""
    encoding: Mapped[str] = mapped_column(String(20), default="")
    other_encoding: Mapped[str] = mapped_column(String(20), default="")
    """In which the same bytes would make other letters; empty if there is none."""
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What staff are told of the file: ignored headings, the sheet, hidden rows, further sheets."""
    text: Mapped[str | None] = mapped_column(Text)
    """The list as it was read; None once it is confirmed: the rows hold all that is needed."""
    read_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    """When (real time) a worker last finished a step of it."""
    finished_at: Mapped[datetime | None]

    by: Mapped[Person | None] = relationship()
    program: Mapped[Program] = relationship()

    __table_args__ = (CheckConstraint(f"state IN ('{READ}', '{RUNNING}', '{DONE}')", name="state"),)


class PeopleImportRow(Base):
    """One row of such a list: what it said, the verdict, and what became of it."""

    __tablename__ = "people_import_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("people_import.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Whom it invited."""
    line: Mapped[int]
    concern: Mapped[int]
    """0: somebody must mend it, 1: somebody should look, 2: nothing to see. In this order they are shown."""
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    email_key: Mapped[str] = mapped_column(Text, index=True)
    role: Mapped[str] = mapped_column(Text)
    zone_written: Mapped[str] = mapped_column(Text)
    group_written: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(String(64))
    cohort_id: Mapped[int | None]
    """A plain number: a group that was removed meanwhile is a verdict of its own."""
    problem: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    outcome: Mapped[str] = mapped_column(String(16), default=WAITING)

    __table_args__ = (
        CheckConstraint(f"outcome IN ('{WAITING}', '{INVITED}', '{LEFT_OUT}')", name="outcome"),
        Index("ix_people_import_row_import_id_outcome", "import_id", "outcome"),
    )
