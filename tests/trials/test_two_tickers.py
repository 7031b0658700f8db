"""Two tickers at once past two thirds of a program: one session, one mail each."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import func, select

from mentortrain import clock, config
from mentortrain.db import session
from mentortrain.engagement.models import ReEngagement
from mentortrain.launch.arguments import ROOT
from mentortrain.mail.models import SENT, Outbox
from mentortrain.people.actions import find_or_create
from mentortrain.programs.actions import enrol, make_program
from mentortrain.schedule.models import TICKER, Lease, TaskRun
from mentortrain.schedule.ticker import run_task
from mentortrain.webinars.models import Webinar
from tests.conftest import puentes
from tests.readers.libical import faults
from tests.servers import wait_until
from tests.trials.mails import AT_ONCE
from tests.trials.site import FLASK, Site, running

pytestmark = pytest.mark.trial

PEOPLE = 20
EVERYBODY = {"chandra@example.org", *(f"person{number}@example.org" for number in range(PEOPLE))}
RE_ENGAGE = "engagement.re-engage"


@pytest.fixture
def slowing(app: Flask) -> None:
    """A program that is past two thirds today, by the real clock, with 25 days to go."""
    now = clock.real_now()
    with app.app_context():
        chandra = find_or_create(
            email="chandra@example.org", name="Chandra Rao", time_zone="Africa/Nairobi", at=now
        )
        dates = {
            name: now.date() + timedelta(days)
            for name, days in {"opens_on": -70, "pairing_on": -60, "ends_on": 25}.items()
        }
        # Made before its dates: one that is made past a mark asks staff before anything is sent.
        program = make_program(puentes(**dates), by=chandra, at=now - timedelta(days=71))
        for number in range(PEOPLE):
            person = find_or_create(
                email=f"person{number}@example.org", name=f"Person {number}", time_zone="UTC", at=now
            )
            enrol(program, person, "mentee" if number % 2 else "mentor", at=now)
        session.commit()


def test_two_ticker_processes(app: Flask, settings: config.Settings, tmp_path: Path, slowing: None) -> None:
    with running(tmp_path, settings.database_url, tickers=2) as site:
        # Beside what the tickers ask for, both workers find the task waiting, many times.
        with Redis.from_url(site.store.url) as store:
            jobs = Queue(connection=store, serializer=JSONSerializer)
            for _ in range(10):
                jobs.enqueue(run_task, RE_ENGAGE)
        site.start(*site.tickers, *site.workers)
        wait_until(lambda: sent(app) == PEOPLE + 1, 60)
        wait_until(lambda: has_begun(app), 60)  # the leader may be slower than the workers

        leader = lead(app)
        assert leader in {site.children[name].process.pid for name in site.tickers}
        for name in site.tickers:
            if site.children[name].process.pid == leader:
                site.kill(name)
        with app.app_context():  # its 20 seconds pass, and the task's minute
            session.get_one(Lease, TICKER).until -= timedelta(seconds=21)
            before = session.get_one(TaskRun, RE_ENGAGE).began_at - timedelta(minutes=1)
            session.get_one(TaskRun, RE_ENGAGE).began_at = before
            session.commit()
        wait_until(lambda: lead(app) != leader and began_at(app) > before + timedelta(minutes=1), 30)
        with Redis.from_url(site.store.url) as store:
            wait_until(lambda: not len(Queue(connection=store, serializer=JSONSerializer)), 30)
        site.kill(*site.tickers)
        assert_once(app, site)


def test_two_simulated_ticks_in_two_processes(
    app: Flask, settings: config.Settings, tmp_path: Path, slowing: None
) -> None:
    tomorrow = (clock.real_now() + timedelta(days=1)).isoformat()
    with running(tmp_path, settings.database_url) as site:
        both = [
            subprocess.Popen(
                [*FLASK, "tick", "--at", tomorrow, "--json"],
                cwd=ROOT,
                env=site.env,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        answers = [json.loads(process.communicate(timeout=60)[0]) for process in both]
        assert [process.returncode for process in both] == [0, 0]
        tasks = Counter(done["task"] for answer in answers for done in answer)
        assert tasks[RE_ENGAGE] == 1
        said = [done["did"] for answer in answers for done in answer if done["task"] == "mail.deliver"]
        assert sum(int(words.split()[0]) for words in said) == PEOPLE + 1
        assert_once(app, site)


def assert_once(app: Flask, site: Site) -> None:
    """One session, one mail for each person, whose calendar part is sound."""
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Webinar)) == 1
        assert session.scalar(select(func.count()).select_from(ReEngagement)) == 1
        rows = session.execute(select(Outbox.to_address, Outbox.status, Outbox.attempts).where(AT_ONCE)).all()
    assert sorted(map(tuple, rows)) == sorted((address, SENT, 1) for address in EVERYBODY)
    parsed = [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in site.outbox]
    assert Counter(mail["To"].addresses[0].addr_spec for mail in parsed) == Counter(EVERYBODY)
    parts = [
        part.get_payload(decode=True)
        for mail in parsed
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert [faults(part) for part in parts] == [[]] * PEOPLE


def sent(app: Flask) -> int:
    with app.app_context():
        return session.query(Outbox).where(Outbox.status == SENT).count()


def lead(app: Flask) -> int:
    """The process id of the leading ticker: its holder's name is host:pid:random."""
    with app.app_context():
        return int(session.get_one(Lease, TICKER).holder.split(":")[1])


def has_begun(app: Flask) -> bool:
    """Whether a ticker has asked for the task."""
    with app.app_context():
        return session.get(TaskRun, RE_ENGAGE) is not None


def began_at(app: Flask):
    with app.app_context():
        return session.get_one(TaskRun, RE_ENGAGE).began_at
