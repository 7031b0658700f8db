"""Moments and lengths as the exporter's language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from mentortrain.webinars.reports.values import Meeting, distance

NEAR = timedelta(hours=26)
"""How far from the session a moment may be and still be of its day: clocks differ by up to fourteen hours."""
_DAY = timedelta(days=1)
_MOST_SECONDS = 48 * 3600
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
)}  # fmt: skip
_CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?(?!\d)\s*([ap])?(?(4)\.?\s?m\b\.?)",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(\d{1,4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})")
_WORDED = (
    re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE),
    re.compile(r"(\d{1,2})\.?[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{4})", re.IGNORECASE),
)
_UNIT = re.compile(r"(\d{1,6})\s*([^\W\d_]+)\.?,?\s*", re.IGNORECASE)
_UNITS = {
    3600: "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore sat sati godz u uur",
    60: "m mn min mins minute minutes minuten minuto minutos minut minuta",
    1: "s sec secs second seconds sek sekunde sekunden seg segundo segundos seconde secondes sekundi",
}
_SECONDS_OF = {word: seconds for seconds, words in _UNITS.items() for word in words.split()}
"""'Std' is an hour in German: the first letter alone would make seconds of it."""


@dataclass(frozen=True)
class Told:
    """A moment that a cell tells (aware), and whether a zone had to be supposed; None with a code where it is none."""

    moment: datetime | None
    supposed: bool = False
    code: str = ""
    dateless: bool = False


def moment_in(
    written: str, meeting: Meeting, offset: timedelta | None, *, not_before: datetime | None = None
) -> Told:
    """The moment of a cell. 4/5 is the fourth of May or the fifth of April: whichever is the day of the session.

    A time without a date is the one nearest to the session, not before `not_before`. Codes: `meeting.time` for what is
    no time, `meeting.other_day` for a time of another day.
    """
    text = " ".join(written.split())  # also the narrow spaces that some systems put before AM
    iso = _ISO.fullmatch(text)
    if iso:
        return _from_iso(iso, meeting, offset)
    clock = _clock_in(text)
    if clock is None:
        return Told(None, code="meeting.time")
    o_clock, rest = clock
    zone: tzinfo = ZoneInfo(meeting.zone) if offset is None else timezone(offset)
    if not re.search(r"\d", rest):
        return _without_date(o_clock, meeting, zone, offset is None, not_before)
    days = list(_days_in(rest))
    if not days:
        return Told(None, code="meeting.time")
    return _nearest([datetime.combine(day, o_clock) for day in days], meeting, zone, offset is None)


def _from_iso(found: re.Match[str], meeting: Meeting, offset: timedelta | None) -> Told:
    *numbers, zone = found.groups()
    try:
        wall = datetime(*(int(number or 0) for number in numbers))  # type: ignore[arg-type]  # noqa: DTZ001  (a wall time)
        if zone and zone.upper() not in ("Z", "UTC"):
            bare = zone.replace(":", "")
            shift = timedelta(hours=int(bare[1:3]), minutes=int(bare[3:5]))
            offset = -shift if bare[0] == "-" else shift
        elif zone:
            offset = timedelta(0)
        if offset is not None:
            return _nearest([wall], meeting, timezone(offset), False)
    except ValueError:
        return Told(None, code="meeting.time")
    return _nearest([wall], meeting, ZoneInfo(meeting.zone), True)


def _clock_in(text: str) -> tuple[time, str] | None:
    """The time of day in a text, and the rest of it. The last that could be one: a date may have points as well."""
    for found in reversed(list(_CLOCK.finditer(text))):
        hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
        half = (found[4] or "").casefold()
        if half:
            if not 1 <= hour <= 12:
                continue
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour < 24 and minute < 60 and second < 60:
            return time(hour, minute, second), text[: found.start()] + " " + text[found.end() :]
    return None


def _days_in(text: str) -> Iterator[date]:
    """Every day that a date may mean."""
    found = _NUMBERS.search(text)
    if found:
        one, two, three = (int(part) for part in found.groups())
        if len(found[1]) == 4:
            orders = [(one, two, three)]
        else:
            year = three + 2000 if three < 100 else three
            orders = [(year, one, two), (year, two, one)]
        yield from (day for order in dict.fromkeys(orders) if (day := _day(*order)))
    for number, pattern in enumerate(_WORDED):
        worded = pattern.search(text)
        if worded:
            name, day_number = (worded[1], worded[2]) if number == 0 else (worded[2], worded[1])
            month = _MONTHS.get(name.casefold())
            day = _day(int(worded[3]), month, int(day_number)) if month else None
            if day:
                yield day


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _without_date(
    o_clock: time, meeting: Meeting, zone: tzinfo, supposed: bool, not_before: datetime | None
) -> Told:
    day = meeting.starts_at.astimezone(zone).date()
    found = [datetime.combine(day + _DAY * shift, o_clock, zone).astimezone(UTC) for shift in (-1, 0, 1)]
    fit = [moment for moment in found if not_before is None or moment >= not_before] or found
    return Told(min(fit, key=lambda moment: distance(moment, meeting)), supposed, dateless=True)


def _nearest(walls: list[datetime], meeting: Meeting, zone: tzinfo, supposed: bool) -> Told:
    try:
        moments = [wall.replace(tzinfo=zone).astimezone(UTC) for wall in walls]
    except OverflowError:
        return Told(None, code="meeting.other_day")
    best = min(moments, key=lambda moment: distance(moment, meeting))
    if distance(best, meeting) > NEAR:
        return Told(None, supposed, "meeting.other_day")
    return Told(best, supposed)


def seconds_in(written: str) -> int | None:
    """A length: '1h 27m 51s', '87', '87 min', '1:27:51'. A number alone is minutes. None if it is none.

    '1:27' may be hours or minutes: it is none, rather than a guess.
    """
    text = " ".join(written.casefold().split())
    if re.fullmatch(r"\d{1,5}(?:[.,]\d{1,4})?", text):
        return _within(float(text.replace(",", ".")) * 60)
    clock = re.fullmatch(r"(\d{1,3}):([0-5]\d):([0-5]\d)", text)
    if clock:
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return _within(hours * 3600 + minutes * 60 + seconds)
    total, place = 0, 0
    for found in _UNIT.finditer(text):
        unit = _SECONDS_OF.get(found[2])
        if found.start() != place or unit is None:
            return None
        total, place = total + int(found[1]) * unit, found.end()
    return _within(total) if place and place == len(text) else None


def _within(seconds: float) -> int | None:
    return int(seconds) if 0 <= seconds <= _MOST_SECONDS else None
