"""What a page asks that does not wait for one another's answers, asked on one journey.

On PostgreSQL each statement is a journey: the process waits, another thread takes over, the server wakes, and all of
it back. A page that knows at once what it will ask says so here, and goes on as if it had not: each call finds its
answer. On SQLite, where there is no journey, nothing is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy.engine import Connection

from mentortrain import db

Ahead = partial[Any]
"""A prepared statement with its values, `partial(_parts, person_id=3)`: called, it says its answer."""


def read_ahead(*asked: Ahead) -> None:
    """Ask these together, in a request that only reads; elsewhere each is asked when it is called.

    Who then does not call one has asked it for nothing.
    """
    connection = db.reading()
    if connection is not None and connection.dialect.driver == "psycopg":
        db.told_ahead.set(_told(connection, asked))


def _told(connection: Connection, asked: Sequence[Ahead]) -> dict[Any, Any]:
    """(values, answer) by the text that is sent. Nothing where one fails: who asks it then is told why."""
    from mentortrain import plans  # its driver is loaded where it is used

    dialect, every = connection.dialect, []
    driver: Any = connection.connection.dbapi_connection
    for one in asked:
        statement: Any = one.func
        straight = statement.straight(dialect)
        every.append((*straight.sent(one.keywords), straight.has_bytes))
    watched, (first, *_) = connection.dispatch, every
    # The time is counted with the first; of a slow one nobody could say which it was.
    shown = f"/* with {len(every) - 1} others */ {first[0]}"
    try:
        watched.before_cursor_execute(connection, None, shown, first[1], None, False)
        answers = plans.ask_together(driver, every)
        watched.after_cursor_execute(connection, None, shown, first[1], None, False)
    except dialect.loaded_dbapi.Error as error:
        db.forget_if_other(connection, error)
        return {}
    for text, values, _has_bytes in every[1:]:
        watched.before_cursor_execute(connection, None, text, values, None, False)
        watched.after_cursor_execute(connection, None, text, values, None, False)
    return {text: (values, answer) for (text, values, _), answer in zip(every, answers, strict=True)}
