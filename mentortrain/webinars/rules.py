"""When a session can take place, who may come in and when, and what counts as having been there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from mentortrain.errors import RuleBroken

WEBINAR, RE_ENGAGEMENT = "webinar", "re-engagement"
"""Kinds: what staff schedule; what brings a cohort back at two thirds of its time."""

INVITED, REGISTERED, WAITING, WITHDRAWN = "invited", "registered", "waiting", "withdrawn"
"""States of a registration."""
COMING = (INVITED, REGISTERED)
"""Who is expected, and so holds a place: an invitation stands in the calendar already, and opens the door."""
MOST_PLACES = 10_000
"""More than any meeting has: whoever types more has mistyped."""

MOST_TIMES, MOST_WEEKS = 6, 26
"""At which one session is offered, and by which a series grows at once."""

MOST_OF_TOPIC = 60
"""Letters of a topic."""

SHORTEST, LONGEST, USUAL = 5, 480, 45
"""Minutes a session lasts."""
FURTHEST_YEARS = 5
FURTHEST = timedelta(days=366 * FURTHEST_YEARS)
"""How far ahead a session can be: whoever plans further has mistyped the year."""
ZONES_DIFFER = timedelta(days=1)
"""The most by which a clock on a wall differs from UTC, and a little more."""
OPENS_BEFORE, CLOSES_AFTER = timedelta(minutes=15), timedelta(minutes=30)
"""Around a session, while its door is open: some come early, some sessions run over."""
WORD_UNTIL = timedelta(hours=24)
"""After the end, how long the word that the host says is taken: some have no hand free while they listen."""
USUAL_PERCENT, LEAST_PERCENT, MOST_PERCENT = 80, 50, 100
"""Of a session's length: who stayed as long was there (the default rubric's live session), and what staff can set."""
ATTENDED, PARTLY, MISSED = "attended", "partly", "missed"
"""What somebody's minutes come to."""

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?")
_UNFIT = re.compile(r'[\x00-\x20\x7f<>"\\^`{|}]')


def one_spelling(topic: str, known: Iterable[str]) -> str | None:
    """A topic as sessions have it already, whatever its capitals and spaces; None for an empty one.

    Else "listening" and "Listening" would be two to choose from.
    """
    topic = " ".join(topic.split())
    return next((one for one in known if one.casefold() == topic.casefold()), topic) or None


WHICHEVER = ""
"""In the place of a course's key: whatever a session is about."""
Coming = Mapping[str, datetime]
"""When the first of some sessions ends: WHICHEVER it is, and by key of the course of those that are about one."""


@dataclass(frozen=True)
class AttendedSession:
    """A session with the minutes that a person was there."""

    webinar_id: int
    title: str
    minutes: int
    length_minutes: int
    starts_at: datetime
    percent: int = USUAL_PERCENT
    """From which share of its length on it counts."""
    course: str = ""
    """Key of the course that it is about; empty: of none in particular."""
    choice_id: int | None = None
    """What the times share at which it was offered; None: it was offered once."""


def check_length(minutes: int) -> None:
    """RuleBroken `webinar.length` unless it is between 5 minutes and 8 hours."""
    if not SHORTEST <= minutes <= LONGEST:
        raise RuleBroken("webinar.length", shortest=SHORTEST, longest=LONGEST)


def check_reach(starts_wall: datetime, *, at: datetime) -> None:
    """Whether a wall time (naive) of any zone is near enough to be reckoned with; before it is.

    RuleBroken `webinar.in_the_past`, or `webinar.too_far` if it is more than five years ahead.
    """
    now = at.astimezone(UTC).replace(tzinfo=None)
    if starts_wall < now - ZONES_DIFFER:
        raise RuleBroken("webinar.in_the_past")
    if starts_wall > now + FURTHEST:
        raise RuleBroken("webinar.too_far", years=FURTHEST_YEARS)


def check_start(starts_at: datetime, *, at: datetime) -> None:
    """RuleBroken `webinar.in_the_past` unless the start is still to come."""
    if starts_at <= at:
        raise RuleBroken("webinar.in_the_past")


def check_capacity(capacity: int | None) -> None:
    """RuleBroken `webinar.capacity` unless it is a number of places from 1 to 10,000, or None: as many as come."""
    if capacity is not None and not 1 <= capacity <= MOST_PLACES:
        raise RuleBroken("webinar.capacity", most=MOST_PLACES)


def free_places(capacity: int | None, held: int) -> int | None:
    """How many places are free where `held` are taken; None where there is no end to them.

    Never less than none: staff may have let in more, or lowered the number since.
    """
    return None if capacity is None else max(0, capacity - held)


IN, WAITS, ALREADY, STILL_WAITS, NO_PLACE = "in", "waits", "already", "still waits", "no place"
"""What becomes of somebody whom staff register: IN and WAITS change something."""
MOST_AT_ONCE = 500
"""People whom staff register with one click: each is mailed."""


def outcomes(states: Sequence[str | None], *, free: int | None, above: bool, has_begun: bool) -> list[str]:
    """What becomes of each whom staff register, in order, by the state of their registration (None: none yet).

    `free` places (None: no end of them) go to the first; the rest wait, unless staff say that they go `above` the
    number. Who is invited has a place and takes none of the free ones. Once it has begun nobody new waits.
    """
    found = []
    for state in states:
        if state == REGISTERED:
            found.append(ALREADY)
        elif state == INVITED or above or free is None or free > 0:
            found.append(IN)
            if free and state != INVITED:
                free -= 1
        elif state == WAITING:
            found.append(STILL_WAITS)
        else:
            found.append(NO_PLACE if has_begun else WAITS)
    return found


def check_meeting_url(url: str) -> None:
    """RuleBroken `webinar.meeting_url` unless it is a plain http or https address; none yet is fine.

    It becomes a redirect and part of a Content-Security-Policy, so it must be nothing more than that.
    """
    if not url:
        return
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (urlsplit checks the port only when asked)
    except ValueError as error:
        raise RuleBroken("webinar.meeting_url") from error
    fits = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc) and not _UNFIT.search(url)
    if not fits:
        raise RuleBroken("webinar.meeting_url")


def origin_of(url: str) -> str:
    """'https://meet.example.org' of a checked meeting address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def comes_twice(starts_at: datetime, zone: str) -> bool:
    """Whether the clocks of a zone show the time of this moment once more an hour or so later: they are put back."""
    local = starts_at.astimezone(ZoneInfo(zone))
    return local.fold == 0 and local.replace(fold=1).utcoffset() != local.utcoffset()


def is_open(starts_at: datetime, ends_at: datetime, *, at: datetime) -> bool:
    """Whether the door is open: from 15 minutes before the start until 30 minutes after the end."""
    return starts_at - OPENS_BEFORE <= at < ends_at + CLOSES_AFTER


DAY_BEFORE = timedelta(hours=12)
"""Before the start, from when on its host finds the way to the host's page first."""


def is_the_day(starts_at: datetime, ends_at: datetime, *, at: datetime) -> bool:
    """Whether the host's page comes first on staff's pages: from 12 hours before the start until the door shuts."""
    return starts_at - DAY_BEFORE <= at < ends_at + CLOSES_AFTER


SOON_BEFORE = timedelta(hours=1)
"""Before the start, from when on whoever leads it finds the way to it above all else."""


def is_near(starts_at: datetime, ends_at: datetime, *, at: datetime) -> bool:
    """Whether it begins within the hour, is on, or has its door open still."""
    return starts_at - SOON_BEFORE <= at < ends_at + CLOSES_AFTER


EARLY, OPEN, OVER, CANCELLED, NOT_COMING = "early", "open", "over", "cancelled", "not coming"
"""How somebody finds the door of a session."""


def door_state(
    starts_at: datetime, ends_at: datetime, *, cancelled: bool, expected: bool, at: datetime
) -> str:
    """How somebody finds the door now: EARLY, OPEN or OVER, or why it is none for them."""
    if cancelled:
        return CANCELLED
    if at >= ends_at + CLOSES_AFTER:
        return OVER
    if not expected:
        return NOT_COMING
    return OPEN if is_open(starts_at, ends_at, at=at) else EARLY


def check_door(
    *, starts_at: datetime, ends_at: datetime, cancelled: bool, expected: bool, meeting_url: str, at: datetime
) -> None:
    """Whether a person may be led to the meeting now.

    RuleBroken `webinar.cancelled`, `session.not_yours`, `session.not_open`, `session.no_link`.
    """
    if cancelled:
        raise RuleBroken("webinar.cancelled")
    if not expected:
        raise RuleBroken("session.not_yours")
    if not is_open(starts_at, ends_at, at=at):
        raise RuleBroken("session.not_open")
    if not meeting_url:
        raise RuleBroken("session.no_link")


def takes_word(
    starts_at: datetime, ends_at: datetime, *, began_at: datetime | None = None, at: datetime
) -> bool:
    """Whether the word that the host says is taken: from the start, or from when the host began, until a day after
    the end."""
    return min(starts_at, began_at or starts_at) <= at < ends_at + WORD_UNTIL


def shows_word(
    starts_at: datetime, ends_at: datetime, *, began_at: datetime | None = None, at: datetime
) -> bool:
    """Whether the host sees the word: while the door is open, and as soon as they have begun."""
    return is_open(starts_at, ends_at, at=at) or (began_at is not None and began_at <= at < ends_at)


def check_word(*, cancelled: bool, expected: bool, takes: bool) -> None:
    """Whether a person may say now that they heard the word.

    RuleBroken `webinar.cancelled`, `session.not_yours`, `word.not_now`.
    """
    if cancelled:
        raise RuleBroken("webinar.cancelled")
    if not expected:
        raise RuleBroken("session.not_yours")
    if not takes:
        raise RuleBroken("word.not_now")


def check_threshold(percent: int) -> None:
    """RuleBroken `webinar.threshold` unless it is from 50 to 100 %."""
    if not LEAST_PERCENT <= percent <= MOST_PERCENT:
        raise RuleBroken("webinar.threshold", least=LEAST_PERCENT, most=MOST_PERCENT)


def attended(minutes: int, length: int, percent: int = USUAL_PERCENT) -> bool:
    """Whether so many minutes of a session count as having been there; exact, so 36 of 45 do at 80 %."""
    return minutes * 100 >= percent * length


def outcome(minutes: int | None, length: int, percent: int = USUAL_PERCENT) -> str:
    """What minutes come to: attended, partly or missed."""
    if not minutes:
        return MISSED
    return ATTENDED if attended(minutes, length, percent) else PARTLY


def state_of_both(kept: str, gone: str) -> str:
    """Of a session to which two accounts of one person have something: who comes with either comes."""
    return min(kept, gone, key=(REGISTERED, INVITED, WAITING, WITHDRAWN).index)


def turn_of_both(kept: int | None, gone: int | None) -> int | None:
    """The place in line of two accounts of one person that both wait, or of the one that does: the earlier."""
    return min((turn for turn in (kept, gone) if turn is not None), default=None)


def minutes_needed(length: int, percent: int = USUAL_PERCENT) -> int:
    """The fewest whole minutes that count."""
    return -(-percent * length // 100)


def page_path(program_id: int, webinar_id: int) -> str:
    """The page of a session, as calendars and mails link to it."""
    return f"/programs/{program_id}/sessions/{webinar_id}"
