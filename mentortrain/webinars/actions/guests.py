"""Coming to an open session without an account: asking for a place, and confirming the address.

Nothing here tells whether an address is known: the mail goes to whoever has it.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from mentortrain.db import insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import post
from mentortrain.people.actions import find_or_create
from mentortrain.people.keys import PLACE_LINK, key_for
from mentortrain.people.models import Person
from mentortrain.people.rules import clean_name, digest, email_key, token_hash
from mentortrain.webinars import queries
from mentortrain.webinars.actions.holding import held, record_deed, refuse_closed
from mentortrain.webinars.actions.registering import register, withdraw
from mentortrain.webinars.models import PlaceRequest, Webinar

CONFIRM_PLACE = "webinars.confirm_place"
"""The kind of mail."""
MOST_MAILS = 5
"""Mails with the link for one address and session: who does not find the fifth has another trouble."""


def ask_for_place(
    webinar: Webinar, *, name: str, email: str, time_zone: str, language: str, at: datetime
) -> None:
    """Keep what somebody wrote and mail the link that confirms it. A later name and zone take the place of earlier
    ones until then.

    RuleBroken `webinar.cancelled`, `webinar.past`.
    """
    _refuse_over(webinar, at=at)
    salt = secrets.token_urlsafe(32)
    insert_new(
        PlaceRequest,
        webinar_id=webinar.id,
        email=email.strip(),
        email_key=email_key(email),
        name=clean_name(name),
        time_zone=time_zone,
        language=language,
        salt=salt,
        token_hash=token_hash(token_from(salt)),
        mails=0,
        asked_at=at,
    )
    found = queries.request_of(webinar.id, email)
    if found is None or found.mails >= MOST_MAILS:
        return
    if found.confirmed_at is None:
        found.name, found.time_zone, found.language = clean_name(name), time_zone, language
    found.mails += 1
    post(
        kind=CONFIRM_PLACE,
        key=f"{CONFIRM_PLACE}:{found.id}:{found.mails}",
        to=found.email,
        name=found.name,
        person_id=None,  # whether somebody has this address is not known here
        params={"id": found.id},
        at=at,
    )


def token_from(salt: str) -> str:
    """What stands in the link: the database alone does not tell it."""
    return digest(key_for(PLACE_LINK), salt)


def confirm_place(found: PlaceRequest, webinar: Webinar, *, at: datetime) -> bool:
    """The address is theirs: they have a place, or wait for one; False if they had, or did, already.

    Also for who has changed their mind. RuleBroken as `register`, and `place.closed` where only people of the program
    can come by now.
    """
    held(webinar)
    if not webinar.is_public:
        raise RuleBroken("place.closed")
    person = find_or_create(email=found.email, name=found.name, time_zone=found.time_zone, at=at)
    found.confirmed_at = found.confirmed_at or at
    return register(webinar, person, at=at)


def give_up_place(found: PlaceRequest, webinar: Webinar, *, at: datetime) -> bool:
    """They cannot come after all. False if they had no place and did not wait.

    RuleBroken as `withdraw`.
    """
    person_id = queries.guest_of(found) if found.confirmed_at else None
    return person_id is not None and withdraw(webinar, session.get_one(Person, person_id), at=at)


def open_to_all(webinar: Webinar, is_public: bool, *, at: datetime) -> bool:
    """Let anybody come to a session, or end that; False if it is so already. Who is registered stays.

    RuleBroken `webinar.cancelled`, `webinar.draft`.
    """
    held(webinar)
    refuse_closed(webinar)
    if webinar.is_public == is_public:
        return False
    webinar.is_public = is_public
    record_deed("webinar.opened" if is_public else "webinar.closed", webinar, {}, at=at)
    return True


def _refuse_over(webinar: Webinar, *, at: datetime) -> None:
    refuse_closed(webinar)
    if webinar.entry.ends_at <= at:
        raise RuleBroken("webinar.past")
