"""The administrator's status page: what needs somebody stands on top, and can be tried again there."""

from __future__ import annotations

import pytest
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from mentortrain import backlog, queue
from mentortrain.audit.models import AuditEvent
from mentortrain.db import session
from mentortrain.mail.models import FAILED, Outbox
from mentortrain.schedule import table, ticker
from mentortrain.schedule.models import TaskRun
from mentortrain.schedule.ticker import run_task, tick_once
from tests.mail.stage import put, without_store, work

pytestmark = pytest.mark.either  # pages and words, not the database


def breaks(what):
    """Job of these tests."""
    raise RuntimeError(f"no {what} today")


@pytest.fixture
def ticking(app):
    with app.app_context():
        assert tick_once("left")


def fail(app, *whats):
    """Jobs that fail, in a real worker."""
    with app.app_context():
        for what in whats:
            queue.enqueue(breaks, what)
    work(app)


def heading(page):
    assert page.status_code == 200
    return page.text.partition("<h1>")[2].partition("</h1>")[0]


def test_a_site_without_a_worker_says_so_first(ada, ticking):
    page = ada.get("/site/status")
    assert heading(page) == "No worker is up: mails wait, and so does all other work"
    assert "Everything else is well." in page.text


def test_what_failed_stands_there_with_its_reason_and_is_tried_again(ada, app, ticking):
    fail(app, "coffee", "tea")
    page = ada.get("/site/status").text
    assert "2 jobs failed." in page
    assert "tests.site.test_status.breaks" in page
    assert "RuntimeError: no coffee today" in page
    with app.app_context():
        newest, oldest = backlog.failed(10)
        assert (newest.error, oldest.lane, len(newest.trace)) == ("RuntimeError: no tea today", "default", 16)

    assert ada.post(f"/site/status/jobs/{oldest.id}/repetition").location == "/site/status"
    assert "1 job is tried again." in ada.get("/site/status").text
    with app.app_context():
        assert [job.id for job in Queue(connection=queue.store(), serializer=JSONSerializer).jobs][
            -1
        ] == oldest.id
        assert backlog.count_failed() == 1
    assert ada.post(f"/site/status/jobs/{oldest.id}/repetition").status_code == 302
    assert "There is no such failed job any more." in ada.get("/site/status").text

    for unlike_any in ("a.b", "%20", "x" * 300):
        assert ada.post(f"/site/status/jobs/{unlike_any}/repetition").status_code == 302

    work(app)  # it fails again
    ada.post("/site/status/jobs/repetition")
    assert "2 jobs are tried again." in ada.get("/site/status").text
    with app.app_context():
        recorded = (
            select(AuditEvent.details).where(AuditEvent.action == "job.retried").order_by(AuditEvent.id)
        )
        assert session.scalars(recorded).all() == [{"jobs": 1}, {"jobs": 2}]


def test_a_mail_that_was_refused_is_tried_again(ada, app, at, ticking):
    with app.app_context():
        for key in ("one", "two"):
            message = session.get_one(Outbox, put(key))
            message.status, message.reason = FAILED, f"550 no {key} here"
        session.commit()
        first = message.id - 1
    page = ada.get("/site/status").text
    assert "2 mails could not be sent." in page
    assert "550 no one here" in page
    assert ada.post(f"/site/status/mails/{first}/repetition").location == "/site/status"
    for said in ("1 mail is tried again.", "There is no such failed mail any more."):
        ada.post("/site/status/mails/repetition")
        assert said in ada.get("/site/status").text
    assert ada.post("/site/status/mails/999999/repetition").status_code == 404
    with app.app_context():
        recorded = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "mail.retried").order_by(AuditEvent.id)
        ).all()
        assert [(line.actor_id, line.details) for line in recorded] == [
            (ada.id, {"mails": [first]}),
            (ada.id, {"mails": [first + 1]}),
        ]
        assert session.scalars(select(Outbox.status)).all() == ["pending", "pending"]


def test_a_scheduled_task_that_breaks_is_seen_and_the_others_run(ada, app, at, ticking, monkeypatch, caplog):
    def broken(moment):
        raise RuntimeError("the register is locked")

    broken_table = [
        table.Task(task.name, task.every, broken) if task.name == "readiness.reconcile" else task
        for task in table.TASKS
    ]
    monkeypatch.setattr(ticker, "TASKS", broken_table)
    work(app)  # what the ticker asked for
    with app.app_context():
        runs = {run.name: run for run in session.scalars(select(TaskRun))}
        assert {name for name, run in runs.items() if run.error} == {"readiness.reconcile"}
        assert runs["readiness.reconcile"].error == "RuntimeError: the register is locked"
        assert all(run.ended_at == at and len(run.trace) == 16 for run in runs.values())
        assert backlog.count_failed() == 0
    page = ada.get("/site/status").text
    assert "1 scheduled task failed when it last ran." in page
    assert "RuntimeError: the register is locked" in page
    assert runs["readiness.reconcile"].trace in page
    assert "readiness.reconcile failed" in caplog.text

    monkeypatch.setattr(ticker, "TASKS", table.TASKS)
    with app.app_context():
        run_task("readiness.reconcile")
    assert "scheduled task failed" not in ada.get("/site/status").text


def test_without_its_store_the_page_says_what_it_cannot_know(ada, app, settings, ticking, tmp_path):
    with without_store(app, settings, tmp_path):
        page = ada.get("/site/status")
        assert heading(page) == "1 part of the site is not well"
        assert "The store does not answer, so nobody knows what waits there." in page.text
        assert ada.post("/site/status/jobs/repetition").status_code == 302
        assert "The store does not answer. Try again when it does." in ada.get("/site/status").text
