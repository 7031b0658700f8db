"""Changing one's mail address."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people import actions, login, queries
from mentortrain.people.forms import SignInForm
from mentortrain.people.keys import CONFIRM_ADDRESS, UNDO_ADDRESS
from mentortrain.people.views.blueprint import bp
from mentortrain.people.views.proof import asks_for_proof
from mentortrain.web import can, me, open_to_all
from mentortrain.web.errors import in_words
from mentortrain.web.security import limiter


@bp.route("/you/security/address", methods=["GET", "POST"])
@can("self.edit")
@limiter.limit("5 per hour", methods=["POST"])
@asks_for_proof
def address() -> Any:
    form = SignInForm()
    if form.validate_on_submit():
        try:
            actions.ask_new_address(me(), form.email.data or "", at=clock.now())
        except RuleBroken as error:
            form.email.errors = [in_words(error)]
            return _page(form), 422
        session.commit()
        flash(_("We sent a link to %(email)s. Open it there.", email=(form.email.data or "").strip()), "done")
        return redirect(url_for("people.security"))
    return _page(form), 422 if form.is_submitted() else 200


def _page(form: SignInForm) -> str:
    return render_template(
        "people/address.html", form=form, proposals=queries.proposals_for(me().id, at=clock.now())
    )


@bp.get("/address/<token>")
@open_to_all("the token is the proof; a GET uses nothing up")
def address_link(token: str) -> Any:
    change = queries.open_address_change(token, CONFIRM_ADDRESS, at=clock.now())
    return render_template("people/address_link.html", change=change, undo=False), 200 if change else 410


@bp.post("/address/<token>")
@open_to_all("the token is the proof that the new address is theirs")
@limiter.limit("30 per minute")
def confirm_address(token: str) -> Any:
    keep = current_user.browser_session.id if current_user.is_authenticated else 0
    try:
        actions.confirm_address(token, at=clock.now(), keep=keep)
    except RuleBroken as error:
        return _ended(error)
    session.commit()
    flash(_("Your address is changed."), "done")
    return redirect(url_for("people.security"))


@bp.get("/address/undo/<token>")
@open_to_all("the token is the proof; a GET uses nothing up")
def undo_link(token: str) -> Any:
    change = queries.open_address_change(token, UNDO_ADDRESS, at=clock.now())
    return render_template("people/address_link.html", change=change, undo=True), 200 if change else 410


@bp.post("/address/undo/<token>")
@open_to_all("the token went to the address that was the account's before")
@limiter.limit("30 per minute")
def undo_address(token: str) -> Any:
    try:
        actions.undo_address(token, at=clock.now())
    except RuleBroken as error:
        return _ended(error)
    session.commit()
    login.let_out()
    flash(_("This address is yours again, and everybody is signed out. Sign in with it."), "done")
    return redirect(url_for("people.sign_in"))


def _ended(error: RuleBroken) -> Any:
    session.rollback()
    page = render_template("people/address_link.html", change=None, undo=False, problem=in_words(error))
    return page, 410
