"""Sign-in by a mailed link, signing out, and a person's own settings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_limiter.util import get_remote_address
from flask_login import current_user

from mentortrain import clock
from mentortrain.audit.edge import records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.files.actions import take_in
from mentortrain.files.kinds import MEGABYTE
from mentortrain.files.storage import in_force
from mentortrain.people import actions, login, queries
from mentortrain.people.forms import FirstAdministratorForm, PhotoForm, ProfileForm, SignInForm
from mentortrain.people.kinds import PHOTO
from mentortrain.people.rules import email_key
from mentortrain.web import can, me, open_to_all, say
from mentortrain.web.errors import in_words
from mentortrain.web.links import is_own_path
from mentortrain.web.security import limiter
from mentortrain.web.uploads import takes_file

bp = Blueprint("people", __name__)

say({"link.ended": _l("This link has ended. Ask for a new one.")})


def _address_and_network() -> str:
    # Not the address alone: anybody could keep somebody else from signing in.
    return f"{email_key(request.form.get('email', ''))} {get_remote_address()}"


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
@limiter.limit("30 per minute; 300 per hour")  # a training room shares one address
@limiter.limit("5 per 15 minutes", key_func=_address_and_network)
def request_link() -> Any:
    """Mail a link. The answer is the same whether or not anybody has this address."""
    form, wanted = SignInForm(), request.form.get("next")
    if not form.validate_on_submit():
        return render_template("people/sign_in.html", form=form, next=wanted), 422
    path = wanted if wanted and is_own_path(wanted) else "/"
    actions.request_link(form.email.data or "", next_path=path[:500], at=clock.now())
    session.commit()
    return render_template("people/link_sent.html", email=form.email.data)


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
        return redirect(url_for(".link", token=token))
    session.commit()
    login.sign_in(person, clock.now())
    return redirect(next_path if is_own_path(next_path) else "/")


@bp.post("/sign-in/<token>/renewal")
@open_to_all("the new link goes to the address that the old one was sent to")
@limiter.limit("5 per 15 minutes")
def renew(token: str) -> Any:
    found = queries.link_with(token)
    owner = queries.with_id(found.person_id) if found and found.person_id else None
    if found and owner:
        actions.mail_link(owner, next_path=found.next_path, at=clock.now())
        session.commit()
    return render_template("people/link_sent.html", email=None)


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
    session.commit()
    login.sign_in(person, clock.now())
    return redirect(url_for("programs.new"))


@bp.post("/sign-out")
@can("self.edit")
def sign_out() -> Any:
    login.sign_out()
    flash(_("You are signed out."), "done")
    return redirect(url_for(".sign_in"))


@bp.route("/you", methods=["GET", "POST"])
@can("self.edit")
def profile() -> Any:
    person = me()
    form = ProfileForm(obj=person)
    if form.validate_on_submit():
        actions.change_profile(person, name=form.name.data or "", time_zone=form.time_zone.data)
        session.commit()
        flash(_("Saved."), "done")
        return redirect(url_for(".profile"))
    return _profile(form), 422 if form.is_submitted() else 200


def _profile(form: ProfileForm | None = None, photo_form: PhotoForm | None = None) -> str:
    return render_template(
        "people/profile.html",
        form=form or ProfileForm(formdata=None, obj=me()),
        photo_form=photo_form or PhotoForm(formdata=None),
        most_megabytes=PHOTO.most_bytes // MEGABYTE,
    )


def _photo_refused(reason: RuleBroken) -> str:
    """The page as it was, with the reason at the field."""
    form = PhotoForm(formdata=None)
    form.photo.errors = [in_words(reason)]
    return _profile(photo_form=form)


def _photo_too_large() -> str:
    return _photo_refused(RuleBroken("file.too_large", most=PHOTO.most_bytes // MEGABYTE))


def _by_person() -> str:
    return f"person {getattr(current_user, 'id', get_remote_address())}"


@bp.post("/you/photo")
@can("self.edit")
@limiter.limit("30 per hour", key_func=_by_person)
@takes_file(PHOTO.most_bytes, too_large=_photo_too_large)
def change_photo() -> Any:
    person, form = me(), PhotoForm()
    if not form.validate_on_submit():
        return _profile(photo_form=form), 422
    session.commit()  # ends the transaction: while the picture is made anew, others may write
    try:
        upload = take_in(in_force(), PHOTO, form.photo.data.stream, name=form.photo.data.filename)
    except RuleBroken as reason:
        return _photo_refused(reason), 422
    actions.set_photo(person, upload, at=clock.now())
    session.commit()
    flash(_("Your photo is saved."), "done")
    return redirect(url_for(".profile"))


@bp.post("/you/photo/removal")
@can("self.edit")
def remove_photo() -> Any:
    actions.remove_photo(me())
    session.commit()
    flash(_("Your photo is removed."), "done")
    return redirect(url_for(".profile"))
