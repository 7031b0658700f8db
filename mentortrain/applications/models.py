"""The door of a program, who came through it, and what staff answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.applications.rules import ACCEPTED, ANSWERS, DECLINED, NEW, STATES, UNCONFIRMED, WAITING
from mentortrain.db import Base
from mentortrain.people.models import Person
from mentortrain.programs.models import Cohort, Program
from mentortrain.programs.rules import MENTEE, MENTOR

_UNCONFIRMED, _OPEN = text(f"state = '{UNCONFIRMED}'"), text(f"state IN ('{NEW}', '{WAITING}')")


class Intake(Base):
    """How a program takes applications. None: nobody ever opened it."""

    __tablename__ = "intake"

    program_id: Mapped[int] = mapped_column(
        ForeignKey("program.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    """What stands in the address of its page: /apply/<slug>."""
    introduction: Mapped[str] = mapped_column(Text)
    """Markdown, as staff wrote it."""
    opened_at: Mapped[datetime | None]
    """Since when applications are taken; none: they are not."""
    closed_at: Mapped[datetime | None]
    """When they were taken last: the page says so, where one never opened is not there."""
    mentor_places: Mapped[int | None]
    mentee_places: Mapped[int | None]
    """How many may take part in a role; none: as many as come."""
    mentors_first: Mapped[int | None]
    """Mentees may apply when so many mentors are accepted or on the way; none: when staff say so."""
    mentees_at: Mapped[datetime | None]
    """Since when mentees may apply."""

    program: Mapped[Program] = relationship()

    __table_args__ = (
        CheckConstraint("mentor_places > 0 AND mentee_places > 0 AND mentors_first >= 0", name="numbers"),
    )


class Application(Base):
    """Somebody wants to take part. Nobody reads it before its address is confirmed."""

    __tablename__ = "application"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="SET NULL"), index=True)
    """The group that they would be in; none: staff say it when they accept. Who is limited to a group sees those of
    that group alone."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    """Whose account has this address, as far as that was known when it was confirmed or answered."""
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320))
    country: Mapped[str] = mapped_column(String(16))
    """ISO 3166 code."""
    town: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(16))
    """In which they like to be written to."""
    why: Mapped[str] = mapped_column(Text)
    background: Mapped[str] = mapped_column(Text)
    """A mentor's experience, a mentee's business."""
    hours: Mapped[int]
    """A month."""
    needs: Mapped[list[Any]] = mapped_column(JSON)
    """[what the program asked people to have, whether they have it], as it stood on the form."""
    source: Mapped[str] = mapped_column(String(80))
    campaign: Mapped[str] = mapped_column(String(80))
    """What the link that brought them said: utm_source or ref, and utm_campaign."""
    consent_version: Mapped[str] = mapped_column(String(20))
    consent_wording: Mapped[str] = mapped_column(Text)
    consented_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default=UNCONFIRMED)
    revision: Mapped[int] = mapped_column(default=0)
    """Rises with every change: who decides says which one they read."""
    salt: Mapped[str] = mapped_column(String(64), unique=True)
    """The token that confirms the address is made from it and a key."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    mails: Mapped[int] = mapped_column(default=0)
    """How often the link was mailed."""
    applied_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    """Sent anew and confirmed, while it waited."""
    confirmed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    """The answer that stands: its row tells by whom and why."""

    program: Mapped[Program] = relationship()
    cohort: Mapped[Cohort | None] = relationship()
    decisions: Mapped[list[Decision]] = relationship(
        back_populates="application", order_by="Decision.id.desc()", passive_deletes=True
    )

    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name="state"),
        CheckConstraint(f"role IN ('{MENTOR}', '{MENTEE}')", name="role"),
        # Of two who send the same address at once, one makes the row and the other changes it.
        Index(
            "uq_application_unconfirmed",
            "program_id",
            "email_key",
            unique=True,
            sqlite_where=_UNCONFIRMED,
            postgresql_where=_UNCONFIRMED,
        ),
        Index(
            "uq_application_open",
            "program_id",
            "email_key",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_application_program_id_state", "program_id", "state", "applied_at"),
    )

    @property
    def asked(self) -> list[tuple[str, bool]]:
        """What the program asked people to have, and whether they have it."""
        return [(str(one[0]), bool(one[1])) for one in self.needs if isinstance(one, list) and len(one) == 2]

    @property
    def is_open(self) -> bool:
        """Whether staff can still decide."""
        return self.state in (NEW, WAITING)

    @property
    def is_decided(self) -> bool:
        """Whether it has a yes or a no."""
        return self.state in (ACCEPTED, DECLINED)


class Decision(Base):
    """An answer of staff. It waits for some minutes, in which it can be taken back; then its mail goes."""

    __tablename__ = "application_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), index=True)
    answer: Mapped[str] = mapped_column(String(16))
    was: Mapped[str] = mapped_column(String(16))
    """The state before, to go back to."""
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="SET NULL"), index=True)
    """The group in which somebody accepted takes part."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    why: Mapped[str] = mapped_column(Text)
    """For staff alone."""
    letter: Mapped[str] = mapped_column(Text)
    """The words of the mail; empty: the usual ones, in the language of the reader."""
    decided_at: Mapped[datetime]
    due_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    """When the mail was handed over: from then on it stands."""
    participation_id: Mapped[int | None] = mapped_column(
        ForeignKey("participation.id", ondelete="SET NULL"), index=True
    )
    """What an acceptance made; none: they took part already."""

    application: Mapped[Application] = relationship(back_populates="decisions")
    by: Mapped[Person | None] = relationship()
    cohort: Mapped[Cohort | None] = relationship()

    __table_args__ = (
        CheckConstraint(f"answer IN ({', '.join(map(repr, ANSWERS))})", name="answer"),
        Index("ix_application_decision_due_at", "done_at", "undone_at", "due_at"),
    )

    @property
    def can_be_undone(self) -> bool:
        """Whether its mail still waits."""
        return self.undone_at is None and self.done_at is None


class Interest(Base):
    """An address of somebody who wants to know when people of their role may apply."""

    __tablename__ = "application_interest"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(16))
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320))
    source: Mapped[str] = mapped_column(String(80))
    campaign: Mapped[str] = mapped_column(String(80))
    consent_version: Mapped[str] = mapped_column(String(20))
    consent_wording: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    salt: Mapped[str] = mapped_column(String(64), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    mails: Mapped[int] = mapped_column(default=0)
    left_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]

    program: Mapped[Program] = relationship()

    __table_args__ = (
        UniqueConstraint("program_id", "role", "email_key"),
        CheckConstraint(f"role IN ('{MENTOR}', '{MENTEE}')", name="role"),
    )
