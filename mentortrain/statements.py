"""Each statement counted and timed; a slow one is a warning, without what it carried."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from mentortrain import metrics, trace

log = logging.getLogger(__name__)

LONGEST_SHOWN = 2000  # characters of a statement
_HOUSEKEEPING = (
    "PRAGMA",
    "BEGIN",
    "SET TRANSACTION",
)  # part of a transaction's beginning: timed, not counted


def watch(engine: Engine, *, slow_ms: int) -> None:
    """Watch all that goes to this database; warn of what takes `slow_ms` milliseconds or more."""
    slow = slow_ms / 1000

    def before(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        connection.info["mentortrain.began"] = perf_counter()

    def after(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        seconds = perf_counter() - connection.info["mentortrain.began"]
        work = trace.current()
        if work.trace:
            work.in_database += seconds
            if not statement.startswith(_HOUSEKEEPING):
                work.statements += 1
        if seconds >= slow:
            metrics.note_slow_statement()
            log.warning(
                "slow statement", extra={"ms": round(seconds * 1000, 1), "statement": _shown(statement)}
            )

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)


def _shown(statement: str) -> str:
    words = " ".join(statement.split())
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]} ..."
