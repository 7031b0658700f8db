"""PostgreSQL's plans of our statements, kept by each connection for as long as it lasts.

psycopg prepares on the server what a connection has executed five times, and forgets all of it at each ROLLBACK:
what was prepared might lead to a table that is not there any more. Our tables are made by migrations, and PostgreSQL
itself looks again at what is prepared when one changes; so a rollback takes nothing from us. Without this a site on
which people write now and then plans nearly every statement anew, which takes longer than to execute it: one to two
milliseconds for the long ones of Home.

What pages read is asked of libpq itself (`ask`), as psycopg wraps it: its cursors do for each statement what only a
pipeline, a cancelled query or a copy need, which takes as long again as the journey.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Connection, errors
from psycopg._preparing import PrepareManager  # there is no other door; tests/test_plans.py holds it
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, Format

MOST = 600
"""On each connection; the site has some five hundred, and lists of different lengths."""

Columns = list[tuple[str, int]]
"""Name and type of each column of an answer."""


class Kept(PrepareManager):
    """What a connection has prepared."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[tuple[str, tuple[int, ...]], bytes] = {}
        """What `ask` has prepared: the name by the text and the types of its values."""

    def clear(self) -> bool:
        """psycopg asks for it at each rollback, and where a table was dropped or changed: nothing is forgotten."""
        return False

    def forget(self) -> None:
        """All of it; the server is told with the next statement."""
        self.asked.clear()
        super().clear()


def keep(connection: Connection[Any]) -> None:
    """From now on this connection keeps what it prepares."""
    connection._prepared = Kept()
    connection.prepared_max = MOST


def ask(
    connection: Connection[Any], text: str, values: Sequence[Any], *, binary: bool = False
) -> tuple[Columns, list[Any]]:
    """The answer to a statement that only reads, with its values at $1, $2 and so on: the columns and the rows.

    In no transaction. Raises psycopg's errors. `binary`: values come as they are, not as text.
    """
    line, way = connection.pgconn, Transformer(connection)
    given: Any = way.dump_sequence(values, [PyFormat.AUTO] * len(values))  # None among them is NULL
    name = _prepared(connection, text, way.types or ())
    found = line.exec_prepared(name, given, way.formats, Format.BINARY if binary else Format.TEXT)
    if found.status != ExecStatus.TUPLES_OK:
        raise _error(connection, found)
    way.set_pgresult(found)
    columns = [((found.fname(n) or b"").decode(), found.ftype(n)) for n in range(found.nfields)]
    return columns, way.load_rows(0, found.ntuples, tuple)


def _prepared(connection: Connection[Any], text: str, types: tuple[int, ...]) -> bytes:
    kept = connection._prepared
    if not isinstance(kept, Kept):  # of a program that connects by itself
        connection._prepared = kept = Kept()
    name = kept.asked.get((text, types))
    if name is None:
        name = (
            b"asked_%d" % len(kept.asked) if len(kept.asked) < MOST else b""
        )  # "": until the next one without
        done = connection.pgconn.prepare(name, text.encode(), types)
        if done.status != ExecStatus.COMMAND_OK:
            raise _error(connection, done)
        if name:
            kept.asked[text, types] = name
    return name


def _error(connection: Connection[Any], found: Any) -> errors.Error:
    if connection.pgconn.status == ConnStatus.BAD:
        return errors.OperationalError(found.get_error_message())
    return errors.error_from_result(found)


def forget_if_other(connection: Connection[Any], error: BaseException | None) -> None:
    """Forget all where a statement failed because of what was prepared: a later version of the site has changed the
    type of a column that it reads, and PostgreSQL refuses it until it is prepared again; or somebody else between us
    and the server has let go of it."""
    if isinstance(error, errors.FeatureNotSupported | errors.InvalidSqlStatementName) and isinstance(
        connection._prepared, Kept
    ):
        connection._prepared.forget()
