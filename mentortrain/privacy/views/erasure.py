"""Asking to be erased, and taking it back: signed in, or by the link in the mail."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock, holdings
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.privacy import queries
from mentortrain.privacy.actions import erasing
from mentortrain.privacy.forms import EraseForm
from mentortrain.privacy.rules import ASKED, WAITS
from mentortrain.privacy.views.blueprint import bp, signed_in_recently
from mentortrain.web import can, me, open_to_all
from mentortrain.web.errors import in_words
from mentortrain.web.security import limiter


@bp.route("/you/privacy/erasure", methods=["GET", "POST"])
@can("self.edit")
@limiter.limit("20 per hour", methods=["POST"])
def erasure() -> Any:
    """What goes and what stays, in plain words, and the button at the end of them."""
    person, form = me(), EraseForm(me().email)
    refused = _refused()
    if not refused and signed_in_recently() and form.validate_on_submit():
        erasing.ask(person, cause=ASKED, by=person.id, at=clock.now())
        session.commit()
        flash(_("It is planned. We mailed you a link that calls it off."), "done")
        return redirect(url_for(".mine"))
    page = render_template(
        "privacy/erasure.html",
        form=form,
        holdings=holdings.every(),
        planned=queries.open_erasure_of(person.id),
        recent=signed_in_recently(),
        refused=refused,
        day=clock.now() + WAITS,
    )
    return page, 422 if form.is_submitted() else 200


def _refused() -> str | None:
    try:
        erasing.refuse_last_administrator(me())
    except RuleBroken as error:
        return in_words(error)
    return None


@bp.post("/you/privacy/erasure/cancellation")
@can("self.edit")
def call_off() -> Any:
    if erasing.call_off(me().id, at=clock.now()):
        flash(_("It is called off. Everything stays."), "done")
    session.commit()
    return redirect(url_for(".mine"))


@bp.get("/erasure/<token>")
@open_to_all("the token of the mail is the proof; a GET calls nothing off, so that mail scanners may look")
def call_off_by_link(token: str) -> Any:
    found = queries.erasure_to_call_off(token)
    return render_template("privacy/call_off.html", planned=found, token=token), 200 if found else 410


@bp.post("/erasure/<token>")
@open_to_all("the token of the mail is the proof")
@limiter.limit("30 per minute")
def do_call_off(token: str) -> Any:
    found = queries.erasure_to_call_off(token)
    if found is None:
        return redirect(url_for(".call_off_by_link", token=token))
    erasing.call_off(found.person_id, at=clock.now())
    session.commit()
    return render_template("privacy/called_off.html")
