"""A poll of an unchanged feed is answered before Flask, and nobody can tell: not the app, the log or the counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from flask import Flask, request_started
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from mentortrain import queue, trace
from mentortrain.agenda import jobs, queries
from mentortrain.agenda.models import FeedToken
from mentortrain.config import Settings
from mentortrain.db import db, reading_only, session
from tests.agenda.stage import address_for
from tests.conftest import Visitor
from tests.sites import production

pytestmark = pytest.mark.either  # pages and words, not the database

LIVE = "https://training.example.org"
PROXIED = {
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "training.example.org",
    "X-Request-ID": "from-the-proxy-1",
}


@contextmanager
def in_flask(app: Flask) -> Iterator[list[str]]:
    """The paths that reach Flask meanwhile."""
    seen: list[str] = []

    def note(sender: Flask, **more: Any) -> None:
        seen.append("reached")

    with request_started.connected_to(note, app):
        yield seen


def both_ways(
    app: Flask, client: FlaskClient, feed: str, tag: str, method: str = "GET", **headers: str
) -> tuple[TestResponse, TestResponse]:
    """The answer before Flask, and Flask's own: a list of two tags is left to it."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with in_flask(app) as seen:
        before = client.open(feed, method=method, headers={**sent, "If-None-Match": tag})
    assert seen == []
    with in_flask(app) as seen:
        own = client.open(feed, method=method, headers={**sent, "If-None-Match": f'{tag}, "other"'})
    assert seen == ["reached"]
    return before, own


def as_told(answer: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body; the number of a request is its own, unless the proxy gave it."""
    headers = sorted(answer.headers.items())
    given = PROXIED["X-Request-ID"]
    return (
        answer.status,
        [
            (name, "its own" if name == "X-Request-ID" and value != given else value)
            for name, value in headers
        ],
        answer.data,
    )


@pytest.fixture
def feed(amina: Visitor, page: str) -> str:
    """Amina's, with one session in it."""
    amina.post(f"{page}/registration")
    return address_for(amina)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_both_ways_the_answer_is_the_same(
    app: Flask, amina: Visitor, phone: FlaskClient, feed: str, method: str
) -> None:
    tag = phone.get(feed).headers["ETag"]
    before, own = both_ways(app, phone, feed, tag, method)
    assert as_told(before) == as_told(own)
    assert (before.status_code, before.headers["ETag"]) == (304, tag)
    signed_in, own = both_ways(app, amina.client, feed, f"W/{tag}", method)
    assert as_told(signed_in) == as_told(own) == as_told(before)


def test_it_is_the_same_on_a_live_site_behind_its_proxy(
    app: Flask, settings: Settings, phone: FlaskClient, feed: str
) -> None:
    with production(settings) as site:
        client = site.test_client()
        tag = client.get(feed, headers=PROXIED).headers["ETag"]
        for method in ("GET", "HEAD"):
            before, own = both_ways(site, client, feed, tag, method, **PROXIED)
            assert as_told(before) == as_told(own)
            assert before.headers["X-Request-ID"] == PROXIED["X-Request-ID"]
            assert before.headers["Strict-Transport-Security"] == "max-age=31536000"
        forged = {"X-Request-ID": "not-from-a-proxy", "Host": "training.example.org"}
        before, own = both_ways(site, client, feed, tag, **forged)
        assert as_told(before) == as_told(own)
        assert before.headers["X-Request-ID"] != forged["X-Request-ID"]
        elsewhere = {**PROXIED, "X-Forwarded-Host": "evil.example.org", "If-None-Match": tag}
        assert client.get(feed, headers=elsewhere).status_code == 400


def test_log_and_counts_are_the_same(
    app: Flask,
    phone: FlaskClient,
    feed: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted: list[dict[str, Any]] = []
    monkeypatch.setattr("mentortrain.metrics.note_request", lambda **counts: counted.append(counts))
    tag = phone.get(feed).headers["ETag"]
    counted.clear()
    caplog.clear()
    both_ways(app, phone, feed, tag)
    first, second = (one for one in caplog.records if one.name == "mentortrain.web.requests")
    assert first.getMessage() == "GET /feeds/<token>.ics 304"
    assert set(vars(first)) == set(vars(second))
    names = ("levelname", "msg", "args", "method", "endpoint", "rule", "status", "statements")
    assert [getattr(first, name) for name in names] == [getattr(second, name) for name in names]
    assert 0 <= first.statements_ms <= first.ms
    steady = ("method", "endpoint", "status", "statements")
    assert [counted[0][name] for name in steady] == ["GET", "agenda.feed", 304, 1]
    assert [counted[1][name] for name in steady] == ["GET", "agenda.feed", 304, 1]
    assert set(counted[0]) == set(counted[1])


def test_a_poll_is_a_use_and_leaves_nothing_behind(
    app: Flask, phone: FlaskClient, feed: str, at: datetime
) -> None:
    tag = phone.get(feed).headers["ETag"]
    jobs.USES.forget()
    with app.app_context():
        queue.store().flushdb()
        taken = db.engine.pool.checkedout()  # type: ignore[attr-defined]
    assert phone.get(feed, headers={"If-None-Match": tag}).status_code == 304
    assert (trace.current().trace, reading_only.get()) == ("", False)
    with app.app_context():
        assert db.engine.pool.checkedout() == taken  # type: ignore[attr-defined]
        assert jobs.note_feed_use(at) == "last use of 1 calendar addresses noted"


def test_the_database_refuses_a_write_in_a_poll(
    app: Flask, phone: FlaskClient, feed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = phone.get(feed).headers["ETag"]
    refused: list[str] = []
    find = queries.feed_with

    def writing(token: str) -> Any:
        with pytest.raises(Exception, match=r"read-?only") as error:
            session.execute(FeedToken.__table__.delete())  # type: ignore[attr-defined]
        session.rollback()
        refused.append(str(error.value))
        return find(token)

    monkeypatch.setattr(queries, "feed_with", writing)
    with in_flask(app) as seen:
        assert phone.get(feed, headers={"If-None-Match": tag}).status_code == 304
    assert (len(refused), seen) == (1, [])


NO_POLLS: list[tuple[str, dict[str, Any], int]] = [
    ("another tag", {"headers": {"If-None-Match": '"' + "0" * 32 + '"'}}, 200),
    ("no tag of ours", {"headers": {"If-None-Match": '"other"'}}, 200),
    ("any tag", {"headers": {"If-None-Match": "*"}}, 304),
    ("an empty tag", {"headers": {"If-None-Match": ""}}, 200),
    ("the tag without its quotes", {"headers": {"If-None-Match": "{bare}"}}, 304),
    ("parameters", {"query_string": {"nocache": "1"}, "headers": {"If-None-Match": "{tag}"}}, 304),
    ("a NUL in them", {"query_string": "a=%00", "headers": {"If-None-Match": "{tag}"}}, 400),
    ("a body", {"data": "x", "headers": {"If-None-Match": "{tag}"}}, 304),
    ("another method", {"method": "POST", "headers": {"If-None-Match": "{tag}"}}, 405),
    ("another name", {"headers": {"If-None-Match": "{tag}", "Host": "elsewhere.example.org"}}, 304),
]


def test_all_else_is_left_to_flask(app: Flask, phone: FlaskClient, feed: str) -> None:
    tag = phone.get(feed).headers["ETag"]
    found = {}
    for name, asked, _ in NO_POLLS:
        headers = {
            key: value.format(tag=tag, bare=tag.strip('"')) if "{" in value else value
            for key, value in asked["headers"].items()
        }
        with in_flask(app) as seen:
            answer = phone.open(feed, **{**asked, "headers": headers})
        found[name] = (answer.status_code, len(seen))
    assert found == {name: (status, 1) for name, _, status in NO_POLLS}


def test_a_changed_feed_comes_whole_under_one_number(
    amina: Visitor,
    phone: FlaskClient,
    page: str,
    feed: str,
    caplog: pytest.LogCaptureFixture,
    statements: Callable[[], Any],
) -> None:
    tag = phone.get(feed).headers["ETag"]
    amina.post(f"{page}/withdrawal")
    phone.get(feed)
    caplog.clear()
    with statements() as ran:
        answer = phone.get(feed, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["ETag"] != tag) == (200, True)
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")
    [line] = [one for one in caplog.records if one.name == "mentortrain.web.requests"]
    assert (line.status, line.statements) == (200, len([one for one in ran if one.startswith("SELECT")]))
    assert trace.current().trace == ""


def test_an_ended_or_unknown_address_is_not_there(
    app: Flask, amina: Visitor, phone: FlaskClient, feed: str
) -> None:
    tag = phone.get(feed).headers["ETag"]
    with app.app_context():
        feed_id = session.scalars(select(FeedToken.id)).one()
    assert amina.post(f"/calendar/addresses/{feed_id}/revocation").status_code == 302
    for path in (feed, "/feeds/nobody-has-this.ics"):
        answer = phone.get(path, headers={"If-None-Match": tag})
        assert (answer.status_code, "ETag" in answer.headers) == (404, False)


def test_with_the_database_away_it_is_asked_once_and_the_page_says_so(
    app: Flask, phone: FlaskClient, feed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = phone.get(feed).headers["ETag"]
    asked: list[str] = []

    def away(token: str) -> Any:
        asked.append(token)
        raise OperationalError("SELECT", {}, Exception("no answer"))

    monkeypatch.setattr(queries, "feed_with", away)
    answer = phone.get(feed, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["Retry-After"], len(asked)) == (503, "30", 1)
    assert "We cannot reach our records just now" in answer.text


def test_what_breaks_in_a_poll_is_flasks_to_answer(
    app: Flask, phone: FlaskClient, feed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = phone.get(feed).headers["ETag"]

    class Broken:
        def note(self, *noted: Any) -> None:
            monkeypatch.undo()
            raise RuntimeError("no luck")

    monkeypatch.setattr(jobs, "USES", Broken())
    with in_flask(app) as seen:
        assert phone.get(feed, headers={"If-None-Match": tag}).status_code == 304
    assert seen == ["reached"]
