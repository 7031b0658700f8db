"""What a dated thing is, how long a feed shows it, and when two feeds are the same."""

from __future__ import annotations

import hashlib
import re
from calendar import Calendar
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from mentortrain.errors import RuleBroken

CONFIRMED, CANCELLED = "confirmed", "cancelled"
"""States of an entry."""
HOST, ATTENDEE, DECLINED = "host", "attendee", "declined"
"""A person's part in an entry."""

PAST_STAYS = timedelta(days=90)
"""How long a feed shows what is over."""
CANCELLED_STAYS = timedelta(days=30)
"""How long a feed says that something is off: a calendar app that was asleep should hear of it."""
REMINDERS = (7 * 24 * 60, 2 * 24 * 60, 24 * 60, 2 * 60, 60, 15)
"""Minutes before the start at which people can be reminded, the earliest first."""
USUAL_REMINDERS = (24 * 60, 15)
SOON = 60
"""A reminder of at most so many minutes says that it begins soon."""
OWN, LEADING, PROGRAM = "own", "leading", "program"
"""What a feed holds: what its person takes part in; as staff, what they lead, or all of one program."""
MAX_FEEDS = 20
"""Open addresses a person may hold: more than anybody has devices."""


@dataclass(frozen=True)
class When:
    """A time in both senses: the moments in UTC, and the clock and zone in which somebody meant them."""

    starts_at: datetime
    ends_at: datetime
    wall_start: datetime  # naive: what the clock on the wall shows at the start
    time_zone: str  # IANA


def meant(wall_start: datetime, time_zone: str, *, minutes: int) -> When:
    """The moments of `wall_start` (naive) by the clocks of `time_zone`.

    RuleBroken `time.skipped` if those clocks jump over it; where they show it twice, the first is meant.
    """
    local = wall_start.replace(tzinfo=ZoneInfo(time_zone), fold=0)
    starts_at = local.astimezone(UTC)
    if starts_at.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None) != wall_start:
        raise RuleBroken("time.skipped", zone=time_zone.replace("_", " "))
    return When(starts_at, starts_at + timedelta(minutes=minutes), wall_start, time_zone)


def part_of_both(kept: str, gone: str) -> str:
    """A person's part in an entry in which both of their accounts have one: who comes with either comes."""
    return min(kept, gone, key=(HOST, ATTENDEE, DECLINED).index)


def raised_by_both(kept: tuple[str, int], gone: tuple[str, int]) -> int:
    """How far SEQUENCE is raised then, of (part, raised by): below what no calendar of either has seen.

    Where one had left, above the CANCEL that it sent.
    """
    highest = max(kept[1], gone[1])
    return highest + 1 if (kept[0] == DECLINED) != (gone[0] == DECLINED) else highest


def tokens_in(addresses: Iterable[str], mailbox: str) -> list[str]:
    """The tokens behind a plus in addresses of the site's own mailbox (`hello+token@host`), in small letters."""
    local, _, domain = mailbox.lower().rpartition("@")
    found = re.compile(rf"{re.escape(local)}\+([0-9a-f]{{1,32}})@{re.escape(domain)}")
    return [match[1] for address in addresses if (match := found.fullmatch(address.lower()))]


def is_news(
    reply: tuple[int, datetime], *, last: tuple[int | None, datetime | None], entry_sequence: int
) -> bool:
    """Whether a calendar's reply, as (SEQUENCE, DTSTAMP), is later than the last one, and about the time in force.

    A reply below the entry's own SEQUENCE was given before the entry last moved.
    """
    sequence, stamped_at = last
    if reply[0] < entry_sequence:
        return False
    return sequence is None or stamped_at is None or reply >= (sequence, stamped_at)


def why_no_reminder(
    minutes: int, *, reminders: Collection[int], planned_for: datetime, starts_at: datetime, at: datetime
) -> str | None:
    """Why a reminder that was planned for a start is not sent now, in a word for the ledger; None: it goes.

    Where the mails were held up and a later reminder is due as well, that one is enough.
    """
    if planned_for != starts_at:
        return "superseded"
    if minutes not in reminders:
        return "not wanted"
    if starts_at <= at:
        return "begun"
    if any(starts_at - timedelta(minutes=later) <= at for later in reminders if later < minutes):
        return "late"
    return None


def leaves_at(over: datetime | None, off: datetime | None) -> datetime:
    """When entries of which the first ends at `over`, and the first was called off at `off`, begin to leave feeds."""
    ends = [over + PAST_STAYS] if over else []
    ends += [off + CANCELLED_STAYS] if off else []
    return min(ends, default=datetime.max.replace(tzinfo=UTC))


def change_of(entry_id: int, mark: str) -> str:
    """The word for a change of an entry; `mark` (hexadecimal) is another one for each change."""
    return f"{entry_id}.{mark} "


def changed_since(known: str, changes: str, *, raised: int) -> set[int] | None:
    """The entries that changed while `known` became `changes` (see `AgendaVersion.changes`), in which the version was
    `raised` so often. None where that cannot be told: it was too much, or somebody raised it without a word."""
    # What is behind the last space may have been cut.
    last, words = known.partition(" ")[0], changes.split(" ")[:-1]
    if not last or last not in words or words.index(last) != raised:
        return None
    return {int(word.partition(".")[0]) for word in words[:raised]}


def feed_tag(*, token_id: int, version: int | str, shown: int, rendered_with: str) -> str:
    """The ETag of a feed, without building it.

    `version` is another one after every change that the feed shows. Between two changes, entries only leave as they
    grow old, so how many are still `shown` tells which.
    """
    return hashlib.sha256(f"{token_id} {version} {shown} {rendered_with}".encode()).hexdigest()[:32]


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    number: int  # 1 to 12

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that a day is in."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str, *, otherwise: Month) -> Month:
        """What an address says, as "2026-12"; `otherwise` where it is no month from 2000 to 2199."""
        found = re.fullmatch(r"(2[01][0-9]{2})-(0[1-9]|1[0-2])", text)
        return cls(int(found[1]), int(found[2])) if found else otherwise

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    def moved(self, months: int) -> Month:
        """So many months later, or earlier."""
        years, month = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, month + 1)

    def weeks(self, first_weekday: int) -> list[list[date]]:
        """Its weeks, whole ones: days of the months beside it fill the first and the last. A week begins with
        `first_weekday`, 0 for Monday."""
        return Calendar(first_weekday).monthdatescalendar(self.year, self.number)

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return Month.of(day) == self


class Dated(Protocol):
    """Anything with a start."""

    @property
    def starts_at(self) -> datetime: ...


D = TypeVar("D", bound=Dated)


def by_day(things: Iterable[D], zone: str) -> list[tuple[date, list[D]]]:
    """Things that come in order of their start, under the days of `zone`."""
    there = ZoneInfo(zone)
    return [
        (day, list(of_day))
        for day, of_day in groupby(things, key=lambda thing: thing.starts_at.astimezone(there).date())
    ]
