"""Delivery: servers that are busy, away or refuse, messages that cannot be made, and simulated time."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from mentortrain import queue
from mentortrain.audit.models import AuditEvent
from mentortrain.db import session
from mentortrain.mail import jobs
from mentortrain.mail.models import Outbox
from mentortrain.mail.render import message_id
from mentortrain.mail.rules import LEASE, pause_after, pause_after_waiting
from mentortrain.people.actions import make_link
from mentortrain.people.models import Person, SignInLink
from tests.mail.stage import (
    AMINA,
    BRUNO,
    ask,
    asked_for,
    deliver,
    put,
    rows,
    waiting,
    work,
)
from tests.servers import free_port


def test_a_busy_server_gets_the_message_later(amina, nobody, app, last_week, office):
    at = last_week
    ask(nobody)
    office.answers["RCPT"][AMINA] = "451 4.7.1 greylisted, come back"
    assert deliver(app, at) == 0
    [row] = rows(app)
    assert (row.status, row.attempts, row.due_at) == ("pending", 0, at + timedelta(minutes=1))
    assert row.reason == "451 4.7.1 greylisted, come back"

    office.answers["RCPT"].clear()
    assert deliver(app, at + timedelta(seconds=59)) == 0
    assert deliver(app, at + timedelta(seconds=60)) == 1
    [row] = rows(app)
    assert (row.status, row.attempts, row.reason) == ("sent", 1, None)
    assert office.recipients == [AMINA]


def test_a_busy_server_is_given_up_after_three_days(app, last_week, office, always):
    at = last_week
    always()
    office.answers["DATA"][AMINA] = "452 4.3.1 full"
    tries = []
    while (row := rows(app)[0]).status == "pending":
        tries.append(int((row.due_at - at).total_seconds() // 60))
        deliver(app, row.due_at)
    assert tries == [0, 1, 3, 7, 15, 31, 63, *range(123, 3 * 24 * 60 + 60, 60)]
    assert (row.status, row.reason) == ("failed", "452 4.3.1 full")


def test_a_message_that_cannot_be_made_is_given_up_after_eight_tries(app, last_week):
    with app.app_context():
        put("broken")
        session.execute(update(Outbox).values(kind="nobody.knows"))
        session.commit()
    tries = []
    while (row := rows(app)[0]).status == "pending":
        tries.append(int((row.due_at - last_week).total_seconds() // 60))
        deliver(app, row.due_at)
    assert tries == [0, 1, 3, 7, 15, 31, 63, 95]
    assert (row.status, row.attempts) == ("failed", 8)


def test_with_the_server_away_one_message_asks_for_all(app, last_week, settings, always):
    always("one", "two", "three")
    app.extensions["mentortrain.settings"] = replace(settings, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    try:
        assert deliver(app, last_week) == 0
    finally:
        app.extensions["mentortrain.settings"] = settings
    one, two, three = rows(app)
    assert (one.status, one.due_at, one.attempts) == ("pending", last_week + timedelta(minutes=1), 0)
    assert one.reason == "127.0.0.1: ConnectionRefusedError: [Errno 111] Connection refused"
    assert [(row.status, row.due_at, row.attempts) for row in (two, three)] == [("pending", last_week, 0)] * 2
    assert deliver(app, last_week + timedelta(minutes=1)) == 3


def test_a_job_out_of_time_leaves_the_message_in_hand_to_its_lease(app, last_week, always, monkeypatch):
    always("one", "two")

    def alarm(*args: Any, **more: Any) -> None:
        raise queue.OutOfTime

    monkeypatch.setattr("mentortrain.mail.jobs.as_message", alarm)
    with pytest.raises(queue.OutOfTime):
        deliver(app, last_week)
    assert [row.status for row in rows(app)] == ["sending", "pending"]


def test_a_job_takes_up_nothing_more_once_it_is_enough(app, last_week, always):
    always("one", "two")
    answers = iter([False, True])
    with app.app_context():
        ids = [row.id for row in rows(app)]
        assert jobs.deliver_all(ids, at=last_week, enough=lambda: next(answers)) == 1
    assert [row.status for row in rows(app)] == ["sent", "pending"]


def test_a_worker_that_is_asked_to_end_finishes_the_message_in_hand(app, today, always, monkeypatch):
    always("one", "two")
    made = jobs.as_message

    def asked_twice(*args: Any, **more: Any) -> Any:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1.1)  # RQ takes a second signal within a second for an echo
        os.kill(os.getpid(), signal.SIGTERM)
        return made(*args, **more)

    monkeypatch.setattr("mentortrain.mail.jobs.as_message", asked_twice)
    work(app)
    assert [row.status for row in rows(app)] == ["sent", "pending"]


def test_deliveries_may_take_longer_than_their_longest_message(app, today, always):
    always()
    [job] = waiting(app)
    assert job.timeout > LEASE.total_seconds() + 120


def test_a_database_error_leaves_nothing_of_its_statement(app, last_week, always, monkeypatch, caplog):
    always()

    def fails(*args: Any) -> None:
        session.execute(text("SELECT :token FROM nowhere"), {"token": "hush" * 2})

    monkeypatch.setattr("mentortrain.mail.jobs.as_message", lambda *args, **more: fails())
    deliver(app, last_week)
    [row] = rows(app)
    assert row.reason.startswith(("OperationalError: (", "ProgrammingError: ("))
    assert "\n" not in row.reason
    assert "hushhush" not in row.reason + caplog.text


def test_a_simulated_future_leaves_what_was_just_asked_for_as_young_as_it_is(amina, nobody, app, today):
    ask(nobody)
    assert deliver(app, today + timedelta(days=100)) == 1
    with app.app_context():
        link = session.scalars(select(SignInLink).order_by(SignInLink.id.desc())).first()
        assert timedelta(0) <= link.created_at - today < timedelta(minutes=1)
        assert link.expires_at - link.created_at == timedelta(hours=1)


def test_a_retry_of_a_simulated_future_is_due_today(amina, nobody, app, today, office):
    ask(nobody)
    office.answers["RCPT"][AMINA] = "451 later"
    assert deliver(app, today + timedelta(days=100)) == 0
    assert timedelta(minutes=1) <= rows(app)[0].due_at - today < timedelta(minutes=3)


def test_outside_of_a_mail_a_link_is_made_when_it_is_said_to_be(amina, app, at):
    with app.app_context():
        later = at + timedelta(days=100)
        make_link(session.get_one(Person, amina.id), at=later)
        link = session.scalars(select(SignInLink).order_by(SignInLink.id.desc())).first()
        assert link.created_at == later


def test_failed_messages_are_tried_again_on_request(app, today, always):
    always("one", "two", "three")
    with app.app_context():
        session.execute(update(Outbox).where(Outbox.key != "two").values(status="failed", attempts=8))
        session.execute(update(Outbox).where(Outbox.key == "two").values(status="sent"))
        session.commit()
        queue.store().flushdb()
    retry = lambda *key: app.test_cli_runner().invoke(args=["mail", "retry", *key])  # noqa: E731
    assert retry("two").stdout == "0 messages are tried again\n"
    assert retry("one").stdout == "1 message is tried again\n"
    assert asked_for(app) == [[rows(app)[0].id]]
    assert retry().stdout == "1 message is tried again\n"
    assert [(row.key, row.status, row.attempts) for row in rows(app)] == [
        ("one", "pending", 0),
        ("two", "sent", 0),
        ("three", "pending", 0),
    ]
    ids = {row.key: row.id for row in rows(app)}
    with app.app_context():  # and each time that something was is a line of the record
        lines = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "mail.retried").order_by(AuditEvent.id)
        ).all()
        assert [line.details["mails"] for line in lines] == [[ids["one"]], [ids["three"]]]
    work(app)
    assert [row.status for row in rows(app)] == ["sent"] * 3
    unknown = retry("four")
    assert (unknown.exit_code, unknown.stderr) == (1, "error: there is no message with the key 'four'.\n")


@pytest.mark.parametrize(
    ("waited", "pause"), [(-5, 1), (0, 1), (1, 2), (3, 4), (31, 32), (63, 60), (4319, 60), (4320, None)]
)
def test_pauses_for_a_server_double_to_an_hour(waited, pause):
    minutes = None if pause is None else timedelta(minutes=pause)
    assert pause_after_waiting(timedelta(minutes=waited)) == minutes


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 32), (8, None), (9, None)]
)
def test_pauses_double_to_half_an_hour(attempts, minutes):
    assert pause_after(attempts) == (None if minutes is None else timedelta(minutes=minutes))


def test_an_address_that_does_not_exist_fails_and_holds_up_nobody(amina, bruno, nobody, app, at, office):
    office.answers["RCPT"][AMINA] = "550 5.1.1 no such user"
    ask(nobody, AMINA)
    ask(nobody, BRUNO)
    assert deliver(app, at) == 1
    assert [(row.to_address, row.status, row.reason) for row in rows(app)] == [
        (AMINA, "failed", "550 5.1.1 no such user"),
        (BRUNO, "sent", None),
    ]
    assert len(office.connections) == 1
    assert deliver(app, at + timedelta(days=1)) == 0


def test_a_message_that_cannot_be_made_holds_up_nobody(amina, bruno, nobody, app, last_week, caplog):
    at = last_week
    with app.app_context():
        put("broken", request_id={})
        put("unknown", to=BRUNO)
        session.execute(update(Outbox).where(Outbox.key == "unknown").values(kind="nobody.knows"))
        session.commit()
    ask(nobody, BRUNO)
    assert deliver(app, at) == 1
    broken, unknown, good = rows(app)
    assert (broken.status, unknown.status, good.status) == ("pending", "pending", "sent")
    assert (broken.due_at, unknown.due_at) == (at + timedelta(minutes=1), at + timedelta(minutes=1))
    assert unknown.reason == "LookupError: No feature has registered the kind of mail 'nobody.knows'."


def test_every_try_has_the_same_message_id(amina, nobody, app, last_week, office):
    at = last_week
    ask(nobody)
    office.drops_at_data = 1  # it may have taken it: nobody can know
    assert deliver(app, at) == 0
    assert deliver(app, at + timedelta(minutes=1)) == 1
    with app.app_context():
        assert f"Message-ID: {message_id(rows(app)[0].key)}".encode() in office.taken[0][2]
