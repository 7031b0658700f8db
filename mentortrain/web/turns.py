"""On SQLite the requests of a process that ask for something are worked on one after the other.

Nothing is lost by it: Python computes in one thread at a time, and there is no server to wait for. Much is won:
SQLite lets go of Python's lock at each row, so with several requests at once each row was a moment in which another
thread took over, at a price of a third of what a page costs (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CAME = "mentortrain.came"
"""Where a request keeps when it came, by `perf_counter`: the log and the metrics count the wait for its turn."""
PATIENCE = 0.1
"""Seconds after which a request no longer waits for one that takes long, and goes on beside it."""
ASKING = frozenset({"GET", "HEAD"})
"""What writes may wait for another process to end its writing, and must not hold up who only reads."""


def install(app: Flask) -> None:
    """Stand before all else that looks at requests; call it last."""
    app.wsgi_app = Turns(app.wsgi_app)  # type: ignore[method-assign]


class Turns:
    """The site, asked by one thread at a time."""

    def __init__(self, site: WSGIApplication) -> None:
        self._site, self._turn = site, Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer of a WSGI application. A file is sent when the turn is over."""
        if environ["REQUEST_METHOD"] not in ASKING:
            return self._site(environ, start_response)
        environ[CAME] = perf_counter()
        is_mine = self._turn.acquire(timeout=PATIENCE)
        try:
            return self._site(environ, start_response)
        finally:
            if is_mine:
                self._turn.release()
