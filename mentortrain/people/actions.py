"""Making people and links, and signing in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from mentortrain.audit.actions import record
from mentortrain.db import insert_all_new, session
from mentortrain.errors import RuleBroken
from mentortrain.files.actions import Upload, give_to, let_go
from mentortrain.mail.actions import post, really
from mentortrain.mail.queries import count_posted
from mentortrain.people import events, queries
from mentortrain.people.kinds import PHOTO
from mentortrain.people.models import Person, SignInLink
from mentortrain.people.rules import MAILED_WITHIN, MOST_MAILED, SIGN_IN_LINK_LASTS, email_key, token_hash

SIGN_IN = "people.sign_in"


def find_or_create(*, email: str, name: str, time_zone: str, at: datetime) -> Person:
    """The person of this address, made if nobody has it. A known person's name and zone stay as they are."""
    return find_or_create_all([(email, name, time_zone)], at=at)[email_key(email)]


def find_or_create_all(wanted: Sequence[tuple[str, str, str]], *, at: datetime) -> dict[str, Person]:
    """The same for some hundreds of (address, name, zone), by the address' key. Two statements."""
    rows = {
        email_key(email): {
            "email": email.strip(),
            "email_key": email_key(email),
            "name": name.strip(),
            "time_zone": time_zone,
            "language": "en",
            "is_admin": False,
            "session_token": secrets.token_urlsafe(32),
            "created_at": at,
        }
        for email, name, time_zone in reversed(wanted)  # of two rows with one address the first counts
    }
    insert_all_new(Person, [rows[key] for key in sorted(rows)], Person.id)
    return queries.with_email_keys(list(rows))


def make_link(
    person: Person | None, *, at: datetime, lasts: timedelta = SIGN_IN_LINK_LASTS, next_path: str = "/"
) -> str:
    """A new sign-in token for the address in a mail; only its hash is stored.

    It `lasts` from now on: a mail that is made in a simulated future is read, and its link used, today.
    """
    token, made_at = secrets.token_urlsafe(32), really(at)
    session.add(
        SignInLink(
            person_id=person.id if person else None,
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


def request_link(email: str, *, next_path: str = "/", at: datetime) -> None:
    """Mail a sign-in link if somebody has this address; say nothing about whether.

    From wherever they are asked for, a mailbox gets no more than a few in a while.
    """
    person = queries.with_email(email)
    if person is not None and count_posted(SIGN_IN, person.id, since=at - MAILED_WITHIN) < MOST_MAILED:
        mail_link(person, next_path=next_path, at=at)


def mail_link(person: Person, *, next_path: str, at: datetime) -> None:
    """Put a sign-in mail into the outbox. The link itself is made when the mail goes."""
    post(
        kind=SIGN_IN,
        key=f"sign-in:{person.id}:{secrets.token_hex(8)}",
        to=person.email,
        name=person.name,
        person_id=person.id,
        params={"person_id": person.id, "next_path": next_path, "asked_at": at.isoformat()},
        at=at,
    )


def use_link(token: str, *, at: datetime) -> tuple[Person, str]:
    """Sign in with a link, which ends it: (person, path to go to). Of two who press at once, one gets in."""
    link = queries.link_with(token)
    if link is None or link.person_id is None or not _take(link, at):
        raise RuleBroken("link.ended")
    person = session.get_one(Person, link.person_id)
    note_sign_in(person, at=at)
    return person, link.next_path


def note_sign_in(person: Person, *, at: datetime) -> None:
    """Remember it, and let the features above know in the same transaction."""
    person.last_sign_in_at = at
    session.flush()
    for listener in events.on_sign_in:
        listener(person.id, at)


def become_first_administrator(token: str, *, email: str, name: str, time_zone: str, at: datetime) -> Person:
    """Use the first start's link: it works once, and only while nobody runs this site."""
    link = queries.link_with(token)
    if link is None or link.person_id is not None or queries.has_administrator() or not _take(link, at):
        raise RuleBroken("link.ended")
    person = find_or_create(email=email, name=name, time_zone=time_zone, at=at)
    person.is_admin = True
    record("administrator.made", about=("person", person.id), people=[person.id], by=person.id, at=at)
    note_sign_in(person, at=at)
    return person


def sign_out_everywhere(person: Person) -> None:
    """End every session of this person."""
    person.session_token = secrets.token_urlsafe(32)


def _take(link: SignInLink, at: datetime) -> bool:
    taken = session.execute(
        update(SignInLink)
        .where(SignInLink.id == link.id, SignInLink.used_at.is_(None), SignInLink.expires_at > at)
        .values(used_at=at)
        .returning(SignInLink.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return taken is not None


def set_photo(person: Person, upload: Upload, *, at: datetime) -> None:
    """The picture by which others know a person; one that was there before is forgotten."""
    file = give_to(PHOTO, person.id, upload, by=person.id, at=at)
    let_go(PHOTO, person.id, but=file)
    session.get_one(Person, person.id).photo = file.digest


def remove_photo(person: Person) -> None:
    """Back to initials."""
    let_go(PHOTO, person.id)
    person.photo = None


def change_profile(person: Person, *, name: str, time_zone: str) -> None:
    """What the site calls a person, and the zone it shows times in."""
    person.name, person.time_zone = name.strip(), time_zone
