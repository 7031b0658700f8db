"""The cast and the doors they use: an app on each database, a browser-like client for each person, and the mail."""

from __future__ import annotations

import os
import pickle
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from itsdangerous import URLSafeTimedSerializer
from limits.storage import MemoryStorage
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from mentortrain import clock, config, queue
from mentortrain.agenda import jobs as feed_jobs
from mentortrain.db import db, session
from mentortrain.factory import create_app
from mentortrain.learning.cli import publish_shipped
from mentortrain.learning.queries import forget_courses
from mentortrain.mail.jobs import deliver_due
from mentortrain.people import jobs as session_jobs
from mentortrain.people.actions import find_or_create
from mentortrain.people.models import Person
from mentortrain.programs.actions import ProgramFacts, enrol, make_program
from mentortrain.programs.models import Program
from mentortrain.web.security import limiter
from tests.entering import cookies_of
from tests.remembered import Restore, remembered
from tests.replayed import Steps
from tests.servers import embedded_store, throwaway_postgresql
from tests.sites import COMPILED
from tests.webinars.stage import plan

__all__ = ["plan"]  # a fixture of the webinars that other rooms use too

pytest_plugins = ("tests.workers", "tests.either")

# A busy machine is no fault: how long something takes is measured by the bench.
hypothesis.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("suite")

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """CI has everything installed: there a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("MENTORTRAIN_NO_SKIP") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report


@pytest.fixture
def _push_request_context() -> None:
    """pytest-flask would keep one request open around each test; people's requests begin and end."""


@pytest.fixture(scope="session")
def store_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real store for the whole run."""
    with embedded_store(tmp_path_factory.mktemp("store")) as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Each of the two databases in turn, empty."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'test.db'}"
        return
    with throwaway_postgresql(tmp_path_factory.mktemp("postgresql")) as url:
        yield url


@pytest.fixture(scope="session")
def settings(database_url: str, store_url: str, tmp_path_factory: pytest.TempPathFactory) -> config.Settings:
    """What `flask config` would show."""
    return config.load(
        {
            "INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")),
            "DATABASE_URL": database_url,
            "REDIS_URL": store_url,
            "BASE_URL": "http://localhost",
            "MAIL_FROM": "mentortrain <hello@training.example.org>",
        }
    )


@pytest.fixture(scope="session")
def migrated(settings: config.Settings) -> Iterator[Flask]:
    """The app on a migrated database; `app` empties it for each test."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = COMPILED
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = True
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def as_new(migrated: Flask) -> Iterator[Restore]:
    """as_new(): the database is empty but for the shipped courses, as if nothing had ever been there."""
    with migrated.app_context():
        publish_shipped(at=MONDAY)
        session.commit()
        engine = db.engine
    with remembered(engine) as restore:  # no open context: requests would share its `g`
        yield restore


@pytest.fixture(scope="session")
def steps(migrated: Flask, as_new: Restore) -> Steps:
    """What the usual people do first, which each test would do again."""
    return Steps(migrated)


@pytest.fixture
def app(migrated: Flask, as_new: Restore, steps: Steps, settings: config.Settings) -> Flask:
    """The site, empty but for the shipped courses."""
    as_new()
    with migrated.app_context():
        queue.store().flushdb()
    for uses in (feed_jobs.USES, session_jobs.USES):
        uses.forget()
    forget_courses()
    forget_limits()
    for message in settings.outbox_path.glob("*"):
        message.unlink()
    shutil.rmtree(settings.instance_path / "files", ignore_errors=True)
    steps.begin()
    return migrated


def forget_limits() -> None:
    """On a busy machine the store is late once, and the limiter counts in the process's own memory from then on: a
    test must not find there what the one before has used up."""
    limiter._storage_dead = False
    if isinstance(limiter._fallback_storage, MemoryStorage):
        limiter._fallback_storage.reset()


@pytest.fixture
def at() -> Iterator[datetime]:
    """Monday, 23 November 2026, 09:00 UTC: noon in Nairobi. The clock stands still."""
    with clock.held_at(MONDAY):
        yield MONDAY


@dataclass
class Visitor:
    """Somebody with a browser. Follows no redirects by itself; sends the CSRF token of the last page."""

    client: FlaskClient
    id: int = 0
    email: str = ""

    @property
    def person(self) -> Person:
        """Their account; needs an app context."""
        return session.get_one(Person, self.id)

    def get(self, url: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(url, **{"buffered": True, **more})  # read and closed, files too

    def post(self, url: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form, with the token that any page of this session carries."""
        return self.client.post(url, data={"csrf_token": self.token(), **(data or {})}, **more)

    def token(self) -> str:
        """As the session has it; a page is opened where it has none yet, for that takes as long as sending the form."""
        app, cookie = self.client.application, self.client.get_cookie("session")
        signed = app.session_interface.get_signing_serializer(app)
        kept = signed.loads(cookie.value) if cookie else {}
        if "csrf_token" in kept:
            return str(
                URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(kept["csrf_token"])
            )
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get("/dev/clock").text)
        assert found
        return found[1]


def import_list(visitor: Visitor, program_id: int, text: str, *, confirm: bool = True) -> str:
    """Staff paste a list and, unless told otherwise, confirm it: the address of its page."""
    page = visitor.post(f"/programs/{program_id}/people/import", {"text": text})
    assert page.status_code == 302, page.text
    if confirm:
        done = visitor.post(f"{page.location}/confirmation")
        assert done.status_code == 302, done.text
    return page.location


@pytest.fixture
def nobody(app: Flask, at: datetime) -> Visitor:
    """Not signed in."""
    return Visitor(app.test_client())


@pytest.fixture
def program(app: Flask, steps: Steps, at: datetime) -> Program:
    """'Puentes 2027', in training, run by chandra: pairing on 10 December, end on 10 March."""

    def make() -> bytes:
        chandra = find_or_create(
            email="chandra@example.org", name="Chandra Rao", time_zone="Africa/Nairobi", at=at
        )
        made = make_program(puentes(), by=chandra, at=at)
        session.commit()
        return pickle.dumps(made)

    return pickle.loads(steps.take(("program", at), make))  # noqa: S301  (each test has an object of its own)


def puentes(**changes: Any) -> ProgramFacts:
    """The usual program, with something changed."""
    values: dict[str, Any] = {
        "name": "Puentes 2027",
        "audience": "Owners of small shops.",
        "hours_per_month": 2,
        "digital_requirements": "A phone with a browser.",
        "opens_on": datetime(2026, 11, 16).date(),  # noqa: DTZ001
        "pairing_on": datetime(2026, 12, 10).date(),  # noqa: DTZ001
        "ends_on": datetime(2027, 3, 10).date(),  # noqa: DTZ001
        "time_zone": "Africa/Nairobi",
    }
    return ProgramFacts(**{**values, **changes})


@pytest.fixture
def visit(app: Flask, at: datetime) -> Callable[..., Visitor]:
    """visit("eve@example.org", "Eve", role="mentor", program=p): a person whose link has let them in.

    All that follows a link is done, in a quarter of the time that opening it takes: tests of the link open one.
    """

    def enter(
        email: str, name: str, *, role: str | None = None, program: Program | None = None, zone: str = "UTC"
    ) -> Visitor:
        with app.app_context():
            return let_in(app, email, name, role, program, zone, at).visitor(app)

    return enter


@dataclass(frozen=True)
class LetIn:
    """Somebody who is signed in, and what their browser was given."""

    id: int
    email: str
    cookies: tuple[tuple[str, str, str], ...]
    """Name, value and path."""

    def visitor(self, app: Flask) -> Visitor:
        """In a browser of their own."""
        client = app.test_client()
        for name, value, path in self.cookies:
            client.set_cookie(name, value, path=path)
        return Visitor(client, self.id, self.email)


def let_in(
    app: Flask, email: str, name: str, role: str | None, program: Program | None, zone: str, at: datetime
) -> LetIn:
    """Enrol a person, if there is a role, and let them in."""
    person = find_or_create(email=email, name=name, time_zone=zone, at=at)
    if role and program:
        enrol(session.merge(program), person, role, at=at)
    session.commit()
    given = cookies_of(app, person.id).items()
    return LetIn(person.id, email, tuple((key, one.value, one["path"]) for key, one in given))


@pytest.fixture
def comes_in(app: Flask, steps: Steps, at: datetime) -> Callable[..., Visitor]:
    """The same as `visit` for the usual people, who come in first: what it writes is found out once."""

    def enter(
        email: str, name: str, *, role: str | None = None, program: Program | None = None, zone: str = "UTC"
    ) -> Visitor:
        facts = (email, name, role, program and program.id, zone, at)
        return steps.take(facts, lambda: let_in(app, email, name, role, program, zone, at)).visitor(app)

    return enter


@pytest.fixture
def amina(comes_in: Callable[..., Visitor], program: Program) -> Visitor:
    """A mentor in Nairobi."""
    return comes_in(
        "amina@example.org", "Amina Odhiambo", role="mentor", program=program, zone="Africa/Nairobi"
    )


@pytest.fixture
def bruno(comes_in: Callable[..., Visitor], program: Program) -> Visitor:
    """A mentee in Bogotá."""
    return comes_in(
        "bruno@example.org", "Bruno Restrepo", role="mentee", program=program, zone="America/Bogota"
    )


@pytest.fixture
def chandra(comes_in: Callable[..., Visitor], program: Program) -> Visitor:
    """Staff of the program."""
    return comes_in("chandra@example.org", "Chandra Rao")


@pytest.fixture
def dov(app: Flask, steps: Steps, at: datetime) -> Visitor:
    """A stranger: runs another program and is a mentor in it."""

    def come() -> LetIn:
        dov = let_in(app, "dov@example.org", "Dov Levi", None, None, "UTC", at)
        other = make_program(puentes(name="Elsewhere"), by=session.get_one(Person, dov.id), at=at)
        enrol(other, session.get_one(Person, dov.id), "mentor", at=at)
        session.commit()
        return dov

    return steps.take(("dov", at), come).visitor(app)


@pytest.fixture
def letters(app: Flask, settings: config.Settings) -> Callable[..., list[EmailMessage]]:
    """letters(): deliver what is due, and every message delivered since the last call, oldest first."""
    seen: set[Path] = set()

    def deliver(at: datetime | None = None) -> list[EmailMessage]:
        with app.app_context():
            deliver_due(at or clock.now())
        new = [path for path in settings.outbox_path.glob("*.eml") if path not in seen]
        new.sort(key=lambda path: path.stat().st_mtime_ns)
        seen.update(new)
        parser = BytesParser(EmailMessage, policy=policy.default)
        return [parser.parsebytes(path.read_bytes()) for path in new]

    return deliver


@pytest.fixture
def statements() -> Callable[[], Any]:
    """with statements() as ran: ... ; len(ran) is the number of statements sent to the database."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        ran: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            ran.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield ran
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return counting
