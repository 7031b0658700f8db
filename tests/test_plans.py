"""What PostgreSQL has prepared for a connection is kept through rollbacks, and looked at again when a table changes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mentortrain.db import session

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
