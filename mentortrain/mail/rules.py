"""When a message is tried again, and when no longer."""

from __future__ import annotations

from datetime import timedelta

LEASE = timedelta(seconds=400)
"""Longer than one message may take at the SMTP server's slowest (30 s for each of a dozen answers).

Only a worker that was killed while it held a message makes that one message wait so long.
"""

SWEEP_AFTER = timedelta(seconds=60)
"""A commit asks the worker at once; only what is overdue by this much was left behind."""

MAX_ATTEMPTS = 8
CHUNK = 100
"""Messages a job: one connection serves them, and a killed job leaves at most one in doubt."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after the n-th failed try (1, 2, 4 ... minutes, 32 at most); None: give up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return timedelta(minutes=min(2 ** (attempts - 1), 32))
