"""Sessions: one for each browser somebody is signed in with; and the record of sign-ins."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, update

from mentortrain.db import session
from mentortrain.people import events
from mentortrain.people.models import AWAITS_CODE, BrowserSession, KnownBrowser, Person, SignIn, SignInRequest
from mentortrain.people.rules import (
    PARTICIPANT_SESSION_LASTS,
    SECOND_STEP_WITHIN,
    WRONG_WITHIN,
    Visitor,
    token_hash,
)


def begin_session(
    person: Person, *, how: str, visitor: Visitor, at: datetime, awaits: str = "", second: str = ""
) -> BrowserSession:
    """Begin a person's session in one browser; one that awaits a code signs nobody in yet."""
    begun = BrowserSession(
        person_id=person.id,
        created_at=at,
        proven_at=at,
        last_seen_at=at,
        how=how,
        awaits=awaits,
        browser=visitor.browser,
        system=visitor.system,
        network=visitor.network,
    )
    _give_token(begun)
    session.add(begun)
    session.flush()
    if awaits != AWAITS_CODE:
        _note_sign_in(person, begun, second=second, at=at)
    return begun


def complete_session(waiting: BrowserSession, *, second: str, at: datetime) -> None:
    """The second step is done: signed in from now on, under a new token."""
    waiting.created_at = waiting.proven_at = waiting.last_seen_at = at
    waiting.awaits = ""
    _give_token(waiting)
    _note_sign_in(waiting.person, waiting, second=second, at=at)


def _give_token(browser_session: BrowserSession) -> None:
    browser_session.token = secrets.token_urlsafe(32)
    browser_session.token_hash = token_hash(browser_session.token)


def _note_sign_in(person: Person, begun: BrowserSession, *, second: str, at: datetime) -> None:
    """Remember it, and let the features above know in the same transaction."""
    visitor = Visitor(browser=begun.browser, system=begun.system, network=begun.network)
    note_try(person.id, how=begun.how, second=second, succeeded=True, visitor=visitor, at=at)
    person.last_sign_in_at = at
    session.flush()
    for listener in events.on_sign_in:
        listener(person.id, at)


def note_try(
    person_id: int | None, *, how: str, succeeded: bool, visitor: Visitor, at: datetime, second: str = ""
) -> None:
    """Remember that somebody signed in, or tried to, as this person or as nobody."""
    session.add(
        SignIn(
            person_id=person_id,
            at=at,
            how=how,
            second=second,
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
    """End all sessions of this person but those to keep, and know no browser any more; how many were ended."""
    session.execute(delete(KnownBrowser).where(KnownBrowser.person_id == person_id))
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
    waited = (BrowserSession.awaits == AWAITS_CODE, BrowserSession.created_at <= at - SECOND_STEP_WITHIN)
    session.execute(delete(BrowserSession).where(*waited))
    session.execute(delete(KnownBrowser).where(KnownBrowser.expires_at <= at))
    session.execute(delete(SignInRequest).where(SignInRequest.created_at <= at - 2 * WRONG_WITHIN))
