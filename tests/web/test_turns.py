"""One request at a time asks; what writes, and who has waited long, goes on beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from mentortrain import plans, turn
from mentortrain.db import session
from mentortrain.web.turns import Turns
from tests.conftest import Visitor


class Site:
    """A site whose answers are given when the test says so."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.inside.append(environ["PATH_INFO"])
        if environ["PATH_INFO"] == "/slow":
            self.begun.set()
            assert self.may_end.wait(20)
        if environ["PATH_INFO"] == "/broken":
            raise ValueError
        return [b"done"]


@pytest.fixture
def site() -> Site:
    return Site()


def ask(turned: Turns, path: str, method: str = "GET") -> Iterable[bytes]:
    return turned({"REQUEST_METHOD": method, "PATH_INFO": path}, lambda *said: None)  # type: ignore[arg-type, return-value]


def begin_slow(turned: Turns, site: Site) -> threading.Thread:
    thread = threading.Thread(target=ask, args=(turned, "/slow"))
    thread.start()
    assert site.begun.wait(20)
    return thread


def test_who_asks_waits_for_the_one_before(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "PATIENCE", 20.0)
    turned = Turns(site)
    first = begin_slow(turned, site)
    second = threading.Thread(target=ask, args=(turned, "/next"))
    second.start()
    second.join(0.2)
    assert site.inside == ["/slow"]
    site.may_end.set()
    first.join(20)
    second.join(20)
    assert site.inside == ["/slow", "/next"]


@pytest.mark.parametrize(("method", "patience"), [("POST", 20.0), ("GET", 0.01)])
def test_what_writes_and_who_has_waited_long_goes_on_beside_it(
    site: Site, monkeypatch: pytest.MonkeyPatch, method: str, patience: float
) -> None:
    monkeypatch.setattr(turn, "PATIENCE", patience)
    turned = Turns(site)
    first = begin_slow(turned, site)
    assert ask(turned, "/other", method) == [b"done"]
    assert site.inside == ["/slow", "/other"]
    site.may_end.set()
    first.join(20)
    assert ask(turned, "/after") == [b"done"]


def test_what_breaks_ends_its_turn(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "PATIENCE", 20.0)
    turned = Turns(site)
    with pytest.raises(ValueError):
        ask(turned, "/broken")
    assert ask(turned, "/after") == [b"done"]


def test_who_waits_for_the_server_gives_way_and_comes_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "PATIENCE", 20.0)
    with app.app_context():
        engine = session.get_bind()
        if engine.dialect.name == "sqlite":
            return  # there is no server
        with engine.connect() as holding, engine.connect() as waiting:
            holding.execute(text("SELECT pg_advisory_lock(6)"))
            driver: Any = waiting.connection.dbapi_connection
            lock, told = threading.Lock(), []

            def wait_for_it() -> None:
                mine = turn.Turn(lock)
                turn.current.set(mine)
                mine.take()
                told.append(plans.ask(driver, "SELECT pg_advisory_lock(6)::TEXT", [])[1])
                mine.give_way()

            mine, thread = turn.Turn(lock), threading.Thread(target=wait_for_it)
            thread.start()
            while not lock.locked():
                thread.join(0.01)
            mine.take()
            assert mine._is_mine  # though the other one is not told yet
            assert told == []
            holding.execute(text("SELECT pg_advisory_unlock(6)"))
            thread.join(0.2)
            assert told == []  # it waits for its turn
            mine.give_way()
            thread.join(20)
            assert told == [[("",)]]
            assert not lock.locked()


def test_the_line_of_a_request_counts_the_wait(
    app: Flask, amina: Visitor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "PATIENCE", 0.3)
    with app.extensions["mentortrain.turns"]._lock:
        caplog.clear()
        assert amina.get("/").status_code == 200
    [line] = [one for one in caplog.records if one.name == "mentortrain.web.requests"]
    assert line.ms >= 300  # type: ignore[attr-defined]
