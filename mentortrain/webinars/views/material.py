"""What staff and the host add to a session that is over: its recording, material, and how it is made up."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session as database
from mentortrain.errors import RuleBroken
from mentortrain.files.actions import take_in
from mentortrain.files.queries import files_of
from mentortrain.files.storage import in_force
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.web.uploads import takes_file
from mentortrain.webinars import actions, queries
from mentortrain.webinars.access import theirs_to_add_to
from mentortrain.webinars.forms.afterwards import LinkForm, MakeUpForm, MaterialForm, RecordingForm
from mentortrain.webinars.kinds import MATERIAL
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.views.blueprint import bp

AFTER = "/programs/<int:program_id>/webinars/<int:webinar_id>/afterwards"


@bp.get(AFTER)
@can("attendance.mark")
@plain("a recording, links and files")
def afterwards(program_id: int, webinar_id: int) -> Any:
    return _page(_theirs(program_id, webinar_id))


@bp.post(f"{AFTER}/recording")
@can("attendance.mark")
@records("recording.added")
def save_recording(program_id: int, webinar_id: int) -> Any:
    webinar, form = _theirs(program_id, webinar_id), RecordingForm()
    if form.validate_on_submit():
        try:
            told = actions.add_recording(
                webinar,
                url=(form.url.data or "").strip(),
                minutes=form.minutes.data or 0,
                tell=bool(form.tell.data),
                by=me(),
                at=clock.now(),
            )
        except RuleBroken as error:
            database.rollback()
            form.note(error, in_words(error))
        else:
            database.commit()
            flash(_recording_words(told), "done")
            return _back(program_id, webinar_id)
    return _page(_theirs(program_id, webinar_id), recording_form=form), 422


@bp.post(f"{AFTER}/recording/removal")
@can("attendance.mark")
@records("recording.removed")
def drop_recording(program_id: int, webinar_id: int) -> Any:
    actions.remove_recording(_theirs(program_id, webinar_id), by=me(), at=clock.now())
    database.commit()
    flash(_("The recording is removed from the session. On the other site it is still there."), "done")
    return _back(program_id, webinar_id)


@bp.post(f"{AFTER}/links")
@can("attendance.mark")
@records("material.added")
def save_link(program_id: int, webinar_id: int) -> Any:
    webinar, form = _theirs(program_id, webinar_id), LinkForm()
    if form.validate_on_submit():
        words = {"title": (form.link_title.data or "").strip(), "url": (form.link_url.data or "").strip()}
        try:
            actions.add_link(webinar, **words, by=me(), at=clock.now())
        except RuleBroken as error:
            database.rollback()
            form.note(error, in_words(error))
        else:
            database.commit()
            flash(_("The link is added."), "done")
            return _back(program_id, webinar_id)
    return _page(_theirs(program_id, webinar_id), link_form=form), 422


@bp.post(f"{AFTER}/links/<int:link_id>/removal")
@can("attendance.mark")
@records("material.removed")
def drop_link(program_id: int, webinar_id: int, link_id: int) -> Any:
    actions.remove_link(_theirs(program_id, webinar_id), link_id, by=me(), at=clock.now())
    database.commit()
    flash(_("The link is removed."), "done")
    return _back(program_id, webinar_id)


def _too_large(program_id: int, webinar_id: int) -> Any:
    error = RuleBroken("file.too_large", most=MATERIAL.most_bytes // 1024**2)
    return _refused_file(_theirs(program_id, webinar_id), error)


@bp.post(f"{AFTER}/files")
@can("attendance.mark")
@records("material.added")
@takes_file(MATERIAL.most_bytes, too_large=_too_large)
def save_file(program_id: int, webinar_id: int) -> Any:
    webinar, form = _theirs(program_id, webinar_id), MaterialForm()
    if not form.validate_on_submit():
        return _page(webinar, file_form=form), 422
    database.commit()  # ends the transaction: while the file is looked at, others may write
    try:
        upload = take_in(in_force(), MATERIAL, form.file.data.stream, name=form.file.data.filename)
        actions.add_file(_theirs(program_id, webinar_id), upload, by=me(), at=clock.now())
    except RuleBroken as error:
        database.rollback()
        return _refused_file(_theirs(program_id, webinar_id), error), 422
    finally:
        form.file.data.close()
    database.commit()
    flash(_("“%(name)s” is added.", name=upload.name), "done")
    return _back(program_id, webinar_id)


@bp.post(f"{AFTER}/files/<digest>/removal")
@can("attendance.mark")
@records("material.removed")
def drop_file(program_id: int, webinar_id: int, digest: str) -> Any:
    actions.remove_file(_theirs(program_id, webinar_id), digest, by=me(), at=clock.now())
    database.commit()
    flash(_("The file is removed."), "done")
    return _back(program_id, webinar_id)


@bp.post(f"{AFTER}/make-up")
@can("attendance.mark")
@records("makeup.offered")
def save_make_up(program_id: int, webinar_id: int) -> Any:
    webinar, form = _theirs(program_id, webinar_id), MakeUpForm()
    if form.validate_on_submit():
        try:
            actions.offer_make_up(webinar, **form.values(), by=me(), at=clock.now())
        except RuleBroken as error:
            database.rollback()
            form.note(error, in_words(error))
        else:
            database.commit()
            flash(_("Saved."), "done")
            return _back(program_id, webinar_id)
    return _page(_theirs(program_id, webinar_id), make_up_form=form), 422


def _theirs(program_id: int, webinar_id: int) -> Webinar:
    webinar = theirs_to_add_to(scope_of(me(), program_id), webinar_id)
    if webinar.entry.is_cancelled:
        raise RuleBroken("webinar.cancelled")
    if webinar.is_draft:
        raise RuleBroken("webinar.draft")
    return webinar


def _refused_file(webinar: Webinar, error: RuleBroken) -> Any:
    form = MaterialForm(formdata=None)
    form.file.errors = [in_words(error)]
    return _page(webinar, file_form=form)


def _page(
    webinar: Webinar,
    *,
    recording_form: RecordingForm | None = None,
    link_form: LinkForm | None = None,
    file_form: MaterialForm | None = None,
    make_up_form: MakeUpForm | None = None,
) -> str:
    """The page, with the one form that was sent as it was sent."""
    at, recording, offer = clock.now(), queries.recording_of(webinar.id), queries.offer_of(webinar.id)
    default = None if offer else queries.default_of(webinar.program_id)
    if recording_form is None:
        recording_form = RecordingForm(formdata=None)
        recording_form.fill_from(recording)
    if make_up_form is None:
        make_up_form = MakeUpForm(formdata=None)
        make_up_form.fill_from(offer)
    return render_template(
        "webinars/afterwards.html",
        program=programs.program(webinar.program_id),
        webinar=webinar,
        entry=webinar.entry,
        is_over=webinar.entry.ends_at <= at,
        is_known=queries.is_known(webinar.id),
        recording=recording,
        to_be_told=queries.to_be_told(webinar, at=at),
        session_links=queries.links_of(webinar.id),
        files=files_of(MATERIAL.name, webinar.id),
        recording_form=recording_form,
        link_form=link_form or LinkForm(formdata=None),
        file_form=file_form or MaterialForm(formdata=None),
        make_up_form=make_up_form,
        asked_for=default if default and not default.watching_counts else None,
        most=MATERIAL.most_bytes // 1024**2,
    )


def _back(program_id: int, webinar_id: int) -> Any:
    return redirect(url_for(".afterwards", program_id=program_id, webinar_id=webinar_id))


def _recording_words(told: int | None) -> str:
    if told is None:
        return _("The recording is saved. People find it on the page of the session.")
    return str(
        ngettext(
            "The recording is saved. %(num)d person is told by mail.",
            "The recording is saved. %(num)d people are told by mail.",
            told,
        )
    )
