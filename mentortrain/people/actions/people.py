"""Making people, and changing what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from mentortrain.db import insert_all_new, session
from mentortrain.files.actions import Upload, give_to, let_go
from mentortrain.people import queries
from mentortrain.people.kinds import PHOTO
from mentortrain.people.models import Person
from mentortrain.people.names import search_key
from mentortrain.people.rules import clean_name, email_key, unreachable


def find_or_create(*, email: str, name: str, time_zone: str, at: datetime) -> Person:
    """The person of this address, made if nobody has it. A known person's name and zone stay as they are."""
    return find_or_create_all([(email, name, time_zone)], at=at)[email_key(email)]


def find_or_create_all(wanted: Sequence[tuple[str, str, str]], *, at: datetime) -> dict[str, Person]:
    """The same for some hundreds of (address, name, zone), by the address' key. Two statements."""
    rows = {
        email_key(email): {
            "email": email.strip(),
            "email_key": email_key(email),
            "name": clean_name(name),
            "search_key": search_key(clean_name(name), email),
            "time_zone": time_zone,
            "language": "en",
            "is_admin": False,
            "created_at": at,
        }
        for email, name, time_zone in reversed(wanted)  # of two rows with one address the first counts
    }
    insert_all_new(Person, [rows[key] for key in sorted(rows)], Person.id)
    return queries.with_email_keys(list(rows))


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
    person.name, person.time_zone = clean_name(name), time_zone


def choose_course_language(person: Person, language: str) -> None:
    """In which language somebody reads the courses that have it, from now on."""
    person.reads_in = language


def lose_address(person_id: int, *, at: datetime) -> None:
    """Somebody is erased: the row stays without an address, and the address is free for a new person."""
    address = unreachable()
    session.execute(
        update(Person).where(Person.id == person_id).values(email=address, email_key=address, erased_at=at)
    )
