"""Entries, who is in them, and the addresses under which calendars fetch them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from mentortrain.agenda.rules import ATTENDEE, CANCELLED, CONFIRMED, DECLINED, HOST, LEADING, OWN, PROGRAM
from mentortrain.db import Base
from mentortrain.people.models import Person


class Entry(Base):
    """One dated thing as calendars know it. What it is about belongs to the feature that made it."""

    __tablename__ = "entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    """Random, and the same for good: calendars know the entry by it."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Rises with time, length and state; never with the words alone."""
    state: Mapped[str] = mapped_column(String(16), default=CONFIRMED)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(String(500))
    """The page on this site from which people join."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    wall_start: Mapped[str] = mapped_column(String(32))
    """What the clock on the wall was meant to show at the start: ISO, without a zone."""
    time_zone: Mapped[str] = mapped_column(String(64))
    """The zone of that clock (IANA)."""
    reminders: Mapped[list[int]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    """Minutes before the start at which who is invited is reminded, the earliest first. A new list, never changed
    in place."""
    organizer_token: Mapped[str] = mapped_column(String(32), unique=True)
    """Part of the address to which calendars reply, of people who have no token of their own."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    """LAST-MODIFIED."""
    stamped_at: Mapped[datetime]
    """DTSTAMP."""
    cancelled_at: Mapped[datetime | None]
    rendered: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    """The VEVENT as of the last change, so that a feed only joins."""
    rendered_with: Mapped[str] = mapped_column(String(16))
    """What the bytes hang on beside the row: the serializer and the site's address (`render.fingerprint`)."""
    edition: Mapped[int] = deferred(
        mapped_column(BigInteger, nullable=False, default=0, server_default=text("0"))
    )
    """Another number with each change of what shows, at random: a trigger of the database gives it, whoever writes
    (migration 9d27f4a1c3e8). The same number of the same entry stands for the same bytes, for good."""

    __table_args__ = (
        CheckConstraint(f"state IN ('{CONFIRMED}', '{CANCELLED}')", name="state"),
        CheckConstraint("starts_at < ends_at", name="times"),
    )

    @property
    def is_cancelled(self) -> bool:
        """Whether it is off."""
        return self.state == CANCELLED

    @property
    def minutes(self) -> int:
        """Its length."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class EntryPerson(Base):
    """A person's part in an entry, and what their calendar was told."""

    __tablename__ = "entry_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(16))
    added_at: Mapped[datetime]
    raised_by: Mapped[int] = mapped_column(default=0)
    """How far SEQUENCE in this person's calendar is above the entry's.

    Leaving sends them, and them alone, a CANCEL, and coming back another REQUEST. Each must be higher than
    the one before, yet the entry has not changed for anybody else. So each raises this; the sum only grows.
    """
    invited_at: Mapped[datetime | None]
    """When an invitation was asked for: only those who got one get its updates."""
    told_sequence: Mapped[int | None]
    """SEQUENCE of the last invitation that was made for them."""
    reply_token: Mapped[str | None] = mapped_column(String(32), index=True)
    """Part of the address to which their calendar replies, and what shows that a reply is theirs. None for who was
    invited before there was one: their calendar replies to the entry's."""
    told_plainly: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Their mails carry nothing for a calendar: when they were invited, a feed brought their sessions instead."""
    replied_sequence: Mapped[int | None]
    """SEQUENCE of the last reply of their calendar that was heard."""
    replied_at: Mapped[datetime | None]
    """Its DTSTAMP; an older one changes nothing."""

    person: Mapped[Person] = relationship()
    entry: Mapped[Entry] = relationship()

    __table_args__ = (
        UniqueConstraint("entry_id", "person_id"),
        CheckConstraint(f"part IN ('{HOST}', '{ATTENDEE}', '{DECLINED}')", name="part"),
        Index("ix_entry_person_person_id_part", "person_id", "part"),
    )


CHANGES_KEPT = 200
"""Characters, some fifteen changes: more than come between two polls of a calendar app."""


class AgendaVersion(Base):
    """Raised with every change that a person's feed shows: the feed's ETag comes from it."""

    __tablename__ = "agenda_version"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    changed_at: Mapped[datetime]
    changes: Mapped[str] = mapped_column(String(CHANGES_KEPT), default="", server_default="")
    """The entries of the last changes, the latest first: a word for each (`rules.change_of`), as many as find room.
    Who knows what the feed showed before reads only these."""


class ProgramAgenda(Base):
    """Raised with every change of an entry of a program, or of who leads it: the ETags of its staff's feeds."""

    __tablename__ = "program_agenda"

    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    changed_at: Mapped[datetime]


class FeedToken(Base):
    """An address from which a calendar app fetches a person's agenda, or sessions that they see as staff.

    Only the token's hash is kept.
    """

    __tablename__ = "feed_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    """The person's own word for it: Phone, Google."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    replaces_invitations: Mapped[bool] = mapped_column(default=False, server_default=false())
    """While it is open, mails about new sessions carry no invitation: the app would show each session twice."""
    kind: Mapped[str] = mapped_column(String(16), default=OWN, server_default=OWN)
    """What it holds: what they take part in, what they lead, or all of a program."""
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    """The program, of a feed that holds all of one."""
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    """To the tick: fetching notes it in the store, the ticker writes it down."""

    __table_args__ = (
        CheckConstraint(f"(kind = '{PROGRAM}') = (program_id IS NOT NULL)", name="program"),
        CheckConstraint(f"kind IN ('{OWN}', '{LEADING}', '{PROGRAM}')", name="kind"),
    )
