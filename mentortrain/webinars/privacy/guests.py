"""What is held of who asked for a place in an open session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from mentortrain.agenda.models import Entry
from mentortrain.db import session
from mentortrain.holdings import Fate, Field, Holding, Leaver, Rule, declare, deleting, keep_for, on_leaving
from mentortrain.people.models import Person
from mentortrain.people.rules import email_key
from mentortrain.webinars.models import PlaceRequest, Webinar


def _address_of(person_id: Any) -> Any:
    return select(Person.email_key).where(Person.id == person_id).scalar_subquery()


declare(
    Holding(
        model=PlaceRequest,
        title=_l("Open sessions that you asked to come to"),
        why=_l("So that a mail can ask whether the address is yours."),
        seen_by=_l("Nobody; once you confirm it, the staff see that you are registered."),
        kept=_l("For %(days)s days."),
        rule="webinars.guests",
        of=lambda person_id: PlaceRequest.email_key == _address_of(person_id),
        fields=(
            Field(
                "session",
                _l("Session"),
                select(Entry.title)
                .join(Webinar, Webinar.entry_id == Entry.id)
                .where(Webinar.id == PlaceRequest.webinar_id)
                .scalar_subquery(),
                covers=("webinar_id",),
            ),
            Field("name", _l("Name"), PlaceRequest.name, plain=True),
            Field("email", _l("Mail address"), PlaceRequest.email, plain=True),
            Field("time_zone", _l("Time zone"), PlaceRequest.time_zone, plain=True),
            Field("language", _l("Language"), PlaceRequest.language, plain=True),
            Field("asked_at", _l("Asked"), PlaceRequest.asked_at),
            Field("confirmed_at", _l("Confirmed"), PlaceRequest.confirmed_at),
        ),
        withheld={
            "email_key": _l("Your address once more, in small letters."),
            "salt": _l("A part of what the link in the mail is made from."),
            "token_hash": _l("A fingerprint of a secret."),
        },
        plumbing=("id", "mails"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    )
)

keep_for(
    Rule(
        key="webinars.guests",
        what=_l("Names and addresses of who asked to come to an open session, counted from when they asked."),
        days=14,
        least=14,
        most=60,
        model=PlaceRequest,
        due=lambda before: PlaceRequest.asked_at < before,
        act=deleting(PlaceRequest),
    )
)


def _leave(leaver: Leaver, at: datetime) -> None:
    """While the address is still theirs: what they sent without an account is found by it."""
    session.execute(
        delete(PlaceRequest)
        .where(PlaceRequest.email_key == email_key(leaver.email))
        .execution_options(synchronize_session=False)
    )


on_leaving.append(_leave)
