"""The address of a feed: whose it is, how it ends, and when it was last used."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mentortrain import clock, queue
from mentortrain.agenda import jobs
from mentortrain.agenda.models import FeedToken
from mentortrain.db import session
from tests.agenda.stage import address_for, events
from tests.conftest import Visitor

pytestmark = pytest.mark.either  # pages and words, not the database


def test_a_feed_is_of_one_person(amina: Visitor, bruno: Visitor, page: str, phone: FlaskClient) -> None:
    bruno.post(f"{page}/registration")
    assert events(phone, address_for(amina)) == []
    assert len(events(phone, address_for(bruno))) == 1


def test_an_unknown_address_is_not_there(phone: FlaskClient, amina: Visitor) -> None:
    answer = phone.get("/feeds/nobody-has-this.ics")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


def test_a_revoked_address_is_not_there(app: Flask, amina: Visitor, phone: FlaskClient) -> None:
    kept, ended = address_for(amina, "Phone"), address_for(amina, "Google")
    with app.app_context():
        feed_id = session.scalars(select(FeedToken.id).where(FeedToken.name == "Google")).one()
    assert "“Google”" in amina.get("/calendar").text
    assert amina.post(f"/calendar/addresses/{feed_id}/revocation").status_code == 302
    assert phone.get(ended).status_code == 404
    assert phone.get(kept).status_code == 200
    assert "“Google”" not in amina.get("/calendar").text


def test_nobody_ends_the_address_of_another(
    app: Flask, amina: Visitor, dov: Visitor, phone: FlaskClient
) -> None:
    feed = address_for(amina)
    with app.app_context():
        feed_id = session.scalars(select(FeedToken.id)).one()
    assert dov.post(f"/calendar/addresses/{feed_id}/revocation").status_code == 404
    assert phone.get(feed).status_code == 200


def test_the_last_use_goes_to_the_store_and_is_written_by_the_ticker(
    app: Flask, amina: Visitor, phone: FlaskClient, at: datetime
) -> None:
    feed = address_for(amina)
    phone.get(feed)
    with clock.held_at(at + timedelta(hours=2)):
        phone.get(feed, headers={"If-None-Match": phone.get(feed).headers["ETag"]})
    with app.app_context():
        assert session.scalars(select(FeedToken.last_used_at)).one() is None
        assert jobs.note_feed_use(at) == "last use of 1 calendar addresses noted"
        assert jobs.note_feed_use(at) == ""
        assert session.scalars(select(FeedToken.last_used_at)).one() == at + timedelta(hours=2)
    assert "last fetched Monday 23 November, 14:00 (EAT)" in amina.get("/calendar").text


def test_a_use_that_was_taken_and_not_written_down_is_found_again(
    app: Flask, amina: Visitor, phone: FlaskClient, at: datetime
) -> None:
    phone.get(address_for(amina))
    with app.app_context():
        queue.store().rename(
            jobs.USES.noted, jobs.USES.taken
        )  # as a ticker leaves it that is killed in between
        assert jobs.note_feed_use(at) == "last use of 1 calendar addresses noted"
        assert session.scalars(select(FeedToken.last_used_at)).one() == at


def test_with_the_store_down_feeds_are_served_all_the_same(
    app: Flask, amina: Visitor, phone: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redis import Redis

    feed = address_for(amina)
    gone = Redis.from_url("unix:///nowhere/store.sock")
    monkeypatch.setitem(app.extensions, "mentortrain.redis", gone)
    assert phone.get(feed).status_code == 200
    with app.app_context():
        assert jobs.note_feed_use(at) == ""


def test_only_a_hash_of_the_token_is_kept(app: Flask, amina: Visitor) -> None:
    token = address_for(amina).removeprefix("/feeds/").removesuffix(".ics")
    with app.app_context():
        kept = session.scalars(select(FeedToken)).one()
        assert len(kept.token_hash) == 64
        assert token not in str(vars(kept))
