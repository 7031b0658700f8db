"""What /readyz asks."""

from __future__ import annotations

from datetime import timedelta

from mentortrain import clock, queue
from mentortrain.db import ping
from mentortrain.schedule import queries as schedule
from mentortrain.schema import schema
from mentortrain.web import pages

TICKER_MAY_BE_SILENT = timedelta(seconds=60)


def checks() -> pages.Checks:
    """What /readyz asks; each raises or says what it found."""
    return {
        "database": ping,
        "store": lambda: queue.store().ping() and None,
        "migrations": _at_head,
        "ticker": _ticks,
    }


def _at_head() -> str:
    """A schema of a later version is fine: migrations only add, and the older processes serve until their end."""
    found = schema()
    if found.is_older:
        raise RuntimeError(
            f"the database is at {found.current}, the code at {found.head}; run: flask --app app prepare"
        )
    return "newer than this version, which goes on" if found.is_newer else ""


def _ticks() -> str:
    age = schedule.ticker_age(clock.real_now())
    if age is None or age > TICKER_MAY_BE_SILENT:
        raise RuntimeError("the ticker is silent" if age else "the ticker never ran")
    return f"{age.total_seconds():.0f} s ago"
