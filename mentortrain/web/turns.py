"""The requests of a process that ask for something are worked on one after the other.

Nothing is lost by it: Python computes in one thread at a time. Much is won: at each statement, and on SQLite at each
row, Python's lock is let go of, and where several threads want it, each of these was a moment in which another one
took over, at a price of a third of what a page costs on SQLite and of a tenth on PostgreSQL (docs/performance.md).
Who waits for PostgreSQL longer than a page's statement takes it gives way to the next meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

from flask import Flask

from mentortrain.turn import Turn, current

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CAME = "mentortrain.came"
"""Where a request keeps when it came, by `perf_counter`: the log and the metrics count the wait for its turn."""
ASKING = frozenset({"GET", "HEAD"})
"""What writes may wait for another process to end its writing, and must not hold up who only reads."""


def install(app: Flask) -> None:
    """Stand before Flask, and behind what answers without it: polls of calendars ask for one row."""
    app.extensions["mentortrain.turns"] = app.wsgi_app = Turns(app.wsgi_app)  # type: ignore[method-assign]


class Turns:
    """The site, asked by one thread at a time."""

    def __init__(self, site: WSGIApplication) -> None:
        self._site, self._lock = site, Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer of a WSGI application. A file is sent when the turn is over."""
        if environ["REQUEST_METHOD"] not in ASKING:
            return self._site(environ, start_response)
        environ[CAME] = perf_counter()
        turn = Turn(self._lock)
        before = current.set(turn)
        turn.take()
        try:
            return self._site(environ, start_response)
        finally:
            turn.give_way()
            current.reset(before)
