"""When a calendar address was last used."""

from __future__ import annotations

from datetime import datetime

from mentortrain.agenda import actions
from mentortrain.db import session
from mentortrain.queue import LastUses

USES = LastUses("feeds-used")


def note_feed_use(at: datetime) -> str:
    """Write down what was noted since the last tick. Returns what it did; safe to run twice."""
    count = USES.write_down(_write)
    return f"last use of {count} calendar addresses noted" if count else ""


def _write(uses: dict[int, datetime]) -> None:
    for feed_id, moment in uses.items():
        actions.note_feed_used(feed_id, at=moment)
    session.commit()
