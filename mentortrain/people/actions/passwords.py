"""Signing in with a password, and setting one. Hashing is done before, outside of the transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update

from mentortrain.db import insert, session
from mentortrain.people import queries
from mentortrain.people.actions.notices import post_notice
from mentortrain.people.actions.sessions import end_other_sessions
from mentortrain.people.models import BrowserSession, Password, Person


def still_has(person_id: int, seen: str, *, renewed: str | None) -> bool:
    """Whether the password that was just compared is still the person's; kept with today's parameters if given."""
    if queries.password_of(person_id) != seen:
        return False  # changed while it was compared
    if renewed:
        session.execute(
            update(Password)
            .where(Password.person_id == person_id, Password.hash == seen)
            .values(hash=renewed)
        )
    return True


def set_password(person: Person, hashed: str, *, keep: int, at: datetime) -> None:
    """Set or change it: every other session ends, and a mail tells."""
    had = queries.password_of(person.id) is not None
    values = {"hash": hashed, "set_at": at}
    session.execute(
        insert(Password)
        .values(person_id=person.id, **values)
        .on_conflict_do_update(index_elements=[Password.person_id], set_=values)
    )
    end_other_sessions(person.id, keep=[keep])
    post_notice(person, "password changed" if had else "password set", at=at)


def remove_password(person: Person, *, keep: int, at: datetime) -> None:
    """Only mail signs in from now on: every other session ends, and a mail tells."""
    gone = session.execute(
        delete(Password).where(Password.person_id == person.id).returning(Password.person_id)
    )
    if gone.first() is not None:
        end_other_sessions(person.id, keep=[keep])
        post_notice(person, "password removed", at=at)


def note_proof(browser_session: BrowserSession, *, at: datetime) -> None:
    """Its person has just shown that it is them."""
    browser_session.proven_at = at
