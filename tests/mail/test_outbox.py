"""The outbox: what is posted with a commit goes out once, whatever is down meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentortrain.db import session
from tests.mail.stage import (
    AMINA,
    BRUNO,
    ask,
    asked_for,
    deliver,
    put,
    rows,
    states,
)


def test_the_same_key_is_posted_once(app, at):
    with app.app_context():
        assert put("welcome:1") is not None
        assert put("welcome:1", to=BRUNO) is None
        session.commit()
        assert put("welcome:1") is None
        session.commit()
    assert states(app) == [(AMINA, "pending")]


def test_a_transaction_that_is_rolled_back_posts_nothing(app, today):
    with app.app_context():
        put("welcome:1")
        session.rollback()
        put("welcome:2")
        session.commit()
    assert [row.key for row in rows(app)] == ["welcome:2"]
    assert asked_for(app) == [[rows(app)[0].id]]


def test_a_savepoint_asks_for_nothing_before_the_commit(app, today):
    with app.app_context():
        first = put("welcome:1")
        with session.begin_nested():
            second = put("welcome:2")
        assert asked_for(app) == []
        with pytest.raises(RuntimeError), session.begin_nested():
            put("welcome:3")
            raise RuntimeError
        session.commit()
    assert [row.key for row in rows(app)] == ["welcome:1", "welcome:2"]
    assert asked_for(app)[0][:2] == [first, second]


def test_what_is_due_later_is_not_asked_for_yet(app, today):
    with app.app_context():
        put("welcome:1", at=today + timedelta(days=1))
        session.commit()
    assert asked_for(app) == []


def test_delivery_notes_subject_and_time(amina, nobody, app, at):
    ask(nobody)
    assert deliver(app, at) == 1
    [row] = rows(app)
    assert (row.status, row.subject, row.sent_at) == ("sent", "Your sign-in link", at)
    assert (row.attempts, row.lease_until, row.reason) == (1, None, None)
    assert deliver(app, at) == 0


def test_what_has_lost_its_occasion_is_dropped_with_the_reason(amina, nobody, app, last_week, settings):
    ask(nobody)
    assert deliver(app, last_week + timedelta(hours=7)) == 0
    [row] = rows(app)
    assert (row.status, row.reason, row.sent_at) == ("dropped", "asked for too long ago", None)
    assert list(settings.outbox_path.glob("*")) == []
