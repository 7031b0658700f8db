"""When the session is that brings a slowing program back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentortrain.programs.rules import Timeline

NOTICE = timedelta(days=10)
"""People plan about that far ahead; the invitation goes at once."""

SHORTEST_NOTICE = timedelta(hours=24)
STARTS = time(18, 0)
"""After most shops close, on the program's clock."""

MINUTES = 45
_SATURDAY = 5


def session_start(timeline: Timeline, at: datetime) -> datetime | None:
    """The wall time (naive, in the program's zone) of the session for a program that slows at `at`.

    A weekday outside of the breaks at 18:00, ten days ahead; sooner where the end is near, but never with less
    than a day's notice.
    None when no such evening is left before the end.
    """
    at = at.astimezone(UTC)  # in another zone, adding days would add them on its wall clock
    zone = ZoneInfo(timeline.time_zone)
    earliest, latest = at + SHORTEST_NOTICE, timeline.end
    wished = (at + NOTICE).astimezone(zone).date()
    first = earliest.astimezone(zone).date()
    later = list(_from(wished, timeline))
    sooner = [wished - timedelta(days=n) for n in range(1, (wished - first).days + 1)]
    for day in later + sooner:
        start = datetime.combine(day, STARTS, zone)
        if _suits(day, timeline) and earliest <= start and start + timedelta(minutes=MINUTES) <= latest:
            return start.replace(tzinfo=None)
    return None


def _from(wished: date, timeline: Timeline) -> Iterator[date]:
    """The day, or the first one after the weekend or the break that it lies in."""
    for day in (wished + timedelta(days=n) for n in range((timeline.ends_on - wished).days + 1)):
        if _suits(day, timeline):
            yield day
            return


def _suits(day: date, timeline: Timeline) -> bool:
    return day.weekday() < _SATURDAY and not timeline.rests_on(day)
