"""Showing once more that it is you, before something that a borrowed phone must not do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people import actions, passwords, queries
from mentortrain.people.forms import ProofForm
from mentortrain.people.rules import is_recent
from mentortrain.people.views.blueprint import bp
from mentortrain.people.views.sign_in import ask_by_mail
from mentortrain.web import can, me
from mentortrain.web.kept import own_page
from mentortrain.web.links import is_own_path
from mentortrain.web.security import limiter

View = TypeVar("View", bound=Callable[..., Any])


def asks_for_proof(view: View) -> View:
    """Let a view run only soon after a sign-in; otherwise lead there, and back to the page it belongs to."""

    @wraps(view)
    def first(*args: Any, **more: Any) -> Any:
        if is_recent(me().browser_session.proven_at, at=clock.now()):
            return view(*args, **more)
        return redirect(url_for("people.proof", next=own_page() or url_for("people.security")))

    return first  # type: ignore[return-value]


@bp.get("/you/security/proof")
@can("self.edit")
def proof() -> Any:
    return _page(ProofForm(formdata=None))


@bp.post("/you/security/proof")
@can("self.edit")
@limiter.limit("10 per 15 minutes")
def prove() -> Any:
    form, person = ProofForm(), me()
    if not form.validate_on_submit():
        return _page(form), 422
    stored = queries.password_of(person.id)
    session.commit()  # ends the transaction while the password is compared
    if not passwords.matches(stored, form.password.data or ""):
        form.password.errors = [_("This is not your password.")]
        return _page(form), 422
    actions.note_proof(person.browser_session, at=clock.now())
    session.commit()
    return redirect(_next())


@bp.post("/you/security/proof/mail")
@can("self.edit")
@limiter.limit("5 per 15 minutes")
def prove_by_mail() -> Any:
    return ask_by_mail(me().email, next_path=_next())


def _page(form: ProofForm) -> str:
    has_password = queries.password_of(me().id) is not None
    return render_template("people/proof.html", form=form, has_password=has_password, next=_next())


def _next() -> str:
    wanted = request.values.get("next")
    return wanted[:500] if wanted and is_own_path(wanted) else url_for("people.security")
