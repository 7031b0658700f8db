"""What is held of people's sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.agenda.models import Entry
from mentortrain.holdings import Fate, Field, Holding, Leaver, declare, on_leaving
from mentortrain.people.models import Person
from mentortrain.programs.models import Participation, Program, StaffGrant
from mentortrain.webinars import actions
from mentortrain.webinars.models import Attendance, Registration, Webinar


def _of_entry(told: Any, webinar_id: Any) -> Any:
    """Something of the entry of a session, by the session's id."""
    return (
        select(told).join(Webinar, Webinar.entry_id == Entry.id).where(Webinar.id == webinar_id)
    ).scalar_subquery()


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
        title=_l("Sessions you were invited to or registered for"),
        why=_l("So that staff know who comes, and your calendar knows too."),
        seen_by=_l("The staff of the program."),
        kept=_l("For good, without your name after an erasure."),
        of=lambda person_id: Registration.person_id == person_id,
        fields=(
            Field(
                "session",
                _l("Session"),
                _of_entry(Entry.title, Registration.webinar_id),
                covers=("webinar_id",),
            ),
            Field(
                "starts_at",
                _l("When"),
                _of_entry(Entry.starts_at, Registration.webinar_id),
                covers=("webinar_id",),
            ),
            Field("state", _l("State"), Registration.state, plain=True),
            Field("times", _l("Times registered"), Registration.times),
            Field("invited_at", _l("Invited"), Registration.invited_at),
            Field("registered_at", _l("Registered"), Registration.registered_at),
            Field("withdrawn_at", _l("Withdrawn"), Registration.withdrawn_at),
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
                _of_entry(Entry.title, Attendance.webinar_id),
                covers=("webinar_id",),
            ),
            Field(
                "starts_at",
                _l("When"),
                _of_entry(Entry.starts_at, Attendance.webinar_id),
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
        ),
        withheld={"cancel_reason": _l("A text of the staff about the session.")},
        plumbing=("id", "meeting_url", "kind", "created_at", "cancelled_at", "cohort_id", "host_id"),
        fate=Fate.NAMELESS,
        because=_l("Your name as host is replaced."),
    ),
)


def _leave(leaver: Leaver, at: datetime) -> None:
    actions.leave_all(leaver, at=at)


on_leaving.append(_leave)
