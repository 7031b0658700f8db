"""Sessions, who registered for them, and who was there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.agenda.models import Entry
from mentortrain.db import Base
from mentortrain.people.models import Person
from mentortrain.webinars.rules import INVITED, RE_ENGAGEMENT, REGISTERED, WEBINAR, WITHDRAWN


class Webinar(Base):
    """A session of a program. Title, text and time stand in its entry of the agenda."""

    __tablename__ = "webinar"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    """The group that it is for; none: everybody in the program."""
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), unique=True)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Who of the staff leads it, and so may say who was there; none where a guest does."""
    host_name: Mapped[str] = mapped_column(String(200))
    meeting_url: Mapped[str] = mapped_column(String(1000))
    """Where the meeting is; empty until somebody says. Only who is expected is sent there, by this site."""
    kind: Mapped[str] = mapped_column(String(16), default=WEBINAR)
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(Text)

    entry: Mapped[Entry] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (CheckConstraint(f"kind IN ('{WEBINAR}', '{RE_ENGAGEMENT}')", name="kind"),)


class Registration(Base):
    """A person and a session: invited to it, registered for it, or withdrawn from it."""

    __tablename__ = "registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    times: Mapped[int] = mapped_column(default=0)
    """How often they have registered: withdrawing and coming back counts."""
    invited_at: Mapped[datetime | None]
    registered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("webinar_id", "person_id"),
        CheckConstraint(f"state IN ('{INVITED}', '{REGISTERED}', '{WITHDRAWN}')", name="state"),
    )

    @property
    def is_expected(self) -> bool:
        """Whether the session counts on them."""
        return self.state in (INVITED, REGISTERED)


class Attendance(Base):
    """Minutes for which a person was there, as staff marked it. No row: they were not, or nobody has said."""

    __tablename__ = "attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    minutes: Mapped[int]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    marked_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("webinar_id", "person_id"),
        CheckConstraint("minutes > 0", name="minutes"),
    )
