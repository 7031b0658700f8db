"""The timeline of a group: its dates, its breaks, and the marks on the way."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cached_property
from zoneinfo import ZoneInfo

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""A program's dates lie between them: beyond, there are only mistyped years."""

RE_ENGAGEMENT_AT = Fraction(2, 3)
"""Of the time from pairing day to end: where engagement slows in time-bound programs (Insala)."""

FEEDBACK_WEEKS = (6, 8)
"""After pairing day: when pairs are asked how it goes, early enough to mend one."""

FOLLOW_UP_MONTHS = (3, 6, 12)
"""After the end, by the calendar: what has lasted."""

TRAINING_OPENS, PAIRING_DAY, FEEDBACK, MID_POINT = "training_opens", "pairing_day", "feedback", "mid_point"
TWO_THIRDS, END = "two_thirds", "end"
FOLLOW_UPS = {months: f"follow_up_{months}" for months in FOLLOW_UP_MONTHS}
MARKS = (TRAINING_OPENS, PAIRING_DAY, FEEDBACK, MID_POINT, TWO_THIRDS, END, *FOLLOW_UPS.values())

_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Break:
    """Days on which a group rests, the first and the last among them, on the clock of its zone."""

    first: date
    last: date
    name: str

    def has(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Mark:
    """A point on the timeline: its day in the group's zone, and its moment in UTC."""

    name: str  # one of MARKS
    day: date
    at: datetime
    until: date | None = None  # the last day of one that takes more than a day


@dataclass(frozen=True)
class Timeline:
    """A group's dates with the zone they are meant in: a day begins and ends by that zone's clock.

    Breaks stop the clocks: shares of the time and counts of days run on where they were when a break ends. The
    three dates themselves stand where staff have put them.
    """

    opens_on: date
    pairing_on: date
    ends_on: date
    time_zone: str
    breaks: tuple[Break, ...] = ()

    def start_of(self, day: date) -> datetime:
        """The first moment of a day, in UTC."""
        return datetime.combine(day, time(0), ZoneInfo(self.time_zone)).astimezone(UTC)

    def day_of(self, at: datetime) -> date:
        """The day of a moment on the group's calendar."""
        return day_in(self.time_zone, at)

    @property
    def two_thirds(self) -> datetime:
        """When two thirds of the time from pairing day to end have passed, in UTC, to the whole minute."""
        return self._share(RE_ENGAGEMENT_AT)

    @property
    def mid_point(self) -> datetime:
        """When half of that time has passed."""
        return self._share(Fraction(1, 2))

    @property
    def end(self) -> datetime:
        """The first moment after the last day, in UTC."""
        return self.start_of(self.ends_on + _DAY)

    def slows_at(self, at: datetime) -> bool:
        """Whether two thirds have passed and the end has not."""
        return self.two_thirds <= at < self.end

    def days_to_pairing(self, at: datetime) -> int:
        """Calendar days until pairing day in the group's zone; negative afterwards."""
        return (self.pairing_on - self.day_of(at)).days

    def rests_on(self, day: date) -> bool:
        """Whether a day lies in a break."""
        return any(each.has(day) for each in self.breaks)

    def rests_at(self, at: datetime) -> bool:
        """Whether a moment lies in a break."""
        return bool(self.breaks) and self.rests_on(self.day_of(at))

    def shifted(self, by: timedelta) -> Timeline:
        """The same so many days later, or earlier; OverflowError where it would lie beyond FIRST_DAY to LAST_DAY."""
        days = [
            self.opens_on,
            self.ends_on,
            *(day for each in self.breaks for day in (each.first, each.last)),
        ]
        if min(days) + by < FIRST_DAY or max(days) + by > LAST_DAY:
            raise OverflowError
        return Timeline(
            self.opens_on + by,
            self.pairing_on + by,
            self.ends_on + by,
            self.time_zone,
            tuple(Break(each.first + by, each.last + by, each.name) for each in self.breaks),
        )

    def running(self, since: datetime, until: datetime) -> timedelta:
        """How long the clocks ran between two moments: without the breaks. Nothing where `until` is earlier.

        Somebody is quiet for N days when this has reached N days.
        """
        if until <= since:
            return timedelta(0)
        rested = sum(
            (max(min(end, until) - max(start, since), timedelta(0)) for start, end in self._rests),
            timedelta(0),
        )
        return until - since - rested

    def after(self, since: datetime, running: timedelta) -> datetime:
        """The moment when the clocks have run so long since another; never within a break."""
        moment = since + running
        for start, end in self._rests:
            if end > since and start <= moment:
                moment += end - max(start, since)
        return moment

    @cached_property
    def _rests(self) -> tuple[tuple[datetime, datetime], ...]:
        """From the first moment of each break to the first one after it, in order; those that touch are one."""
        merged: list[tuple[datetime, datetime]] = []
        for each in sorted(self.breaks):
            start, end = self.start_of(each.first), self.start_of(each.last + _DAY)
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], end))
            elif start < end:
                merged.append((start, end))
        return tuple(merged)

    def _share(self, share: Fraction) -> datetime:
        start, end = self.start_of(self.pairing_on), self.start_of(self.ends_on)
        running = self.running(start, end)
        if not running:  # one long break: the calendar alone can say
            return start + _minutes((end - start) * share.numerator / share.denominator)
        return self.after(start, timedelta(minutes=int(running // timedelta(minutes=1) * share)))

    def marks(self) -> tuple[Mark, ...]:
        """Every mark, earliest first. What would lie after the end of a short program is left out."""
        return tuple(sorted(self._marks(), key=lambda mark: (mark.at, MARKS.index(mark.name))))

    def _marks(self) -> Iterator[Mark]:
        yield Mark(TRAINING_OPENS, self.opens_on, self.start_of(self.opens_on))
        yield Mark(PAIRING_DAY, self.pairing_on, self.start_of(self.pairing_on))
        first, last = (self._day_after(self.pairing_on, 7 * weeks) for weeks in FEEDBACK_WEEKS)
        if first < self.ends_on:
            yield Mark(FEEDBACK, first, self.start_of(first), min(last, self.ends_on))
        for name, at in ((MID_POINT, self.mid_point), (TWO_THIRDS, self.two_thirds)):
            yield Mark(name, self.day_of(at), at)
        yield Mark(END, self.ends_on, self.end)
        for months, name in FOLLOW_UPS.items():
            day = months_after(self.ends_on, months)
            yield Mark(name, day, self.start_of(day))

    def _day_after(self, day: date, days: int) -> date:
        """So many days later, those of breaks not counted; never one of them."""
        while days or self.rests_on(day):
            days -= not self.rests_on(day)
            day += _DAY
        return day


def day_in(zone: str, at: datetime) -> date:
    """The day of a moment by the clock of a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _minutes(span: timedelta) -> timedelta:
    return timedelta(minutes=span // timedelta(minutes=1))
