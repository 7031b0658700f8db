"""What a request may do in the database, and what it is given when the database hung up meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mentortrain import config
from mentortrain.db import db, only_reading, reading, session
from mentortrain.people.models import Person
from tests.conftest import Visitor


def test_a_reading_transaction_cannot_write_and_the_next_one_can(app: Flask, amina: Visitor) -> None:
    def rename(name: str) -> None:
        session.execute(text("UPDATE person SET name = :name"), {"name": name})
        session.commit()

    with app.app_context():
        for attempt in ("First", "Second"):  # on the same connection, to and fro
            with only_reading():
                with pytest.raises(DBAPIError, match=r"read-?only"):
                    rename("Nobody")
                session.rollback()
            rename(attempt)
            assert set(session.scalars(select(Person.name))) == {attempt}
            session.rollback()


def test_what_fails_in_a_writing_request_leaves_nothing_behind(app: Flask, amina: Visitor) -> None:
    with app.app_context():
        with only_reading():
            before = set(session.scalars(select(Person.name)))
            session.rollback()
        session.execute(text("UPDATE person SET name = 'Half written'"))
        session.rollback()
        assert set(session.scalars(select(Person.name))) == before


ON_POSTGRESQL = pytest.mark.parametrize(
    "database_url", ["postgresql"], indirect=True
)  # a file does not hang up


@pytest.fixture
def hang_up(app: Flask, settings: config.Settings) -> Callable[[], int]:
    """Ends every connection that the site has open, as a PostgreSQL that starts anew does; how many."""

    def end() -> int:
        address = settings.database_url.replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(address, autocommit=True) as other:
            ended = other.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"  # and waits until it has gone
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchall()
        return len(ended)

    return end


@ON_POSTGRESQL
def test_who_asks_after_the_database_hung_up_notices_nothing(
    app: Flask, amina: Visitor, hang_up: Callable[[], int]
) -> None:
    assert amina.get("/").status_code == 200
    with app.app_context():
        others = [db.engine.connect() for _ in range(3)]  # a pool of several, all dead in a moment
        for one in others:
            one.close()
    assert hang_up() >= 3
    assert amina.get("/").status_code == 200
    assert hang_up() >= 1
    assert amina.post("/calendar", {"name": "Phone"}).status_code == 302


@ON_POSTGRESQL
def test_a_connection_that_lay_unused_is_tried_first(
    app: Flask, amina: Visitor, monkeypatch: pytest.MonkeyPatch, hang_up: Callable[[], int]
) -> None:
    monkeypatch.setattr("mentortrain.db.TRIED_AFTER", 0.0)
    monkeypatch.setattr(
        "mentortrain.db._has_something_to_say", lambda driver: False
    )  # dropped without a word
    assert amina.get("/").status_code == 200
    assert hang_up() >= 1
    assert amina.get("/").status_code == 200


def test_a_process_keeps_the_connection_with_which_it_reads(
    app: Flask, amina: Visitor, bruno: Visitor
) -> None:
    """And one after the other the same, whatever thread asks; what writes takes another and gives it back."""
    taken: list[int] = []

    def ask(name: str) -> None:
        for visitor in (amina, bruno):
            assert visitor.get("/").status_code == 200
            assert visitor.post("/calendar", {"name": name}).status_code == 302
            with app.app_context():
                taken.append(db.engine.pool.checkedout())  # type: ignore[attr-defined]

    for name in ("Phone", "Desk"):
        thread = threading.Thread(target=ask, args=[name])
        thread.start()
        thread.join(30)
    assert taken == [1] * 4


def test_what_a_page_reads_is_what_is_committed_now(app: Flask, amina: Visitor) -> None:
    """The connection that is kept stays in no transaction."""
    amina.get("/")
    with app.app_context():
        session.execute(text("UPDATE person SET name = 'Amina Renamed' WHERE email LIKE 'amina%'"))
        session.commit()
    assert "Amina" in amina.get("/").text
    assert 'value="Amina Renamed"' in amina.get("/you").text


def test_an_engine_that_is_done_with_leaves_no_connection_open(app: Flask, amina: Visitor) -> None:
    assert amina.get("/").status_code == 200
    with app.app_context(), only_reading():
        connection = reading()
        assert connection is not None
        driver = connection.connection.dbapi_connection
    with app.app_context():
        db.engine.dispose()
    assert connection.closed
    with pytest.raises(Exception, match="closed"):
        driver.execute("SELECT 1")
    assert amina.get("/").status_code == 200
