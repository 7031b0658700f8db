"""Two versions on one database: the next one migrates while this one takes writes, and both serve."""

from __future__ import annotations

import random
import shutil
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from mentortrain import config
from mentortrain.config import ROOT
from mentortrain.db import db, session
from mentortrain.launch.children import die_with_parent
from mentortrain.schema import schema
from tests.servers import free_port, wait_until
from tests.trials.conftest import Report
from tests.trials.invariants import broken
from tests.trials.people import QUESTIONS, UNREACHED, Client, gather, percentile, start_attempt
from tests.trials.site import FLASK, GUNICORN, Site, running

pytestmark = pytest.mark.trial

NEXT = "20991231_2359_next_release"
MIGRATION = '''\
"""next release"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pronoun", sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name="pk_pronoun")
    )
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("nickname", sa.String(length=80), nullable=True))
    with op.batch_alter_table("answer") as batch_op:
        batch_op.add_column(sa.Column("seconds", sa.Integer(), nullable=False, server_default="0"))
'''


@dataclass
class NextRelease:
    """This code with one more migration, and a model that needs it."""

    folder: Path
    env: dict[str, str]

    @contextmanager
    def web(self) -> Iterator[Client]:
        """Its gunicorn, once it answers at all."""
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = [*GUNICORN, "--bind", f"127.0.0.1:{port}", "app:app"]
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.env | {"BASE_URL": url},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent(),
        )
        try:
            wait_until(lambda: Client(url).get("/healthz").status == 200, 60)
            yield Client(url)
        finally:
            process.terminate()
            process.wait(20)

    def prepare(self) -> subprocess.Popen[str]:
        return prepare(self.folder, self.env)


def prepare(folder: Path, env: dict[str, str]) -> subprocess.Popen[str]:
    """`flask prepare` of a version, running."""
    return subprocess.Popen(
        [*FLASK, "prepare", "--no-demo"],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=die_with_parent(),
    )


@pytest.fixture
def site(app: Flask, settings: config.Settings, tmp_path: Path) -> Iterator[Site]:
    """This version, with its ticker so that it is ready; the database is as before afterwards."""
    with app.app_context():
        before = schema().current
        session.rollback()
    with running(tmp_path, settings.database_url) as site:
        site.start("web", "ticker 1")
        site.wait_for_web()
        yield site
    with app.app_context():
        if schema().current == before:
            session.rollback()
            return  # it failed before it had migrated
        session.execute(text("DROP TABLE IF EXISTS pronoun"))
        session.execute(text("ALTER TABLE person DROP COLUMN nickname"))
        session.execute(text("ALTER TABLE answer DROP COLUMN seconds"))
        session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": before})
        session.commit()
        db.engine.dispose()


@pytest.fixture
def coming(app: Flask, site: Site, tmp_path: Path) -> NextRelease:
    folder = tmp_path / "next"
    for name in ("mentortrain", "migrations", "templates", "courses", "static"):
        shutil.copytree(ROOT / name, folder / name)  # what is compiled too, as an image has it
    shutil.copy(ROOT / "app.py", folder)
    with app.app_context():
        head = schema().head
        session.rollback()
    revision = "f" * 12
    (folder / "migrations" / "versions" / f"{NEXT}.py").write_text(
        MIGRATION.format(revision=revision, head=head)
    )
    models = folder / "mentortrain" / "people" / "models.py"
    column = "    nickname: Mapped[str | None] = mapped_column(String(80))\n"
    before, created, after = models.read_text().partition("    created_at: Mapped[datetime]\n")
    models.write_text(before + column + created + after)
    return NextRelease(folder, site.env)


def test_the_next_version_migrates_under_this_one(
    app: Flask, site: Site, coming: NextRelease, chance: random.Random, report: Report
) -> None:
    here = Client(site.url)
    wait_until(lambda: here.get("/readyz").status == 200, 60)
    cast = gather(app, site.url, people=4)
    seconds: list[float] = []
    over = threading.Event()
    faults: list[BaseException] = []
    crew = [threading.Thread(target=write, args=(one, over, seconds, faults)) for one in cast.people]
    try:
        with coming.web() as there:
            assert there.get("/readyz").status == 503  # first migrate, then start
        for thread in crew:
            thread.start()
        wait_until(lambda: len(seconds) > 20, 60)
        began = time.monotonic()
        both = [coming.prepare() for _ in range(2)]
        said = [process.communicate(timeout=120)[0] for process in both]
        took = time.monotonic() - began
        assert [process.returncode for process in both] == [0, 0], said  # had both migrated, one would fail
        with app.app_context():
            assert schema().is_newer
            session.rollback()

        answer = here.get("/readyz")
        assert (answer.status, answer.json["migrations"]) == (200, "newer than this version, which goes on")
        with coming.web() as there:
            assert there.get("/readyz").status == 200
            done = len(seconds)
            tab = cast.people[0].twin()
            tab.url = there.url  # one person, both versions
            for slot in range(1, QUESTIONS + 1):
                save(tab, start_attempt(tab), slot, 1000 + slot)
            wait_until(lambda: len(seconds) > done + 20 or bool(faults), 60)
        back = prepare(ROOT, site.env)  # going back to this version
        words = back.communicate(timeout=120)[0]
        assert back.returncode == 0 and "nothing is migrated" in words, words
    finally:
        over.set()
        for thread in crew:
            if thread.is_alive():
                thread.join(60)
    assert faults == []
    assert broken(app) == []
    report(
        f"{len(seconds)} answers saved meanwhile, none refused; two prepared at once in {took:.1f} s, one migrated; "
        f"p99 {percentile(seconds, 99):.2f} s, slowest {max(seconds):.2f} s"
    )


def write(client: Client, over: threading.Event, seconds: list[float], faults: list[BaseException]) -> None:
    """Save answers until it is over; every one must be taken."""
    sequence = 0
    try:
        attempt = start_attempt(client)
        while not over.is_set():
            sequence += 1
            seconds.append(save(client, attempt, sequence % QUESTIONS + 1, sequence))
            time.sleep(0.1)  # the machine has other things to do as well
    except (AssertionError, *UNREACHED) as fault:
        faults.append(fault)


def save(client: Client, attempt: str, slot: int, sequence: int) -> float:
    form = {"chosen": [0], "client_uuid": str(uuid.uuid4()), "client_seq": sequence}
    return client.post(f"{attempt}/{slot}/saving", form).well().seconds
