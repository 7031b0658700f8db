"""The store flushed, hanging, killed and back: pages answer meanwhile, and each mail arrives once afterwards."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from redis.exceptions import RedisError

from mentortrain import config
from tests.mail.post_office import Office, open_office
from tests.servers import wait_until
from tests.trials.conftest import Report
from tests.trials.invariants import broken
from tests.trials.mails import let_time_pass, wait_until_all_went
from tests.trials.people import Cast, Client, ask_for_a_link, gather, import_list, percentile
from tests.trials.site import Site, running

pytestmark = [pytest.mark.trial, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

INVITED = 150


@dataclass
class Stage:
    """A site that sends through a real SMTP server, and its people."""

    app: Flask
    site: Site
    cast: Cast
    office: Office
    wanted: Counter[str] = field(default_factory=Counter)

    def visit_all_pages(self) -> list[float]:
        """Everybody looks, comes and goes, asks for a link; seconds of each request."""
        seconds = []
        for number, one in enumerate(self.cast.people):
            page = self.cast.session(number % 2)
            seconds += [
                one.get(path).well().seconds for path in ("/", "/sessions", page, "/learn/mentoring-basics")
            ]
            seconds.append(one.post(f"{page}/registration").well().seconds)
            seconds.append(one.post(f"{page}/withdrawal").well().seconds)
            self.wanted[one.email] += 0  # an invitation and its CANCEL; or neither, if both waited
        seconds.append(self.ask_for_a_link(self.cast.people[0].email))
        return seconds

    def ask_for_a_link(self, email: str) -> float:
        answer = ask_for_a_link(self.site.url, email)
        assert answer.status == 302
        self.wanted[email] += 1
        return answer.seconds


@pytest.fixture
def stage(app: Flask, settings: config.Settings, tmp_path: Path) -> Iterator[Stage]:
    office = Office()
    with (
        open_office(office) as port,
        running(tmp_path, settings.database_url, f"smtp://127.0.0.1:{port}") as site,
    ):
        site.start("web", *site.workers, *site.tickers)
        site.wait_for_web()
        yield Stage(app, site, gather(app, site.url, people=6, webinars=2), office)


def test_store_flushed_while_mails_go(stage: Stage, chance: random.Random, report: Report) -> None:
    stage.site.kill(*stage.site.workers)
    import_people(stage)
    stage.site.tend()
    flushes = 0
    with Redis.from_url(stage.site.store.url) as store:
        while flushes < 6:
            more = len(stage.office.taken) + chance.randint(1, 15)
            with suppress(AssertionError):  # what was flushed away comes with the sweep only
                wait_until(lambda: len(stage.office.taken) >= more, 2)  # noqa: B023
            time.sleep(chance.uniform(0, 0.02))
            store.flushall()
            flushes += 1
            let_time_pass(stage.app, orphans=False)
    wait_until_all_went(stage.app, stage.site)
    assert Counter(stage.office.recipients) == {
        f"invited{number}@example.org": 1 for number in range(INVITED)
    }
    report(f"{flushes} times during {INVITED} invitations: each arrived once")


def test_store_hangs_dies_and_comes_back(stage: Stage, report: Report) -> None:
    stage.visit_all_pages()
    well = stage.visit_all_pages()

    os.kill(stage.site.store.child.process.pid, signal.SIGSTOP)
    hanging = stage.visit_all_pages()
    refused_after = links_until_refused(stage)
    os.kill(stage.site.store.child.process.pid, signal.SIGCONT)
    wait_until(stage.site.store.answers)
    back = stage.visit_all_pages()

    stage.site.kill("store")
    dead = stage.visit_all_pages()
    ready = Client(stage.site.url).get("/readyz")
    assert (ready.status, ready.json["database"]) == (503, "ok")
    stage.site.start("store")
    wait_until(lambda: asked(stage), 30)
    let_time_pass(stage.app, orphans=False)
    wait_until_all_went(stage.app, stage.site)

    assert broken(stage.app) == []
    links = Counter(to for _, to, content in stage.office.taken if b"/sign-in/" in content)
    assert links == +stage.wanted
    assert max(hanging) < 5 and max(dead) < 5
    report(
        "p50 / p99 of a request: "
        + ", ".join(
            f"{name} {percentile(times, 50):.2f} / {percentile(times, 99):.2f} s"
            for name, times in {"well": well, "hanging": hanging, "back": back, "dead": dead}.items()
        )
        + f"; the limit of 5 links held after {refused_after} with the store hanging; {links.total()} links came once"
    )


def import_people(stage: Stage) -> None:
    rows = "\n".join(f"Invited {number},invited{number}@example.org,mentee," for number in range(INVITED))
    import_list(stage.cast.staff, stage.cast.program_id, rows)


def links_until_refused(stage: Stage) -> int:
    """How often one address may ask while the limits stand in each process by itself: two of them here."""
    for number in range(20):
        if ask_for_a_link(stage.site.url, "nobody@example.org").status == 429:
            assert number <= 2 * 5
            return number
    raise AssertionError("the limit did not hold")


def asked(stage: Stage) -> bool:
    """Whether the store answers again."""
    with suppress(RedisError), Redis.from_url(stage.site.store.url) as store:
        return bool(store.ping())
    return False
