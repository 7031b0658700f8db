"""What the web processes count, for Prometheus. What the database and the store know is asked when scraped.

Several gunicorn processes each write a file of their own (`share`), named by the process' slot and not by its
id: a replaced process goes on with the file of the one before, so that their number stays small. The files are
mapped into memory and have their room on the disk from the start: where a mapped page finds none, the system
kills the process.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Histogram, multiprocess, values

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own name for it
ROOM = 1024 * 1024
"""Bytes of each file. All our endpoints with all their answers need a quarter of it."""
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

log = logging.getLogger(__name__)

_registry = CollectorRegistry()
_making = Lock()
slot = "main"
"""Which of the web processes this is: set after each fork."""


def share(folder: Path) -> None:
    """Count together with the other processes of this site; before the first count, in the parent of all.

    What a run before has left is deleted: Prometheus knows counters that begin anew.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()
    os.environ[FOLDER] = str(folder)
    values.ValueClass = values.MultiProcessValue(lambda: slot)  # type: ignore[no-untyped-call]


def sit(at: str) -> None:
    """Take a slot, after a fork. With a full disk this process counts for itself: it serves all the same."""
    global slot
    slot = at
    try:
        for kind in ("counter", "histogram"):
            _reserve(Path(os.environ[FOLDER]) / f"{kind}_{slot}.db")
    except OSError as error:
        log.error("this process is missing in the metrics, its file has no room: %s", error)
        values.ValueClass = values.MutexValue


def _reserve(path: Path) -> None:
    with path.open("ab") as file:
        file.write(bytes(max(0, ROOM - file.tell())))


def _instruments() -> tuple[Counter, Histogram, Counter, Counter, Counter]:
    with _making:  # the first requests of a process come at once
        return _made()


@cache
def _made() -> tuple[Counter, Histogram, Counter, Counter, Counter]:
    # Made when first needed: only then is it known whether processes share.
    return (
        Counter(
            "mentortrain_requests",
            "Requests answered.",
            ("method", "endpoint", "status"),
            registry=_registry,
        ),
        Histogram(
            "mentortrain_request_seconds",
            "Time from a request's arrival in the site to its answer.",
            ("endpoint",),
            buckets=BUCKETS,
            registry=_registry,
        ),
        Counter("mentortrain_statements", "Statements sent for requests.", registry=_registry),
        Counter("mentortrain_statement_seconds", "Time spent in them.", registry=_registry),
        Counter("mentortrain_slow_statements", "Statements over SLOW_STATEMENT_MS.", registry=_registry),
    )


@cache
def _of_requests(method: str, endpoint: str, status: int) -> tuple[Callable[..., None], Callable[..., None]]:
    requests, seconds, *_ = _instruments()
    return requests.labels(method, endpoint, str(status)).inc, seconds.labels(endpoint).observe


def note_request(
    *, method: str, endpoint: str, status: int, seconds: float, statements: int, in_database: float
) -> None:
    """Count an answer. `endpoint` is a name of ours, never an address; an unknown method is "other"."""
    count, observe = _of_requests(method if method in _METHODS else "other", endpoint, status)
    count()
    observe(seconds)
    _, _, sent, spent, _ = _instruments()
    if statements:
        sent.inc(statements)
        spent.inc(in_database)


_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})  # the rest is made up: it must not fill our memory


def note_slow_statement() -> None:
    """Count one that was over the threshold."""
    _instruments()[4].inc()


def counted() -> CollectorRegistry:
    """All that the web processes have counted together."""
    if FOLDER not in os.environ:
        return _registry
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together
