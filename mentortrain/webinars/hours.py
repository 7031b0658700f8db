"""The hours of a day, and for how many people of several zones a session that begins then lies in their day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentortrain.profiles.rules.week import Hour

DAY_FROM, DAY_UNTIL = time(8), time(20, 30)
"""On a person's own clock: before and after it is night for a session."""
_HOUR = timedelta(hours=1)
_STEP = timedelta(minutes=15)
"""Every zone in use differs from UTC by whole quarters of an hour."""


@dataclass(frozen=True)
class Listener:
    """Somebody for whom a session is: their zone, and when in the week they usually have time, on their own clock."""

    zone: str
    free: frozenset[Hour] = frozenset()


@dataclass(frozen=True)
class StartingAt:
    """For how many people a session that begins at this moment is by day, and how many usually have time for all
    of it."""

    starts_at: datetime
    by_day: int
    free: int


def is_by_day(starts_at: datetime, ends_at: datetime, zone: str) -> bool:
    """Whether all of a session lies between 08:00 and 20:30 of one day there."""
    there = ZoneInfo(zone)
    start, end = starts_at.astimezone(there), ends_at.astimezone(there)
    return start.date() == end.date() and start.time() >= DAY_FROM and end.time() <= DAY_UNTIL


def at_night(starts_at: datetime, ends_at: datetime, people: Collection[Listener]) -> list[tuple[str, int]]:
    """(zone, how many people) of those for whom a session is not by day, most first."""
    counts = Counter(one.zone for one in people)
    found = [(zone, count) for zone, count in counts.items() if not is_by_day(starts_at, ends_at, zone)]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def hours_held(starts_at: datetime, ends_at: datetime, zone: str) -> frozenset[Hour]:
    """The hours of the week there that a session touches."""
    there, found, moment = ZoneInfo(zone), set(), starts_at
    while moment < ends_at:
        local = moment.astimezone(there)
        found.add((local.weekday(), local.hour))
        moment += _STEP
    return frozenset(found)


def starts_of(day: date, zone: str) -> list[datetime]:
    """Each full hour of a day by the clocks of a zone, in UTC: 24, or 23 or 25 where they change."""
    there = ZoneInfo(zone)
    moment = datetime.combine(day, time(0), there).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(0), there).astimezone(UTC)
    found = []
    while moment < end:
        found.append(moment)
        moment += _HOUR
    return found


def chart(day: date, zone: str, *, minutes: int, people: Collection[Listener]) -> list[StartingAt]:
    """Each hour of a day in `zone`, as if a session of so many minutes began then."""
    by_zone = Counter(one.zone for one in people)
    kinds = Counter(people)
    found = []
    for starts_at in starts_of(day, zone):
        ends_at = starts_at + timedelta(minutes=minutes)
        held = {one: hours_held(starts_at, ends_at, one) for one in by_zone}
        by_day = sum(count for one, count in by_zone.items() if is_by_day(starts_at, ends_at, one))
        free = sum(count for one, count in kinds.items() if one.free and held[one.zone] <= one.free)
        found.append(StartingAt(starts_at, by_day, free))
    return found


def best_of(hours: Sequence[StartingAt]) -> list[StartingAt]:
    """The first run of hours in which it is by day for most people; none where it is for nobody."""
    most = max((one.by_day for one in hours), default=0)
    if not most:
        return []
    first = next(at for at, one in enumerate(hours) if one.by_day == most)
    run = []
    for one in hours[first:]:
        if one.by_day != most:
            break
        run.append(one)
    return run


@dataclass(frozen=True)
class Together:
    """Hours of a day at which one session is offered, so that everybody finds one by day."""

    starts: Sequence[datetime]
    by_day: int
    """For how many people at least one of them, or of those that there are already, is by day."""


def together(
    day: date,
    zone: str,
    *,
    minutes: int,
    people: Collection[Listener],
    offered: Collection[tuple[datetime, datetime]] = (),
    most: int = 3,
) -> Together:
    """The fewest hours of a day in `zone` at which a session is by day for as many people as can be, beside the times
    (start, end) at which it is `offered` already; at most `most` of them.

    Each is the one that adds most people, and of several the earliest: for the few zones of a program that is the
    least there can be, or one more.
    """
    left = Counter(one.zone for one in people)
    everybody = sum(left.values())
    for starts_at, ends_at in offered:
        for name in [one for one in left if is_by_day(starts_at, ends_at, one)]:
            del left[name]
    length, chosen = timedelta(minutes=minutes), []
    for _number in range(most):
        new = {
            starts_at: [name for name in left if is_by_day(starts_at, starts_at + length, name)]
            for starts_at in starts_of(day, zone)
        }
        best = max(new, key=lambda moment: sum(left[name] for name in new[moment]))
        if not new[best]:
            break
        chosen.append(best)
        for name in new[best]:
            del left[name]
    return Together(sorted(chosen), everybody - sum(left.values()))
