"""The disk is full under a running site: reading goes on, writing says so, and with room all goes on by itself."""

from __future__ import annotations

import os
import random
import signal
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import policy
from email.parser import BytesParser
from pathlib import Path

import psutil
import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import config
from mentortrain.db import db, session
from mentortrain.factory import create_app
from mentortrain.learning.models import Answer
from mentortrain.mail.models import PENDING, SENDING, Outbox
from tests.browser.site import Site
from tests.servers import wait_until
from tests.trials.conftest import Report
from tests.trials.disks import Disk, small_disk
from tests.trials.invariants import broken
from tests.trials.mails import AT_ONCE, let_time_pass
from tests.trials.people import COURSE, QUESTIONS, Cast, gather, import_list, start_attempt

pytestmark = pytest.mark.trial

ROWS = "\n".join(f"Somebody {number},new{number}@example.org,mentee," for number in range(500))


@dataclass
class Stage:
    disk: Disk
    site: Site
    app: Flask
    cast: Cast

    def fill(self) -> None:
        self.disk.fill(self.site.pid)

    def free(self) -> None:
        self.disk.free(self.site.pid)


@pytest.fixture
def stage(settings: config.Settings, tmp_path: Path) -> Iterator[Stage]:
    """A site as `python3 app.py` starts it, with all that it has on a small disk."""
    with small_disk(tmp_path / "instance") as disk:
        site = Site(disk.folder, "--no-demo")
        site.start()
        url = f"sqlite:///{disk.folder / 'mentortrain.db'}"
        app = create_app(replace(settings, database_url=url, instance_path=disk.folder))
        try:
            yield Stage(disk, site, app, gather(app, site.url, people=3, webinars=2))
        finally:
            with app.app_context():
                db.engine.dispose()
            site.stop()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL: tests/web/test_full_disk.py
def test_disk_full_and_room_again(stage: Stage, chance: random.Random, report: Report) -> None:
    amina, page = stage.cast.people[0], str(uuid.uuid4())
    attempt = start_attempt(amina)
    web = processes(stage, "gunicorn")
    kept: dict[int, int] = {}
    said: Counter[int] = Counter()

    def save(sequence: int) -> int:
        slot = chance.randint(1, QUESTIONS)
        form = {"chosen": [sequence % 2], "client_uuid": page, "client_seq": sequence}
        answer = amina.post(f"{attempt}/{slot}/saving", form)
        if answer.status == 200:
            kept[slot] = sequence
        said[answer.status] += 1
        return answer.status

    for sequence in range(20):
        assert save(sequence) == 200
    stage.fill()
    refused = stage.cast.staff.post(f"/programs/{stage.cast.program_id}/people/import", {"text": ROWS})
    assert (refused.status, "Nothing can be saved right now" in refused.text) == (503, True)
    for sequence in range(20, 80):
        assert save(sequence) in (200, 503)  # what still has a place in the database's journal is kept
    for number in (0, 1):
        assert amina.post(f"{stage.cast.session(number)}/registration").status in (302, 503)
    for address in ("/", "/sessions", COURSE, stage.cast.session(), f"{attempt}/1", f"{attempt}/review"):
        assert amina.get(address).status == 200
    assert stage.cast.staff.get(stage.cast.desk()).status == 200
    assert saved(stage, attempt) == kept
    assert broken(stage.app) == []

    [worker] = processes(stage, "app worker")
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: processes(stage, "app worker") not in ([], [worker]), 30)  # the launcher lives

    stage.free()
    wait_until(lambda: save(100) == 200, 30)
    for number in (0, 1):
        assert amina.post(f"{stage.cast.session(number)}/registration").status == 302
    rows = "\n".join(ROWS.splitlines()[:20])
    import_list(stage.cast.staff, stage.cast.program_id, rows)
    wait_until(lambda: amina.get("/readyz").status == 200, 60)
    wait_until(lambda: all_went(stage), 90)
    assert saved(stage, attempt) == kept
    assert broken(stage.app) == []
    assert web[:1] == processes(stage, "gunicorn")[:1]  # nothing was started anew for the web
    letters = list((stage.disk.folder / "outbox").iterdir())
    got = [BytesParser(policy=policy.default).parsebytes(path.read_bytes())["To"] for path in letters]
    assert Counter(to.addresses[0].addr_spec for to in got) == {amina.email: 2} | {
        f"new{number}@example.org": 1 for number in range(20)
    }
    report(
        f"{stage.disk.kind}: {said[200]} savings kept, {said[503]} refused with 503, none with 500, none half there; "
        "pages were read meanwhile; with room again saved at once and the mails went, without a restart of the web"
    )


def saved(stage: Stage, attempt: str) -> dict[int, int]:
    """What the database has: the sequence of each slot."""
    with stage.app.app_context():
        here = Answer.attempt_id == int(attempt.rpartition("/")[2])
        found = {row.slot: row.client_seq for row in session.scalars(select(Answer).where(here))}
        session.rollback()
    return found


def all_went(stage: Stage) -> bool:
    """Every mail; what was not taken up goes with the sweep, as time passes."""
    with stage.app.app_context():
        left = session.query(Outbox).where(AT_ONCE, Outbox.status.in_((PENDING, SENDING))).count()
        session.rollback()
    if left:
        let_time_pass(stage.app, orphans=False)
    return not left


def processes(stage: Stage, words: str) -> list[int]:
    """The launcher's own children with these words in their command line."""
    children = psutil.Process(stage.site.pid).children()
    return [child.pid for child in children if words in " ".join(child.cmdline())]
