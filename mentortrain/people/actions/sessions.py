"""Sessions: one for each browser somebody is signed in with; and the record of sign-ins."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, update

from mentortrain.db import session
from mentortrain.people import events
from mentortrain.people.models import BrowserSession, Person, SignIn, SignInRequest
from mentortrain.people.rules import PARTICIPANT_SESSION_LASTS, WRONG_WITHIN, Visitor, token_hash


def begin_session(person: Person, *, how: str, visitor: Visitor, at: datetime) -> BrowserSession:
    """Sign a person in with one browser, and let the features above know in the same transaction."""
    token = secrets.token_urlsafe(32)
    begun = BrowserSession(
        person_id=person.id,
        token_hash=token_hash(token),
        created_at=at,
        proven_at=at,
        last_seen_at=at,
        how=how,
        browser=visitor.browser,
        system=visitor.system,
        network=visitor.network,
    )
    begun.token = token
    session.add(begun)
    note_try(person.id, how=how, succeeded=True, visitor=visitor, at=at)
    person.last_sign_in_at = at
    session.flush()
    for listener in events.on_sign_in:
        listener(person.id, at)
    return begun


def note_try(person_id: int | None, *, how: str, succeeded: bool, visitor: Visitor, at: datetime) -> None:
    """Remember that somebody signed in, or tried to, as this person or as nobody."""
    session.add(
        SignIn(
            person_id=person_id,
            at=at,
            how=how,
            succeeded=succeeded,
            browser=visitor.browser,
            system=visitor.system,
            network=visitor.network,
        )
    )


def end_session(person_id: int, session_id: int) -> bool:
    """End one session of this person; whether there was one."""
    ended = session.execute(
        delete(BrowserSession)
        .where(BrowserSession.id == session_id, BrowserSession.person_id == person_id)
        .returning(BrowserSession.id)
        .execution_options(synchronize_session=False)
    )
    return ended.first() is not None


def end_other_sessions(person_id: int, *, keep: Collection[int] = ()) -> int:
    """End all sessions of this person but those to keep; how many."""
    ended = session.execute(
        delete(BrowserSession)
        .where(BrowserSession.person_id == person_id, BrowserSession.id.not_in(keep))
        .returning(BrowserSession.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


def note_seen(session_id: int, *, at: datetime) -> None:
    """Remember when a session was last used, never earlier than what is known."""
    session.execute(
        update(BrowserSession)
        .where(BrowserSession.id == session_id, BrowserSession.last_seen_at < at)
        .values(last_seen_at=at)
    )


def remove_ended(at: datetime) -> None:
    """Delete the sessions that are over for anybody, and requests that no rule counts any more."""
    session.execute(delete(BrowserSession).where(BrowserSession.created_at <= at - PARTICIPANT_SESSION_LASTS))
    session.execute(delete(SignInRequest).where(SignInRequest.created_at <= at - 2 * WRONG_WITHIN))


def forget_sign_ins(before: datetime) -> int:
    """Delete the record of sign-ins and tries before a moment; how many. For retention: twelve months."""
    gone = session.execute(
        delete(SignIn)
        .where(SignIn.at < before)
        .returning(SignIn.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
