"""What there is of a session when it is over: its recording, making it up, and what people say of it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.people.models import Person
from mentortrain.webinars.makeups import EVERYBODY, MOST_USEFUL, PARTLY_THERE


class Recording(Base):
    """Where a session can be watched afterwards: a link to another site."""

    __tablename__ = "recording"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id", ondelete="CASCADE"), unique=True)
    url: Mapped[str] = mapped_column(String(1000))
    minutes: Mapped[int]
    """It lasts so long."""
    added_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    """When who missed the session was told: once, whatever becomes of the link."""

    @property
    def site(self) -> str:
        """'video.example.org', so that people see where the link leads."""
        return urlsplit(self.url).hostname or ""


class SessionLink(Base):
    """A page of another site that belongs to a session, such as its slides."""

    __tablename__ = "session_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(1000))
    added_at: Mapped[datetime]

    @property
    def site(self) -> str:
        """Where it leads."""
        return urlsplit(self.url).hostname or ""


class MakeUpOffer(Base):
    """That a session can be made up with its recording, and how. No row: it cannot."""

    __tablename__ = "make_up_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id", ondelete="CASCADE"), unique=True)
    open_to: Mapped[str] = mapped_column(String(16))
    """Who was there for a part of it, or everybody whom it is for."""
    watching_counts: Mapped[bool]
    """Whether it is enough to say that one has watched; only where there are no questions."""
    questions: Mapped[str] = mapped_column(Text)
    """At most three, in GIFT, as staff wrote them."""
    changed_at: Mapped[datetime]

    __table_args__ = (CheckConstraint(f"open_to IN ('{PARTLY_THERE}', '{EVERYBODY}')", name="open_to"),)


class MakeUpDefault(Base):
    """How new sessions of a program are made up. No row: they cannot be, until somebody says so."""

    __tablename__ = "make_up_default"

    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), primary_key=True)
    open_to: Mapped[str] = mapped_column(String(16))
    """As `MakeUpOffer`."""
    watching_counts: Mapped[bool]
    """Else by questions, that are written for each session: it can be made up once they are there."""
    changed_at: Mapped[datetime]

    __table_args__ = (CheckConstraint(f"open_to IN ('{PARTLY_THERE}', '{EVERYBODY}')", name="open_to"),)


class MakeUp(Base):
    """Somebody makes a session up: from when they opened its recording."""

    __tablename__ = "make_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    """When they last answered the questions and not all was right."""
    done_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("webinar_id", "person_id"),)


class Feedback(Base):
    """What somebody who was there says of a session. One answer, which they can change for a while."""

    __tablename__ = "session_feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    useful: Mapped[int]
    """From 1, not at all, to 5, very."""
    different: Mapped[str] = mapped_column(Text)
    """What should be done differently; empty for nothing."""
    named: Mapped[bool]
    """Whether staff see who wrote it: only if the writer says so."""
    answered_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("webinar_id", "person_id"),
        CheckConstraint(f"useful BETWEEN 1 AND {MOST_USEFUL}", name="useful"),
    )
