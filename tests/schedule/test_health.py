"""/healthz and /readyz, as a load balancer asks them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from mentortrain import clock, queue
from mentortrain.db import session
from mentortrain.schedule.models import TICKER, Lease
from mentortrain.schedule.ticker import tick_once
from mentortrain.schema import migrate, schema
from mentortrain.site import checks
from tests.servers import embedded_store


@pytest.fixture
def ticking(app):
    """A ticker has made its round."""
    with app.app_context():
        assert tick_once("left")


def asked(nobody):
    answer = nobody.get("/readyz")
    assert answer.content_type == "application/json"
    return answer.status_code, answer.json


def test_a_process_that_answers_is_healthy(app):
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_site_whose_ticker_never_ran_is_not_ready(nobody):
    assert asked(nobody) == (
        503,
        {
            "status": "not ready",
            "database": "ok",
            "store": "ok",
            "migrations": "ok",
            "ticker": "failed: RuntimeError",
        },
    )


def test_a_site_with_everything_up_is_ready(nobody, ticking):
    status, found = asked(nobody)
    assert status == 200
    assert found.pop("ticker").endswith(" s ago")
    assert found == {"status": "ok", "database": "ok", "store": "ok", "migrations": "ok"}


def test_a_site_whose_ticker_fell_silent_is_not_ready(nobody, ticking, app, caplog):
    with app.app_context():
        session.get_one(Lease, TICKER).beat_at = clock.real_now() - timedelta(seconds=61)
        session.commit()
    status, found = asked(nobody)
    assert (status, found["ticker"], found["store"]) == (503, "failed: RuntimeError", "ok")
    assert "the ticker is silent" in caplog.text


def test_a_site_without_its_store_is_not_ready(nobody, ticking, app, settings, tmp_path):
    with embedded_store(tmp_path) as url:
        queue.connect(app, url)
        assert asked(nobody)[0] == 200
    try:
        status, found = asked(nobody)
        assert (status, found["store"], found["database"]) == (503, "failed: ConnectionError", "ok")
    finally:
        app.extensions["mentortrain.redis"].close()
        queue.connect(app, settings.redis_url)


@pytest.fixture
def at_revision(app):
    """at_revision("x"): the database says that it has this version of the tables."""

    def put(revision):
        with app.app_context():
            session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
            session.commit()

    with app.app_context():
        head = session.scalar(text("SELECT version_num FROM alembic_version"))
        session.rollback()
    yield put
    put(head)


def test_a_database_behind_the_code_is_not_ready(nobody, ticking, app, caplog, monkeypatch):
    with app.app_context():
        before = schema()
        session.rollback()
    monkeypatch.setattr(checks, "schema", lambda: replace(before, head="later"))
    status, found = asked(nobody)
    assert (status, found["migrations"]) == (503, "failed: RuntimeError")
    assert f"the database is at {before.head}, the code at later; run: flask --app app prepare" in caplog.text


def test_a_database_that_a_later_version_has_migrated_is_served_on(nobody, ticking, at_revision):
    at_revision("later")
    status, found = asked(nobody)
    assert (status, found["migrations"]) == (200, "newer than this version, which goes on")


def test_an_older_version_prepares_a_newer_database_by_leaving_it_alone(app, at_revision):
    at_revision("later")
    with app.app_context():
        assert not migrate()
        assert schema().current == "later"
        session.rollback()
