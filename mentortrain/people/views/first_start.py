"""The first administrator, made with the link that the first start prints."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from mentortrain import clock
from mentortrain.audit.edge import records
from mentortrain.people import actions, queries
from mentortrain.people.forms import FirstAdministratorForm
from mentortrain.people.rules import BY_FIRST_START
from mentortrain.people.views.blueprint import bp, enter
from mentortrain.web import open_to_all
from mentortrain.web.security import limiter


@bp.route("/first-administrator/<token>", methods=["GET", "POST"])
@open_to_all("the token of the first start is the proof")
@limiter.limit("10 per minute", methods=["POST"])
@records("administrator.made")
def first_administrator(token: str) -> Any:
    found = queries.link_with(token)
    if (
        found is None
        or found.person_id is not None
        or not found.is_open(clock.now())
        or queries.has_administrator()
    ):
        return render_template("people/link_ended.html", token=None), 410
    form = FirstAdministratorForm()
    if not form.validate_on_submit():
        page = render_template("people/first_administrator.html", form=form)
        return page, 422 if form.is_submitted() else 200
    person = actions.become_first_administrator(
        token,
        email=form.email.data or "",
        name=form.name.data or "",
        time_zone=form.time_zone.data,
        at=clock.now(),
    )
    return enter(person, how=BY_FIRST_START, next_path=url_for("programs.new"))
