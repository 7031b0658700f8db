"""What asking for a copy or an erasure leaves behind, and when people go who were not here for long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, func, or_, select

from mentortrain.db import session
from mentortrain.holdings import Fate, Field, Holding, Rule, declare, deleting, keep_for
from mentortrain.people.models import Person
from mentortrain.privacy.actions import erasing
from mentortrain.privacy.models import DataCopy, Erasure, RetentionPeriod
from mentortrain.privacy.rules import IDLE
from mentortrain.programs.models import Cohort, Participation, StaffGrant

declare(
    Holding(
        model=DataCopy,
        title=_l("Copies of your data"),
        why=_l("So that you can have a copy of all that is held of you."),
        seen_by=_l("You."),
        kept=_l("The file for 7 days; that you asked for it, for %(days)s more."),
        rule="privacy.copies",
        of=lambda person_id: DataCopy.person_id == person_id,
        fields=(
            Field("asked_at", _l("Asked for"), DataCopy.asked_at),
            Field("made_at", _l("Made"), DataCopy.made_at),
            Field("size", _l("Bytes"), DataCopy.size),
            Field("expires_at", _l("Ends"), DataCopy.expires_at),
            Field("gone_at", _l("File deleted"), DataCopy.gone_at),
            Field("failed_at", _l("Given up"), DataCopy.failed_at),
        ),
        withheld={"file_name": _l("The secret name of the file.")},
        plumbing=("id", "person_id", "attempts", "lease_until"),
        fate=Fate.GONE,
        because=_l("Deleted at once, with the files."),
    ),
    Holding(
        model=Erasure,
        title=_l("Erasures that were planned"),
        why=_l("So that an erasure can be called off, and is done when it is due."),
        seen_by=_l("You, and whoever runs this site."),
        kept=_l("Called off: %(days)s days. Done: for good, without your name, as proof that it was done."),
        rule="privacy.erasures",
        of=lambda person_id: Erasure.person_id == person_id,
        fields=(
            Field("cause", _l("Because"), Erasure.cause),
            Field("reason", _l("Note"), Erasure.reason),
            Field("asked_at", _l("Planned"), Erasure.asked_at),
            Field("due_at", _l("Due"), Erasure.due_at),
            Field("cancelled_at", _l("Called off"), Erasure.cancelled_at),
            Field("done_at", _l("Done"), Erasure.done_at),
        ),
        withheld={
            "cancel_hash": _l("A fingerprint of a secret."),
            "asked_by_id": _l("Who pressed the button."),
        },
        plumbing=("id", "person_id"),
        fate=Fate.NAMELESS,
        because=_l("That and when you were erased stays, without your name."),
        blank={"reason": None, "cancel_hash": None},
    ),
    Holding(
        model=RetentionPeriod,
        title=_l("Periods you have set"),
        why=_l("So that it is known who changed how long things stay on this site."),
        seen_by=_l("Whoever runs this site."),
        kept=_l("Until somebody sets the period anew."),
        of=lambda person_id: RetentionPeriod.changed_by_id == person_id,
        fields=(
            Field("rule", _l("Rule"), RetentionPeriod.rule, plain=True),
            Field("days", _l("Days"), RetentionPeriod.days),
            Field("changed_at", _l("Changed"), RetentionPeriod.changed_at),
        ),
        plumbing=("changed_by_id",),
        fate=Fate.NAMELESS,
        because=_l("The period stays. Your number stays with it, and says nothing without your name."),
    ),
)


def _idle(before: datetime) -> ColumnElement[bool]:
    """Nobody who runs anything, was here since, or takes part in a program that has not been over as long."""
    takes_part = (
        exists()
        .where(Participation.person_id == Person.id, Cohort.id == Participation.cohort_id)
        .where(Participation.left_at.is_(None), Cohort.ends_on >= before.date())
    )
    left_lately = exists().where(Participation.person_id == Person.id, Participation.left_at >= before)
    planned = exists().where(
        Erasure.person_id == Person.id, or_(Erasure.cancelled_at.is_(None), Erasure.cancelled_at >= before)
    )
    return (
        Person.erased_at.is_(None)
        & Person.is_admin.is_(False)
        & (func.coalesce(Person.last_sign_in_at, Person.created_at) < before)
        & ~exists().where(StaffGrant.person_id == Person.id)
        & ~takes_part
        & ~left_lately
        & ~planned
    )


def _announce(keys: Sequence[int], at: datetime) -> None:
    """They are told, and have 30 days to come back; then the ticker erases them."""
    for person in session.scalars(select(Person).where(Person.id.in_(keys)).order_by(Person.id)):
        erasing.ask(person, cause=IDLE, at=at)


keep_for(
    Rule(
        key="privacy.copies",
        what=_l("That somebody asked for a copy of their data, counted from when the file was deleted."),
        days=30,
        least=1,
        most=365,
        model=DataCopy,
        due=lambda before: func.coalesce(DataCopy.gone_at, DataCopy.failed_at) < before,
        act=deleting(DataCopy),
    ),
    Rule(
        key="privacy.erasures",
        what=_l("Erasures that were called off, counted from then."),
        days=90,
        least=1,
        most=365,
        model=Erasure,
        due=lambda before: Erasure.cancelled_at < before,
        act=deleting(Erasure),
    ),
    Rule(
        key="privacy.idle",
        what=_l(
            "People who run nothing, take part in nothing and did not sign in, counted from their last sign-in. "
            "A mail tells them 30 days before they are erased; signing in keeps everything."
        ),
        days=730,
        least=365,
        most=3650,
        model=Person,
        due=_idle,
        act=_announce,
        names_people=True,
    ),
)
