"""Which moments can be simulated."""

from __future__ import annotations

from datetime import UTC, datetime

FIRST, LAST = datetime(1971, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
"""Around them, adding days or changing the zone would leave what a datetime can hold."""


def is_within_reach(at: datetime) -> bool:
    """Whether `at` (aware) can be simulated: from 1971 to 2999."""
    try:
        return FIRST <= at.astimezone(UTC) <= LAST
    except OverflowError:
        return False
