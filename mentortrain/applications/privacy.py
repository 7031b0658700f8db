"""What is held of people who apply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from mentortrain.applications.models import Application, Decision, Intake, Interest
from mentortrain.applications.rules import DECLINED, NEW, UNCONFIRMED, WAITING
from mentortrain.db import session
from mentortrain.holdings import (
    Fate,
    Field,
    Holding,
    Leaver,
    Rule,
    declare,
    declare_texts,
    deleting,
    keep_for,
    on_leaving,
)
from mentortrain.people.models import Person
from mentortrain.people.rules import email_key
from mentortrain.programs.models import Cohort, Program


def _address_of(person_id: Any) -> Any:
    return select(Person.email_key).where(Person.id == person_id).scalar_subquery()


def _theirs(person_id: Any) -> ColumnElement[bool]:
    """By the address too: somebody may have applied before they had an account."""
    return or_(Application.person_id == person_id, Application.email_key == _address_of(person_id))


_PROGRAM = select(Program.name).where(Program.id == Application.program_id).scalar_subquery()

declare(
    Holding(
        model=Application,
        title=_l("Your applications"),
        why=_l("So that the staff of a program can decide whether you take part, and write to you about it."),
        seen_by=_l("The staff of the program who read applications."),
        kept=_l(
            "Until you take part, and as long as you do; declined ones for %(days)s days after the answer, "
            "unconfirmed ones for 14 days."
        ),
        rule="applications.declined",
        of=_theirs,
        fields=(
            Field("program", _l("Program"), _PROGRAM, covers=("program_id",)),
            Field(
                "group",
                _l("Group"),
                select(Cohort.name).where(Cohort.id == Application.cohort_id).scalar_subquery(),
                covers=("cohort_id",),
            ),
            Field("role", _l("As"), Application.role, plain=True),
            Field("name", _l("Name"), Application.name, plain=True),
            Field("email", _l("Mail address"), Application.email, plain=True),
            Field("country", _l("Country"), Application.country, plain=True),
            Field("town", _l("Town"), Application.town, plain=True),
            Field("language", _l("Language"), Application.language, plain=True),
            Field("why", _l("Why you want to take part"), Application.why),
            Field("background", _l("Experience or business"), Application.background),
            Field("hours", _l("Hours a month"), Application.hours),
            Field("needs", _l("What you said you have"), Application.needs),
            Field("source", _l("What brought you"), Application.source, plain=True),
            Field("campaign", _l("Campaign"), Application.campaign, plain=True),
            Field("consent_version", _l("Version of your consent"), Application.consent_version, plain=True),
            Field("consent_wording", _l("What you agreed to"), Application.consent_wording, plain=True),
            Field("consented_at", _l("Agreed"), Application.consented_at),
            Field("state", _l("State"), Application.state, plain=True),
            Field("applied_at", _l("Applied"), Application.applied_at),
            Field("changed_at", _l("Sent anew"), Application.changed_at),
            Field("confirmed_at", _l("Address confirmed"), Application.confirmed_at),
            Field("decided_at", _l("Answered"), Application.decided_at),
        ),
        withheld={
            "email_key": _l("Your address once more, in small letters."),
            "salt": _l("A part of what the link in the mail is made from."),
            "token_hash": _l("A fingerprint of a secret."),
        },
        plumbing=("id", "person_id", "revision", "mails"),
        fate=Fate.GONE,
        because=_l("Deleted at once, with its answers."),
    ),
    Holding(
        model=Decision,
        title=_l("Answers to your applications"),
        why=_l("So that staff know what was decided, by whom and why, and you get the right mail."),
        seen_by=_l("The staff of the program who read applications."),
        kept=_l("As long as the application."),
        of=lambda person_id: Decision.application_id.in_(select(Application.id).where(_theirs(person_id))),
        fields=(
            Field("answer", _l("Answer"), Decision.answer, plain=True),
            Field(
                "cohort",
                _l("Group"),
                select(Cohort.name).where(Cohort.id == Decision.cohort_id).scalar_subquery(),
                covers=("cohort_id",),
            ),
            Field("why", _l("Why, in the words of staff"), Decision.why),
            Field("letter", _l("What the mail said"), Decision.letter),
            Field("decided_at", _l("Decided"), Decision.decided_at),
            Field("undone_at", _l("Taken back"), Decision.undone_at),
            Field("done_at", _l("Mailed"), Decision.done_at),
        ),
        withheld={"by_id": _l("Who of staff decided it: that is about them.")},
        plumbing=("id", "application_id", "was", "due_at", "participation_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=Interest,
        title=_l("Programs that you want to hear of"),
        why=_l("So that you get one mail when people can apply."),
        seen_by=_l("Nobody: staff see how many there are."),
        kept=_l("Until you were told or took it back, and %(days)s days more."),
        rule="applications.interest",
        of=lambda person_id: Interest.email_key == _address_of(person_id),
        fields=(
            Field(
                "program",
                _l("Program"),
                select(Program.name).where(Program.id == Interest.program_id).scalar_subquery(),
                covers=("program_id",),
            ),
            Field("role", _l("As"), Interest.role, plain=True),
            Field("email", _l("Mail address"), Interest.email, plain=True),
            Field("source", _l("What brought you"), Interest.source, plain=True),
            Field("campaign", _l("Campaign"), Interest.campaign, plain=True),
            Field("consent_version", _l("Version of your consent"), Interest.consent_version, plain=True),
            Field("consent_wording", _l("What you agreed to"), Interest.consent_wording, plain=True),
            Field("language", _l("Language"), Interest.language, plain=True),
            Field("left_at", _l("Left"), Interest.left_at),
            Field("confirmed_at", _l("Confirmed"), Interest.confirmed_at),
            Field("told_at", _l("Told"), Interest.told_at),
        ),
        withheld={
            "email_key": _l("Your address once more, in small letters."),
            "salt": _l("A part of what the link in the mail is made from."),
            "token_hash": _l("A fingerprint of a secret."),
        },
        plumbing=("id", "mails"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
)
_PROGRAM_ID = (
    select(Application.program_id).where(Application.id == Decision.application_id).scalar_subquery()
)
declare_texts({Decision.why: _PROGRAM_ID, Decision.letter: _PROGRAM_ID})


def _let_go(keys: Sequence[Any], at: datetime) -> None:
    session.execute(
        delete(Application).where(Application.id.in_(keys)).execution_options(synchronize_session=False)
    )


keep_for(
    Rule(
        key="applications.unconfirmed",
        what=_l("Applications whose address was not confirmed, counted from when they were sent."),
        days=14,
        least=14,
        most=60,
        model=Application,
        due=lambda before: and_(Application.state == UNCONFIRMED, Application.applied_at < before),
        act=_let_go,
    ),
    Rule(
        key="applications.declined",
        what=_l("Declined applications, counted from the answer."),
        days=180,
        least=30,
        most=1095,
        model=Application,
        due=lambda before: and_(Application.state == DECLINED, Application.decided_at < before),
        act=_let_go,
    ),
    Rule(
        key="applications.undecided",
        what=_l(
            "Applications that nobody answered, or that are on a waiting list, counted from when they were sent."
        ),
        days=540,
        least=180,
        most=1095,
        model=Application,
        due=lambda before: and_(Application.state.in_((NEW, WAITING)), Application.applied_at < before),
        act=_let_go,
    ),
    Rule(
        key="applications.interest",
        what=_l(
            "Addresses of people who wanted to hear of a program, counted from when they were told, or left it."
        ),
        days=30,
        least=14,
        most=365,
        model=Interest,
        due=lambda before: or_(
            Interest.told_at < before,
            and_(Interest.confirmed_at.is_(None), Interest.left_at < before),
        ),
        act=deleting(Interest),
    ),
)


def _leave(leaver: Leaver, at: datetime) -> None:
    """While the address is still theirs: what they sent without an account is found by it."""
    key = email_key(leaver.email)
    session.execute(
        update(Application)
        .where(Application.email_key == key)
        .values(person_id=leaver.person_id)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(Interest).where(Interest.email_key == key).execution_options(synchronize_session=False)
    )
    for intake in session.scalars(select(Intake)):
        if leaver.is_in(intake.introduction):
            intake.introduction = leaver.taken_out_of(intake.introduction)


on_leaving.append(_leave)
