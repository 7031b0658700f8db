"""Free hours: a week on the clock of whoever is free.

They are kept as wall hours, without a zone: "Monday evening" stays Monday evening when somebody moves to another
country, and when the clocks change. `in_week` says what that is in UTC, in one week of one zone.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Hour = tuple[int, int]
"""(weekday from 0, Monday; hour from 0 to 23): free from this hour to the next."""

PARTS: dict[str, range] = {"morning": range(6, 12), "afternoon": range(12, 18), "evening": range(18, 22)}
SHOWN = range(6, 22)
WEEKDAYS = range(7)


def chosen(
    before: Collection[Hour], parts: Collection[tuple[int, str]], hours: Collection[Hour]
) -> set[Hour]:
    """The hours somebody means, by the ticks of the form whose page showed `before`.

    A part of a day whose tick was changed decides for all of its hours, but for those that were changed
    themselves. So that it works without a script, where no tick moves another one. Hours that the page does
    not show stay as they were.
    """
    found = {one for one in before if one[1] not in SHOWN}
    for day in WEEKDAYS:
        for part, span in PARTS.items():
            was_full = all((day, hour) in before for hour in span)
            is_full = (day, part) in parts
            for hour in span:
                one = (day, hour)
                ticked, was_ticked = one in hours, one in before
                if ticked if ticked != was_ticked or is_full == was_full else is_full:
                    found.add(one)
    return found


def free_of(hours: Collection[Hour], day: int, part: str) -> int:
    """How many hours of a part of a day are free."""
    return sum((day, hour) in hours for hour in PARTS[part])


def spans(hours: Collection[Hour]) -> list[tuple[tuple[int, ...], tuple[tuple[int, int], ...]]]:
    """[(weekdays, [(from, to) of their hours])] in order: days with the same hours stand together."""
    of_day: dict[int, list[tuple[int, int]]] = {}
    for day, hour in sorted(hours):
        held = of_day.setdefault(day, [])
        if held and held[-1][1] == hour:
            held[-1] = (held[-1][0], hour + 1)
        else:
            held.append((hour, hour + 1))
    found: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day, held in of_day.items():
        found.setdefault(tuple(held), []).append(day)
    return [(tuple(days), held) for held, days in found.items()]


def in_week(hours: Collection[Hour], zone: str, monday: date) -> list[tuple[datetime, datetime]]:
    """The free times of the week that begins on `monday`, in UTC, in order; what touches is one.

    An hour that the clocks skip is not there. One that they repeat is free once, the first time.
    """
    there = ZoneInfo(zone)
    found: list[tuple[datetime, datetime]] = []
    for day, hour in sorted(hours):
        wall = datetime.combine(monday + timedelta(days=day), time(hour), there)
        start = wall.astimezone(UTC)
        if start.astimezone(there).replace(tzinfo=None) != wall.replace(tzinfo=None):
            continue
        end = start + timedelta(hours=1)
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return sorted(found)
