"""What staff write down of somebody, and the views of the list of people that they keep."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.people.models import Person


class StaffNote(Base):
    """A note on somebody in a program, by one of its staff. The person finds it in the copy of their data."""

    __tablename__ = "staff_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]

    written_by: Mapped[Person | None] = relationship(foreign_keys=[written_by_id])

    __table_args__ = (Index("ix_staff_note_person_id_program_id", "person_id", "program_id"),)


class PeopleView(Base):
    """A choice of filters under a name: one staff member's own, or shared with all staff of the program."""

    __tablename__ = "people_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(500))
    """As in the address: q=amina&state=ready."""
    shared: Mapped[bool]
    saved_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("program_id", "person_id", "name"),)
