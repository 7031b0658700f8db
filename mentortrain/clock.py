"""The only place that reads the clock. Everything else is given the time.

A simulated tick and tests pass their own moment along; leases always use the real clock.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from time import monotonic

# Python prefers the system's zone files, which differ from machine to machine.
# The `tzdata` package is pinned, so every machine computes the same times.
zoneinfo.reset_tzpath(())

__all__ = ["held_at", "monotonic", "now", "real_now"]
# monotonic(): seconds on a clock that nobody sets back, for how long something may take.

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """The moment, in UTC: the real one, unless `held_at` holds another."""
    return _held.get() or real_now()


def real_now() -> datetime:
    """The real moment, in UTC, whatever is simulated: for leases."""
    return datetime.now(UTC)


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Hold `now()` at `moment` (aware) in this thread: for a simulated tick and for tests."""
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)
