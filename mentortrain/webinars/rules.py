"""When a session can take place, who may come in and when, and what counts as having been there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from urllib.parse import urlsplit

from mentortrain.errors import RuleBroken

WEBINAR, RE_ENGAGEMENT = "webinar", "re-engagement"
"""Kinds: what staff schedule; what brings a cohort back at two thirds of its time."""

INVITED, REGISTERED, WITHDRAWN = "invited", "registered", "withdrawn"
"""States of a registration."""

SHORTEST, LONGEST, USUAL = 5, 480, 45
"""Minutes a session lasts."""
FURTHEST_YEARS = 5
FURTHEST = timedelta(days=366 * FURTHEST_YEARS)
"""How far ahead a session can be: whoever plans further has mistyped the year."""
ZONES_DIFFER = timedelta(days=1)
"""The most by which a clock on a wall differs from UTC, and a little more."""
OPENS_BEFORE, CLOSES_AFTER = timedelta(minutes=10), timedelta(minutes=30)
"""Around a session, while its door is open: some come early, some sessions run over."""
ATTENDED_SHARE = Fraction(4, 5)
"""Of a session's length: who stayed as long was there (the default rubric's live session)."""

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?")
_UNFIT = re.compile(r'[\x00-\x20\x7f<>"\\^`{|}]')


@dataclass(frozen=True)
class AttendedSession:
    """A session with the minutes that a person was there."""

    webinar_id: int
    title: str
    minutes: int
    length_minutes: int
    starts_at: datetime


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


def is_open(starts_at: datetime, ends_at: datetime, *, at: datetime) -> bool:
    """Whether the door is open: from 10 minutes before the start until 30 minutes after the end."""
    return starts_at - OPENS_BEFORE <= at < ends_at + CLOSES_AFTER


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


def attended(minutes: int, length: int, share: Fraction = ATTENDED_SHARE) -> bool:
    """Whether so many minutes of a session count as having been there; exact, so 36 of 45 do at 80 %."""
    return minutes >= share * length


def state_of_both(kept: str, gone: str) -> str:
    """Of a session to which two accounts of one person have something: who comes with either comes."""
    return min(kept, gone, key=(REGISTERED, INVITED, WITHDRAWN).index)


def minutes_needed(length: int, share: Fraction = ATTENDED_SHARE) -> int:
    """The fewest whole minutes that count."""
    return -(-share * length // 1)


def page_path(program_id: int, webinar_id: int) -> str:
    """The page of a session, as calendars and mails link to it."""
    return f"/programs/{program_id}/sessions/{webinar_id}"
