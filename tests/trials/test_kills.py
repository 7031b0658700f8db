"""Kill -9 of worker, ticker and store while 200 invitations go out: every person gets exactly one."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from mentortrain import clock, config
from mentortrain.db import session
from mentortrain.mail.jobs import deliver
from mentortrain.mail.models import SENT, Outbox
from mentortrain.people.actions import find_or_create, make_link
from mentortrain.programs.actions import make_program
from mentortrain.queue import BULK
from tests.conftest import puentes
from tests.mail.post_office import Office, open_office
from tests.servers import wait_until
from tests.trials.conftest import Report
from tests.trials.mails import let_time_pass, wait_until_all_went
from tests.trials.site import Browser, Site, running

pytestmark = pytest.mark.trial

PEOPLE = 200
WORKERS = ("worker 1", "worker 2")
ROUNDS: list[tuple[str, ...]] = [
    WORKERS,
    ("store",),
    ("worker 1",),
    ("ticker 1", *WORKERS),
    ("store", "worker 2"),
    ("store", "ticker 1", *WORKERS),
]
"""What dies together; in another order each time."""


class SlowOffice(Office):
    """Takes its time, as servers do, so that kills find workers at every step of handing over."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        time.sleep(0.012)
        answer = await super().handle_DATA(server, session, envelope)
        time.sleep(random.choice((0, 0.012)))
        return answer


@pytest.mark.parametrize(
    ("database_url", "by_smtp"),  # each database once, and each way out: they do not hang on each other
    [("sqlite", False), ("postgresql", True)],
    indirect=["database_url"],
    ids=["sqlite-files", "postgresql-smtp"],
)
def test_everybody_gets_exactly_one_invitation_whatever_is_killed(
    app: Flask,
    settings: config.Settings,
    tmp_path: Path,
    by_smtp: bool,
    chance: random.Random,
    report: Report,
) -> None:
    office = SlowOffice()
    with (
        open_office(office) if by_smtp else nullcontext() as smtp_port,
        running(
            tmp_path, settings.database_url, f"smtp://127.0.0.1:{smtp_port}" if by_smtp else None
        ) as site,
    ):
        site.start("web", "ticker 1")
        invite_everybody(app, site)
        ask_again_and_again(app, site)
        site.start(*WORKERS)

        def handed_over() -> int:
            return len(office.taken) if by_smtp else len(site.outbox)

        for victims in chance.sample(ROUNDS, len(ROUNDS)):
            more = handed_over() + chance.randint(1, 20)
            wait_at_most(8, lambda: handed_over() >= more)  # noqa: B023
            time.sleep(chance.uniform(0, 0.05))
            site.kill(*victims)
            let_time_pass(app, orphans=site.workers_are_down)
            site.tend()
        site.kill(*WORKERS)
        let_time_pass(app, orphans=True)
        site.tend()
        wait_until_all_went(app, site)

        assert {"store", "ticker 1", *WORKERS} == set(site.kills)
        got = Counter(to for to, _ in office_got(office)) if by_smtp else Counter(to for to, _ in files(site))
        assert set(got) == {f"person{number}@example.org" for number in range(PEOPLE)}
        if by_smtp:
            # A worker that dies between the server's "250 OK" and noting it cannot know that it was taken: the
            # message goes again, with the same Message-ID, which receivers may drop. At most one a kill.
            twice = got.total() - PEOPLE
            assert twice <= site.worker_kills
            assert len(set(office_got(office))) == PEOPLE
        else:
            assert got.total() == PEOPLE
            assert len({message_id for _, message_id in files(site)}) == PEOPLE
        with app.app_context():
            rows = session.execute(select(Outbox.status, Outbox.kind, Outbox.attempts)).all()
        assert {(status, kind) for status, kind, _ in rows} == {(SENT, "programs.invitation")}
        assert len(rows) == PEOPLE
        assert sum(attempts - 1 for *_, attempts in rows) <= site.worker_kills
        report(
            f"{len(site.kills)} kills, {site.worker_kills} of workers, during {PEOPLE} invitations: all arrived, "
            f"{got.total() - PEOPLE} twice with the same Message-ID"
        )


def invite_everybody(app: Flask, site: Site) -> None:
    """Chandra signs in and imports a list, in a browser."""
    now = clock.real_now()
    with app.app_context():
        chandra = find_or_create(
            email="chandra@example.org", name="Chandra Rao", time_zone="Africa/Nairobi", at=now
        )
        today = now.date()
        dates = {
            "opens_on": today,
            "pairing_on": today + timedelta(20),
            "ends_on": today + timedelta(120),
        }
        program_id = make_program(puentes(**dates), by=chandra, at=now).id
        link = f"/sign-in/{make_link(chandra, at=now)}"
        session.commit()
    browser = Browser(site.url)
    wait_until(lambda: browser.get("/healthz"), 30)
    browser.post(link, shown_at=link)
    people = "\n".join(
        f"Person {number},person{number}@example.org,{'mentee' if number % 2 else 'mentor'},"
        for number in range(PEOPLE)
    )
    form = f"/programs/{program_id}/people/import"
    page = browser.post(form, shown_at=form, text=people)
    confirmation = re.search(rf'action="({form}/\d+)/confirmation"', page)
    assert confirmation, page
    browser.post(f"{confirmation[1]}/confirmation", shown_at=confirmation[1])
    wait_until(lambda: f"{PEOPLE} people are invited" in browser.get(confirmation[1]), 60)


def ask_again_and_again(app: Flask, site: Site) -> None:
    """Both workers are asked for everything many times over: they compete for each message."""
    with app.app_context():
        ids = list(session.scalars(select(Outbox.id).order_by(Outbox.id)))
    with Redis.from_url(site.store.url) as store:
        for _ in range(12):
            Queue(BULK, connection=store, serializer=JSONSerializer).enqueue(deliver, ids, at_front=True)


def wait_at_most(seconds: float, check: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not check():
        time.sleep(0.005)


def office_got(office: Office) -> list[tuple[str, str]]:
    """(to whom, Message-ID) of everything that the server took."""
    return [(to, _message_id(content)) for _, to, content in office.taken]


def files(site: Site) -> list[tuple[str, str]]:
    """The same of the mails that were written as files."""
    found = []
    for path in site.outbox:
        content = path.read_bytes()
        parsed = BytesParser(policy=policy.default).parsebytes(content, headersonly=True)
        found.append((parsed["To"].addresses[0].addr_spec, _message_id(content)))
    return found


def _message_id(content: bytes) -> str:
    return str(BytesParser(policy=policy.default).parsebytes(content, headersonly=True)["Message-ID"])
