"""What is held of people's sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.agenda.models import Entry
from mentortrain.holdings import (
    Fate,
    Field,
    Holding,
    Leaver,
    Rule,
    blanking,
    declare,
    declare_texts,
    keep_for,
    on_leaving,
)
from mentortrain.people.models import Person
from mentortrain.programs.models import Participation, Program, StaffGrant
from mentortrain.webinars import actions
from mentortrain.webinars.models import (
    Attendance,
    AttendanceAlias,
    AttendanceEvidence,
    AttendanceReport,
    Registration,
    Webinar,
)
from mentortrain.webinars.privacy import afterwards as afterwards
from mentortrain.webinars.privacy import guests as guests
from mentortrain.webinars.privacy import leading as leading
from mentortrain.webinars.privacy.shared import of_entry, program_of


def _hosted(person_id: Any) -> Any:
    """Sessions that they lead as staff, and those of their programs that carry exactly their name as the host's."""
    theirs = select(StaffGrant.program_id).where(StaffGrant.person_id == person_id)
    parts = select(Participation.program_id).where(Participation.person_id == person_id)
    name = select(Person.name).where(Person.id == person_id).scalar_subquery()
    return (Webinar.host_id == person_id) | (
        (Webinar.host_name == name) & Webinar.program_id.in_(theirs.union(parts))
    )


declare(
    Holding(
        model=Registration,
        title=_l("Sessions you were invited to, registered for or wait for"),
        why=_l("So that staff know who comes, and your calendar knows too."),
        seen_by=_l("The staff of the program. By name also who leads the session, a mentor perhaps."),
        kept=_l("For good, without your name after an erasure."),
        of=lambda person_id: Registration.person_id == person_id,
        fields=(
            Field(
                "session",
                _l("Session"),
                of_entry(Entry.title, Registration.webinar_id),
                covers=("webinar_id",),
            ),
            Field(
                "starts_at",
                _l("When"),
                of_entry(Entry.starts_at, Registration.webinar_id),
                covers=("webinar_id",),
            ),
            Field("state", _l("State"), Registration.state, plain=True),
            Field("times", _l("Times registered"), Registration.times),
            Field("invited_at", _l("Invited"), Registration.invited_at),
            Field("registered_at", _l("Registered"), Registration.registered_at),
            Field("withdrawn_at", _l("Withdrawn"), Registration.withdrawn_at),
            Field("waiting_since", _l("Waiting for a place since"), Registration.waiting_since),
            Field("turn", _l("Number in line"), Registration.turn),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.NAMELESS,
        because=_l("You are taken out of sessions to come. Of past ones the count stays, without your name."),
    ),
    Holding(
        model=Attendance,
        title=_l("Sessions you were at"),
        why=_l("So that it is known when you are ready, and how many came."),
        seen_by=_l("The staff of the program."),
        kept=_l("For good, without your name after an erasure."),
        of=lambda person_id: Attendance.person_id == person_id,
        fields=(
            Field(
                "session",
                _l("Session"),
                of_entry(Entry.title, Attendance.webinar_id),
                covers=("webinar_id",),
            ),
            Field(
                "starts_at",
                _l("When"),
                of_entry(Entry.starts_at, Attendance.webinar_id),
                covers=("webinar_id",),
            ),
            Field("minutes", _l("Minutes"), Attendance.minutes),
            Field("marked_at", _l("Noted"), Attendance.marked_at),
        ),
        withheld={"marked_by_id": _l("Who of the staff noted it: that is about them.")},
        plumbing=("id", "person_id"),
        fate=Fate.NAMELESS,
        because=_l("The count of who was there stays, without your name."),
    ),
    Holding(
        model=AttendanceEvidence,
        title=_l("From when to when you were at sessions"),
        why=_l("So that the minutes that count can be reckoned, and checked."),
        seen_by=_l(
            "The staff of the program. When you pressed join or gave the word also who leads the session."
        ),
        kept=_l("As long as the session is known."),
        of=lambda person_id: AttendanceEvidence.person_id == person_id,
        fields=(
            Field(
                "session",
                _l("Session"),
                of_entry(Entry.title, AttendanceEvidence.webinar_id),
                covers=("webinar_id",),
            ),
            Field("source", _l("Whence it is known"), AttendanceEvidence.source, plain=True),
            Field("starts_at", _l("From"), AttendanceEvidence.starts_at),
            Field("ends_at", _l("Until"), AttendanceEvidence.ends_at),
            Field("seconds", _l("Seconds"), AttendanceEvidence.seconds),
            Field("reason", _l("Why staff marked it"), AttendanceEvidence.reason, plain=True),
            Field("noted_at", _l("Noted"), AttendanceEvidence.noted_at),
        ),
        withheld={"noted_by_id": _l("Who of the staff noted it: that is about them.")},
        plumbing=("id", "person_id", "report_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once; the minutes stay, without your name."),
    ),
    Holding(
        model=AttendanceAlias,
        title=_l("How reports of meetings name you"),
        why=_l("So that the next report is known to be about you."),
        seen_by=_l("Nobody: only a fingerprint of the name is kept."),
        kept=_l("As long as you take part in the program."),
        of=lambda person_id: AttendanceAlias.person_id == person_id,
        fields=(Field("provider", _l("Whose reports"), AttendanceAlias.provider, plain=True),),
        withheld={"key": _l("A fingerprint of a name or an address.")},
        plumbing=("id", "program_id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=AttendanceReport,
        title=_l("Reports of meetings that you read in"),
        why=_l("So that you see who is in them before anything counts, and that no file counts twice."),
        seen_by=_l("The staff of the program."),
        kept=_l(
            "As long as the session is known. The people in it of whom nobody has said who they are: %(days)s days."
        ),
        rule="webinars.reports",
        of=lambda person_id: AttendanceReport.uploaded_by_id == person_id,
        fields=(
            Field(
                "session",
                _l("Session"),
                of_entry(Entry.title, AttendanceReport.webinar_id),
                covers=("webinar_id",),
            ),
            Field("provider", _l("Whose report"), AttendanceReport.provider, plain=True),
            Field("file_name", _l("File"), AttendanceReport.file_name, plain=True),
            Field("headcount", _l("For how many people"), AttendanceReport.headcount),
            Field("uploaded_at", _l("Read"), AttendanceReport.uploaded_at),
            Field("imported_at", _l("Imported"), AttendanceReport.imported_at),
        ),
        withheld={"open_rows": _l("It is about other people."), "about": _l("It is about the file.")},
        plumbing=("id", "uploaded_by_id", "digest", "zone"),
        fate=Fate.NAMELESS,
        because=_l("The report stays, without saying who read it in."),
        blank={"uploaded_by_id": None, "file_name": ""},
    ),
    Holding(
        model=Webinar,
        title=_l("Sessions that name you as their host"),
        why=_l("So that people know who leads a session."),
        seen_by=_l("Everybody in the program."),
        kept=_l("As long as the session is known."),
        of=_hosted,
        fields=(
            Field(
                "program",
                _l("Program"),
                select(Program.name).where(Program.id == Webinar.program_id).scalar_subquery(),
                covers=("program_id",),
            ),
            Field(
                "session",
                _l("Session"),
                select(Entry.title).where(Entry.id == Webinar.entry_id).scalar_subquery(),
                covers=("entry_id",),
            ),
            Field(
                "starts_at",
                _l("When"),
                select(Entry.starts_at).where(Entry.id == Webinar.entry_id).scalar_subquery(),
                covers=("entry_id",),
            ),
            Field("host_name", _l("Host"), Webinar.host_name, plain=True),
            Field("began_at", _l("Begun"), Webinar.began_at),
            Field("ended_at", _l("Ended"), Webinar.ended_at),
        ),
        withheld={
            "cancel_reason": _l("A text of the staff about the session."),
            "host_notes": _l("Notes about the session and who was there: they are about others."),
        },
        plumbing=(
            "id",
            "meeting_url",
            "kind",
            "created_at",
            "cancelled_at",
            "cohort_id",
            "host_id",
            "role",
            "capacity",
            "threshold_percent",
            "topic",
            "is_public",
            "language",
            "meeting_code",
            "passcode",
            "dial_in",
            "course_id",
            "module",
            "drafted_at",
            "choice_id",
            "series_id",
        ),
        fate=Fate.NAMELESS,
        because=_l("Your name as host is replaced, and the notes of the host are deleted."),
        blank={"host_notes": ""},
    ),
)

declare_texts(
    {
        Webinar.host_notes: Webinar.program_id,
        AttendanceEvidence.reason: program_of(AttendanceEvidence.webinar_id),
    }
)

keep_for(
    Rule(
        key="webinars.reports",
        what=_l(
            "People in reports of meetings of whom nobody has said who they are, counted from when the report was read."
        ),
        days=60,
        least=7,
        most=365,
        model=AttendanceReport,
        due=lambda before: (AttendanceReport.uploaded_at < before) & (AttendanceReport.open_rows != ""),
        act=blanking(AttendanceReport, {"open_rows": "", "about": ""}),
    )
)


def _leave(leaver: Leaver, at: datetime) -> None:
    actions.leave_all(leaver, at=at)
    actions.forget_in_reports(leaver)


on_leaving.append(_leave)
