"""Which column of a report holds what, by its heading."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from mentortrain.webinars.reports.values import MEET, OTHER, TEAMS, ZOOM

NAME, FIRST, LAST, ADDRESS, PHONE = "name", "first", "last", "address", "phone"
JOIN, LEAVE, DURATION, ACTION, STAMP = "join", "leave", "duration", "action", "stamp"
ATTENDED, WAITING = "attended", "waiting"

_KNOWN = {
    NAME: ("name", "user name", "full name", "participant", "participant name", "attendee"),
    FIRST: ("first name",),
    LAST: ("last name", "surname"),
    ADDRESS: (
        "user email",
        "email",
        "email address",
        "e-mail",
        "registration email",
        "participant id",
        "upn",
    ),
    PHONE: ("phone", "phone number"),
    JOIN: ("join time", "first join", "first join time", "time joined", "joined", "joined at"),
    LEAVE: ("leave time", "last leave", "last leave time", "time exited", "left", "left at"),
    DURATION: (
        "duration",
        "total duration",
        "in-meeting duration",
        "meeting duration",
        "time in session",
        "attendance duration",
    ),
    ACTION: ("user action", "action"),
    STAMP: ("timestamp",),
    ATTENDED: ("attended",),
    WAITING: ("in waiting room",),
}
_COLUMN_OF = {heading: column for column, headings in _KNOWN.items() for heading in headings}
_OF_THE_MEETING = frozenset(
    {"meeting id", "webinar id", "topic", "meeting title", "actual start time", "participants"}
)
"""Headings of a line about the meeting, which has an address and a duration as well: the host's, and all of it."""
_SIGNS = (
    (
        TEAMS,
        (
            "first join",
            "last leave",
            "user action",
            "in-meeting duration",
            "participant id",
            "registration email",
        ),
    ),
    (MEET, ("time joined", "time exited")),
    (
        ZOOM,
        (
            "original name",
            "user email",
            "time in session",
            "is guest",
            "recording",
            "in waiting room",
            "duration (minutes)",
        ),
    ),
)
"""By which headings a provider is known."""
_ASIDE = re.compile(r"\(([^()]*)\)")
_OFFSET = re.compile(r"(?:utc|gmt)\s*(?:([+-])\s*(\d{1,2})(?::?(\d{2}))?)?", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """Where the columns of one table in a file are."""

    at: Mapping[str, Sequence[int]]
    """The places of each column that was found; several for an address."""
    provider: str = OTHER
    offset: timedelta | None = None
    """How far its clocks are from UTC, where a heading says so."""
    headings: tuple[str, ...] = field(default=())


def layout_of(cells: Sequence[str]) -> Layout | None:
    """The layout that a line of headings tells, None if it is none of people who came."""
    headings = [_bare(cell) for cell in cells]
    if _OF_THE_MEETING & set(headings):
        return None
    at: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        column = _COLUMN_OF.get(heading)
        if column:
            at.setdefault(column, []).append(place)
    somebody = NAME in at or ADDRESS in at or (FIRST in at and LAST in at)
    some_time = JOIN in at or DURATION in at or (ACTION in at and STAMP in at)
    if not (somebody and some_time):
        return None
    return Layout(at, _provider(cells), _offset(cells), tuple(cell for cell in cells if cell))


def is_of_the_meeting(cells: Sequence[str]) -> bool:
    """Whether a line is the headings of what a report says of the meeting itself: one such word may be a name."""
    return len(_OF_THE_MEETING & {_bare(cell) for cell in cells}) > 1


def _bare(heading: str) -> str:
    """Without what stands in brackets, and without regard to case: 'First Join (UTC)' is a first join."""
    return " ".join(_ASIDE.sub(" ", heading).casefold().split())


def _provider(cells: Sequence[str]) -> str:
    line = " | ".join(cells).casefold()
    return next((name for name, signs in _SIGNS if any(sign in line for sign in signs)), OTHER)


def _offset(cells: Sequence[str]) -> timedelta | None:
    for cell in cells:
        for aside in _ASIDE.findall(cell):
            found = _OFFSET.fullmatch(aside.strip())
            if found:
                sign, hours, minutes = found.groups()
                offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
                if offset < timedelta(hours=16):
                    return -offset if sign == "-" else offset
    return None
