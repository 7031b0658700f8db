"""What tests of the outbox do over and over."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import select

from mentortrain import clock, config, queue
from mentortrain.db import session
from mentortrain.mail import actions, jobs
from mentortrain.mail.models import Outbox
from tests.servers import embedded_store

AMINA, BRUNO = "amina@example.org", "bruno@example.org"


def ask(nobody, email=AMINA):
    """Ask for a sign-in link, as anybody does on the sign-in page."""
    assert nobody.post("/sign-in", {"email": email}).status_code == 302


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
    """The ids of each delivery that waits for the worker, in the order in which it will take them."""
    return [job.args[0] for job in waiting(app)]


def waiting(app: Flask) -> list[Job]:
    """The jobs that wait for the worker, in the order in which it will take them."""
    with app.app_context():
        return [
            job
            for lane in queue.LANES
            for job in Queue(lane, connection=queue.store(), serializer=JSONSerializer).jobs
        ]


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
        params={"request_id": 0, **params},
        at=at,
    )


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
