"""The outbox: what is posted with a commit goes out once, whatever is down meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select, text, update

from mentortrain import clock, config, queue
from mentortrain.db import session
from mentortrain.mail import actions, jobs, kinds, queries
from mentortrain.mail.kinds import Kind, Letter, kind_named, register
from mentortrain.mail.models import Outbox
from mentortrain.mail.render import message_id
from mentortrain.mail.rules import LEASE, SWEEP_AFTER, pause_after, pause_after_waiting
from mentortrain.people.actions import make_link
from mentortrain.people.models import Person, SignInLink
from tests.mail.post_office import Office, open_office
from tests.servers import embedded_store, free_port, wait_until
from tests.sites import production

AMINA, BRUNO = "amina@example.org", "bruno@example.org"


@pytest.fixture
def office(app: Flask, settings: config.Settings) -> Iterator[Office]:
    """An SMTP server that this site sends through."""
    office = Office()
    with open_office(office) as port:
        app.extensions["mentortrain.settings"] = replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")
        yield office
        app.extensions["mentortrain.settings"] = settings


@pytest.fixture
def today() -> Iterator[datetime]:
    """The real moment, held: a commit asks the worker only for what is really due."""
    with clock.held_at(clock.real_now()):
        yield clock.now()


@pytest.fixture
def last_week() -> Iterator[datetime]:
    """A moment that is really over, held: what follows it by hours or days is no simulated future."""
    with clock.held_at(clock.real_now() - timedelta(days=7)):
        yield clock.now()


def ask(nobody, email=AMINA):
    """Ask for a sign-in link, as anybody does on the sign-in page."""
    assert nobody.post("/sign-in", {"email": email}).status_code == 200


def rows(app: Flask) -> list[Outbox]:
    with app.app_context():
        return list(session.scalars(select(Outbox).order_by(Outbox.id)))


def states(app: Flask) -> list[tuple[str, str]]:
    return [(row.to_address, row.status) for row in rows(app)]


def deliver(app: Flask, at: datetime) -> int:
    with app.app_context():
        return jobs.deliver_due(at)


def sweep(app: Flask, at: datetime) -> str:
    with app.app_context():
        return jobs.sweep(at)


def asked_for(app: Flask) -> list[list[int]]:
    """The ids of each delivery that waits for the worker."""
    with app.app_context():
        return [job.args[0] for job in Queue(connection=queue.store(), serializer=JSONSerializer).jobs]


def work(app: Flask, *, burst: bool = True) -> None:
    """A real worker, until nothing is left to do, or else until it is asked to end."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        queue.work(app, burst=burst)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def put(key: str, to: str = AMINA, at: datetime | None = None, **params: Any) -> int | None:
    """Post a sign-in mail to somebody who is not there, in the caller's transaction."""
    at = at or clock.now()
    return actions.post(
        kind="people.sign_in",
        key=key,
        to=to,
        name="Somebody",
        person_id=None,
        params={"person_id": 0, "next_path": "/", "asked_at": at.isoformat(), **params},
        at=at,
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
        put("broken", person_id="nobody", asked_at="some time ago")
        session.execute(update(Outbox).values(kind="nobody.knows"))
        session.commit()
    tries = []
    while (row := rows(app)[0]).status == "pending":
        tries.append(int((row.due_at - last_week).total_seconds() // 60))
        deliver(app, row.due_at)
    assert tries == [0, 1, 3, 7, 15, 31, 63, 95]
    assert (row.status, row.attempts) == ("failed", 8)


@pytest.fixture
def always(app) -> Iterator[Any]:
    """always(key, ...): post messages that are always right to send."""
    kind = Kind("tests.always", "sign_in", lambda params, at: Letter({"url": "/"}, "UTC", "en"))
    register(kind)

    def post_them(*keys: str) -> None:
        with app.app_context():
            for key in keys or ("always",):
                actions.post(
                    kind=kind.name, key=key, to=AMINA, name="A", person_id=None, params={}, at=clock.now()
                )
            session.commit()

    yield post_them
    kinds._kinds.pop(kind.name)


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
    with app.app_context():
        [job] = Queue(connection=queue.store(), serializer=JSONSerializer).jobs
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
        put("broken", person_id=amina.id, asked_at="some time ago")
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


@contextmanager
def without_store(app: Flask, settings: config.Settings, folder: Path) -> Iterator[None]:
    """The site's store has died."""
    with embedded_store(folder) as url:
        queue.connect(app, url)
    try:
        yield
    finally:
        app.extensions["mentortrain.redis"].close()
        app.extensions["mentortrain.redis.patient"].close()
        queue.connect(app, settings.redis_url)


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
        finally:
            queue.connect(app, settings.redis_url)
    assert time.monotonic() - began < 2.5
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
        jobs.deliver([row.id, row.id])
        jobs.deliver([row.id])
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
    kind = kind_named("people.sign_in")
    register(kind)
    with pytest.raises(ValueError, match=r"two kinds of mail named 'people\.sign_in'"):
        register(Kind("people.sign_in", "sign_in", lambda params, at: Letter({}, "UTC", "en")))


def test_the_command_line_lists_every_message(amina, nobody, app, at):
    ask(nobody)
    deliver(app, at)
    ask(nobody)
    runner = app.test_cli_runner()
    newest, oldest = json.loads(runner.invoke(args=["mail", "list", "--json"]).stdout)
    assert {**oldest, "key": ""} == {
        "key": "",
        "kind": "people.sign_in",
        "to": AMINA,
        "subject": "Your sign-in link",
        "status": "sent",
        "reason": None,
        "due_at": at.isoformat(),
        "sent_at": at.isoformat(),
    }
    assert oldest["key"].startswith(f"sign-in:{amina.id}:")
    assert (newest["status"], newest["subject"], newest["sent_at"]) == ("pending", None, None)
    assert len(json.loads(runner.invoke(args=["mail", "list", "--json", "--limit", "1"]).stdout)) == 1
    first, second = runner.invoke(args=["mail", "list"]).stdout.splitlines()
    assert first.split("\t")[1:5] == ["people.sign_in", AMINA, "-", "pending"]
    assert second.split("\t")[4:] == ["sent", at.isoformat(), at.isoformat()]


def test_dev_outbox_lists_the_newest_first(amina, bruno, nobody, app, at):
    assert "Nothing was sent yet" in nobody.get("/dev/outbox").text
    ask(nobody, AMINA)
    deliver(app, at)
    ask(nobody, BRUNO)
    page = nobody.get("/dev/outbox").text
    assert page.index("people.sign_in") < page.index("Your sign-in link")
    assert page.index(BRUNO) < page.index(AMINA)


def test_dev_outbox_shows_a_message_as_a_person_would_see_it(amina, nobody, app, at):
    ask(nobody)
    deliver(app, at)
    [row] = rows(app)
    page = nobody.get(f"/dev/outbox/{row.id}").text
    assert f'src="/dev/outbox/{row.id}/html"' in page
    assert "To: Amina Odhiambo &lt;amina@example.org&gt;" in page
    assert "http://localhost/sign-in/" in page

    frame = nobody.get(f"/dev/outbox/{row.id}/html")
    assert frame.content_type == "text/html; charset=utf-8"
    assert frame.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
    )
    assert '<base target="_top">' in frame.text
    assert 'href="http://localhost/sign-in/' in frame.text


def test_dev_outbox_shows_the_calendar_part(chandra, amina, program, nobody, app, at):
    form = {
        "title": "Listening first",
        "description": "",
        "starts_wall": "2026-12-01T18:00",
        "time_zone": "Africa/Nairobi",
        "minutes": "45",
        "host_name": "Chandra Rao",
        "meeting_url": "",
    }
    made = chandra.post(f"/programs/{program.id}/webinars/new", form)
    assert made.status_code == 302, made.text
    number = made.location.rpartition("/")[2]
    amina.post(f"/programs/{program.id}/sessions/{number}/registration")
    deliver(app, at)
    [row] = rows(app)
    page = nobody.get(f"/dev/outbox/{row.id}").text
    assert "Calendar part, method REQUEST" in page
    assert "SUMMARY;LANGUAGE=en:Listening first" in page


def test_dev_outbox_says_why_there_is_nothing_to_show(amina, nobody, app, at):
    ask(nobody)
    [row] = rows(app)
    assert "There is no file for this message: it is pending" in nobody.get(f"/dev/outbox/{row.id}").text
    assert nobody.get(f"/dev/outbox/{row.id}/html").status_code == 404
    assert nobody.get("/dev/outbox/4711").status_code == 404


def test_in_production_there_is_nothing_under_dev(app, settings, subtests):
    with production(settings) as site:
        pages = [rule for rule in site.url_map.iter_rules() if rule.rule.startswith("/dev/")]
        assert len(pages) >= 5
        visitor = site.test_client()
        for rule in pages:
            with subtests.test(rule.rule):
                path = rule.rule.replace("<int:message_id>", "1")
                assert visitor.get(path).status_code == 404
                if "POST" in rule.methods:
                    assert visitor.post(path).status_code in (400, 404)
