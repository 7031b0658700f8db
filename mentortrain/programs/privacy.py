"""What is held of people's parts in programs."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.holdings import (
    Fate,
    Field,
    Holding,
    Leaver,
    Rule,
    declare,
    declare_others,
    declare_texts,
    deleting,
    keep_for,
    on_leaving,
)
from mentortrain.programs import actions
from mentortrain.programs.models import (
    Cohort,
    Leave,
    Participation,
    PeopleImport,
    PeopleImportRow,
    Program,
    StaffGrant,
)
from mentortrain.programs.rules.lists import RUNNING

_NAME_OF_PROGRAM = select(Program.name)

declare(
    Holding(
        model=Participation,
        title=_l("Programs you take part in"),
        why=_l("So that you see the sessions and courses of your program, and staff know who takes part."),
        seen_by=_l("The staff of the program."),
        kept=_l(
            "For good: how many took part in a program stays countable. Without your name after an erasure."
        ),
        of=lambda person_id: Participation.person_id == person_id,
        fields=(
            Field(
                "program",
                _l("Program"),
                _NAME_OF_PROGRAM.where(Program.id == Participation.program_id).scalar_subquery(),
                covers=("program_id",),
            ),
            Field(
                "cohort",
                _l("Group"),
                select(Cohort.name).where(Cohort.id == Participation.cohort_id).scalar_subquery(),
                covers=("cohort_id",),
            ),
            Field("role", _l("As"), Participation.role, plain=True),
            Field("invited_at", _l("Invited"), Participation.invited_at),
            Field("joined_at", _l("Joined"), Participation.joined_at),
            Field("left_at", _l("Left"), Participation.left_at),
            Field("left_how", _l("How it ended"), Participation.left_how, plain=True),
            Field("left_why", _l("Why it ended, in the words of who ended it"), Participation.left_why),
        ),
        plumbing=("id", "person_id", "left_by_id"),
        blank={"left_why": None},
        fate=Fate.NAMELESS,
        because=_l(
            "You leave each program. That somebody took part stays, without a name, so that counts hold."
        ),
    ),
    Holding(
        model=Leave,
        title=_l("Your leave"),
        why=_l("So that no clock runs and nobody urges you while you are away."),
        seen_by=_l("The staff of the program."),
        kept=_l("As long as the program is known."),
        of=lambda person_id: Leave.participation_id.in_(
            select(Participation.id).where(Participation.person_id == person_id)
        ),
        fields=(
            Field("starts_on", _l("From"), Leave.starts_on),
            Field("ends_on", _l("To"), Leave.ends_on),
            Field("noted_at", _l("Noted"), Leave.noted_at),
        ),
        withheld={"noted_by_id": _l("Who of the staff noted it: that is about them.")},
        plumbing=("id", "participation_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=StaffGrant,
        title=_l("Programs you run"),
        why=_l("So that you can do the work of its staff."),
        seen_by=_l("Staff and participants of the program: they know whom to ask."),
        kept=_l("As long as you run it."),
        of=lambda person_id: StaffGrant.person_id == person_id,
        fields=(
            Field(
                "program",
                _l("Program"),
                _NAME_OF_PROGRAM.where(Program.id == StaffGrant.program_id).scalar_subquery(),
                covers=("program_id",),
            ),
            Field("role", _l("As"), StaffGrant.role, plain=True),
            Field(
                "cohort",
                _l("Limited to the group"),
                select(Cohort.name).where(Cohort.id == StaffGrant.cohort_id).scalar_subquery(),
                covers=("cohort_id",),
            ),
            Field("granted_at", _l("Since"), StaffGrant.granted_at),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once: you run nothing any more."),
    ),
)
declare(
    Holding(
        model=PeopleImport,
        title=_l("Lists of people you have read in"),
        why=_l(
            "So that you see every row before anybody is invited, and can look afterwards what became of it."
        ),
        seen_by=_l("The staff of the program."),
        kept=_l("%(days)s days."),
        rule="programs.lists",
        of=lambda person_id: PeopleImport.by_id == person_id,
        fields=(
            Field(
                "program",
                _l("Program"),
                _NAME_OF_PROGRAM.where(Program.id == PeopleImport.program_id).scalar_subquery(),
                covers=("program_id",),
            ),
            Field("file_name", _l("File"), PeopleImport.file_name, plain=True),
            Field("state", _l("State"), PeopleImport.state, plain=True),
            Field("read_at", _l("Read"), PeopleImport.read_at),
            Field("confirmed_at", _l("Confirmed"), PeopleImport.confirmed_at),
            Field("finished_at", _l("Finished"), PeopleImport.finished_at),
        ),
        withheld={"text": _l("It is about other people."), "about": _l("It is about the file.")},
        plumbing=("id", "by_id", "encoding", "other_encoding", "moved_at"),
        fate=Fate.NAMELESS,
        because=_l("The list stays for its days, without saying who read it in."),
        blank={"by_id": None, "file_name": ""},
    ),
    Holding(
        model=PeopleImportRow,
        title=_l("Rows of lists by which you were invited"),
        why=_l("So that staff can look what became of every row of a list."),
        seen_by=_l("The staff of the program."),
        kept=_l("%(days)s days."),
        rule="programs.lists",
        of=lambda person_id: PeopleImportRow.person_id == person_id,
        fields=(
            Field("line", _l("Line"), PeopleImportRow.line),
            Field("name", _l("Name"), PeopleImportRow.name, plain=True),
            Field("email", _l("Mail address"), PeopleImportRow.email, plain=True),
            Field("role", _l("As"), PeopleImportRow.role, plain=True),
            Field("zone_written", _l("Country or time zone"), PeopleImportRow.zone_written, plain=True),
            Field("time_zone", _l("Time zone"), PeopleImportRow.time_zone, plain=True),
            Field("group_written", _l("Group"), PeopleImportRow.group_written, plain=True),
            Field("outcome", _l("Result"), PeopleImportRow.outcome, plain=True),
        ),
        withheld={"email_key": _l("Your address once more, in small letters.")},
        plumbing=("id", "import_id", "person_id", "concern", "cohort_id", "problem", "note", "params"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
)
keep_for(
    Rule(
        key="programs.lists",
        what=_l(
            "Lists of people to invite with the verdict on each row, counted from when they were read in."
        ),
        days=14,
        least=1,
        most=90,
        model=PeopleImport,
        due=lambda before: (PeopleImport.read_at < before) & (PeopleImport.state != RUNNING),
        act=deleting(PeopleImport),
    )
)
declare_others({Program.name: "what a program is called", Cohort.name: "what an intake is called"})
declare_texts({Participation.left_why: Participation.program_id})


def _leave(leaver: Leaver, at: datetime) -> None:
    actions.leave_all(leaver, at=at)
    actions.forget_in_lists(leaver)


on_leaving.append(_leave)
