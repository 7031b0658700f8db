"""What staff write down of somebody, the views of the list that they keep, and what they do with many at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.people.models import Person
from mentortrain.persons.rules import MERGE_LASTS
from mentortrain.persons.rules.bulk import CHOSEN, DID, DONE, KINDS, LEFT_OUT, READ, RUNNING, WAITING


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


class BulkDeed(Base):
    """Something that one of staff does with many people: chosen, looked over, confirmed, and done in steps."""

    __tablename__ = "bulk_deed"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=CHOSEN)
    query: Mapped[str | None] = mapped_column(String(500))
    """The filters of the list, where all who fit them were chosen; None: those who were ticked."""
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """By its kind: the group, the session, the days, how and why a part ends."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    """Of whom and what, as it was looked over."""
    mails: Mapped[int] = mapped_column(default=0)
    """That it sends, at most."""
    missing: Mapped[int] = mapped_column(default=0)
    """Ticked, and not in the list of who ticked them."""
    came: Mapped[int] = mapped_column(default=0)
    went: Mapped[int] = mapped_column(default=0)
    """Who fits the filters now and did not when it was looked over, and the other way round."""
    ended: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """What ended with the parts of those who left, by its code."""
    chosen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    """When (real time) a worker last finished a step of it."""
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(map(repr, KINDS))})", name="kind"),
        CheckConstraint(f"state IN ('{CHOSEN}', '{READ}', '{RUNNING}', '{DONE}')", name="state"),
    )


class BulkPerson(Base):
    """One participation in such a deed: the verdict on it, and what became of it."""

    __tablename__ = "bulk_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk_deed.id", ondelete="CASCADE"))
    participation_id: Mapped[int] = mapped_column(
        ForeignKey("participation.id", ondelete="CASCADE"), index=True
    )
    problem: Mapped[str] = mapped_column(String(40), default="")
    """Why they are left out; empty for who is not."""
    outcome: Mapped[str] = mapped_column(String(16), default=WAITING)

    __table_args__ = (
        UniqueConstraint("bulk_id", "participation_id"),
        CheckConstraint(f"outcome IN ('{WAITING}', '{DID}', '{LEFT_OUT}')", name="outcome"),
    )


class AccountMerge(Base):
    """Two accounts are of one person, say staff: it is done when both mailboxes have said so.

    No token is kept: each link holds an HMAC of `salt` under a key of its side.
    """

    __tablename__ = "account_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    """In which staff asked for it."""
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kept_email: Mapped[str] = mapped_column(String(320))
    gone_email: Mapped[str] = mapped_column(String(320))
    """As they were when it was asked for: whoever changes one of them ends it."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    salt: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    kept_said_at: Mapped[datetime | None]
    gone_said_at: Mapped[datetime | None]
    """When the mailbox of each said yes."""
    refused_at: Mapped[datetime | None]
    """One of them said no."""
    ended_at: Mapped[datetime | None]
    """Staff took it back, or asked anew; or it cannot be done any more."""
    done_at: Mapped[datetime | None]

    kept: Mapped[Person] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Person] = relationship(foreign_keys=[gone_id])

    def is_open(self, at: datetime) -> bool:
        """Whether its links still work."""
        return (
            not (self.refused_at or self.ended_at or self.done_at)
            and at < self.asked_at + MERGE_LASTS
            and (self.kept.email, self.gone.email) == (self.kept_email, self.gone_email)
        )
