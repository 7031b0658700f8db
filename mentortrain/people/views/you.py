"""What a person says of themselves."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.files.actions import take_in
from mentortrain.files.kinds import MEGABYTE
from mentortrain.files.storage import in_force
from mentortrain.people import actions, events
from mentortrain.people.forms import PhotoForm, ProfileForm
from mentortrain.people.kinds import PHOTO
from mentortrain.people.views.blueprint import bp
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.web.security import limiter, network
from mentortrain.web.uploads import takes_file


@bp.route("/you", methods=["GET", "POST"])
@can("self.edit")
def profile() -> Any:
    person = me()
    form = ProfileForm(obj=person)
    if form.validate_on_submit():
        moved = form.time_zone.data != person.time_zone
        actions.change_profile(person, name=form.name.data or "", time_zone=form.time_zone.data)
        session.commit()
        told = events.said_of_new_clock(person) if moved else []
        flash(" ".join([_("Saved."), *told]), "done")
        return redirect(url_for("people.profile"))
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
    return f"person {getattr(current_user, 'id', network())}"


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
    return redirect(url_for("people.profile"))


@bp.post("/you/photo/removal")
@can("self.edit")
def remove_photo() -> Any:
    actions.remove_photo(me())
    session.commit()
    flash(_("Your photo is removed."), "done")
    return redirect(url_for("people.profile"))
