"""What is held of people's parts in programs."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.holdings import Fate, Field, Holding, Leaver, declare, declare_others, on_leaving
from mentortrain.programs import actions
from mentortrain.programs.models import Cohort, Leave, Participation, Program, StaffGrant

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
declare_others({Program.name: "what a program is called", Cohort.name: "what an intake is called"})


def _leave(leaver: Leaver, at: datetime) -> None:
    actions.leave_all(leaver, at=at)


on_leaving.append(_leave)
