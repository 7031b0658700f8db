"""What a report says, once it is read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mentortrain.webinars.stays import Stay

ZOOM, TEAMS, MEET, OTHER = "zoom", "teams", "meet", "other"


@dataclass(frozen=True)
class Meeting:
    """The session that a report is about. Moments are aware."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    """The zone whose clocks a report shows where it names none."""


def distance(moment: datetime, meeting: Meeting) -> timedelta:
    """Of a moment from the session, none within it."""
    return max(meeting.starts_at - moment, moment - meeting.ends_at, timedelta(0))


@dataclass(frozen=True)
class Attendee:
    """Somebody as a report names them, with all their lines."""

    name: str = ""
    address: str = ""
    phone: str = ""
    """What can be seen of a number, such as +15551234567 or 1555***4567."""
    stays: tuple[Stay, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Fault:
    """A line of the file that is left out, or read with an assumption (`is_note`), and why: a code."""

    line: int
    code: str
    written: str = ""
    is_note: bool = False


@dataclass(frozen=True)
class Report:
    """A whole report, or the reason why it could not be read (`problem`, a code)."""

    provider: str = OTHER
    attendees: tuple[Attendee, ...] = ()
    faults: tuple[Fault, ...] = ()
    problem: str = ""
    asked_zone: bool = False
    """Whether it has times that name no zone, so that the meeting's was taken."""
    mixed: bool = False
    """Whether it has others as well: then the zone cannot be changed for all of them."""
    dateless: bool = False
    """Whether its times have no date, so that the nearest to the session was taken."""
    absent: int = 0
    """Lines of people who registered with the provider and did not come."""
    waiting: int = 0
    """Lines of time in the waiting room, which counts for nobody."""
    seen: tuple[str, ...] = field(default=())
    """Headings that were met, for who has to be told what was not understood."""


def dumped(attendees: Iterable[Attendee]) -> str:
    """Attendees as text, to be kept until somebody says who they are."""
    return json.dumps(
        [
            [
                one.name,
                one.address,
                one.phone,
                [[_iso(stay.starts_at), _iso(stay.ends_at), stay.seconds] for stay in one.stays],
                list(one.lines),
            ]
            for one in attendees
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def loaded(text: str) -> list[Attendee]:
    """What `dumped` made."""
    return [
        Attendee(
            name,
            address,
            phone,
            tuple(Stay(_moment(starts), _moment(ends), seconds) for starts, ends, seconds in stays),
            tuple(lines),
        )
        for name, address, phone, stays, lines in json.loads(text)
    ]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def rezoned(
    attendees: Iterable[Attendee], was: str, zone: str, meeting: Meeting, *, dateless: bool
) -> list[Attendee]:
    """The same people, with times that were read by the clocks of `was` read by those of `zone`."""

    def stay_of(stay: Stay) -> Stay:
        if stay.starts_at is None or stay.ends_at is None:
            return stay
        begin, end = (_by_clocks_of(moment, was, zone) for moment in (stay.starts_at, stay.ends_at))
        shifts = (timedelta(0), timedelta(days=-1), timedelta(days=1)) if dateless else (timedelta(0),)
        shift = min(shifts, key=lambda one: distance(begin + one, meeting))
        return Stay(begin + shift, end + shift, stay.seconds)

    return [
        Attendee(one.name, one.address, one.phone, tuple(stay_of(stay) for stay in one.stays), one.lines)
        for one in attendees
    ]


def _by_clocks_of(moment: datetime, was: str, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(was)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
