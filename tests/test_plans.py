"""What PostgreSQL has prepared for a connection is kept through rollbacks, and looked at again when a table changes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from psycopg import errors
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mentortrain import plans
from mentortrain.db import only_reading, reading, session
from mentortrain.outages import is_away
from mentortrain.people.models import Person
from mentortrain.prepared import prepared as prepared_statement

SELECT = "SELECT id, name FROM kept_plan WHERE id = 1"


@pytest.fixture
def driver(app: Flask) -> Any:
    """A connection of the site to PostgreSQL."""
    with app.app_context():
        if session.get_bind().dialect.name == "sqlite":
            yield None
            return
        with session.get_bind().connect() as connection:
            yield connection.connection.dbapi_connection


def prepared(driver: Any, like: str) -> list[str]:
    rows = driver.execute(
        "SELECT name FROM pg_prepared_statements WHERE statement LIKE %s", (like,)
    ).fetchall()
    return [row[0] for row in rows]


def test_a_rollback_leaves_what_is_prepared(driver: Any) -> None:
    if driver is None:
        return  # SQLite compiles in this process, and forgets nothing
    for _ in range(8):
        driver.execute("SELECT 1 + 1 AS kept")
        driver.rollback()
    names = prepared(driver, "%AS kept")
    assert len(names) == 1
    driver.rollback()
    assert prepared(driver, "%AS kept") == names


def test_a_table_that_is_other_or_made_anew_is_read_as_it_is(app: Flask, driver: Any) -> None:
    if driver is None:
        return

    def read() -> list[tuple[Any, ...]]:
        found = [tuple(row) for row in driver.execute(SELECT)]
        driver.rollback()
        return found

    with app.app_context():

        def change(*statements: str) -> None:
            for statement in statements:
                session.execute(text(statement))
            session.commit()

        change("CREATE TABLE kept_plan (id INTEGER, name TEXT)", "INSERT INTO kept_plan VALUES (1, 'one')")
        try:
            for _ in range(8):
                assert read() == [(1, "one")]
            change("ALTER TABLE kept_plan ADD COLUMN more TEXT")
            assert read() == [(1, "one")]
            change("CREATE INDEX on_kept_plan ON kept_plan (id)", "UPDATE kept_plan SET name = 'two'")
            assert read() == [(1, "two")]
            change(
                "DROP TABLE kept_plan",
                "CREATE TABLE kept_plan (id INTEGER, name TEXT)",
                "INSERT INTO kept_plan VALUES (1, 'three')",
            )
            assert read() == [(1, "three")]
        finally:
            change("DROP TABLE IF EXISTS kept_plan")


def test_a_column_of_another_type_fails_once_at_most_on_each_connection(app: Flask, driver: Any) -> None:
    """As where a later version of the site changes it, while this one still serves."""
    if driver is None:
        return
    with app.app_context():
        engine = session.get_bind()
        with engine.connect() as other, engine.connect() as connection:

            def read() -> Any:
                try:
                    return connection.execute(text("SELECT name FROM kept_plan")).scalar_one()
                finally:
                    connection.rollback()

            def change(*statements: str) -> None:
                for statement in statements:
                    other.execute(text(statement))
                other.commit()

            change("CREATE TABLE kept_plan (name VARCHAR(10))", "INSERT INTO kept_plan VALUES ('7')")
            try:
                for _ in range(8):
                    assert read() == "7"
                change("ALTER TABLE kept_plan ALTER COLUMN name TYPE INTEGER USING name::INTEGER")
                with pytest.raises(DBAPIError, match="cached plan"):
                    read()
                assert read() == 7
            finally:
                change("DROP TABLE kept_plan")


def ask(driver: Any, *, kind: str = "TEXT") -> list[tuple[Any, ...]]:
    return plans.ask(driver, f"SELECT $1::{kind}, $2::INTEGER AS two", ["seven", None])[1]


@pytest.fixture
def reader(driver: Any) -> Any:
    """The same in no transaction, as pages that read have it."""
    if driver is not None:
        driver.rollback()
        driver.autocommit = True
    yield driver
    if driver is not None and not driver.closed:
        driver.autocommit = False


def test_what_is_asked_of_the_server_itself_is_what_the_driver_says(reader: Any) -> None:
    if reader is None:
        return
    columns, rows = plans.ask(
        reader, "SELECT $1::TEXT AS word, now() AS at, $2::INTEGER AS two", ["seven", None]
    )
    usual = reader.execute("SELECT %s::TEXT AS word, now() AS at, %s::INTEGER AS two", ["seven", None])
    assert list(columns) == [(one.name, one.type_code) for one in usual.description]
    expected = usual.fetchone()
    assert (rows[0][0], rows[0][2], rows[0][1].tzinfo) == (expected[0], expected[2], expected[1].tzinfo)
    assert plans.ask(reader, "SELECT $1::BYTEA", [b"\x00\xff"], binary=True)[1] == [(b"\x00\xff",)]
    assert plans.ask(reader, "SELECT 1 WHERE false", [])[1] == []
    with pytest.raises(errors.DivisionByZero):
        plans.ask(reader, "SELECT 1 / $1::INTEGER", [0])
    assert ask(reader) == [("seven", None)]  # the line is as it was
    assert len(prepared(reader, "%AS two")) == 2  # the driver's own and ours, each once


def told(answers: list[Any]) -> list[Any]:
    return [(list(columns), rows) for columns, rows in answers]


def test_what_is_asked_together_is_what_each_says(reader: Any) -> None:
    if reader is None:
        return
    asked = [
        ("SELECT $1::TEXT AS word, $2::INTEGER AS two", ["seven", None], False),
        ("SELECT generate_series(1, $1::INTEGER) AS many, repeat('long', 1000)", [3_000], False),
        ("SELECT 1 WHERE false", [], False),
        ("SELECT $1::BYTEA", [b"\x00\xff"], True),
    ]
    each = told([plans.ask(reader, text, values, binary=binary) for text, values, binary in asked])
    for _ in range(2):
        assert told(plans.ask_together(reader, asked)) == each
    assert [len(rows) for _, rows in each] == [1, 3_000, 0, 1]
    wrong = [asked[0], ("SELECT 1 / $1::INTEGER", [0], False), asked[1]]
    with pytest.raises(errors.DivisionByZero):
        plans.ask_together(reader, wrong)
    assert told(plans.ask_together(reader, asked)) == each  # the line is as it was
    assert ask(reader) == [("seven", None)]


def test_no_statement_is_compiled_by_the_server(reader: Any) -> None:
    if reader is not None:
        assert plans.ask(reader, "SHOW jit", [])[1] == [("off",)]


def test_more_statements_than_are_kept_are_asked_all_the_same(
    reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reader is None:
        return
    monkeypatch.setattr(plans, "MOST", len(reader._prepared.asked) + 2)
    for _ in range(2):
        for number in range(5):
            assert plans.ask(reader, f"SELECT {number} AS many", [])[1] == [(number,)]
    assert len([one for one in prepared(reader, "%AS many") if one]) == 2
    asked = [(f"SELECT {number} AS more", [], False) for number in range(4)]
    assert [rows for _, rows in plans.ask_together(reader, asked)] == [[(number,)] for number in range(4)]


@prepared_statement
def _names(person_id: Any) -> Any:
    return select(Person.name).where(Person.id == person_id)


def test_what_somebody_between_us_and_the_server_let_go_of_is_prepared_again(app: Flask, reader: Any) -> None:
    if reader is None:
        return
    with app.app_context(), only_reading():
        for _ in range(2):
            assert _names(person_id=0).all() == []
            connection: Any = reading()
            connection.connection.dbapi_connection.execute("DEALLOCATE ALL")
        assert _names(person_id=0).all() == []


def test_a_line_that_is_cut_is_known_as_such(app: Flask, reader: Any) -> None:
    if reader is None:
        return
    with app.app_context(), session.get_bind().connect() as other:
        other.execute(text(f"SELECT pg_terminate_backend({reader.info.backend_pid}, 5000)"))
    with pytest.raises(errors.OperationalError) as cut:
        ask(reader)
    assert is_away(cut.value)


def test_a_line_that_is_cut_is_known_as_such_by_several_too(app: Flask, reader: Any) -> None:
    if reader is None:
        return
    asked = [("SELECT $1::TEXT", ["seven"], False)] * 3
    plans.ask_together(reader, asked)
    with app.app_context(), session.get_bind().connect() as other:
        other.execute(text(f"SELECT pg_terminate_backend({reader.info.backend_pid}, 5000)"))
    with pytest.raises(errors.OperationalError) as cut:
        plans.ask_together(reader, asked)
    assert is_away(cut.value)
