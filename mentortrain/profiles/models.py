"""What somebody says of themselves, what they want to be mailed, and what they can take part in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base
from mentortrain.profiles.rules.vocabulary import BY_MAIL, OFFERED, WANTED


class Profile(Base):
    """A person's own words about themselves: one row, whatever programs they are in."""

    __tablename__ = "profile"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), default="")
    """ISO 3166; empty: not said."""
    town: Mapped[str] = mapped_column(String(120), default="")
    phone_typed: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(16), default="")
    """The same with a plus and the country's code, as any phone can dial it."""
    on_whatsapp: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(String(16), default=BY_MAIL)
    """How they like to be reached."""
    about: Mapped[str] = mapped_column(Text, default="")
    """Their business, or their experience, in their words."""
    own_offered: Mapped[str] = mapped_column(Text, default="")
    own_wanted: Mapped[str] = mapped_column(Text, default="")
    """Topics that the list does not have."""
    hours_per_month: Mapped[int | None]
    gender: Mapped[str | None] = mapped_column(String(16))
    age_band: Mapped[str | None] = mapped_column(String(16))
    sector: Mapped[str | None] = mapped_column(String(16))
    employees: Mapped[str | None] = mapped_column(String(16))
    """These four are shown in totals alone. None: not answered; "unsaid": preferred not to say."""
    reached_at: Mapped[datetime | None]
    """When the second step was first saved: who they are and how to reach them."""
    told_at: Mapped[datetime | None]
    """When the third step was first saved: what they bring, or want."""
    changed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("hours_per_month IS NULL OR hours_per_month BETWEEN 1 AND 40", name="hours"),
    )


class SpokenLanguage(Base):
    """A language that somebody can be mentored in, by its ISO 639-1 code."""

    __tablename__ = "spoken_language"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(8))

    __table_args__ = (UniqueConstraint("person_id", "code"),)


class PersonTopic(Base):
    """A topic of the list that somebody offers or wants help with."""

    __tablename__ = "person_topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    way: Mapped[str] = mapped_column(String(8))
    topic: Mapped[str] = mapped_column(String(16), index=True)

    __table_args__ = (
        UniqueConstraint("person_id", "way", "topic"),
        CheckConstraint(f"way IN ('{OFFERED}', '{WANTED}')", name="way"),
    )


class FreeHour(Base):
    """An hour of the week in which somebody usually has time, on their own clock (`rules.week`)."""

    __tablename__ = "free_hour"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    weekday: Mapped[int]
    hour: Mapped[int]

    __table_args__ = (
        UniqueConstraint("person_id", "weekday", "hour"),
        CheckConstraint("weekday BETWEEN 0 AND 6 AND hour BETWEEN 0 AND 23", name="in_week"),
    )


class PartAnswer(Base):
    """Whether somebody can do what a program asks of them, or what is lacking. The newest answer counts."""

    __tablename__ = "part_answer"

    participation_id: Mapped[int] = mapped_column(
        ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True
    )
    can_do: Mapped[bool]
    lacking: Mapped[str] = mapped_column(Text, default="")
    """In their words; empty if they can do it."""
    hours_asked: Mapped[int]
    """A month, by the program as it was then."""
    answered_at: Mapped[datetime] = mapped_column(index=True)


class Consent(Base):
    """Somebody said yes or no to a class of messages, or was shown the notice. Rows are added, never changed."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    about: Mapped[str] = mapped_column(String(16))
    """A class of messages, or the privacy notice."""
    given: Mapped[bool]
    version: Mapped[int]
    """Of the wording: `kinds.WORDINGS` keeps all of them."""
    language: Mapped[str] = mapped_column(String(16))
    """In which they read it."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the words as they were shown."""
    source: Mapped[str] = mapped_column(String(16))
    """Where they said so."""
    at: Mapped[datetime]
