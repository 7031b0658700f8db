"""Named reads of people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from mentortrain.db import session
from mentortrain.people import events
from mentortrain.people.models import (
    AWAITS_CODE,
    BrowserSession,
    KnownBrowser,
    Password,
    Person,
    RecoveryCode,
    SignIn,
    SignInLink,
    SignInPolicy,
    SignInRequest,
    TwoStep,
)
from mentortrain.people.queries.addresses import (
    address_change,
    address_change_with_id,
    open_address_change,
    proposals_for,
    waived_before,
    was_here_since,
)
from mentortrain.people.rules import email_key, token_hash

__all__ = [
    "address_change",
    "address_change_with_id",
    "open_address_change",
    "proposals_for",
    "waived_before",
    "was_here_since",
]
from mentortrain.prepared import Copied, prepared


def with_id(person_id: int) -> Person | None:
    """One person."""
    return session.get(Person, person_id)


def with_ids(ids: Collection[int]) -> Sequence[Person]:
    """Some people, in no order."""
    return session.scalars(select(Person).where(Person.id.in_(ids))).all()


def with_email(address: str) -> Person | None:
    """The person of an address, in whatever case it is typed."""
    return session.scalar(select(Person).where(Person.email_key == email_key(address)))


def with_email_keys(keys: Sequence[str]) -> dict[str, Person]:
    """Those of some people who are there, by the key of their address; whom the site has known longest first."""
    found = session.scalars(select(Person).where(Person.email_key.in_(keys)).order_by(Person.id))
    return {person.email_key: person for person in found}


def names_of(ids: Collection[int]) -> dict[int, str]:
    """What people are called, by their ids; the number of an account that went into another one has its name."""
    now = aliased(Person)
    rows = session.execute(
        select(Person.id, func.coalesce(now.name, Person.name).label("name"))
        .outerjoin(now, now.id == Person.merged_into_id)
        .where(Person.id.in_(ids))
    )
    return {row.id: row.name for row in rows}


def numbers_of(person_id: int) -> frozenset[int]:
    """Somebody's own, and those of the accounts that went into theirs: what is older is known by these."""
    earlier = session.scalars(select(Person.id).where(Person.merged_into_id == person_id))
    return frozenset({person_id, *earlier})


def matching(words: str, limit: int = 100) -> Sequence[int]:
    """Ids of people with this in their name or address, whatever the case, and of accounts that went into theirs."""
    fitting = select(Person.id).where(_fits(words)).order_by(Person.id).limit(limit).subquery()
    now = select(fitting.c.id)
    return session.scalars(
        select(Person.id).where(or_(Person.id.in_(now), Person.merged_into_id.in_(now))).order_by(Person.id)
    ).all()


def found(words: str, limit: int, *among: ColumnElement[bool]) -> Sequence[Person]:
    """Those of them who are still there, by name."""
    return session.scalars(
        select(Person)
        .where(_fits(words), Person.erased_at.is_(None), *among)
        .order_by(Person.search_key, Person.id)
        .limit(limit)
    ).all()


def _fits(words: str) -> ColumnElement[bool]:
    return or_(
        func.lower(Person.name).contains(words.lower(), autoescape=True),
        Person.email_key.contains(email_key(words), autoescape=True),
    )


def session_with(token: str) -> BrowserSession | None:
    """The session of a browser, with its person: one statement, asked in each request."""
    return _session(token_hash=token_hash(token)).scalar_one_or_none()


@prepared
def _session(token_hash: Any) -> Select[BrowserSession]:
    return (
        select(BrowserSession)
        .where(BrowserSession.token_hash == token_hash)
        .options(joinedload(BrowserSession.person, innerjoin=True))
    )


def session_to_read(token: str) -> BrowserSession | None:
    """The same for a request that only reads, with what other features want to know of its person.

    Copies: who changes them changes nothing.
    """
    rows = _session_to_read(token_hash=token_hash(token)).all()
    if not rows:
        return None
    person = _PEOPLE.copy(rows[0][len(_SESSIONS.columns) :])
    person.beside = rows
    return _SESSIONS.copy(rows[0], person=person)


_SESSIONS, _PEOPLE = Copied(BrowserSession), Copied(Person)


@prepared
def _session_to_read(token_hash: Any) -> Select[*tuple[Any, ...]]:
    statement = (
        select(*_SESSIONS.columns, *_PEOPLE.columns)
        .join(Person, Person.id == BrowserSession.person_id)
        .where(BrowserSession.token_hash == token_hash)
    )
    for joined_by in events.read_beside:
        statement = joined_by(statement)
    return statement


def sessions_of(person_id: int) -> Sequence[BrowserSession]:
    """Where somebody is signed in, the one used last first."""
    return session.scalars(
        select(BrowserSession)
        .where(BrowserSession.person_id == person_id, BrowserSession.awaits != AWAITS_CODE)
        .order_by(BrowserSession.last_seen_at.desc(), BrowserSession.id.desc())
    ).all()


def sign_ins_of(person_id: int, *, since: datetime, limit: int) -> Sequence[SignIn]:
    """Somebody's sign-ins and the tries that failed, the latest first."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.at >= since)
        .order_by(SignIn.at.desc(), SignIn.id.desc())
        .limit(limit)
    ).all()


def password_with_email(address: str) -> tuple[int | None, str | None]:
    """(id of the person with this address, hash of their password), None for what is not there."""
    found = session.execute(
        select(Person.id, Password.hash)
        .outerjoin(Password, Password.person_id == Person.id)
        .where(Person.email_key == email_key(address))
    ).first()
    return (found[0], found[1]) if found else (None, None)


def password_of(person_id: int) -> str | None:
    """The hash of somebody's password, if they have one."""
    return session.scalar(select(Password.hash).where(Password.person_id == person_id))


def password_since(person_id: int) -> datetime | None:
    """When somebody's password was set, if they have one."""
    return session.scalar(select(Password.set_at).where(Password.person_id == person_id))


def two_step_of(person_id: int, *, hold: bool = False) -> TwoStep | None:
    """Somebody's second step, if they have one; `hold` its row until the commit."""
    found = select(TwoStep).where(TwoStep.person_id == person_id)
    return session.scalar(found.with_for_update() if hold else found)


def count_wrong_steps(person_id: int, *, since: datetime) -> int:
    """How often a second step failed since then."""
    return session.scalars(
        select(func.count()).where(
            SignIn.person_id == person_id, SignIn.at >= since, ~SignIn.succeeded, SignIn.second != ""
        )
    ).one()


def recovery_codes_left(person_id: int) -> int:
    """How many recovery codes still work."""
    return session.scalars(
        select(func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    ).one()


def knows_browser(person_id: int, token: str, at: datetime) -> bool:
    """Whether the browser with this token need not take the second step for this person."""
    found = select(KnownBrowser.id).where(
        KnownBrowser.person_id == person_id,
        KnownBrowser.token_hash == token_hash(token),
        KnownBrowser.expires_at > at,
    )
    return session.scalar(found) is not None


def known_browsers_of(person_id: int, at: datetime) -> Sequence[KnownBrowser]:
    """Browsers that are not asked for the second step, the newest first."""
    return session.scalars(
        select(KnownBrowser)
        .where(KnownBrowser.person_id == person_id, KnownBrowser.expires_at > at)
        .order_by(KnownBrowser.id.desc())
    ).all()


def staff_need_two_step() -> bool:
    """What an administrator decided; nothing decided is no."""
    return bool(session.scalar(select(SignInPolicy.two_step_for_staff)))


def with_two_step() -> Sequence[Person]:
    """Everybody with a second step, by name."""
    return session.scalars(
        select(Person).join(TwoStep, TwoStep.person_id == Person.id).order_by(Person.search_key)
    ).all()


def link_with(token: str) -> SignInLink | None:
    """The link of a token, open or ended."""
    return session.scalar(select(SignInLink).where(SignInLink.token_hash == token_hash(token)))


def request_with_id(request_id: int) -> SignInRequest | None:
    """One request for a sign-in mail."""
    return session.get(SignInRequest, request_id)


def request_of(token: str) -> SignInRequest | None:
    """The request that the browser with this token made."""
    return session.scalar(select(SignInRequest).where(SignInRequest.browser_hash == token_hash(token)))


def count_mailed(address_digest: str, *, since: datetime) -> int:
    """How many sign-in mails an address was given since then."""
    return session.scalars(
        select(func.count()).where(
            SignInRequest.address_digest == address_digest,
            SignInRequest.mailed,
            SignInRequest.created_at >= since,
        )
    ).one()


def count_wrong_codes(address_digest: str, *, since: datetime) -> int:
    """How many codes were entered since then, for requests of an address that none of them signed in."""
    return session.scalars(
        select(func.coalesce(func.sum(SignInRequest.tries), 0)).where(
            SignInRequest.address_digest == address_digest,
            SignInRequest.used_at.is_(None),
            SignInRequest.created_at >= since,
        )
    ).one()


def everybody(limit: int = 10_000) -> Sequence[Person]:
    """All people by address, but for those who were erased."""
    return session.scalars(
        select(Person).where(Person.erased_at.is_(None)).order_by(Person.email_key).limit(limit)
    ).all()


def has_administrator() -> bool:
    """Whether somebody runs this site yet."""
    return bool(session.scalar(select(exists().where(Person.is_admin))))


def administrators(*, hold: bool = False) -> Sequence[int]:
    """Ids of those who run the site; `hold` their rows until the commit, so that of two who go one stays."""
    found = select(Person.id).where(Person.is_admin).order_by(Person.id)
    return session.scalars(found.with_for_update() if hold else found).all()
