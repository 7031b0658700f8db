"""Whose turn it is in this process: one request at a time computes (web/turns.py), and gives way while it waits."""

from __future__ import annotations

from contextvars import ContextVar
from threading import Lock

PATIENCE = 0.1
"""Seconds after which a request no longer waits for one that takes long, and goes on beside it."""


class Turn:
    """One request's. It has none where it has waited too long for it."""

    def __init__(self, lock: Lock) -> None:
        self._lock, self._is_mine = lock, False

    def take(self) -> None:
        """Wait for it, but not for long."""
        self._is_mine = self._lock.acquire(timeout=PATIENCE)

    def give_way(self) -> bool:
        """Let the next one go on. Whether there was anything to give."""
        was_mine, self._is_mine = self._is_mine, False
        if was_mine:
            self._lock.release()
        return was_mine


current: ContextVar[Turn | None] = ContextVar("turn", default=None)
"""Of the request that this thread works on; None outside of those that take turns."""
