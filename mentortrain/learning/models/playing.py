"""What people did in practice conversations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.learning.models.courses import Conversation
from mentortrain.learning.models.doing import OPEN

FINISHED = "finished"


class Play(Base):
    """One go at a conversation, from its start to a debrief, in the version in which it began."""

    __tablename__ = "conversation_play"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "conversation_key", "number"),
        Index(
            "uq_conversation_play_while_open",
            "person_id",
            "course_id",
            "conversation_key",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint(f"state IN ('{OPEN}', '{FINISHED}')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    conversation_key: Mapped[str] = mapped_column(String(100))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id", ondelete="SET NULL"))
    number: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    """Decides the order in which choices are shown."""
    state: Mapped[str] = mapped_column(String(16), default=OPEN)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    good: Mapped[int | None]
    judged: Mapped[int | None]
    """Of the choices that stood at the end: how many were good, and how many were judged. None while open."""
    passed: Mapped[bool | None]

    conversation: Mapped[Conversation] = relationship()
    turns: Mapped[list[Turn]] = relationship(back_populates="play", order_by="Turn.number")

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state == OPEN

    @property
    def language(self) -> str:
        """In which it was begun, and is finished."""
        return self.conversation.version.language

    @property
    def standing(self) -> list[Turn]:
        """The turns that were not taken back, from the first."""
        return [turn for turn in self.turns if turn.taken_back_at is None]

    @property
    def last(self) -> int:
        """The number of the last turn that stands, 0 at the start: what a page says it has seen."""
        return max((turn.number for turn in self.standing), default=0)


class Turn(Base):
    """One choice. Taken back it stays, so that nobody has to guess what happened."""

    __tablename__ = "conversation_turn"
    __table_args__ = (UniqueConstraint("play_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    play_id: Mapped[int] = mapped_column(ForeignKey("conversation_play.id", ondelete="CASCADE"))
    number: Mapped[int]  # from 1, of all turns of the play
    passage: Mapped[str] = mapped_column(Text)
    choice: Mapped[int]
    """Its position among the passage's choices, in the author's order."""
    leads_to: Mapped[str] = mapped_column(Text)
    chosen_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    play: Mapped[Play] = relationship(back_populates="turns")
