"""Two-step sign-in: the second step, and a person's own settings of it."""

from __future__ import annotations

import secrets
from typing import Any

import pyotp
import segno
from flask import flash, redirect, render_template, url_for
from flask import session as cookie
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.people import actions, events, login, queries
from mentortrain.people.forms import AppCodeForm, SecondStepForm
from mentortrain.people.views.blueprint import bp, never_came, tell_of_browser
from mentortrain.people.views.proof import asks_for_proof
from mentortrain.web import can, me, open_to_all
from mentortrain.web.errors import in_words
from mentortrain.web.security import limiter

_SALT = "new app"
"""Where the cookie keeps the salt of an app that is being set up: without the site's key it says nothing."""


@bp.get("/sign-in/two-step")
@open_to_all("the second step: who took the first one is known by this browser's cookie")
def second_step() -> Any:
    if login.waiting() is None:
        return redirect(url_for("people.sign_in"))
    return render_template("people/second_step.html", form=SecondStepForm(formdata=None))


@bp.post("/sign-in/two-step")
@open_to_all("the code is the proof, in the browser that took the first step")
@limiter.limit("20 per minute; 60 per hour")
def take_second_step() -> Any:
    form, found = SecondStepForm(), login.waiting()
    if found is None:
        return redirect(url_for("people.sign_in"))
    if not form.validate_on_submit():
        return render_template("people/second_step.html", form=form), 422
    (waiting, next_path), visitor, at = found, login.who_asks(), clock.now()
    is_first = never_came(waiting.person)
    try:
        actions.pass_second_step(waiting, form.code.data or "", visitor=visitor, at=at)
    except RuleBroken as error:
        session.commit()
        form.code.errors = [in_words(error)]
        return render_template("people/second_step.html", form=form), 422
    tell_of_browser(waiting.person, waiting, is_first=is_first)
    token = actions.know_browser(waiting.person_id, visitor=visitor, at=at) if form.remember.data else None
    session.commit()
    login.let_in(waiting.person, waiting)
    answer = login.note_seen(redirect(next_path), waiting.person)
    return login.remember_browser(answer, token) if token else answer


@bp.get("/you/security/two-step")
@can("self.edit")
@asks_for_proof
def two_step() -> Any:
    return _page(AppCodeForm(formdata=None))


@bp.post("/you/security/two-step")
@can("self.edit")
@limiter.limit("20 per hour")
@asks_for_proof
def set_up_two_step() -> Any:
    """The answer is a page that shows the recovery codes, this once: they are kept nowhere, not in a cookie either."""
    form, salt = AppCodeForm(), cookie.get(_SALT)
    if salt is None or not form.validate_on_submit():
        return _page(form), 422
    try:
        codes = actions.set_up(me(), salt=salt, typed=form.code.data or "", at=clock.now())
    except RuleBroken as error:
        form.code.errors = [in_words(error)]
        return _page(form), 422
    session.commit()
    cookie.pop(_SALT)
    return render_template("people/recovery_codes.html", codes=codes, first=True)


@bp.post("/you/security/two-step/recovery-codes")
@can("self.edit")
@asks_for_proof
def renew_recovery_codes() -> Any:
    try:
        codes = actions.renew_recovery_codes(me(), at=clock.now())
    except RuleBroken as error:
        raise NotThere from error
    session.commit()
    return render_template("people/recovery_codes.html", codes=codes, first=False)


@bp.post("/you/security/two-step/removal")
@can("self.edit")
@limiter.limit("20 per hour")
@asks_for_proof
def remove_two_step() -> Any:
    form, person, at = AppCodeForm(), me(), clock.now()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        if queries.staff_need_two_step() and events.is_staff(person.id):
            raise RuleBroken("two_step.required")
        here, visitor = person.browser_session, login.who_asks()
        actions.remove_two_step(person, form.code.data or "", here=here, visitor=visitor, at=at)
    except RuleBroken as error:
        session.commit()
        form.code.errors = [in_words(error)]
        return _page(form), 422
    session.commit()
    flash(_("Two-step sign-in is off."), "done")
    return redirect(url_for("people.security"))


@bp.post("/you/security/known-browsers/<int:browser_id>/forgetting")
@can("self.edit")
def forget_browser(browser_id: int) -> Any:
    if not actions.forget_browser(me().id, browser_id):
        raise NotThere
    session.commit()
    flash(_("That browser is asked for a code again."), "done")
    return redirect(url_for("people.security"))


def _page(form: AppCodeForm) -> str:
    person = me()
    if queries.two_step_of(person.id):
        left = queries.recovery_codes_left(person.id)
        return render_template("people/two_step.html", form=form, left=left)
    salt = cookie.setdefault(_SALT, secrets.token_urlsafe(32))
    secret = actions.secret_of(salt)
    address = pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name="mentortrain")
    return render_template(
        "people/two_step_set_up.html",
        form=form,
        picture=segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
        address=address,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        required=person.must_first is not None,
    )
