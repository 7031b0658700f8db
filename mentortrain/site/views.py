"""/site: for whoever runs the site; and /metrics, for the machine that watches it."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from prometheus_client import CONTENT_TYPE_LATEST

from mentortrain import backlog, clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.mail import actions as mail
from mentortrain.mail import jobs as delivery
from mentortrain.mail import queries as outbox
from mentortrain.schedule.table import INTERVALS
from mentortrain.site import actions, gauges, queries
from mentortrain.site.rules import Figures, troubles
from mentortrain.web import can, open_to_all
from mentortrain.web.pages import checked, only_in_development, settings

bp = Blueprint("site", __name__)

SHOWN = 20
"""Failed jobs and mails on the page; the rest is counted."""


@bp.get("/site")
@can("site.status")
@plain("nothing: it leads to the status")
def index() -> Any:
    return redirect(url_for(".status"))


@bp.get("/site/status")
@can("site.status")
@plain("how the site does; of mails that failed, to whom, the subject and why")
def status() -> Any:
    """How the site is doing. It answers while the store is away: what it knows is left out, and said."""
    now = clock.now()
    checks, mails, tasks, jobs = checked(), queries.mails(now), queries.tasks(INTERVALS), _jobs()
    figures = Figures(
        parts_down=[check.name for check in checks if not check.well],
        workers=len(jobs["workers"]) if jobs else None,
        oldest_due=now - mails.oldest_due if mails.oldest_due else None,
        failed_tasks=sum(task.failed for task in tasks),
        failed_jobs=jobs["failed_count"] if jobs else None,
        failed_mails=mails.failed,
    )
    return render_template(
        "site/status.html",
        figures=figures,
        troubles=[trouble.value for trouble in troubles(figures)],
        checks=checks,
        mails=mails,
        failed_mails=outbox.failed(SHOWN),
        received=outbox.received() if settings().inbound_imap_url else None,
        tasks=tasks,
        jobs=jobs,
        now=now,
        real_now=clock.real_now(),
    )


def _jobs() -> dict[str, Any] | None:
    """What the store knows; None while it does not answer."""
    try:
        return {
            "waiting": backlog.waiting(),
            "workers": backlog.workers(),
            "failed": backlog.failed(SHOWN),
            "failed_count": backlog.count_failed(),
        }
    except backlog.Away:
        return None


@bp.post("/site/status/jobs/<job_id>/repetition")
@can("site.status")
@records("job.retried")
def repeat_job(job_id: str) -> Any:
    return _repeat_jobs(lambda: int(backlog.retry(job_id)))


@bp.post("/site/status/jobs/repetition")
@can("site.status")
@records("job.retried")
def repeat_jobs() -> Any:
    return _repeat_jobs(backlog.retry_all)


def _repeat_jobs(repeat: Any) -> Any:
    try:
        count = repeat()
    except backlog.Away:
        flash(_("The store does not answer. Try again when it does."), "clay")
        return redirect(url_for(".status"))
    if count:
        actions.note_jobs_retried(count, at=clock.now())
        session.commit()
        flash(ngettext("%(num)d job is tried again.", "%(num)d jobs are tried again.", count), "done")
    else:
        flash(_("There is no such failed job any more."), "sun")
    return redirect(url_for(".status"))


@bp.post("/site/status/mails/<int:message_id>/repetition")
@can("site.status")
@records("mail.retried")
def repeat_mail(message_id: int) -> Any:
    message = outbox.with_id(message_id)
    if message is None:
        raise NotThere
    return _repeat_mails(message.key)


@bp.post("/site/status/mails/repetition")
@can("site.status")
@records("mail.retried")
def repeat_mails() -> Any:
    return _repeat_mails(None)


def _repeat_mails(key: str | None) -> Any:
    again = mail.retry_failed(key, at=clock.now())
    session.commit()
    delivery.enqueue(again)
    if again:
        flash(ngettext("%(num)d mail is tried again.", "%(num)d mails are tried again.", len(again)), "done")
    else:
        flash(_("There is no such failed mail any more."), "sun")
    return redirect(url_for(".status"))


@bp.get("/metrics")
@open_to_all("METRICS_TOKEN guards it; without one it answers only the machine itself, in development")
def metrics() -> Any:
    """For Prometheus."""
    expected = settings().metrics_token
    if expected is None:
        only_in_development()
    else:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), expected.encode()):
            return Response("", 401, {"WWW-Authenticate": "Bearer"})
    return Response(gauges.exposition(), content_type=CONTENT_TYPE_LATEST)
