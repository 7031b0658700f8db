"""How long a task is put off, and what the page says of them all: pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentortrain.errors import RuleBroken

TOMORROW, NEXT_WEEK, ON_DAY = "tomorrow", "next-week", "day"
LONGEST_SNOOZE = timedelta(days=366)
DAY_BEGINS = time(6, 0)
"""On the reader's clock: what was put off is there when they open the page in the morning."""

NOT_COME_AFTER = timedelta(days=7)
"""After the invitation: then somebody should ask whether it arrived."""

STALLED_AFTER = timedelta(days=14)
"""Without a step in training. A nudge after 7 days goes by itself; then it is a task."""

LONGEST_NOTE = 1_000


def snoozed_until(choice: str, day: date | None, *, zone: str, at: datetime) -> datetime:
    """Until when: the morning of tomorrow, of next Monday, or of `day`, on the clock of `zone`.

    RuleBroken `task.no_day`, `task.day_past`, `task.day_far`.
    """
    today = at.astimezone(ZoneInfo(zone)).date()
    if choice == TOMORROW:
        wanted = today + timedelta(days=1)
    elif choice == NEXT_WEEK:
        wanted = today + timedelta(days=7 - today.weekday())
    elif day is None:
        raise RuleBroken("task.no_day")
    else:
        wanted = day
    if wanted <= today:
        raise RuleBroken("task.day_past")
    if wanted - today > LONGEST_SNOOZE:
        raise RuleBroken("task.day_far")
    return datetime.combine(wanted, DAY_BEGINS, ZoneInfo(zone)).astimezone(UTC)


def days_since(since: datetime, at: datetime) -> int:
    """Whole days; 0 for what has not yet been a day, or lies ahead on a clock that was set back."""
    return max(0, (at - since).days)
