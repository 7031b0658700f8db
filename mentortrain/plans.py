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

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from select import POLLIN, POLLOUT, poll
from typing import Any

from psycopg import Connection, errors
from psycopg._preparing import PrepareManager  # there is no other door; tests/test_plans.py holds it
from psycopg.abc import Transformer as Way
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, Format

from mentortrain.turn import current

MOST = 600
"""On each connection; the site has some five hundred, and lists of different lengths."""

USUAL = 1
"""Milliseconds within which a server nearby has answered what a page asks."""


class Columns(Sequence[tuple[str, int]]):
    """Name and type of each column of an answer. Read where they are asked for, which is once for each statement."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def __len__(self) -> int:
        return int(self._found.nfields)

    def __getitem__(self, number: Any) -> Any:
        if not 0 <= number < len(self):
            raise IndexError(number)
        return (self._found.fname(number) or b"").decode(), self._found.ftype(number)


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
    line, (given, way) = connection.pgconn, _dumped(connection, values)
    name = _prepared(connection, text, way.types or ())
    kind = Format.BINARY if binary else Format.TEXT
    if current.get() is None:
        found = line.exec_prepared(name, given, way.formats, kind)
    else:
        with _ended_or_closed(line):
            line.send_query_prepared(name, given, way.formats, kind)
            _send(line)
            found = _answer(line)
            while _answer(line) is not None:  # until the server is done with it
                pass
    if found is None or found.status != ExecStatus.TUPLES_OK:
        raise _error(connection, found)
    return _told(way, found)


def _dumped(connection: Connection[Any], values: Sequence[Any]) -> tuple[Any, Way]:
    way = Transformer(connection)
    return way.dump_sequence(values, [PyFormat.AUTO] * len(values)), way  # None among them is NULL


def _told(way: Way, found: Any) -> tuple[Columns, list[Any]]:
    way.set_pgresult(found)
    return Columns(found), way.load_rows(0, found.ntuples, tuple)


def ask_together(
    connection: Connection[Any], asked: Sequence[tuple[str, Sequence[Any], bool]]
) -> list[tuple[Columns, list[Any]]]:
    """The answers to several of these, (text, values, binary), on one journey: `ask` of each.

    It is libpq's pipeline: neither we nor the server wait between them. Raises psycopg's errors.
    """
    line, sent = connection.pgconn, []
    for text, values, binary in asked:
        given, way = _dumped(connection, values)
        name = _prepared(connection, text, way.types or ())
        sent.append((name, given, way.formats, Format.BINARY if binary else Format.TEXT, way))
    if any(not name for name, *_ in sent):  # no more are kept: there is one without a name at a time
        return [ask(connection, text, values, binary=binary) for text, values, binary in asked]
    with _ended_or_closed(line):
        line.enter_pipeline_mode()
        for *statement, _way in sent:
            line.send_query_prepared(*statement)
        line.pipeline_sync()
        _send(line)
        answers = _until_sync(line)
        line.exit_pipeline_mode()
    for found in answers:
        if found.status != ExecStatus.TUPLES_OK:
            raise _error(connection, found)
    return [_told(way, found) for (*_, way), found in zip(sent, answers, strict=True)]


@contextmanager
def _ended_or_closed(line: Any) -> Iterator[None]:
    """What is still on its way when something breaks would be taken for the answer to what is asked next."""
    try:
        yield
    except BaseException:
        line.finish()
        raise


def _until_sync(line: Any) -> list[Any]:
    """All answers; what follows a statement that failed is one that says so."""
    answers: list[Any] = []
    while True:
        found = _answer(line)  # None at the end of each
        if found is not None and found.status == ExecStatus.PIPELINE_SYNC:
            return answers
        if found is not None:
            answers.append(found)
        elif line.status != ConnStatus.OK:
            raise errors.OperationalError(line.get_error_message())


def _send(line: Any) -> None:
    while line.flush():
        _wait(line, POLLIN | POLLOUT)
        line.consume_input()


def _answer(line: Any) -> Any:
    """What has come next. libpq would wait for it by itself, but hold Python's lock meanwhile."""
    while line.is_busy():
        _wait(line, POLLIN)
        line.consume_input()
    return line.get_result()


def _wait(line: Any, for_what: int) -> None:
    """For the server. Whoever has the turn of this process gives way if that takes longer than usual."""
    waiting, turn = poll(), current.get()
    waiting.register(line.socket, for_what)
    if turn is None:
        waiting.poll()
    elif not waiting.poll(USUAL):
        had_it = turn.give_way()
        waiting.poll()
        if had_it:
            turn.take()


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
