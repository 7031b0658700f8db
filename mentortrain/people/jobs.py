"""When each session was last used; and what has ended is removed."""

from __future__ import annotations

from datetime import datetime

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people import actions
from mentortrain.queue import LastUses

USES = LastUses("sessions-used")


def note_sessions_seen(at: datetime) -> str:
    """Write down which sessions were used since the last tick. Returns what it did; safe to run twice."""
    count = USES.write_down(_write)
    return f"last use of {count} sessions noted" if count else ""


def remove_ended(at: datetime) -> str:
    """Delete sessions and requests that are over. Nothing to tell: nobody could use them.

    Browsers live in real time: a simulated future signs nobody out.
    """
    actions.remove_ended(min(at, clock.real_now()))
    session.commit()
    return ""


def let_waived_on(at: datetime) -> str:
    """Send the links to new addresses that an administrator let on long enough ago. Safe to run twice."""
    done = actions.let_waived_on(at)
    session.commit()
    return f"{done} proposed addresses let on" if done else ""


def _write(uses: dict[int, datetime]) -> None:
    for session_id, moment in uses.items():
        actions.note_seen(session_id, at=moment)
    session.commit()
