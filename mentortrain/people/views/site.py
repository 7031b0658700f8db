"""For administrators: whether staff must sign in with two steps, and help for who lost the phone."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people import actions, queries
from mentortrain.people.forms import PolicyForm, ResetForm
from mentortrain.people.views.blueprint import bp
from mentortrain.web import can
from mentortrain.web.errors import in_words


@bp.get("/site/accounts")
@can("site.accounts")
@plain("names and addresses of staff, and whether they have a second step")
def site_accounts() -> Any:
    return _page(ResetForm(formdata=None))


@bp.post("/site/accounts")
@can("site.accounts")
@records("two_step.required", "two_step.optional")
def change_policy() -> Any:
    form = PolicyForm()
    if not form.validate_on_submit():
        return _page(ResetForm(formdata=None)), 422
    if form.two_step.data != queries.staff_need_two_step():
        actions.require_two_step(bool(form.two_step.data), at=clock.now())
        session.commit()
    flash(_("Saved."), "done")
    return redirect(url_for("people.site_accounts"))


@bp.post("/site/accounts/two-step-resets")
@can("site.accounts")
@records("two_step.reset")
def reset_two_step() -> Any:
    form = ResetForm()
    if not form.validate_on_submit():
        return _page(form), 422
    person = queries.with_email(form.email.data or "")
    try:
        if person is None:
            raise RuleBroken("two_step.none")
        actions.reset_two_step(person, reason=(form.reason.data or "").strip(), at=clock.now())
    except RuleBroken as error:
        form.email.errors = [in_words(error)]
        return _page(form), 422
    session.commit()
    flash(_("Done. %(name)s is told by mail, and signs in without a second step.", name=person.name), "done")
    return redirect(url_for("people.site_accounts"))


def _page(form: ResetForm) -> str:
    return render_template(
        "people/site_accounts.html",
        form=form,
        policy=PolicyForm(formdata=None, data={"two_step": queries.staff_need_two_step()}),
        people=queries.with_two_step(),
    )
