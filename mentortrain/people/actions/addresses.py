"""Changing one's address: confirmed at the new one, told to the old one, which can stop it."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, exists, or_, update
from sqlalchemy.exc import IntegrityError

from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import post, readdress
from mentortrain.people import events, queries
from mentortrain.people.actions.sessions import end_other_sessions
from mentortrain.people.keys import CONFIRM_ADDRESS, UNDO_ADDRESS, key_for
from mentortrain.people.models import (
    AddressChange,
    Password,
    Person,
    RecoveryCode,
    SignInLink,
    SignInRequest,
    TwoStep,
)
from mentortrain.people.rules import (
    ADDRESS_UNDO_LASTS,
    DOUBTED_BEFORE_CHANGE,
    digest,
    email_key,
    may_be_confirmed,
)

CONFIRM, CHANGED = "people.confirm_address", "people.address_changed"
"""The kinds of mail."""


def ask_new_address(person: Person, email: str, *, at: datetime) -> None:
    """Mail a link to the new address. RuleBroken: address.same. Whether somebody has it already is not told here."""
    if email_key(email) == person.email_key:
        raise RuleBroken("address.same")
    change = AddressChange(
        person_id=person.id,
        old_email=person.email,
        new_email=email.strip(),
        salt=secrets.token_urlsafe(32),
        session_id=person.browser_session.id if person.browser_session else 0,
        asked_at=at,
    )
    session.add(change)
    session.flush()
    post_about(CONFIRM, change, change.new_email, person, at=at)


def token_of(change: AddressChange, purpose: str) -> str:
    """What stands in the link of a change."""
    return f"{change.id}-{digest(key_for(purpose), change.salt)}"


def confirm_address(token: str, *, at: datetime, keep: int) -> Person:
    """The new address is the person's from now on; sessions end but this one and the one that asked.

    RuleBroken: address.ended, address.taken. A link for the old address that was mailed before signs in no more;
    an invitation's page offers to send a new one, which goes to the new address.
    """
    change = queries.address_change(token, CONFIRM_ADDRESS)
    if change is None or not may_be_confirmed(change, at=at) or not _take_confirmation(change, at):
        raise RuleBroken("address.ended")
    person = session.get_one(Person, change.person_id)
    if person.erased_at or person.email != change.old_email:
        raise RuleBroken("address.ended")
    _move(person, change.new_email, at=at)
    end_other_sessions(person.id, keep=[change.session_id, keep])
    post_about(CHANGED, change, change.old_email, person, at=at)
    return person


def undo_address(token: str, *, at: datetime) -> Person:
    """It was not them: the old address is back, every session has ended, and so has what was set since.

    RuleBroken: address.ended, address.taken.
    """
    change = queries.address_change(token, UNDO_ADDRESS)
    if change is None or change.confirmed_at is None or at >= change.confirmed_at + ADDRESS_UNDO_LASTS:
        raise RuleBroken("address.ended")
    if not _take_undoing(change, at):
        raise RuleBroken("address.ended")
    person = session.get_one(Person, change.person_id)
    _move(person, change.old_email, at=at)
    end_other_sessions(person.id)
    since = change.asked_at - DOUBTED_BEFORE_CHANGE
    _end_ways_in(person, since)
    for listener in events.on_taken_back:
        listener(person.id, since, at)
    return person


def _end_ways_in(person: Person, since: datetime) -> None:
    """Whoever changed the address may have left themselves another way in."""
    session.execute(delete(Password).where(Password.person_id == person.id))
    session.execute(delete(TwoStep).where(TwoStep.person_id == person.id, TwoStep.set_up_at >= since))
    # When they were made is not known: of a phone that stays, the owner makes new ones.
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def post_about(kind: str, change: AddressChange, to: str, person: Person, *, at: datetime) -> None:
    """One mail of a kind about a change."""
    post(
        kind=kind,
        key=f"{kind}:{change.id}",
        to=to,
        name=person.name,
        person_id=person.id,
        params={"change_id": change.id},
        at=at,
    )


def _take_confirmation(change: AddressChange, at: datetime) -> bool:
    taken = session.execute(
        update(AddressChange)
        .where(
            AddressChange.id == change.id,
            AddressChange.confirmed_at.is_(None),
            AddressChange.undone_at.is_(None),
        )
        .values(confirmed_at=at)
        .returning(AddressChange.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def _take_undoing(change: AddressChange, at: datetime) -> bool:
    """This change, all later ones and whatever still waits to be confirmed are undone; no link of theirs works."""
    taken = session.scalars(
        update(AddressChange)
        .where(
            AddressChange.person_id == change.person_id,
            or_(AddressChange.id >= change.id, AddressChange.confirmed_at.is_(None)),
            AddressChange.undone_at.is_(None),
        )
        .values(undone_at=at)
        .returning(AddressChange.id)
        .execution_options(synchronize_session=False)
    ).all()
    return change.id in taken


def _move(person: Person, email: str, *, at: datetime) -> None:
    key = email_key(email)
    if session.scalar(exists().where(Person.email_key == key, Person.id != person.id).select()):
        raise RuleBroken("address.taken")
    old = person.email
    try:
        with session.begin_nested():
            person.email, person.email_key = email, key
    except IntegrityError as error:  # somebody took it at the same moment
        raise RuleBroken("address.taken") from error
    readdress(person.id, old, email)
    for one in (SignInLink, SignInRequest):
        session.execute(
            update(one).where(one.person_id == person.id, one.used_at.is_(None)).values(used_at=at)
        )
