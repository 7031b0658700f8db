"""PostgreSQL stopped under a running site and started again: a calm 503 meanwhile, and then all goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade

from mentortrain import clock, config
from mentortrain.db import db, session
from mentortrain.factory import create_app
from mentortrain.launch.postgresql import HINT, Cluster, find_binaries, throwaway_cluster
from mentortrain.learning.cli import publish_shipped
from mentortrain.people.models import Person
from tests.servers import wait_until
from tests.trials.conftest import Report
from tests.trials.people import Answer, Cast, Client, gather
from tests.trials.site import Site, running

pytestmark = [pytest.mark.trial, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
TITLE = "We cannot reach our records just now"


@dataclass
class Stage:
    cluster: Cluster
    url: str
    app: Flask
    site: Site
    cast: Cast


@pytest.fixture
def stage(settings: config.Settings, tmp_path: Path) -> Iterator[Stage]:
    """A site on a PostgreSQL of its own."""
    if find_binaries() is None:
        pytest.skip(HINT)
    with throwaway_cluster(durable=True) as cluster:
        given = config.load({"DATABASE_URL": cluster.create_database("away"), "INSTANCE_PATH": str(tmp_path)})
        app = create_app(replace(settings, database_url=given.database_url))
        with app.app_context():
            upgrade()
            publish_shipped(at=clock.real_now())
            session.commit()
        with running(tmp_path, given.database_url) as site:
            site.start("web")
            site.wait_for_web()
            yield Stage(cluster, cluster.url("away"), app, site, gather(app, site.url, people=4, webinars=1))
        with app.app_context():
            db.engine.dispose()


def statuses(people: list[Client], answers: list[Answer]) -> dict[int, int]:
    for one in people:
        one.get("/")
        form = {"name": f"Renamed {one.id}", "time_zone": "UTC"}
        answers += [one.get("/"), one.get("/learn/mentoring-basics"), one.post("/you", form)]
    found = [answer.status for answer in answers]
    return {status: found.count(status) for status in sorted(set(found))}


def test_stopped_and_back(stage: Stage, report: Report) -> None:
    people = stage.cast.people
    for one in people:
        one.get("/you").well()
    stage.cluster.stop()
    away: list[Answer] = []
    assert set(statuses(people, away)) == {503}
    assert all(TITLE in answer.text for answer in away)
    anybody = Client(stage.site.url)
    assert anybody.get("/healthz").status == 200
    ready = anybody.get("/readyz")
    assert (ready.status, ready.json["database"]) == (503, "failed: OperationalError")

    stage.cluster.start()
    back: list[Answer] = []
    assert set(statuses(people, back)) == {200, 302}
    assert anybody.get("/readyz").json["database"] == "ok"
    with stage.app.app_context():
        db.engine.dispose()
        assert {session.get_one(Person, one.id).name for one in people} == {f"Renamed {p.id}" for p in people}
    slowest = max(answer.seconds for answer in away)
    report(
        f"{len(away)} requests while it was away: 503 each, slowest {slowest:.2f} s; served at once when back"
    )


def test_connections_ended_by_the_server_are_not_noticed(stage: Stage, report: Report) -> None:
    people, answers = stage.cast.people, []
    for one in people:
        one.get("/you").well()
    with psycopg.connect(stage.url, autocommit=True) as operator:
        operator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
    wait_until(lambda: people[0].get("/healthz").status == 200)
    found = statuses(people, answers)
    assert set(found) <= {200, 302}
    report(f"every connection ended by the server: {found}")
