"""Signing in with a password, and setting one."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people import actions, login, passwords, queries
from mentortrain.people.forms import NewPasswordForm, PasswordSignInForm
from mentortrain.people.models import Person
from mentortrain.people.rules import BY_PASSWORD, LONGEST_PASSWORD, SHORTEST_PASSWORD
from mentortrain.people.views.blueprint import address, address_and_network, bp, enter
from mentortrain.people.views.proof import asks_for_proof
from mentortrain.web import can, me, open_to_all
from mentortrain.web.security import limiter

_LINK_INSTEAD = _l("Meanwhile a link by mail signs you in.")

_WEAK = {
    "short": _l("Use at least %(shortest)d characters. A few words in a row are easy to remember."),
    "long": _l("Use at most %(longest)d characters."),
    "about you": _l("Your name and your address are the first that somebody would try. Use other words."),
    "common": _l("These are words or passwords that many people use. Add a word or two that are less usual."),
    "spatial": _l("Rows of keys are easy to guess. Use a few words instead."),
    "repeat": _l("Repeated letters or words are easy to guess. Use a few different words."),
    "sequence": _l("Rows such as abc or 6543 are easy to guess. Use a few words instead."),
    "date": _l("Dates and years are easy to guess. Use a few words instead."),
    "guessable": _l("This is easy to guess. Add a word or two."),
}


def _is_refusal(response: Response) -> bool:
    return response.status_code == 422


@bp.get("/sign-in/password")
@open_to_all("the door for who has a password")
def password_sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    return _sign_in_page(PasswordSignInForm(formdata=None))


@bp.post("/sign-in/password")
@open_to_all("the password is the proof")
@limiter.limit("30 per minute; 100 per hour", error_message=_LINK_INSTEAD)
@limiter.limit("10 per 15 minutes", key_func=address_and_network, error_message=_LINK_INSTEAD)
# Who guesses from many networks is slowed down; the owner has the mail.
@limiter.limit("30 per hour", key_func=address, deduct_when=_is_refusal, error_message=_LINK_INSTEAD)
def use_password() -> Any:
    """The answer and its time are the same for a wrong password, none, and an address that nobody has."""
    form = PasswordSignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), 422
    typed = form.password.data or ""
    person_id, stored = queries.password_with_email(form.email.data or "")
    session.commit()  # ends the transaction: hashing takes its time, and others may write
    right = passwords.matches(stored, typed)
    renewed = passwords.hash_of(typed) if right and stored and passwords.is_outdated(stored) else None
    if right and person_id and stored and actions.still_has(person_id, stored, renewed=renewed):
        person = session.get_one(Person, person_id)
        return enter(person, how=BY_PASSWORD, next_path=request.form.get("next") or "/")
    actions.note_try(person_id, how=BY_PASSWORD, succeeded=False, visitor=login.who_asks(), at=clock.now())
    session.commit()
    form.password.errors = [_("Address and password do not fit. Check both, or have a link sent to you.")]
    return _sign_in_page(form), 422


def _sign_in_page(form: PasswordSignInForm) -> str:
    wanted = request.values.get("next")
    return render_template("people/password_sign_in.html", form=form, next=wanted)


@bp.get("/you/security/password")
@can("self.edit")
@asks_for_proof
def password() -> Any:
    return _password_page(NewPasswordForm(formdata=None))


@bp.post("/you/security/password")
@can("self.edit")
@limiter.limit("20 per hour")
@asks_for_proof
def set_password() -> Any:
    form, person = NewPasswordForm(), me()
    if not form.validate_on_submit():
        return _password_page(form), 422
    typed = form.password.data or ""
    session.commit()  # ends the transaction, as above
    weak = passwords.weakness(typed, (person.name, person.email))
    if weak:
        limits = {"shortest": SHORTEST_PASSWORD, "longest": LONGEST_PASSWORD}
        form.password.errors = [str(_WEAK[weak]) % limits]
        return _password_page(form), 422
    hashed = passwords.hash_of(typed)
    actions.set_password(person, hashed, keep=person.browser_session.id, at=clock.now())
    session.commit()
    flash(_("Your password is set. Every other browser is signed out."), "done")
    return redirect(url_for("people.security"))


@bp.post("/you/security/password/removal")
@can("self.edit")
@asks_for_proof
def remove_password() -> Any:
    actions.remove_password(me(), keep=me().browser_session.id, at=clock.now())
    session.commit()
    flash(_("Your password is removed. You sign in by mail."), "done")
    return redirect(url_for("people.security"))


def _password_page(form: NewPasswordForm) -> str:
    return render_template(
        "people/password.html", form=form, has_password=queries.password_of(me().id) is not None
    )
