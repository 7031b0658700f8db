"""The host's page on the day: who is there, the word to say, when it began and ended, and their own notes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import plain, records, records_nothing
from mentortrain.db import session as database
from mentortrain.errors import NotAllowed
from mentortrain.learning.queries import facilitation_of
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.prose import as_html
from mentortrain.web import can, me
from mentortrain.webinars import actions, queries, rules
from mentortrain.webinars.access import may_mark
from mentortrain.webinars.forms import NotesForm
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.views.blueprint import bp, dare

LOOKS_AGAIN = 20
"""Seconds after which what stands there of the session is fetched anew, without touching what the host types."""


@bp.get("/programs/<int:program_id>/webinars/<int:webinar_id>/host")
@can("attendance.mark")
@plain("a session, with names of who is there")
def host(program_id: int, webinar_id: int) -> Any:
    webinar = _theirs(program_id, webinar_id)
    return _page(webinar, NotesForm(formdata=None, notes=webinar.host_notes))


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/beginning")
@can("attendance.mark")
@records("webinar.begun")
def begin(program_id: int, webinar_id: int) -> Any:
    webinar = _theirs(program_id, webinar_id)
    if dare(lambda: actions.begin(webinar, by=me(), at=clock.now())):
        flash(_("The session has begun. Say the word once most people are there."), "done")
    return redirect(url_for(".host", program_id=program_id, webinar_id=webinar_id))


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/ending")
@can("attendance.mark")
@records("webinar.ended")
def end(program_id: int, webinar_id: int) -> Any:
    webinar = _theirs(program_id, webinar_id)
    if dare(lambda: actions.end(webinar, by=me(), at=clock.now())):
        flash(_("The session is over. Say who was there, so that it counts for them."), "done")
    return redirect(url_for(".host", program_id=program_id, webinar_id=webinar_id))


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/host-notes")
@can("attendance.mark")
@records_nothing("what a host writes for themselves")
def keep_notes(program_id: int, webinar_id: int) -> Any:
    webinar, form = _theirs(program_id, webinar_id), NotesForm()
    if not form.validate_on_submit():
        return _page(webinar, form), 422
    actions.keep_notes(webinar, (form.notes.data or "").replace("\r\n", "\n"))
    database.commit()
    flash(_("Your notes are kept."), "done")
    return redirect(url_for(".host", program_id=program_id, webinar_id=webinar_id))


def _theirs(program_id: int, webinar_id: int) -> Webinar:
    """A session that whoever asks leads, or may say of who was there."""
    webinar = queries.webinar(scope_of(me(), program_id), webinar_id)
    if not may_mark(webinar):
        raise NotAllowed
    return webinar


def _page(webinar: Webinar, form: NotesForm) -> str:
    entry, at = webinar.entry, clock.now()
    guests = queries.at_the_door(webinar, scope_of(me(), webinar.program_id))
    return render_template(
        "webinars/host.html",
        program=programs.program(webinar.program_id),
        webinar=webinar,
        entry=entry,
        guests=guests,
        expected=sum(one.expected for one in guests),
        here=sum(one.joined_at is not None or one.word_at is not None for one in guests),
        word=queries.word_of(webinar),
        shows_word=rules.shows_word(entry.starts_at, entry.ends_at, began_at=webinar.began_at, at=at),
        is_near=rules.is_near(entry.starts_at, entry.ends_at, at=at),
        is_open=rules.is_open(entry.starts_at, entry.ends_at, at=at),
        over=entry.ends_at <= at or webinar.ended_at is not None,
        form=form,
        facilitation=[
            (title, as_html(text)) for title, text in facilitation_of(webinar.course_id, webinar.module)
        ]
        if webinar.course_id
        else [],
        at=at,
        looks_again=LOOKS_AGAIN,
        rules=rules,
    )
