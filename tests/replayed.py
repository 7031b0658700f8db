"""The usual people, whose first steps are the same in every test: taken once, and then written again.

To enrol somebody and let them in takes thirty milliseconds, nearly all of it to find out what is to be written. That is
the same whenever the same steps were taken before and nothing else was. So the statements of a step are kept, and go to
the database again, in one transaction: each test finds the rows, the keys and the cookies that the step itself would
have left. Whatever else has been written meanwhile makes the step be taken anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import nullcontext
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Connection

from mentortrain import queue
from mentortrain.db import db

Result = TypeVar("Result")
Written = tuple[str, Any, bool]
"""A statement, its values, and whether there are many of them."""

_ONLY_READS = ("SELECT", "PRAGMA", "BEGIN")


class Steps:
    """What was done since the database was put back, as long as it was steps and nothing else."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._taken: tuple[Hashable, ...] | None = None
        self._kept: dict[tuple[Hashable, ...], tuple[list[Written], Any]] = {}
        with app.app_context():
            for ending in ("commit", "rollback"):
                event.listen(db.engine, ending, self._something_else)

    def begin(self) -> None:
        """The database has just been put back."""
        self._taken = ()

    def take(self, step: Hashable, do: Callable[[], Result]) -> Result:
        """Do it, or write what it wrote when the same came before it. `do` returns what stays the same, and commits.

        A step that leaves a job in the store is taken anew each time.
        """
        before = self._taken
        path = (*before, step) if before is not None else None
        with self._app.app_context():
            if path is None:
                return do()
            if path in self._kept:
                written, result = self._kept[path]
                _write(written)
            else:
                written, result = self._watched(do)
                if not queue.store().dbsize():
                    self._kept[path] = written, result
        self._taken = path if path in self._kept else None
        return result

    def _watched(self, do: Callable[[], Result]) -> tuple[list[Written], Result]:
        written: list[Written] = []

        def note(
            connection: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool
        ) -> None:
            if not statement.lstrip().upper().startswith(_ONLY_READS):
                written.append((statement, values, many))

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            return written, do()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    def _something_else(self, connection: Connection) -> None:
        self._taken = None


def _write(written: list[Written]) -> None:
    with db.engine.begin() as connection:
        driver: Any = connection.connection.dbapi_connection
        # PostgreSQL is given all of them before it has answered the first.
        with driver.pipeline() if hasattr(driver, "pipeline") else nullcontext():
            for statement, values, many in written:
                cursor = driver.cursor()
                (cursor.executemany if many else cursor.execute)(statement, values)
                cursor.close()  # with what came back: SQLite commits nothing before
