"""The worker, the store and the sweep: whatever is down meanwhile, nothing is lost."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import select

from mentortrain import clock, queue
from mentortrain.db import session
from mentortrain.mail import actions, jobs, queries
from mentortrain.mail.kinds import Kind, Letter, kind_named, register
from mentortrain.mail.models import Outbox
from mentortrain.mail.rules import LEASE, SWEEP_AFTER
from tests.mail.stage import (
    AMINA,
    BRUNO,
    ask,
    asked_for,
    deliver,
    put,
    rows,
    states,
    sweep,
    without_store,
    work,
)
from tests.servers import wait_until


def test_with_the_store_down_the_request_succeeds_and_the_sweep_finds_it(
    amina, nobody, app, today, settings, tmp_path, caplog
):
    with without_store(app, settings, tmp_path):
        ask(nobody)
    assert "the store does not answer, deliver waits for the sweep" in caplog.text
    assert asked_for(app) == []

    assert sweep(app, today + SWEEP_AFTER - timedelta(seconds=1)) == ""
    assert sweep(app, today + SWEEP_AFTER) == "1 message asked for again"
    work(app)
    assert states(app) == [(AMINA, "sent")]


def test_a_store_that_hangs_holds_nobody_up(amina, nobody, app, today, settings, caplog):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        queue.connect(app, f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()
        try:
            ask(nobody)
            first, began = time.monotonic() - began, time.monotonic()
            ask(nobody)
            second = time.monotonic() - began
        finally:
            queue.connect(app, settings.redis_url)
    assert first < 2.5
    assert second < 0.9  # it is left alone for a while, so that not everybody waits for nothing
    assert "the store does not answer, deliver waits for the sweep" in caplog.text


def test_a_worker_waits_for_a_store_that_is_away(app, today, always, settings, monkeypatch, caplog):
    always()
    monkeypatch.setattr(queue, "FIRST_WAIT", 0.05)
    place = Path(tempfile.mkdtemp(prefix="mt-"), "s.sock")
    queue.connect(app, f"unix://{place}")

    def comes_back() -> None:
        place.symlink_to(settings.redis_url.removeprefix("unix://"))
        with suppress(AssertionError):
            wait_until(lambda: states(app) == [(AMINA, "sent")], 10)
        os.kill(os.getpid(), signal.SIGTERM)

    helper = threading.Timer(0.5, comes_back)
    helper.start()
    try:
        work(app, burst=False)
    finally:
        helper.join()
        queue.connect(app, settings.redis_url)
        shutil.rmtree(place.parent)
    assert "the store does not answer, the worker looks again in 0 s" in caplog.text
    assert states(app) == [(AMINA, "sent")]

    always("after the worker")  # its end does not stop what this process delivers later
    with app.app_context():
        jobs.deliver([row.id for row in rows(app)])
    assert states(app) == [(AMINA, "sent"), (AMINA, "sent")]


def test_the_sweep_does_not_ask_again_for_what_it_just_asked_for(amina, nobody, app, at):
    ask(nobody)
    with app.app_context():
        queue.store().flushdb()
    later = at + timedelta(minutes=5)
    assert [sweep(app, later), sweep(app, later)] == ["1 message asked for again", ""]
    assert asked_for(app) == [[rows(app)[0].id]]

    with app.app_context():  # a real minute goes by, and the worker has died with its job
        queue.store().flushdb()
        for row in session.scalars(select(Outbox)):
            row.enqueued_at -= timedelta(seconds=61)
        session.commit()
    assert sweep(app, later) == "1 message asked for again"


def test_a_real_worker_delivers_after_the_commit(amina, bruno, nobody, app, today, settings):
    ask(nobody, AMINA)
    ask(nobody, BRUNO)
    assert states(app) == [(AMINA, "pending"), (BRUNO, "pending")]
    work(app)
    assert states(app) == [(AMINA, "sent"), (BRUNO, "sent")]
    assert len(list(settings.outbox_path.glob("*.eml"))) == 2
    work(app)
    assert [row.attempts for row in rows(app)] == [1, 1]


def test_a_job_that_runs_twice_sends_once(amina, nobody, app, at, office):
    ask(nobody)
    [row] = rows(app)
    with app.app_context():
        # In the lane in which the worker is asked: on a day after `at` it really was, and another lane makes way.
        jobs.deliver([row.id, row.id], queue.URGENT)
        jobs.deliver([row.id], queue.URGENT)
    assert office.recipients == [AMINA]


def test_who_holds_a_message_is_left_alone_until_the_lease_runs_out(amina, nobody, app, at, office):
    ask(nobody)
    [row] = rows(app)
    with app.app_context():
        assert actions.claim(row.id, at=at, real_now=clock.real_now()).attempts == 1
        session.commit()  # and here the worker is killed
    assert deliver(app, at) == 0
    with app.app_context():
        jobs.deliver([row.id])  # another worker was asked for it as well
    assert sweep(app, at + timedelta(hours=1)) == ""
    assert states(app) == [(AMINA, "sending")]

    with app.app_context():  # the real time that a lease lasts goes by
        session.get_one(Outbox, row.id).lease_until -= LEASE + timedelta(seconds=1)
        session.commit()
    assert sweep(app, at) == "1 message asked for again"
    work(app)
    [row] = rows(app)
    assert (row.status, row.attempts, office.recipients) == ("sent", 2, [AMINA])


def test_what_is_due_in_the_future_waits_for_it(app, at):
    with app.app_context():
        posted = put("welcome:1", at=at + timedelta(days=1))
        session.commit()
        assert list(queries.due(at, clock.real_now())) == []
        assert list(queries.left_behind(at + timedelta(hours=23), clock.real_now())) == []
        assert list(queries.due(at + timedelta(days=1), clock.real_now())) == [posted]


def test_two_kinds_of_one_name_are_a_mistake():
    import_module("mentortrain.people.mails")  # makes its kinds known, whichever test is the first
    kind = kind_named("people.sign_in")
    register(kind)
    with pytest.raises(ValueError, match=r"two kinds of mail named 'people\.sign_in'"):
        register(Kind("people.sign_in", "sign_in", lambda params, at: Letter({}, "UTC", "en")))
