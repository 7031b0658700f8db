"""Roles, and the timeline of a program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

MENTOR, MENTEE, STAFF = "mentor", "mentee", "staff"
LEAD, COORDINATOR, HOST, REVIEWER, VIEWER = "lead", "coordinator", "host", "reviewer", "viewer"
STAFF_ROLES = (LEAD, COORDINATOR, HOST, REVIEWER, VIEWER)
"""What a staff grant can make of a person. A list of people to invite says staff, and means a coordinator."""

DRAFT, OPEN, ARCHIVED = "draft", "open", "archived"
"""The states of a program: being set up, nobody is written to; running; over and put away, nothing changes."""

HIGH, STANDARD, LOW = "high", "standard", "low"
TOUCH_LEVELS = (HIGH, STANDARD, LOW)
"""How closely staff accompany people: how soon somebody quiet is rung up."""

INTAKE, COUNTRY = "intake", "country"
"""What a group of a program has in common: when they begin, or where they are."""

DECLINED, WITHDRAWN, ERASED = "declined", "withdrawn", "erased"
"""How a participation ended: they did not want to, they or staff ended it, their data was erased."""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""A program's dates lie between them: beyond, there are only mistyped years."""

RE_ENGAGEMENT_AT = Fraction(2, 3)
"""Of the time from pairing day to end: where engagement slows in time-bound programs (Insala)."""


@dataclass(frozen=True)
class Scope:
    """What of a program somebody is shown: all of it, or one group.

    Whoever lists, counts or loads people of a program for staff takes one; `programs/access.py: scope_of` says
    which. What the site does by itself says `Scope.whole(program_id)`.
    """

    program_id: int
    cohort_id: int | None
    """The group; None: every group."""

    @classmethod
    def whole(cls, program_id: int) -> Scope:
        """Every group of a program."""
        return cls(program_id, None)

    def holds(self, cohort_id: int | None) -> bool:
        """Whether something of this group is within; None is what belongs to all groups."""
        return self.cohort_id is None or self.cohort_id == cohort_id


@dataclass(frozen=True)
class Timeline:
    """A cohort's dates with the zone they are meant in: a day begins and ends by that zone's clock."""

    opens_on: date
    pairing_on: date
    ends_on: date
    time_zone: str

    def start_of(self, day: date) -> datetime:
        """The first moment of a day, in UTC."""
        return datetime.combine(day, time(0), ZoneInfo(self.time_zone)).astimezone(UTC)

    @property
    def two_thirds(self) -> datetime:
        """When two thirds of the time from pairing day to end have passed, in UTC, to the whole minute."""
        start, end = self.start_of(self.pairing_on), self.start_of(self.ends_on)
        minutes = int((end - start).total_seconds() // 60)
        return datetime.fromtimestamp(start.timestamp() + 60 * int(minutes * RE_ENGAGEMENT_AT), UTC)

    @property
    def end(self) -> datetime:
        """The first moment after the last day, in UTC."""
        return self.start_of(date.fromordinal(self.ends_on.toordinal() + 1))

    def slows_at(self, at: datetime) -> bool:
        """Whether two thirds have passed and the end has not."""
        return self.two_thirds <= at < self.end

    def days_to_pairing(self, at: datetime) -> int:
        """Calendar days until pairing day in the cohort's zone; negative afterwards."""
        return (self.pairing_on - at.astimezone(ZoneInfo(self.time_zone)).date()).days
