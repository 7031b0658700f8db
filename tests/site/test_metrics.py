"""/metrics: what Prometheus reads, over several processes, and who may."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from mentortrain.metrics import ROOM
from mentortrain.schedule.ticker import tick_once
from tests.mail.stage import put, without_store
from tests.sites import production

pytestmark = pytest.mark.either  # pages and words, not the database

TOKEN = "a-token-for-prometheus-0123"


def read(answer):
    """{(sample, labels as text): value}, as Prometheus' own parser reads it."""
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    return {
        (
            sample.name,
            ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items())),
        ): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_requests_are_counted_by_endpoint_and_never_by_address(nobody):
    before = read(nobody.get("/metrics"))
    for page in ("/sign-in/a-secret-token", "/sign-in/another", "/no/such-place"):
        nobody.get(page)
    nobody.client.open("/sign-in", method="MADE-UP")
    answer = nobody.get("/metrics")
    after = read(answer)

    def more(*sample):
        return after[sample] - before.get(sample, 0)

    assert more("mentortrain_requests_total", "endpoint=people.link,method=GET,status=410") == 2
    assert more("mentortrain_requests_total", "endpoint=unknown,method=GET,status=404") == 1
    assert more("mentortrain_requests_total", "endpoint=unknown,method=other,status=405") == 1
    assert more("mentortrain_request_seconds_count", "endpoint=people.link") == 2
    assert more("mentortrain_request_seconds_bucket", "endpoint=people.link,le=+Inf") == 2
    assert more("mentortrain_statements_total", "") >= 2
    assert "secret" not in answer.text


def test_what_waits_is_told(nobody, app, at):
    with app.app_context():
        from mentortrain.db import session

        tick_once("left")
        put("late", at=at.replace(hour=8))
        session.commit()
    found = read(nobody.get("/metrics"))
    assert found["mentortrain_mails", "state=pending"] == 1
    assert found["mentortrain_mails", "state=sent"] == 0
    assert found["mentortrain_mail_oldest_due_seconds", ""] == 3600
    assert found["mentortrain_ticker_age_seconds", ""] >= 0
    assert found["mentortrain_task_failed", "task=mail.sweep"] == 0
    assert found["mentortrain_jobs_waiting", "lane=default"] >= 1
    assert found["mentortrain_jobs_failed", ""] == found["mentortrain_workers", ""] == 0
    assert found["mentortrain_up", "part=database"] == found["mentortrain_up", "part=store"] == 1


def test_without_its_store_it_tells_the_rest(nobody, app, settings, tmp_path):
    with without_store(app, settings, tmp_path):
        found = read(nobody.get("/metrics"))
    assert (found["mentortrain_up", "part=database"], found["mentortrain_up", "part=store"]) == (1, 0)
    assert ("mentortrain_workers", "") not in found


def test_only_who_has_the_token_may_read(app, nobody, settings):
    assert nobody.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    with production(settings) as site:
        assert site.test_client().get("/metrics").status_code == 404
    with production(replace(settings, metrics_token=TOKEN)) as site:
        client = site.test_client()
        for given in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
            answer = client.get("/metrics", headers=given)
            assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        found = read(client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}))
        assert found["mentortrain_up", "part=store"] == 1


SHARED = """
import os, sys, threading
from pathlib import Path
from mentortrain import metrics

def answered(slot):
    child = os.fork()
    if not child:
        metrics.sit(slot)
        gate, faults = threading.Barrier(4), []
        threading.excepthook = faults.append
        def answer():
            gate.wait()
            metrics.note_request(
                method="GET", endpoint="x", status=200, seconds=0.02, statements=3, in_database=0.01)
        crew = [threading.Thread(target=answer) for _ in range(4)]
        [one.start() for one in crew], [one.join() for one in crew]
        os._exit(len(faults))
    assert os.waitpid(child, 0)[1] == 0

metrics.share(Path(sys.argv[1]))
for slot in ("0", "1", "0"):  # the second in slot 0 goes on with what the first has counted
    answered(slot)
from prometheus_client import generate_latest
print(generate_latest(metrics.counted()).decode())
"""


@pytest.mark.parametrize("_again", range(2))
def test_several_processes_count_together_in_as_few_files_as_there_are_slots(_again, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "shared-metrics"
    done = subprocess.run([sys.executable, "-c", SHARED, folder], capture_output=True, text=True, check=True)
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(done.stdout)
        for sample in family.samples
    }
    assert found["mentortrain_requests_total", "200", "GET", "x"] == 12  # a new start begins anew
    assert found["mentortrain_request_seconds_bucket", "0.025", "x"] == 12
    assert found["mentortrain_statements_total",] == 36
    assert {path.name for path in folder.glob("*_[01].db")} == {
        f"{kind}_{slot}.db" for kind in ("counter", "histogram") for slot in (0, 1)
    }
    for path in folder.glob("*_[01].db"):  # a page without a place on a full disk would end the process
        assert path.stat().st_blocks * 512 >= path.stat().st_size == ROOM
