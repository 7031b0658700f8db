"""/site: for whoever runs the site."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from mentortrain import clock
from mentortrain.mail import queries as outbox
from mentortrain.web import can
from mentortrain.web.pages import checked

bp = Blueprint("site", __name__)


@bp.get("/site")
@can("site.status")
def index() -> Any:
    return redirect(url_for(".status"))


@bp.get("/site/status")
@can("site.status")
def status() -> Any:
    """How the site is doing: this page answers whatever else is down, as long as the database is there."""
    now = clock.now()
    return render_template(
        "site/status.html",
        checks=checked(),
        mails=outbox.counts(),
        oldest_due=outbox.oldest_due(now),
        now=now,
    )
