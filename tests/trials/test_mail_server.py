"""A mail server that refuses, is busy, is away, is slow or hangs up half way: who gets how many, and when."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import func, select

from mentortrain import config
from mentortrain.config import ROOT
from mentortrain.db import session
from mentortrain.mail.models import PENDING, Outbox
from tests.mail.post_office import Office, open_office
from tests.servers import free_port, wait_until
from tests.trials.conftest import Report
from tests.trials.mails import let_time_pass, wait_until_all_went
from tests.trials.people import Cast, ask_for_a_link, gather, import_list
from tests.trials.site import FLASK, Site, running

pytestmark = [pytest.mark.trial, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

EACH = 8
"""People who meet each manner of the server."""


class RudeOffice(Office):
    """Each person's mails meet a manner of their own: it stands before the number in their address."""

    def __init__(self) -> None:
        super().__init__()
        self.tries: Counter[str] = Counter()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        manner = address.split("-")[0]
        self.tries[address] += 1
        if manner == "unknown":
            return "550 5.1.1 no such mailbox"
        if manner == "busy" and self.tries[address] <= 2:
            return "451 4.7.1 greylisted, come back later"
        if manner == "cut" and self.tries[address] == 1:
            server.transport.abort()
            return "250 nobody hears this"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (address,) = envelope.rcpt_tos
        if address.startswith("spam"):
            return "554 5.7.1 this looks like spam"
        answer = await super().handle_DATA(server, session, envelope)
        if address.startswith("silent") and self.tries[address] == 1:
            server.transport.abort()  # taken, and nobody hears the yes
        return answer


class SlowOffice(Office):
    """Every answer takes its time, of each connection by itself."""

    pause = 0.1  # seconds

    async def handle_MAIL(self, *args: object) -> str:  # noqa: N802
        await asyncio.sleep(self.pause)
        return await super().handle_MAIL(*args)  # type: ignore[arg-type]

    async def handle_RCPT(self, *args: object) -> str:  # noqa: N802
        await asyncio.sleep(self.pause)
        return await super().handle_RCPT(*args)  # type: ignore[arg-type]

    async def handle_DATA(self, *args: object) -> str:  # noqa: N802
        await asyncio.sleep(2 * self.pause)
        return await super().handle_DATA(*args)  # type: ignore[arg-type]


@pytest.fixture
def start(
    app: Flask, settings: config.Settings, tmp_path: Path
) -> Iterator[Callable[[int], tuple[Site, Cast]]]:
    """start(port of the mail server): a site as the launcher starts it, with one worker."""

    @contextmanager
    def site_at(port: int) -> Iterator[tuple[Site, Cast]]:
        with running(tmp_path, settings.database_url, f"smtp://127.0.0.1:{port}", workers=1) as site:
            site.start("web", *site.workers, *site.tickers)
            site.wait_for_web()
            yield site, gather(app, site.url, people=1)

    return site_at  # type: ignore[return-value]


def test_mail_server_away_then_rude(app: Flask, start, report: Report) -> None:
    """First nobody is there at all; then each person meets another manner."""
    office, port, manners = (
        RudeOffice(),
        free_port(),
        ("friendly", "unknown", "busy", "cut", "silent", "spam"),
    )
    everybody = [f"{manner}-{number}@example.org" for manner in manners for number in range(EACH)]
    with start(port) as (site, cast):
        invite(cast, everybody)
        wait_until(lambda: any(row["reason"] for row in mail_list(site)), 60)
        seen = mail_list(site)
        assert {row["status"] for row in seen} == {"pending"}
        refused = "127.0.0.1: ConnectionRefusedError: [Errno 111] Connection refused"
        assert {row["reason"] for row in seen} <= {None, refused}

        with open_office(office, port=port):
            let_time_pass(app, orphans=False)
            wait_until_all_went(app, site)
            seen = mail_list(site)
    got = Counter(to.split("-")[0] for to in office.recipients)
    assert got == {"friendly": EACH, "busy": EACH, "cut": EACH, "silent": 2 * EACH}
    assert set(Counter(office.recipients).values()) == {1, 2}
    same = {(to, content.split(b"Message-ID: ")[1].split(b"\r\n")[0]) for _, to, content in office.taken}
    assert len(same) == 4 * EACH  # what goes twice has the same Message-ID
    words = {"unknown": "550 5.1.1 no such mailbox", "spam": "554 5.7.1 this looks like spam"}
    assert {row["to"]: row["reason"] for row in seen if row["status"] == "failed"} == {
        f"{manner}-{number}@example.org": words[manner] for number in range(EACH) for manner in words
    }
    assert office.tries["unknown-0@example.org"] == 1
    assert Counter(row["status"] for row in seen) == {"sent": 4 * EACH, "failed": 2 * EACH}
    report(
        f"of {len(everybody)} invitations {2 * EACH} refused for good (in `mail list` with the server's words), "
        f"{2 * EACH} put off or cut and then sent once, {EACH} whose yes was lost sent twice, same Message-ID; "
        "while nobody was there all waited, with the reason in `mail list`"
    )


def test_sign_in_mail_beside_2000_invitations_to_a_slow_server(
    app: Flask, start, chance: random.Random, report: Report
) -> None:
    office, many, asks = SlowOffice(), 2000, 5
    with open_office(office) as port, start(port) as (site, cast):
        invite(cast, [f"person-{number}@elsewhere.example.org" for number in range(many)])
        wait_until(lambda: len(office.taken) >= 5, 60)
        began, before = time.monotonic(), len(office.taken)
        waited = []
        for _ in range(asks):
            time.sleep(chance.uniform(0.2, 1))
            asked = time.monotonic()
            count = office.recipients.count(cast.people[0].email)
            assert ask_for_a_link(site.url, cast.people[0].email).status == 302
            wait_until(lambda: office.recipients.count(cast.people[0].email) > count, 60)  # noqa: B023
            waited.append(time.monotonic() - asked)
        pace = (len(office.taken) - before) / (time.monotonic() - began)
        with app.app_context():
            left = session.scalar(select(func.count()).where(Outbox.status == PENDING)) or 0
        site.kill(*site.workers)
    assert left > many - 500  # they were still going out all the time
    assert max(waited) < 15
    report(
        f"{left} invitations still waiting at {pace:.1f} mails/s, one worker: a sign-in mail reached the server "
        f"after {sorted(waited)[asks // 2]:.1f} s, {max(waited):.1f} s at most (behind them all: {left / pace:.0f} s)"
    )


def invite(cast: Cast, emails: list[str]) -> None:
    """Staff import a list."""
    rows = "\n".join(f"Somebody {number},{email},mentee," for number, email in enumerate(emails))
    import_list(cast.staff, cast.program_id, rows)


def mail_list(site: Site) -> list[dict[str, str]]:
    """What staff see."""
    shown = subprocess.run(
        [*FLASK, "mail", "list", "--json"], cwd=ROOT, env=site.env, capture_output=True, text=True, check=True
    )
    found: list[dict[str, str]] = json.loads(shown.stdout)
    return found
