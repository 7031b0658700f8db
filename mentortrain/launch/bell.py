"""Waiting that wakes up: when somebody asks us to end, and when a child ends."""

from __future__ import annotations

import os
import select
import signal
import time
from types import FrameType


class Stopped(Exception):  # noqa: N818  (it reads as what happened)
    """Somebody asked us to end: Ctrl-C, SIGTERM, or the terminal was closed."""


class Bell:
    """Signals become notes that `wait` reads, so that nothing is interrupted half way.

    Make one per process, in the main thread, before the first child is started.
    """

    def __init__(self) -> None:
        self.asked = 0  # how often somebody asked us to end
        self._reading, writing = os.pipe()
        os.set_blocking(self._reading, False)
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_end)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # only to wake up

    def _note_end(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1

    def sleep(self, seconds: float) -> None:
        """At most `seconds`; less when a child ends or somebody asks us to end."""
        if select.select([self._reading], [], [], max(0.0, seconds))[0]:
            os.read(self._reading, 512)

    def wait(self, seconds: float) -> None:
        """As `sleep`, but raises Stopped once somebody has asked us to end."""
        if not self.asked:
            self.sleep(seconds)
        if self.asked:
            raise Stopped


def deadline(seconds: float) -> float:
    """The moment `seconds` from now, on a clock that nobody sets back."""
    return time.monotonic() + seconds
