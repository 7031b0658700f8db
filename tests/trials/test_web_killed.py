"""Kill -9 of gunicorn's workers and of its master under the launcher: what was acknowledged stays."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import config
from mentortrain.db import session
from mentortrain.learning.models import Answer as Saved
from mentortrain.learning.models import Attempt
from mentortrain.webinars.models import Registration
from mentortrain.webinars.rules import REGISTERED, WITHDRAWN
from tests.browser.site import Site
from tests.trials.conftest import Report
from tests.trials.invariants import broken
from tests.trials.people import QUESTIONS, UNREACHED, Answer, Client, gather, percentile, start_attempt

pytestmark = pytest.mark.trial

PEOPLE = 8
KILLS = ("worker", "master", "worker", "both workers", "worker", "master", "worker", "master")
"""In another order each time. Five ends of the web within 30 s would end the site, rightly."""


@pytest.fixture
def site(app: Flask, settings: config.Settings, tmp_path: Path) -> Iterator[Site]:
    """As `python3 app.py` starts it, on the database of the test."""
    site = Site(tmp_path / "instance", "--no-demo", DATABASE_URL=settings.database_url)
    site.start()
    yield site
    site.stop()


@dataclass
class Worker:
    """Somebody who goes on working, and sends again what was not acknowledged."""

    client: Client
    session_page: str
    chance: random.Random
    over: threading.Event
    page: str = field(default_factory=lambda: str(uuid.uuid4()))
    sequence: int = 0
    attempt: str = ""
    acknowledged: dict[tuple[int, int], tuple[int, list[int]]] = field(default_factory=dict)
    handed_in: set[int] = field(default_factory=set)
    registered: bool | None = None
    seconds: list[float] = field(default_factory=list)
    sent_again: int = 0

    def work(self) -> None:
        """Until it is over; ends with nothing in doubt."""
        deeds = [self.save] * 6 + [self.come_or_go] * 2 + [self.hand_in]
        while not self.over.is_set():
            self.chance.choice(deeds)()

    def save(self) -> None:
        if not self.attempt:
            self.attempt = self.until_acknowledged(lambda: start(self.client)).location
        number, slot = int(self.attempt.rpartition("/")[2]), self.chance.randint(1, QUESTIONS)
        self.sequence += 1
        chosen = [self.chance.randint(0, 1)]
        form = {"chosen": chosen, "client_uuid": self.page, "client_seq": self.sequence}
        sending = lambda: self.client.post(f"{self.attempt}/{slot}/saving", form)  # noqa: E731
        self.until_acknowledged(sending)
        self.acknowledged[number, slot] = self.sequence, chosen
        if self.chance.random() < 0.2:  # the network says it twice
            self.until_acknowledged(sending)

    def come_or_go(self) -> None:
        deed = "withdrawal" if self.registered else "registration"
        self.until_acknowledged(lambda: self.client.post(f"{self.session_page}/{deed}"))
        self.registered = not self.registered

    def hand_in(self) -> None:
        if self.attempt:
            self.until_acknowledged(lambda: self.client.post(f"{self.attempt}/submission"))
            self.handed_in.add(int(self.attempt.rpartition("/")[2]))
            self.attempt = ""

    def until_acknowledged(self, send: Callable[[], Answer]) -> Answer:
        """Send it until an answer comes. Any answer must be a good one."""
        began = time.monotonic()
        while True:
            try:
                answer = send().well()
            except UNREACHED:
                self.sent_again += 1
                assert time.monotonic() - began < 60, "the site did not come back"
                time.sleep(0.05)
            else:
                self.seconds.append(time.monotonic() - began)
                return answer


def test_what_was_acknowledged_outlives_the_web(
    app: Flask, site: Site, chance: random.Random, report: Report
) -> None:
    cast = gather(app, site.url, people=PEOPLE)
    over = threading.Event()
    crew = [
        Worker(one, cast.session(), random.Random(chance.random()), over, registered=False)
        for one in cast.people
    ]
    faults: list[BaseException] = []
    threads = [threading.Thread(target=run, args=(one, faults), daemon=True) for one in crew]
    for thread in threads:
        thread.start()
    away = []
    for victim in chance.sample(KILLS, len(KILLS)):
        done = sum(len(one.seconds) for one in crew)
        until(lambda: sum(len(one.seconds) for one in crew) >= done + 25 or bool(faults))  # noqa: B023
        time.sleep(chance.uniform(0, 0.05))
        began = kill(site, victim, chance)
        until(lambda: answers(site))
        away.append(time.monotonic() - began)
    over.set()
    for thread in threads:
        thread.join(90)
    assert faults == []

    lost = [one for one in crew if not stands(app, one)]
    assert lost == []
    assert broken(app) == []
    seconds = [second for one in crew for second in one.seconds]
    report(
        f"{len(KILLS)} kills, {len(seconds)} deeds acknowledged, 0 lost, 0 half done, "
        f"{sum(one.sent_again for one in crew)} sent again; p50 {percentile(seconds, 50):.2f} s, "
        f"p99 {percentile(seconds, 99):.2f} s, longest {max(seconds):.1f} s; back after {max(away):.1f} s at most"
    )


def run(worker: Worker, faults: list[BaseException]) -> None:
    try:
        worker.work()
    except BaseException as error:
        faults.append(error)
        raise


def start(client: Client) -> Answer:
    """Begin an attempt: an answer whose location is the attempt's own."""
    address = start_attempt(client)
    return Answer(302, "", address, 0)


def kill(site: Site, victim: str, chance: random.Random) -> float:
    """kill -9; the moment."""
    master = web_of(site)
    workers = master.children()
    dying = {"master": [master], "both workers": workers}.get(victim) or [chance.choice(workers)]
    for process in dying:
        process.kill()
    return time.monotonic()


def web_of(site: Site) -> psutil.Process:
    """gunicorn's master, with both its workers up."""
    found: list[psutil.Process] = []

    def look() -> bool:
        found[:] = [
            child for child in psutil.Process(site.pid).children() if "gunicorn" in " ".join(child.cmdline())
        ]
        return len(found) == 1 and len(found[0].children()) == 2

    until(look)
    return found[0]


def stands(app: Flask, one: Worker) -> bool:
    """Whether the database has exactly what this person was told is done."""
    with app.app_context():
        saved = {
            (row.attempt_id, row.slot): (row.client_seq, row.chosen)
            for row in session.scalars(select(Saved).join(Attempt).where(Attempt.person_id == one.client.id))
        }
        handed_in = set(
            session.scalars(
                select(Attempt.id).where(
                    Attempt.person_id == one.client.id, Attempt.submitted_at.is_not(None)
                )
            )
        )
        state = session.scalar(select(Registration.state).where(Registration.person_id == one.client.id))
    wanted = REGISTERED if one.registered else WITHDRAWN if state else None
    return (saved, handed_in, state) == (one.acknowledged, one.handed_in, wanted)


def answers(site: Site) -> bool:
    try:
        return Client(site.url, patience=5).get("/healthz").status == 200
    except UNREACHED:
        return False


def until(check: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not check():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)
