"""How long copies last, and how recent a sign-in must be."""

from __future__ import annotations

from datetime import datetime, timedelta

COPY_LASTS = timedelta(days=7)
"""From when it is made; then the file is deleted."""

SIGNED_IN_WITHIN = timedelta(minutes=15)
"""For what a borrowed phone must not do: fetch everything, or erase it."""

COPY_LEASE = timedelta(minutes=10)
"""A worker that takes a copy up is left alone for so long; then another one does it."""

MOST_TRIES = 5
"""Of making one copy."""


def is_recent(signed_in_at: datetime | None, *, at: datetime) -> bool:
    """Whether a sign-in is fresh enough for copy and erasure."""
    return signed_in_at is not None and at - signed_in_at <= SIGNED_IN_WITHIN
