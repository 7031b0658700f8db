"""Named reads of people."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import exists, select

from mentortrain.db import session
from mentortrain.people.models import Person, SignInLink
from mentortrain.people.rules import email_key, token_hash


def with_id(person_id: int) -> Person | None:
    """One person."""
    return session.get(Person, person_id)


def with_email(address: str) -> Person | None:
    """The person of an address, in whatever case it is typed."""
    return session.scalar(select(Person).where(Person.email_key == email_key(address)))


def with_email_keys(keys: Sequence[str]) -> dict[str, Person]:
    """Those of some people who are there, by the key of their address."""
    found = session.scalars(select(Person).where(Person.email_key.in_(keys)))
    return {person.email_key: person for person in found}


def names_of(ids: Collection[int]) -> dict[int, str]:
    """What people are called, by their ids."""
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).tuples().all())


def with_session_token(token: str) -> Person | None:
    """Whose session it is."""
    return session.scalar(select(Person).where(Person.session_token == token))


def link_with(token: str) -> SignInLink | None:
    """The link of a token, open or ended."""
    return session.scalar(select(SignInLink).where(SignInLink.token_hash == token_hash(token)))


def everybody(limit: int = 10_000) -> Sequence[Person]:
    """All people by address."""
    return session.scalars(select(Person).order_by(Person.email_key).limit(limit)).all()


def has_administrator() -> bool:
    """Whether somebody runs this site yet."""
    return bool(session.scalar(select(exists().where(Person.is_admin))))
