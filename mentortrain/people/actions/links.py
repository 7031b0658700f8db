"""Mailed links."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import update

from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import really
from mentortrain.people import queries
from mentortrain.people.actions.people import find_or_create
from mentortrain.people.models import Person, SignInLink, SignInRequest
from mentortrain.people.rules import SIGN_IN_LINK_LASTS, token_hash

SIGN_IN = "people.sign_in"
"""The kind of mail."""


def make_link(
    person: Person | None,
    *,
    at: datetime,
    lasts: timedelta = SIGN_IN_LINK_LASTS,
    next_path: str = "/",
    request_id: int | None = None,
) -> str:
    """A new sign-in token for the address in a mail; only its hash is stored.

    It `lasts` from now on: a mail that is made in a simulated future is read, and its link used, today.
    """
    token, made_at = secrets.token_urlsafe(32), really(at)
    session.add(
        SignInLink(
            person_id=person.id if person else None,
            request_id=request_id,
            token_hash=token_hash(token),
            next_path=next_path,
            created_at=made_at,
            expires_at=made_at + lasts,
        )
    )
    session.flush()
    return token


def hand_out_link(person: Person | None, *, at: datetime, lasts: timedelta = SIGN_IN_LINK_LASTS) -> str:
    """A sign-in token for somebody at the command line, who passes it on: the record says that it was made."""
    if person is None:
        record("link.made_for_first", at=at)
    else:
        record("link.made", about=("person", person.id), people=[person.id], at=at)
    return make_link(person, at=at, lasts=lasts)


def use_link(token: str, *, at: datetime) -> tuple[Person, str]:
    """Show that one reads the mail, which ends link and code: (person, path to go to). Of two at once one does."""
    link = queries.link_with(token)
    if link is None or link.person_id is None or not _take(link, at):
        raise RuleBroken("link.ended")
    if link.request_id is not None:
        session.execute(
            update(SignInRequest)
            .where(SignInRequest.id == link.request_id, SignInRequest.used_at.is_(None))
            .values(used_at=at)
        )
    return session.get_one(Person, link.person_id), link.next_path


def become_first_administrator(token: str, *, email: str, name: str, time_zone: str, at: datetime) -> Person:
    """Use the first start's link: it works once, and only while nobody runs this site."""
    link = queries.link_with(token)
    if link is None or link.person_id is not None or queries.has_administrator() or not _take(link, at):
        raise RuleBroken("link.ended")
    person = find_or_create(email=email, name=name, time_zone=time_zone, at=at)
    person.is_admin = True
    record("administrator.made", about=("person", person.id), people=[person.id], by=person.id, at=at)
    return person


def _take(link: SignInLink, at: datetime) -> bool:
    taken = session.execute(
        update(SignInLink)
        .where(SignInLink.id == link.id, SignInLink.used_at.is_(None), SignInLink.expires_at > at)
        .values(used_at=at)
        .returning(SignInLink.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return taken is not None
