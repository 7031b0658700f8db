"""What an application is, when the door of a program is open, and when mentees may apply."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

UNCONFIRMED, NEW, WAITING, ACCEPTED, DECLINED = "unconfirmed", "new", "waiting", "accepted", "declined"
STATES = (UNCONFIRMED, NEW, WAITING, ACCEPTED, DECLINED)
"""Of an application: its address is not confirmed; it waits for an answer; it is on the waiting list; it has one."""
OPEN_STATES = (NEW, WAITING)
"""Those in which staff can still decide."""

ACCEPTANCE, TO_WAIT, DECLINE = "acceptance", "waiting", "decline"
ANSWERS = {ACCEPTANCE: ACCEPTED, TO_WAIT: WAITING, DECLINE: DECLINED}
"""What staff can answer, and the state that it leads to."""

DOOR_OPEN, DOOR_CLOSED, DOOR_FULL, DOOR_NOT_YET = "open", "closed", "full", "not yet"
"""What somebody finds who wants to apply in a role."""

ANSWER_WAITS = timedelta(minutes=10)
"""An answer can be taken back that long: then its mail goes, and somebody accepted takes part."""
LINK_LASTS = timedelta(days=14)
"""How long an address can be confirmed: the retention rule lets an unconfirmed application go afterwards."""
MOST_AT_ONCE = 100
"""Applications that are accepted with one press."""

CONSENT_VERSION = "2026-11"
"""Of the wording in words.py: raise it when that changes."""

_MENTORS_BEFORE_MENTEES = Fraction(1, 2)
"""Of the mentors wanted: the other half come while mentees apply, train and are asked what they look for."""
_WITHOUT_PLACES = 5


def mentors_first(places: int | None) -> int:
    """How many mentors are on the way before mentees may apply, where staff said nothing else."""
    return _WITHOUT_PLACES if not places else max(1, -(-places * _MENTORS_BEFORE_MENTEES // 1))


@dataclass(frozen=True)
class Facts:
    """What the door of a program hangs on, for one role."""

    is_open: bool
    """Staff take applications, and the program runs: it is no draft, not archived and has not ended."""
    places: int | None
    taken: int
    may_come: bool = True
    """False: for mentees, while there are too few mentors."""


def door(facts: Facts) -> str:
    """What somebody finds who wants to apply."""
    if not facts.is_open:
        return DOOR_CLOSED
    if facts.places is not None and facts.taken >= facts.places:
        return DOOR_FULL
    return DOOR_OPEN if facts.may_come else DOOR_NOT_YET


@dataclass(frozen=True)
class Group:
    """A group into which somebody can still come."""

    id: int
    name: str
    country: str
    """The code of the country whose people it is for; empty for an intake."""
    opens_on: date
    pairing_on: date
    ends_on: date


def asks_for_group(groups: Sequence[Group]) -> bool:
    """Whether applicants choose: there are several, and not each of them is of a country."""
    return len(groups) > 1 and not all(group.country for group in groups)


def group_for(groups: Sequence[Group], *, chosen: int | None, country: str) -> int | None:
    """The group of an application: the only one; that of the applicant's country; the one they chose. None: staff
    say it."""
    if len(groups) == 1:
        return groups[0].id
    if asks_for_group(groups):
        return chosen if chosen in {group.id for group in groups} else None
    return next((group.id for group in groups if group.country == country), None)


def needs(text: str) -> list[str]:
    """What a program asks people to have, one by one: a line or a sentence each. At most twelve."""
    parts = [part.strip(" \t-*•·") for part in re.split(r"[\r\n]+|(?<=[.;!?])\s+", text)]
    return [part for part in parts if part][:12]


def slug_of(name: str) -> str:
    """A program's name as it stands in an address: 'Puentes 2027' is puentes-2027. 'program' for who has no letters."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("đ", "dj").replace("ß", "ss"))
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "program"


def is_slug(text: str) -> bool:
    """Whether it can stand in an address as it is, and is no address of our own."""
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None and text not in TAKEN


TAKEN = frozenset({"confirmation", "interest"})


def days_waiting(since: datetime, *, at: datetime) -> int:
    """Whole days."""
    return max(0, (at - since).days)
