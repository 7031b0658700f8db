"""What people write for a lesson that asks them to reflect."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base


class Reflection(Base):
    """Somebody's text for one lesson: theirs alone until they hand it in to the staff of the program."""

    __tablename__ = "reflection"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "lesson_key"),
        Index("ix_reflection_program_id_person_id", "program_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    lesson_key: Mapped[str] = mapped_column(String(100))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    """The lesson as it asked when this was saved last."""
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id", ondelete="SET NULL"))
    """The program in which it arose: only its staff read what is handed in."""
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
    given_at: Mapped[datetime | None]
    """When it was written, as its device says: of two devices the newer text stands. None: when saved."""
    client_uuid: Mapped[str] = mapped_column(String(36), default="", server_default="")
    client_seq: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """An open page counts its savings, as with answers."""
    older_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What another device brought later and had been written before: kept beside it, so that nothing is lost."""
    handed_in_at: Mapped[datetime | None]
    """None while it is theirs alone, and can be changed."""
    comment: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What staff answered."""
    commented_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    commented_at: Mapped[datetime | None]
