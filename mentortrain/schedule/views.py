"""/dev/clock: simulated time in the browser, in development only."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template

from mentortrain import clock as clocks
from mentortrain.audit.edge import records
from mentortrain.mail import queries as outbox
from mentortrain.schedule.forms import ClockForm
from mentortrain.schedule.ticker import tick_at
from mentortrain.web import open_to_all
from mentortrain.web.dates import zone_of_reader
from mentortrain.web.pages import only_in_development

bp = Blueprint("schedule", __name__)


@bp.route("/dev/clock", methods=["GET", "POST"])
@open_to_all("development only: whoever can open it runs the site")
@records("clock.simulated")
def clock() -> Any:
    only_in_development()
    form, done, sent, at = ClockForm(), None, [], clocks.now()
    if form.validate_on_submit():
        at = form.moment()
        done = tick_at(at)
        sent = [message for message in outbox.latest(500) if message.sent_at == at]
    elif not form.is_submitted():
        form.at.data = at.astimezone(ZoneInfo(zone_of_reader())).replace(tzinfo=None)
    status = 422 if form.is_submitted() and done is None else 200
    return render_template("schedule/clock.html", form=form, done=done, sent=sent, at=at), status
