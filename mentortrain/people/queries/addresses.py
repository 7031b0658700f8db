"""Named reads of changes of an address, asked for by the person or proposed by staff."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from mentortrain.db import session
from mentortrain.people.keys import AGREE_ADDRESS, CONFIRM_ADDRESS, key_for
from mentortrain.people.models import AddressChange, BrowserSession, Person
from mentortrain.people.rules import (
    ADDRESS_LINK_LASTS,
    ADDRESS_UNDO_LASTS,
    PROPOSAL_LASTS,
    digest,
    is_open_proposal,
    may_be_confirmed,
)


def address_change(token: str, purpose: str) -> AddressChange | None:
    """The change that a link belongs to, whatever became of it."""
    number, _, proof = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    found = session.get(AddressChange, int(number))
    if found is None or not hmac.compare_digest(
        digest(key_for(purpose), found.salt).encode(), proof.encode()
    ):
        return None
    return found


def open_address_change(token: str, purpose: str, *, at: datetime) -> AddressChange | None:
    """The same, while its link still works."""
    found = address_change(token, purpose)
    if found is None or found.undone_at:
        return None
    if purpose == AGREE_ADDRESS:
        return found if is_open_proposal(found, at=at) else None
    if purpose == CONFIRM_ADDRESS:
        return found if found.confirmed_at is None and may_be_confirmed(found, at=at) else None
    return found if found.confirmed_at and at < found.confirmed_at + ADDRESS_UNDO_LASTS else None


def address_change_with_id(change_id: int) -> AddressChange | None:
    """One change, for its mails."""
    return session.get(AddressChange, change_id)


def proposals_for(person_id: int, *, at: datetime, program_id: int | None = None) -> Sequence[AddressChange]:
    """What staff propose to somebody and is neither done nor ended, the newest first; those of one program if asked.

    Some wait for the person's yes, others for the new mailbox.
    """
    statement = (
        select(AddressChange)
        .join(Person, Person.id == AddressChange.person_id)
        .where(
            AddressChange.person_id == person_id,
            AddressChange.program_id.is_not(None),
            AddressChange.old_email == Person.email,
            AddressChange.confirmed_at.is_(None),
            AddressChange.undone_at.is_(None),
            or_(AddressChange.asked_at > at - PROPOSAL_LASTS, AddressChange.waived_at.is_not(None)),
        )
        .order_by(AddressChange.id.desc())
    )
    if program_id is not None:
        statement = statement.where(AddressChange.program_id == program_id)
    return [
        one
        for one in session.scalars(statement)
        if one.agreed_at is None or at < one.agreed_at + ADDRESS_LINK_LASTS
    ]


def was_here_since(person_id: int, moment: datetime) -> bool:
    """Whether somebody signed in since, or a session of theirs was used."""
    seen = select(BrowserSession.id).where(
        BrowserSession.person_id == person_id, BrowserSession.last_seen_at > moment
    )
    signed_in = select(Person.id).where(Person.id == person_id, Person.last_sign_in_at > moment)
    return session.scalar(select(or_(seen.exists(), signed_in.exists()))) or False


def waived_before(moment: datetime) -> Sequence[AddressChange]:
    """Proposals that an administrator let go on so long ago, and nobody has refused."""
    return session.scalars(
        select(AddressChange)
        .where(
            AddressChange.waived_at <= moment,
            AddressChange.agreed_at.is_(None),
            AddressChange.undone_at.is_(None),
            AddressChange.confirmed_at.is_(None),
        )
        .order_by(AddressChange.id)
    ).all()
