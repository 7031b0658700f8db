"""A database that cannot be reached or is held by somebody else: a calm 503, and nothing that was typed is lost."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from mentortrain import config
from mentortrain.db import PRAGMAS, db
from mentortrain.factory import create_app
from mentortrain.outages import is_away
from tests.servers import free_port

pytestmark = pytest.mark.either  # pages and words, not the database

TITLE = "We cannot reach our records just now"


def check(answer):
    assert answer.status_code == 503
    assert TITLE in answer.text
    assert "Nothing you sent was saved. Try again in a minute" in answer.text
    assert answer.headers["Retry-After"] == "30"
    assert "SELECT" not in answer.text and "127.0.0.1" not in answer.text


@pytest.fixture
def away(store_url, tmp_path) -> Iterator[Flask]:
    """A site whose PostgreSQL is not there."""
    app = create_app(
        config.load(
            {
                "INSTANCE_PATH": str(tmp_path),
                "DATABASE_URL": f"postgresql://test@127.0.0.1:{free_port()}/mentortrain",
                "REDIS_URL": store_url,
                "BASE_URL": "http://localhost",
            }
        )
    )
    yield app
    with app.app_context():
        db.engine.dispose()
    app.extensions["mentortrain.redis"].close()


def signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "a token"
    return client


@pytest.mark.parametrize("path", ["/", "/learn", "/sign-in/some-token", "/you/security"])
def test_pages_say_that_the_database_is_away(away, path):
    answer = signed_in(away).get(path)
    check(answer)
    assert f'href="{path}"' in answer.text  # try again


def test_a_form_says_so_too(away):
    client, stranger = signed_in(away), away.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', stranger.get("/sign-in").text)[1]
    check(stranger.post("/sign-in", data={"csrf_token": token, "email": "amina@example.org"}))
    told = client.get("/", headers={"Accept": "application/json"})
    assert (told.status_code, told.json["error"]) == (503, TITLE)
    assert told.headers["Retry-After"] == "30"


@pytest.mark.parametrize("path", ["/nowhere", "/sign-in/%00"])
def test_what_is_not_there_says_so_without_the_database_or_that_it_is_away(away, path):
    """The page of an error asks who looks at it."""
    assert away.test_client().get(path).status_code == 404
    check(signed_in(away).get(path))


def test_a_forged_form_is_answered_without_the_database(away):
    assert signed_in(away).post("/you", data={"name": "Owned"}).status_code in (400, 503)
    assert away.test_client().post("/you", data={"name": "Owned"}).status_code == 400


def test_machines_are_told(away):
    client = away.test_client()
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["database"]) == (503, "failed: OperationalError")
    assert ready.json["store"] == "ok"


@pytest.fixture
def impatient(app, monkeypatch) -> Iterator[None]:
    """Requests wait 50 ms for SQLite's lock, where it is 15 s otherwise."""
    monkeypatch.setattr("mentortrain.db.PRAGMAS", (*PRAGMAS, "busy_timeout=50"))
    with app.app_context():
        db.engine.dispose()  # every connection from here on
    yield
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_is_locked_too_long_is_read_and_not_written(app, amina, settings, impatient):
    path = settings.database_url.removeprefix("sqlite:///")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', amina.get("/you").text)[1]
    form = {"csrf_token": token, "name": "Amina of the radios", "time_zone": "UTC"}
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page = amina.client.post("/you", data=form)
        check(page)
        told = amina.client.post("/you", data=form, headers={"Accept": "application/json"})
        assert (told.status_code, told.json["error"]) == (503, TITLE)
        assert amina.get("/").status_code == 200
        other.execute("ROLLBACK")
    assert "Send it again" in page.text
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    assert again["name"] == "Amina of the radios"
    assert amina.client.post("/you", data=again).status_code == 302
    with app.app_context():
        assert amina.person.name == "Amina of the radios"


@pytest.mark.parametrize(
    ("state", "expected"),
    [("57P01", True), ("57P03", True), ("08006", True), ("53300", True), ("53100", False), ("40P01", False)],
)
def test_which_answers_of_postgresql_mean_that_it_is_away(state, expected):
    cause = type("Told", (Exception,), {"sqlstate": state})()
    assert is_away(OperationalError("SELECT 1", {}, cause)) is expected
