"""Who in a report is who in a program."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mentortrain.people.names import plain
from mentortrain.webinars.reports.values import Attendee

BY_ADDRESS, BY_MEMORY, BY_NAME, BY_PHONE = "address", "memory", "name", "phone"
LEAST_DIGITS, MOST_DIGITS = 4, 7
"""Of a phone's number that must agree, from its end, and that are looked at: some providers hide the rest."""
_ASIDE = re.compile(r"\s*\(([^()]*)\)\s*")
_ENDING = re.compile(r"(\d+)\D*$")


@dataclass(frozen=True)
class Candidate:
    """Somebody of the program."""

    person_id: int
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True)
class Match:
    """Who somebody in a report is, and how that is known; nobody (`person_id` None) if that is not known.

    `by` memory without a person: staff have said that it is nobody of theirs. `several`: who it may be, where more
    than one fit.
    """

    person_id: int | None = None
    by: str = ""
    several: tuple[int, ...] = ()


def match(
    attendees: Sequence[Attendee],
    people: Iterable[Candidate],
    remembered: Mapping[str, int | None],
) -> list[Match]:
    """A match for each attendee, by address, by what staff said before, by name, by the last digits of a phone.

    `remembered` is by `key_of`. Who fits two people fits nobody: staff say who it is.
    """
    everybody = list(people)
    ids = {one.person_id for one in everybody}
    by_address = {one.email.casefold(): one.person_id for one in everybody}
    by_name: dict[str, list[int]] = {}
    by_phone: dict[str, list[int]] = {}
    for one in everybody:
        by_name.setdefault(_bare(one.name), []).append(one.person_id)
        digits = re.sub(r"\D", "", one.phone)
        for length in range(LEAST_DIGITS, MOST_DIGITS + 1):
            if len(digits) >= length:
                by_phone.setdefault(digits[-length:], []).append(one.person_id)
    by_name.pop("", None)

    def of(attendee: Attendee) -> Match:
        if attendee.address.casefold() in by_address:
            return Match(by_address[attendee.address.casefold()], BY_ADDRESS)
        key = key_of(attendee)
        if key in remembered and (remembered[key] is None or remembered[key] in ids):
            return Match(remembered[key], BY_MEMORY)
        return (
            _one_of(_named(attendee.name, by_name), BY_NAME)
            or _one_of(by_phone.get(_last_digits(attendee.phone), []), BY_PHONE)
            or Match(several=tuple(_named(attendee.name, by_name)))
        )

    return [of(attendee) for attendee in attendees]


def key_of(attendee: Attendee) -> str:
    """What is remembered of somebody in a report: a digest, so that nobody's address or name is kept for it."""
    known = attendee.address.casefold() or plain(attendee.name) or attendee.phone
    return hashlib.sha256(known.encode()).hexdigest()


def _one_of(found: Sequence[int], by: str) -> Match | None:
    return Match(found[0], by) if len(set(found)) == 1 else None


def _named(written: str, by_name: Mapping[str, list[int]]) -> list[int]:
    """Ids of who has a name: as it stands, without what is in brackets, or in them: Ami (Amina Odhiambo)."""
    forms = [written, _ASIDE.sub(" ", written), *_ASIDE.findall(written)]
    found = (by_name.get(_bare(form), []) for form in forms)
    return next((ids for ids in found if ids), [])


def _bare(name: str) -> str:
    """A name as names are compared; the order of its words says nothing: Odhiambo, Amina."""
    return " ".join(sorted(plain(name.replace(",", " ")).split()))


def _last_digits(phone: str) -> str:
    found = _ENDING.search(re.sub(r"[\s().-]", "", phone))
    digits = found[1] if found else ""
    return digits[-MOST_DIGITS:] if len(digits) >= LEAST_DIGITS else ""
