"""Sessions that anybody may come to, and who asked for a place in one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from mentortrain.agenda.models import Entry
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people.models import Person
from mentortrain.people.rules import email_key, token_hash
from mentortrain.programs.models import Program
from mentortrain.programs.rules import OPEN
from mentortrain.webinars.models import PlaceRequest, Webinar


def is_shown_to_all() -> ColumnElement[bool]:
    """The condition that anybody may see a session: it is open to all, and so is its program."""
    running = select(Program.id).where(Program.state == OPEN)
    return Webinar.is_public & Webinar.drafted_at.is_(None) & Webinar.program_id.in_(running)


def public_sessions(program_id: int, *, at: datetime) -> Sequence[Webinar]:
    """The sessions of a program that anybody may come to and that are not over, in order; NotThere where the program
    has never had one."""
    of_it = (Webinar.program_id == program_id, is_shown_to_all())
    if session.scalar(select(Webinar.id).where(*of_it).limit(1)) is None:
        raise NotThere
    return session.scalars(
        select(Webinar)
        .join(Webinar.entry)
        .options(contains_eager(Webinar.entry))
        .where(*of_it, Webinar.cancelled_at.is_(None), Entry.ends_at > at)
        .order_by(Entry.starts_at, Webinar.id)
    ).all()


def public_session(program_id: int, webinar_id: int) -> Webinar:
    """One session that anybody may see, called off and over ones too, or NotThere."""
    found = session.scalar(
        select(Webinar).where(Webinar.id == webinar_id, Webinar.program_id == program_id, is_shown_to_all())
    )
    if found is None:
        raise NotThere
    return found


def request_with(token: str) -> PlaceRequest | None:
    """Who asked for a place, by the token of their link."""
    return session.scalar(select(PlaceRequest).where(PlaceRequest.token_hash == token_hash(token)))


def request_of(webinar_id: int, email: str) -> PlaceRequest | None:
    """Who asked for a place in a session with this address."""
    return session.scalar(
        select(PlaceRequest).where(
            PlaceRequest.webinar_id == webinar_id, PlaceRequest.email_key == email_key(email)
        )
    )


def request_numbered(number: int) -> PlaceRequest | None:
    """Who asked for a place, for a mail."""
    return session.get(PlaceRequest, number)


def guest_of(found: PlaceRequest) -> int | None:
    """The person who has the address of a request now; None if nobody has it any more."""
    return session.scalar(select(Person.id).where(Person.email_key == found.email_key))
