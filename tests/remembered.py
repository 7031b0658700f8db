"""The database as every test finds it: prepared once, remembered, and put back before each test.

To read and publish the courses takes twenty times as long as to put their rows back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg
from psycopg import Connection, sql
from sqlalchemy.engine import Engine

from mentortrain.db import Base

Restore = Callable[[], None]


@contextmanager
def remembered(engine: Engine) -> Iterator[Restore]:
    """What the database holds now. The function given puts exactly that back, counters included.

    Whoever calls it has ended all transactions: one that still writes is waited for.
    """
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(engine.url.database), timeout=15)) as live:
            yield from _pages(live)
    else:
        yield from _rows(engine.url.set(drivername="postgresql").render_as_string(hide_password=False))


def _pages(live: sqlite3.Connection) -> Iterator[Restore]:
    """The file page by page: what a test did to triggers and tables is undone as well."""
    live.execute("PRAGMA synchronous=OFF")
    with closing(sqlite3.connect(":memory:")) as kept:
        live.backup(kept)
        yield lambda: kept.backup(live)


def _rows(url: str) -> Iterator[Restore]:
    """The rows of each table and the place of each sequence, in a script that goes to the server at once."""
    tables = [table.name for table in Base.metadata.sorted_tables]
    with closing(psycopg.connect(url)) as first:
        statements = [
            # The record refuses to be emptied, and keys point from table to table. Here a superuser may: no
            # trigger fires in a replica. TRUNCATE would make each table and each index a new file.
            sql.SQL("SET LOCAL session_replication_role = replica"),
            *(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in tables),
            *(_inserting(first, name) for name in tables if _count(first, name)),
            *_sequences(first),
        ]
        script = sql.SQL("; ").join(statements).as_bytes(first)

    live = psycopg.connect(url)

    def restore() -> None:
        nonlocal live
        try:
            live.execute(script)
        except psycopg.OperationalError:  # a test has ended every connection
            live.close()
            live = psycopg.connect(url)
            live.execute(script)
        live.commit()

    yield restore
    live.close()


def _count(live: Connection, table: str) -> int:
    row = live.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    assert row
    return int(row[0])


def _inserting(live: Connection, table: str) -> sql.Composable:
    """All its rows. As text, which the server makes into what each column holds."""
    found = live.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(table))).description
    columns = [sql.Identifier(column.name) for column in found or ()]
    as_text = sql.SQL(", ").join(sql.SQL("{}::text").format(column) for column in columns)
    rows = live.execute(
        sql.SQL("SELECT {} FROM {} ORDER BY 1").format(as_text, sql.Identifier(table))
    ).fetchall()
    return sql.SQL("INSERT INTO {} ({}) VALUES {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(columns),
        sql.SQL(", ").join(
            sql.SQL("({})").format(sql.SQL(", ").join(sql.Literal(value) for value in row)) for row in rows
        ),
    )


def _sequences(live: Connection) -> list[sql.Composable]:
    """Each where it stands: the next row gets the number that it would get now."""
    found = live.execute("SELECT schemaname, sequencename, last_value FROM pg_sequences").fetchall()
    return [
        sql.SQL("SELECT setval({}, {}, {})").format(
            sql.Literal(f'"{schema}"."{name}"'), sql.Literal(last or 1), sql.Literal(last is not None)
        )
        for schema, name, last in found
    ]
