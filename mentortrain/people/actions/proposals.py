"""An address that staff propose for somebody: the person says yes, then the new mailbox; else nothing changes."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import update

from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people import queries
from mentortrain.people.actions.addresses import CONFIRM, post_about
from mentortrain.people.models import AddressChange, Person
from mentortrain.people.rules import (
    WAIVER_AFTER,
    WAIVER_WAITS,
    email_key,
    is_open_proposal,
)

PROPOSED, WAIVED = "people.address_proposed", "people.address_waived"
"""The kinds of mail, both to the address that somebody has."""


def propose_address(
    person: Person, email: str, *, program_id: int, reason: str, by: int, at: datetime
) -> AddressChange:
    """Ask somebody, at the address that they have, whether this one is to take its place.

    A proposal before this one ends. RuleBroken `proposal.same`, `proposal.erased`. Whether somebody has the new
    address already is not told.
    """
    if person.erased_at is not None:
        raise RuleBroken("proposal.erased")
    if email_key(email) == person.email_key:
        raise RuleBroken("proposal.same")
    _end(AddressChange.person_id == person.id, at=at)
    change = AddressChange(
        person_id=person.id,
        old_email=person.email,
        new_email=email.strip(),
        salt=secrets.token_urlsafe(32),
        session_id=0,
        asked_at=at,
        program_id=program_id,
        proposed_by_id=by,
        reason=reason.strip(),
    )
    session.add(change)
    session.flush()
    _record("address.proposed", change, {}, by=by, at=at)
    post_about(PROPOSED, change, change.old_email, person, at=at)
    return change


def drop_proposal(change: AddressChange, *, by: int, at: datetime) -> bool:
    """Staff take it back; False if it has ended already."""
    ended = bool(_end(AddressChange.id == change.id, at=at))
    if ended:
        _record("address.proposal_dropped", change, {}, by=by, at=at)
    return ended


def refuse_proposal(change: AddressChange, *, at: datetime) -> None:
    """The person says no, by the link to the address they have or signed in. Ended already is fine."""
    _end(AddressChange.id == change.id, at=at)


def agree_to_proposal(change: AddressChange, *, session_id: int, at: datetime) -> None:
    """The person says yes: only now a link goes to the new address. RuleBroken `proposal.ended`.

    `session_id` is the browser session that said it, which stays when the others end; 0 for a mailed link.
    """
    person = session.get_one(Person, change.person_id)
    if not is_open_proposal(change, at=at) or person.email != change.old_email:
        raise RuleBroken("proposal.ended")
    _let_on(change, person, session_id=session_id, at=at)


def _let_on(change: AddressChange, person: Person, *, session_id: int, at: datetime) -> None:
    agreed = session.execute(
        update(AddressChange)
        .where(
            AddressChange.id == change.id,
            AddressChange.agreed_at.is_(None),
            AddressChange.undone_at.is_(None),
        )
        .values(agreed_at=at, session_id=session_id)
        .returning(AddressChange.id)
        .execution_options(synchronize_session=False)
    ).first()
    if agreed is None:
        raise RuleBroken("proposal.ended")
    session.refresh(change)
    post_about(CONFIRM, change, change.new_email, person, at=at)


def waive_yes(change: AddressChange, *, reason: str, by: int, at: datetime) -> datetime:
    """An administrator lets it go on without the person's yes, since nobody reads the old mailbox; when it will.

    Until then the old address, which is told at once, and the person, signed in, can refuse; and whoever signs in
    says yes or no themselves. RuleBroken `proposal.ended`, `proposal.early`, `proposal.administrator`,
    `proposal.here` for somebody who was here since it was proposed.
    """
    person = session.get_one(Person, change.person_id)
    if not is_open_proposal(change, at=at) or person.email != change.old_email:
        raise RuleBroken("proposal.ended")
    if person.is_admin:
        raise RuleBroken("proposal.administrator")
    if queries.was_here_since(person.id, change.asked_at):
        raise RuleBroken("proposal.here")
    if at < change.asked_at + WAIVER_AFTER:
        raise RuleBroken("proposal.early", days=WAIVER_AFTER.days)
    waived = session.execute(
        update(AddressChange)
        .where(
            AddressChange.id == change.id,
            AddressChange.waived_at.is_(None),
            AddressChange.agreed_at.is_(None),
            AddressChange.undone_at.is_(None),
        )
        .values(waived_at=at, waived_by_id=by)
        .returning(AddressChange.id)
        .execution_options(synchronize_session=False)
    ).first()
    if waived is None:
        raise RuleBroken("proposal.ended")
    session.refresh(change)
    _record("address.waived", change, {"reason": reason.strip()}, by=by, at=at)
    post_about(WAIVED, change, change.old_email, person, at=at)
    return at + WAIVER_WAITS


def let_waived_on(at: datetime) -> int:
    """Send the link to the new address where nobody has said no for long enough; for how many."""
    done = 0
    for change in queries.waived_before(at - WAIVER_WAITS):
        person = session.get_one(Person, change.person_id)
        waived_at = change.waived_at or at
        if person.email != change.old_email or queries.was_here_since(person.id, waived_at):
            continue
        _let_on(change, person, session_id=0, at=at)
        _record("address.let_on", change, {}, by=None, at=at)
        done += 1
    return done


def _end(which: Any, *, at: datetime) -> list[int]:
    """No link of these proposals works any more, also not that to the new address."""
    return list(
        session.scalars(
            update(AddressChange)
            .where(
                which,
                AddressChange.program_id.is_not(None),
                AddressChange.confirmed_at.is_(None),
                AddressChange.undone_at.is_(None),
            )
            .values(undone_at=at)
            .returning(AddressChange.id)
            .execution_options(synchronize_session=False)
        )
    )


def _record(
    action: str, change: AddressChange, details: dict[str, str], *, by: int | None, at: datetime
) -> None:
    record(
        action,
        about=("person", change.person_id),
        program_id=change.program_id,
        people=[change.person_id],
        details={"change": change.id, **details},
        by=by,
        at=at,
    )
