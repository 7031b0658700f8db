"""What visitors do: apply, leave an address, and confirm that it is theirs.

Nothing here tells whether an address is known: the mail goes to whoever has it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update

from mentortrain.applications import queries
from mentortrain.applications.models import Application, Intake, Interest
from mentortrain.applications.rules import (
    CONSENT_VERSION,
    DOOR_NOT_YET,
    DOOR_OPEN,
    LINK_LASTS,
    NEW,
    UNCONFIRMED,
    door,
    group_for,
)
from mentortrain.db import insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import post
from mentortrain.people import queries as people
from mentortrain.people.keys import key_for
from mentortrain.people.rules import clean_name, digest, email_key, token_hash
from mentortrain.programs.rules import MENTEE

CONFIRM, CONFIRM_INTEREST = "applications.confirm", "applications.confirm_interest"
"""The kinds of mail."""
LINK = "the link that confirms an application"
MOST_MAILS = 5
"""Mails with the link of one application: who does not find the fifth has another trouble."""
COUNTED_FOR = timedelta(days=1)
"""After which somebody who applies anew is mailed anew."""


@dataclass(frozen=True)
class Applied:
    """What somebody wrote, checked by the form."""

    role: str
    name: str
    email: str
    country: str
    town: str
    language: str
    why: str
    background: str
    hours: int
    needs: list[tuple[str, bool]]
    source: str
    campaign: str
    wording: str
    """What they agreed to, as it stood there."""
    group: int | None = None
    """The group that they chose, where they were asked."""


def apply(intake: Intake, applied: Applied, *, at: datetime) -> int:
    """Keep an application and mail the link that confirms it; its id.

    One that this address sent before and did not confirm is replaced: the link in the older mail ends.
    RuleBroken `apply.closed` where the door for the role is not open.
    """
    if door(queries.facts_of(intake, applied.role, at=at)) != DOOR_OPEN:
        raise RuleBroken("apply.closed")
    key, salt = email_key(applied.email), secrets.token_urlsafe(32)
    groups = queries.groups_open(intake.program, at=at)
    values = _values(applied) | {
        "cohort_id": group_for(groups, chosen=applied.group, country=applied.country),
        "salt": salt,
        "token_hash": token_hash(token_from(salt)),
        "consent_version": CONSENT_VERSION,
        "consented_at": at,
        "applied_at": at,
        "changed_at": None,
    }
    new_id = insert_new(
        Application,
        program_id=intake.program_id,
        email_key=key,
        state=UNCONFIRMED,
        revision=0,
        mails=0,
        **values,
    )
    if new_id is None:
        found = queries.unconfirmed(intake.program_id, applied.email)
        if found is None:  # confirmed in this very moment
            raise RuleBroken("apply.again")
        new_id = found.id
        mails = 0 if at - found.applied_at >= COUNTED_FOR else found.mails
        if mails >= MOST_MAILS:  # what the last mail confirms stays: a newer one could not be confirmed
            return int(new_id)
        session.execute(update(Application).where(Application.id == new_id).values(mails=mails, **values))
    mail_again(session.get_one(Application, new_id, populate_existing=True), at=at)
    return int(new_id)


def _values(applied: Applied) -> dict[str, Any]:
    return {
        "role": applied.role,
        "name": clean_name(applied.name),
        "email": applied.email.strip(),
        "country": applied.country,
        "town": applied.town,
        "language": applied.language,
        "why": applied.why,
        "background": applied.background,
        "hours": applied.hours,
        "needs": [[text, has] for text, has in applied.needs],
        "source": applied.source,
        "campaign": applied.campaign,
        "consent_wording": applied.wording,
    }


def token_from(salt: str) -> str:
    """What stands in the link: the database alone does not tell it."""
    return digest(key_for(LINK), salt)


def mail_again(found: Application, *, at: datetime) -> bool:
    """Mail the link of an application once more; whether a mail goes."""
    if found.state != UNCONFIRMED or found.mails >= MOST_MAILS:
        return False
    found.mails += 1
    post(
        kind=CONFIRM,
        key=f"{CONFIRM}:{found.id}:{found.salt[:16]}:{found.mails}",
        to=found.email,
        name=found.name,
        person_id=None,  # whether somebody has this address is not known here
        params={"id": found.id, "hash": found.token_hash},
        at=at,
    )
    return True


def confirm(token: str, *, at: datetime) -> Application:
    """The address is theirs: staff may read it. One that waits already is changed to what this one says.

    RuleBroken `apply.ended`: the link is too old, or a newer mail has another. Again: nothing more happens.
    """
    found = queries.with_token(token)
    if found is None:
        raise RuleBroken("apply.ended")
    if found.state != UNCONFIRMED:
        return found
    if at >= found.applied_at + LINK_LASTS:
        raise RuleBroken("apply.ended")
    owner = people.with_email(found.email)
    earlier = queries.open_of(found.program_id, found.email_key)
    if earlier is not None:
        return _take_over(found, earlier, at=at)
    taken = session.execute(
        update(Application)
        .where(Application.id == found.id, Application.state == UNCONFIRMED)
        .values(
            state=NEW,
            confirmed_at=at,
            revision=Application.revision + 1,
            person_id=owner.id if owner else None,
        )
        .returning(Application.id)
    ).scalar_one_or_none()
    if taken is None:
        raise RuleBroken("apply.ended")
    session.refresh(found)
    return found


_KEPT = (
    "id",
    "program_id",
    "state",
    "revision",
    "applied_at",
    "confirmed_at",
    "decided_at",
    "person_id",
    "mails",
)


def _take_over(newer: Application, earlier: Application, *, at: datetime) -> Application:
    """The one that waits keeps its place, and says what the newer one says."""
    names = [column.key for column in Application.__table__.columns if column.key not in _KEPT]
    values = {name: getattr(newer, name) for name in names}
    session.execute(delete(Application).where(Application.id == newer.id))
    session.expunge(newer)
    for name, value in values.items():
        setattr(earlier, name, value)
    earlier.changed_at, earlier.revision = at, earlier.revision + 1
    session.flush()
    return earlier


def leave_address(
    intake: Intake, email: str, *, language: str, source: str, campaign: str, wording: str, at: datetime
) -> int:
    """Keep the address of somebody who wants to hear when mentees may apply; its id. A mail asks whether it is theirs.

    RuleBroken `apply.closed` where there is nothing to wait for.
    """
    if door(queries.facts_of(intake, MENTEE, at=at)) != DOOR_NOT_YET:
        raise RuleBroken("apply.closed")
    salt = secrets.token_urlsafe(32)
    insert_new(
        Interest,
        program_id=intake.program_id,
        role=MENTEE,
        email=email.strip(),
        email_key=email_key(email),
        source=source,
        campaign=campaign,
        consent_version=CONSENT_VERSION,
        consent_wording=wording,
        language=language,
        salt=salt,
        token_hash=token_hash(token_from(salt)),
        mails=0,
        left_at=at,
    )
    found = queries.interest_of(intake.program_id, MENTEE, email)
    if found is None:
        raise RuleBroken("apply.again")
    if found.mails < MOST_MAILS:
        found.mails += 1
        post(
            kind=CONFIRM_INTEREST,
            key=f"{CONFIRM_INTEREST}:{found.id}:{found.mails}",
            to=found.email,
            name="",
            person_id=None,
            params={"id": found.id},
            at=at,
        )
    return found.id


def confirm_interest(token: str, *, at: datetime) -> Interest:
    """It is theirs, and they are told. RuleBroken `apply.ended`."""
    found = queries.interest_with_token(token)
    if found is None:
        raise RuleBroken("apply.ended")
    if found.confirmed_at is None:
        found.confirmed_at = at
    return found


def remove_interest(token: str) -> None:
    """They do not want to know any more. Again: nothing."""
    session.execute(delete(Interest).where(Interest.token_hash == token_hash(token)))
