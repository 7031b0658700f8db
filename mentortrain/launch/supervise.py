"""Keeping the site's processes up, and ending them in order."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from mentortrain.launch import leftovers
from mentortrain.launch.bell import Bell
from mentortrain.launch.children import Child, finish, how_it_ended
from mentortrain.launch.trouble import Trouble, last_lines, say

NEEDED = ("store", "web")  # without these there is no site; without the others it only does less
PATIENCE = 5  # this many ends within WINDOW of one that is needed: starting it again helps nobody
WINDOW = 30.0  # seconds; one that stayed up so long begins anew
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds before the next start, doubled each time
GRACE, WORKERS_GRACE = 6.0, 15.0  # seconds; a worker finishes the mail in hand, or it goes twice


class Supervisor:
    """The running children, in the order they were started; the store comes first and goes last."""

    def __init__(self, bell: Bell, note: Path) -> None:
        self._bell = bell
        self._note = note  # process ids, for the start after a kill -9
        self._children: list[Child] = []

    def add(self, child: Child) -> None:
        """Start it, and keep it up from now on."""
        self._children.append(child)
        child.launch()
        self._record()

    def tend(self) -> None:
        """Start again what has ended. Trouble when one that is needed ends again and again."""
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._mourn(child)
            if child.process is None:
                if time.monotonic() < child.not_before:
                    if child.name in NEEDED:
                        return  # those after it need it
                    continue
                child.launch()
                self._record()

    def _mourn(self, child: Child) -> None:
        process, now = child.process, time.monotonic()
        if process is None or process.returncode is None:
            return
        finish(process, self._bell, grace=0)  # what it left behind in its session
        child.process = None
        if now - child.began > WINDOW:
            child.deaths.clear()
        child.deaths.append(now)
        how = how_it_ended(process.returncode)
        if child.name in NEEDED and sum(death >= now - WINDOW for death in child.deaths) >= PATIENCE:
            tail = "\n".join(f"    {line}" for line in last_lines(child.log, 8))
            raise Trouble(
                f"{child.name} keeps ending ({how}); see {child.log}" + (f"\n{tail}" if tail else "")
            )
        child.not_before = now + min(FIRST_PAUSE * 2 ** (len(child.deaths) - 1), LONGEST_PAUSE)
        say(f"{child.name} {how}; starting it again.")

    def watch(self) -> None:
        """Tend until somebody asks us to end (Stopped)."""
        while True:
            self.tend()
            self._bell.wait(0.25)

    def end_all(self) -> None:
        """The web first, so that nobody is answered half; the store last, so that all can still write."""
        stores = [child for child in self._children if child.name == "store"]
        for group in (
            [child for child in self._children if child.name == "web"],
            [child for child in self._children if child.name not in ("web", "store")],
            stores,
        ):
            for child in group:
                if child.process is not None and child.process.poll() is None:
                    child.process.terminate()  # all of a group at once: they need not wait for each other
            for child in group:
                if child.process is not None:
                    grace = WORKERS_GRACE if child.name == "worker" else GRACE
                    finish(child.process, self._bell, grace=grace)
                    child.process = None
        self._note.unlink(missing_ok=True)

    def _record(self) -> None:
        with suppress(OSError):  # a full disk ends no site: the note is only for the start after a kill -9
            leftovers.record(self._note, [c.process.pid for c in self._children if c.process is not None])
