"""Sessions, who registered for them, and who was there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Row, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.agenda.models import Entry
from mentortrain.db import Base
from mentortrain.people.models import Person
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.webinars.models import afterwards, leading  # noqa: F401  (their tables)
from mentortrain.webinars.models.guests import PlaceRequest as PlaceRequest
from mentortrain.webinars.rules import (
    COMING,
    INVITED,
    MOST_OF_TOPIC,
    MOST_PLACES,
    RE_ENGAGEMENT,
    REGISTERED,
    USUAL_PERCENT,
    WAITING,
    WEBINAR,
    WITHDRAWN,
)


class Webinar(Base):
    """A session of a program. Title, text and time stand in its entry of the agenda."""

    __tablename__ = "webinar"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    """The group that it is for; none: everybody in the program."""
    role: Mapped[str | None] = mapped_column(String(16))
    """Of whom it is for: mentors or mentees; none: both."""
    capacity: Mapped[int | None]
    """Places; none: as many as come."""
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), unique=True)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Who of the staff leads it, and so may say who was there; none where a guest does. Others are `CoHost`s of it."""
    host_name: Mapped[str] = mapped_column(String(200))
    meeting_url: Mapped[str] = mapped_column(String(1000))
    """Where the meeting is; empty until somebody says. Only who is expected is sent there, by this site."""
    kind: Mapped[str] = mapped_column(String(16), default=WEBINAR)
    threshold_percent: Mapped[int] = mapped_column(default=USUAL_PERCENT, server_default=str(USUAL_PERCENT))
    """Of its length, from which on somebody was there."""
    choice_id: Mapped[int | None] = mapped_column(index=True)
    """What the times of one session share, of which everybody chooses one: the id of the first; none: offered once."""
    series_id: Mapped[int | None] = mapped_column(index=True)
    """What the sessions of a series share: the id of the first; none: it stands alone."""
    is_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether anybody may see it and come, also without an account."""
    topic: Mapped[str | None] = mapped_column(String(MOST_OF_TOPIC))
    """A short label that sessions of the program share; none: no topic."""
    language: Mapped[str | None] = mapped_column(String(16))
    """In which it is held (ISO 639-1); none where nobody has said."""
    meeting_code: Mapped[str] = mapped_column(String(100), default="", server_default="")
    """The meeting's number with its provider, for who comes in without the link."""
    passcode: Mapped[str] = mapped_column(String(100), default="", server_default="")
    dial_in: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Numbers to call, one on a line. These three are shown to who is expected, and stand in no mail or calendar."""
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id", ondelete="SET NULL"), index=True)
    """The course that it is about; none: it stands for itself."""
    module: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """The title of the part of that course; empty: all of it."""
    drafted_at: Mapped[datetime | None]
    """Since when it is a draft, which staff alone see; none once it is published."""
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When its host said that it begins, and that it is over. Minutes are counted against the planned times."""
    host_notes: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What the host wrote for themselves; staff who may say who was there see it, and nobody else."""
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(Text)

    entry: Mapped[Entry] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint(f"kind IN ('{WEBINAR}', '{RE_ENGAGEMENT}')", name="kind"),
        CheckConstraint(f"role IN ('{MENTOR}', '{MENTEE}')", name="role"),
        CheckConstraint(f"capacity BETWEEN 1 AND {MOST_PLACES}", name="capacity"),
    )

    @property
    def is_draft(self) -> bool:
        """Whether staff alone see it: nobody registers, is mailed or counted."""
        return self.drafted_at is not None

    def is_for(self, part: Participation | Row[*tuple[Any, ...]]) -> bool:
        """Whether somebody's part in the program, or a row with its group and role, makes it theirs."""
        return self.cohort_id in (None, part.cohort_id) and self.role in (None, part.role)


class Registration(Base):
    """A person and a session: invited to it, registered for it, waiting for a place, or withdrawn from it."""

    __tablename__ = "registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    times: Mapped[int] = mapped_column(default=0)
    """How often they have got a place as registered: withdrawing and coming back counts, waiting does not."""
    invited_at: Mapped[datetime | None]
    registered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    """When they joined the line, while they are in it."""
    turn: Mapped[int | None]
    """Their number in the line while they wait; who has a lower one is before them. Given while the entry is held.

    Moments alone would not do: two people can share one, and a clock can be set back.
    """

    person: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("webinar_id", "person_id"),
        CheckConstraint(f"state IN ('{INVITED}', '{REGISTERED}', '{WAITING}', '{WITHDRAWN}')", name="state"),
    )

    @property
    def is_expected(self) -> bool:
        """Whether the session counts on them."""
        return self.state in COMING

    @property
    def waits(self) -> bool:
        """Whether they wait for a place."""
        return self.state == WAITING


class Attendance(Base):
    """Minutes for which a person was there. No row: they were not, or nobody has said.

    Everything reads this. Where it comes from stands in `AttendanceEvidence`; a row without any of that is a mark
    of before there was evidence.
    """

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


REPORT, STAFF, MAKE_UP, JOIN, WORD = "report", "staff", "make-up", "join", "word"
"""Where evidence comes from: a report of the meeting's provider; a mark by staff, which outweighs all that was known
by then; that somebody made the session up with its recording; that they pressed "Join" here, which proves no minute;
that they gave the word that the host said."""


class AttendanceReport(Base):
    """A provider's report about a session: read, looked over, and imported."""

    __tablename__ = "attendance_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file: the same one twice changes nothing."""
    provider: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))
    """The clocks by which its times were read where they name no zone; empty where none was asked for."""
    about: Mapped[str] = mapped_column(Text)
    """What staff are told of the file: lines that were not understood, counts. Empty once nobody is open."""
    open_rows: Mapped[str] = mapped_column(Text)
    """Who in it is not imported yet, as `reports.dumped` writes them; empty once nobody is."""
    headcount: Mapped[int] = mapped_column(default=0)
    """Of the program, whom it was imported for."""
    uploaded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    uploaded_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]

    uploaded_by: Mapped[Person | None] = relationship()

    __table_args__ = (UniqueConstraint("webinar_id", "digest"),)


class AttendanceEvidence(Base):
    """What is known of somebody's coming and going at a session, and whence."""

    __tablename__ = "attendance_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(String(16))
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("attendance_report.id", ondelete="CASCADE"), index=True
    )
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    seconds: Mapped[int | None]
    """As `stays.Stay` has them. Of who pressed "Join" or gave the word only when they did. Of a mark by staff: the time
    that counts, 0 for who was not there."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Of a mark by staff: why."""
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    noted_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_attendance_evidence_webinar_id_person_id", "webinar_id", "person_id"),
        Index(
            "uq_attendance_evidence_mark",
            "webinar_id",
            "person_id",
            unique=True,
            sqlite_where=text("source = 'staff'"),
            postgresql_where=text("source = 'staff'"),
        ),
        Index(
            "uq_attendance_evidence_own",
            "webinar_id",
            "person_id",
            "source",
            unique=True,
            sqlite_where=text("source IN ('join', 'word')"),
            postgresql_where=text("source IN ('join', 'word')"),
        ),
        CheckConstraint(f"source IN ('{REPORT}', '{STAFF}', '{MAKE_UP}', '{JOIN}', '{WORD}')", name="source"),
    )


class AttendanceAlias(Base):
    """Who somebody in a provider's reports is, as staff of a program have said: so the next report knows it."""

    __tablename__ = "attendance_alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    provider: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(64))
    """A digest of the address or name that the report has (`reports.key_of`)."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    """None: nobody of the program."""

    __table_args__ = (UniqueConstraint("program_id", "provider", "key"),)
