"""Sign-in by a mailed link, or its code in the browser that asked; signing out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people import actions, login, queries
from mentortrain.people.forms import CodeForm, SignInForm
from mentortrain.people.rules import BY_CODE, BY_LINK
from mentortrain.people.views.blueprint import address_and_network, bp, enter
from mentortrain.web import can, me, open_to_all
from mentortrain.web.errors import in_words
from mentortrain.web.links import is_own_path
from mentortrain.web.security import limiter

ASKED = "asked to sign in"
"""Where the cookie keeps the token of a request, by which this browser may enter its code."""

_LINKS_WORK = _l("A link that you already have goes on working.")


@bp.get("/sign-in")
@open_to_all("the door")
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    return render_template(
        "people/sign_in.html", form=SignInForm(formdata=None), next=request.args.get("next")
    )


@bp.post("/sign-in")
@open_to_all("the door")
@limiter.limit("30 per minute; 300 per hour", error_message=_LINKS_WORK)  # a training room shares one address
@limiter.limit("5 per 15 minutes", key_func=address_and_network, error_message=_LINKS_WORK)
def request_link() -> Any:
    """Mail a link. The answer and its time are the same whether or not anybody has this address."""
    form, wanted = SignInForm(), request.form.get("next")
    if not form.validate_on_submit():
        return render_template("people/sign_in.html", form=form, next=wanted), 422
    path = wanted if wanted and is_own_path(wanted) else "/"
    return ask_by_mail(form.email.data or "", next_path=path[:500])


def ask_by_mail(email: str, *, next_path: str, shown: bool = True) -> Any:
    """Have a sign-in mail sent, and lead to the page for its code; `shown`: the page may name the address."""
    token = actions.ask_to_sign_in(email, next_path=next_path, at=clock.now())
    session.commit()
    cookie[ASKED] = {"token": token, "email": email.strip() if shown else None}
    return redirect(url_for("people.code"))


@bp.get("/sign-in/code")
@open_to_all("where the code of a sign-in mail is entered; the browser that asked knows its request")
def code() -> Any:
    return _code_page(CodeForm(formdata=None))


@bp.post("/sign-in/code")
@open_to_all("the code is the proof, in the browser that asked")
@limiter.limit("30 per minute; 100 per hour", error_message=_LINKS_WORK)
def use_code() -> Any:
    form, asked = CodeForm(), cookie.get(ASKED)
    if asked is None or not form.validate_on_submit():
        return _code_page(form)
    try:
        person, next_path = actions.use_code(asked["token"], form.code.data or "", at=clock.now())
    except RuleBroken as error:
        _note_wrong_code(asked["token"])
        if error.code == "code.ended":
            return render_template("people/code_ended.html", email=asked["email"]), 410
        form.code.errors = [in_words(error)]
        return _code_page(form)
    return enter(person, how=BY_CODE, next_path=next_path)


def _note_wrong_code(token: str) -> None:
    """The same statements for a request of nobody."""
    found = queries.request_of(token)
    owner = found.person_id if found else None
    actions.note_try(owner, how=BY_CODE, succeeded=False, visitor=login.who_asks(), at=clock.now())
    session.commit()


def _code_page(form: CodeForm) -> Any:
    asked = cookie.get(ASKED)
    if asked is None:
        return redirect(url_for("people.sign_in"))
    page = render_template("people/link_sent.html", form=form, email=asked["email"])
    return page, 422 if form.is_submitted() else 200


@bp.get("/sign-in/<token>")
@open_to_all("the token is the proof; a GET uses nothing up, so that mail scanners may look")
def link(token: str) -> Any:
    found = queries.link_with(token)
    if found is None or found.person_id is None or not found.is_open(clock.now()):
        if found and current_user.is_authenticated and current_user.id == found.person_id:
            return redirect(found.next_path)  # their own used link, in a browser that is signed in
        return render_template(
            "people/link_ended.html", token=token if found and found.person_id else None
        ), 410
    return render_template("people/link.html", token=token, owner=queries.with_id(found.person_id))


@bp.post("/sign-in/<token>")
@open_to_all("the token is the proof")
@limiter.limit("30 per minute")
def use_link(token: str) -> Any:
    try:
        person, next_path = actions.use_link(token, at=clock.now())
    except RuleBroken:
        return redirect(url_for("people.link", token=token))
    return enter(person, how=BY_LINK, next_path=next_path)


@bp.post("/sign-in/<token>/renewal")
@open_to_all("the new link goes to the address of the person that the old one was made for")
@limiter.limit("5 per 15 minutes")
def renew(token: str) -> Any:
    found = queries.link_with(token)
    owner = queries.with_id(found.person_id) if found and found.person_id else None
    if found is None or owner is None:
        return redirect(url_for("people.sign_in"))
    return ask_by_mail(owner.email, next_path=found.next_path, shown=False)


@bp.get("/you/back-again")
@can("self.edit")
def back_again() -> Any:
    """Where a sign-in leads in the second tab, for who has a form waiting in the first."""
    return render_template("people/back_again.html")


@bp.post("/sign-out")
@can("self.edit")
def sign_out() -> Any:
    actions.end_session(me().id, me().browser_session.id)
    session.commit()
    login.let_out()
    flash(_("You are signed out."), "done")
    return redirect(url_for("people.sign_in"))
