"""The database: naming, UTC time, and transactions that cannot surprise.

Two promises, on SQLite and on PostgreSQL:
- a request that only reads is given a transaction in which the database itself refuses a write;
- a SQLite transaction that may write takes its lock at the start (BEGIN IMMEDIATE). The driver's default lost
  updates silently, and BEGIN DEFERRED answers "database is locked" under writers.
"""

from __future__ import annotations

import select
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, CursorResult, Engine, ExceptionContext
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry, Pool

READS_ONLY = "mentortrain.reads_only"
"""Where a connection remembers what it was last told."""
USED_AT = "mentortrain.used_at"
"""Where a connection to PostgreSQL remembers when it was last taken."""
TRIED_AFTER = 30.0
"""Seconds after which a connection that nobody used is tried before it is trusted."""

reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime in and out, UTC in the database. A naive one is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """The same in one step: a page reads hundreds."""
        return _from_text if dialect.name == "sqlite" else _in_utc


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table stands on."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UTCDateTime()}
    )


PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "busy_timeout=15000",
    "recursive_triggers=ON",  # REPLACE is a deletion too: what refuses one refuses the other
)

_reading: ContextVar[Connection | None] = ContextVar("reading", default=None)
told_ahead: ContextVar[dict[str, tuple[Any, Any]] | None] = ContextVar("told_ahead", default=None)
"""What this request has been told before it asked (readahead.py)."""
_kept: list[tuple[Connection, float]] = []
"""The connections with which this process reads, between two requests, and since when they lie here. The one that was
used last is taken first: it has the pages and plans at hand that the next request wants."""


def reading() -> Connection | None:
    """The one connection of a request that only reads; None in one that may write, and outside of requests.

    Taken at the request's first statement, given back by `end_reading`.
    """
    if not reading_only.get():
        return None
    taken = _reading.get()
    if taken is None or taken.closed or taken.invalidated:
        taken = _kept_connection() or db.engine.connect()
        _tell(taken)
        _reading.set(taken)
    return taken


def end_reading() -> None:
    """At the end of a request: keep its connection for the next one.

    To take one from the pool and to give it back costs as much as a statement; and one that reads and writes in
    turn is told so each time.
    """
    taken = _reading.get()
    if taken is None:
        return
    _reading.set(None)
    told_ahead.set(None)
    if taken.in_transaction():
        taken.rollback()
    if taken.closed or taken.invalidated:
        taken.close()
    else:
        _kept.append((taken, monotonic()))


def _kept_connection() -> Connection | None:
    """One that is kept, unless it is another database's, or has gone, or perhaps has."""
    while _kept:
        try:
            kept, since = _kept.pop()
        except IndexError:  # another thread was faster
            break
        if kept.engine is not db.engine:
            _end(kept)
            continue
        is_there = not kept.closed and not kept.invalidated
        if is_there and not _may_be_lost(kept.connection.dbapi_connection, monotonic() - since):
            return kept
        kept.close()  # to the pool, which tries it before it is taken again
    return None


@event.listens_for(Engine, "engine_disposed")
def _let_go(engine: Engine) -> None:
    """Whoever disposes of an engine wants none of its connections open; those that are kept are in no pool."""
    mine = [one for one in _kept if one[0].engine is engine]
    _kept[:] = [one for one in _kept if one[0].engine is not engine]
    for kept, _since in mine:
        _end(kept)


def _end(kept: Connection) -> None:
    if not kept.closed and not kept.invalidated:
        kept.detach()
    kept.close()


def _may_be_lost(driver: Any, idle: float) -> bool:
    if isinstance(driver, sqlite3.Connection):
        return False
    return idle >= TRIED_AFTER or _has_something_to_say(driver)


@contextmanager
def only_reading() -> Iterator[None]:
    """Read and nothing else inside the block; the session's transaction must have ended before."""
    before = reading_only.set(True)
    try:
        yield
    finally:
        end_reading()
        reading_only.reset(before)


class OneDatabase(Session):
    """The session of Flask-SQLAlchemy without its search among databases: there is one."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **more: Any) -> Any:
        """The connection of a request that only reads, else the engine."""
        return bind or reading() or self._db.engine


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"expire_on_commit": False, "class_": OneDatabase},
)
session = db.session


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        from mentortrain import plans  # its driver is loaded where it is used

        plans.keep(connection)
        connection.execute("SET jit = off")  # it compiles a long statement in 0.26 s, at each execution
        connection.commit()
        return
    connection.isolation_level = None  # SQLAlchemy's "begin" below decides, not the driver
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "handle_error")
def _look_at_plans(failed: ExceptionContext) -> None:
    if failed.connection is not None and failed.dialect.name != "sqlite":
        forget_if_other(failed.connection, failed.original_exception)


def forget_if_other(connection: Connection, error: BaseException) -> None:
    """After an error of the driver on PostgreSQL: prepare anew what it was about, if that is why it failed."""
    from mentortrain import plans  # its driver is loaded where it is used

    driver: Any = connection.connection.dbapi_connection
    plans.forget_if_other(driver, error)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    _tell(connection)
    if connection.dialect.name == "sqlite" and not reading_only.get():
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _tell(connection: Connection) -> None:
    """Let a connection read and nothing else, or write in transactions; it remembers what it was told last.

    Reading needs no transaction of several statements: each sees what was committed when it began, within a
    transaction of PostgreSQL's usual isolation or without one. So BEGIN and ROLLBACK are left out: on PostgreSQL
    two journeys of some four, on SQLite two moments in which another thread takes over.
    """
    only = reading_only.get()
    if connection.info.get(READS_ONLY) is only:
        return
    driver: Any = connection.connection.dbapi_connection  # what cannot fail needs no detour
    if isinstance(driver, sqlite3.Connection):
        driver.execute(f"PRAGMA query_only={int(only)}")
    else:
        driver.autocommit = True
        driver.execute(f"SET default_transaction_read_only = {'on' if only else 'off'}")
        driver.autocommit = only
    connection.info[READS_ONLY] = only


@event.listens_for(Pool, "checkout")
def _look_at_the_line(driver: Any, record: ConnectionPoolEntry, proxy: object) -> None:
    """Take no connection that the server has closed: the pool makes another one then.

    A server that ends a connection, or ends itself, says so on the line, where a look costs nothing: SQLAlchemy's
    own `pool_pre_ping` is a journey for each request. A line that nobody has used for a while is tried in earnest,
    since what stands between may have dropped it without a word.
    """
    now = monotonic()
    idle = now - record.info.get(USED_AT, now)
    record.info[USED_AT] = now
    if not _may_be_lost(driver, idle):
        return
    try:
        driver.rollback()
        driver.execute("SELECT 1")
        driver.rollback()
    except driver.Error as error:
        raise InvalidatePoolError from error  # whatever ended this one has most likely ended all


def _has_something_to_say(driver: Any) -> bool:
    if driver.closed:
        return True
    line = select.poll()
    line.register(driver.fileno(), select.POLLIN)
    return bool(line.poll(0))


def wait_at_most(milliseconds: int) -> None:
    """Wait no longer for any row that somebody else holds, in this transaction; then see `outages.is_held`.

    Shorter than the second after which PostgreSQL looks for two that wait for each other, so that it is this one
    that gives way. SQLite has no rows to hold: who writes has all of it.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text(f"SET LOCAL lock_timeout = {int(milliseconds)}"))


def ping() -> None:
    """One round trip; raises what the driver raises."""
    session.execute(text("SELECT 1"))


def insert(model: type[Base]) -> Any:
    """The dialect's INSERT, which knows ON CONFLICT on both databases."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(model)


def insert_new(model: type[Base], **values: object) -> Any:
    """Insert a row unless a unique key already holds it; its primary key, or None if somebody was faster.

    One statement, so that it settles a race on both databases without failing the transaction.
    """
    found = insert_all_new(model, [values], next(iter(model.__table__.primary_key)))
    return found[0][0] if found else None


def insert_all_new(model: type[Base], rows: Sequence[dict[str, Any]], *columns: Any) -> list[Any]:
    """The same for many rows with the same columns, some thousands at the most: `columns` of those inserted."""
    if not rows:
        return []
    statement = insert(model).on_conflict_do_nothing().returning(*columns)
    return list(execute_plainly(statement, rows))


def execute_plainly(statement: Any, rows: Sequence[dict[str, Any]]) -> CursorResult[Any]:
    """Run a statement that writes with the values of each of these rows: the session's objects are written first.

    The mapper is not asked, and the rows stand beside the statement, not in it: it would be compiled anew for each
    number of rows, which takes several times as long as the database.
    """
    mine = session()
    mine.flush()
    return mine.connection().execute(statement, rows[0] if len(rows) == 1 else list(rows))
