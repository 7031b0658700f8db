"""Addresses from which calendar apps fetch."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import update

from mentortrain.agenda import queries
from mentortrain.agenda.models import FeedToken
from mentortrain.agenda.rules import MAX_FEEDS, OWN
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.people.models import Person
from mentortrain.people.rules import token_hash


def add_feed(
    person: Person,
    *,
    name: str,
    replaces_invitations: bool = False,
    kind: str = OWN,
    program_id: int | None = None,
    at: datetime,
) -> str:
    """A new address for a person's calendar app: the token, which is shown once. Only its hash is kept.

    `kind` is what it holds; of one program (`PROGRAM`), `program_id`. What staff see, and whether they still are,
    is asked at each poll. While one with their own sessions is open and `replaces_invitations`, mails about new
    sessions carry nothing for a calendar.
    RuleBroken `feed.too_many`, and `feed.known` if an open address of theirs has this name.
    """
    name, feeds = name.strip(), queries.feeds_of(person.id)
    if any(feed.name.casefold() == name.casefold() for feed in feeds):
        raise RuleBroken("feed.known", name=name)
    if len(feeds) >= MAX_FEEDS:
        raise RuleBroken("feed.too_many", limit=MAX_FEEDS)
    token = secrets.token_urlsafe(32)
    session.add(
        FeedToken(
            person_id=person.id,
            name=name,
            token_hash=token_hash(token),
            replaces_invitations=replaces_invitations and kind == OWN,
            kind=kind,
            program_id=program_id,
            created_at=at,
        )
    )
    session.flush()
    return token


def revoke_feed(person: Person, feed_id: int, *, at: datetime) -> None:
    """End an address of this person for good; ended already is fine. NotThere if it is not theirs."""
    feed = session.get(FeedToken, feed_id)
    if feed is None or feed.person_id != person.id:
        raise NotThere
    feed.revoked_at = feed.revoked_at or at


def revoke_feeds_since(person_id: int, since: datetime, at: datetime) -> None:
    """End the addresses that were made since: somebody else may have made them, and reads along."""
    session.execute(
        update(FeedToken)
        .where(
            FeedToken.person_id == person_id, FeedToken.created_at >= since, FeedToken.revoked_at.is_(None)
        )
        .values(revoked_at=at)
        .execution_options(synchronize_session=False)
    )


def attach_invitations(person: Person, *, wanted: bool) -> None:
    """Whether mails about new sessions carry an invitation, though there are addresses."""
    for feed in queries.feeds_of(person.id):
        if feed.kind != OWN:
            continue
        feed.replaces_invitations = not wanted


def note_feed_used(feed_id: int, *, at: datetime) -> None:
    """Write down when an address was last fetched from; an older moment changes nothing."""
    session.execute(
        update(FeedToken)
        .where(FeedToken.id == feed_id, (FeedToken.last_used_at.is_(None)) | (FeedToken.last_used_at < at))
        .values(last_used_at=at)
        .execution_options(synchronize_session=False)
    )
