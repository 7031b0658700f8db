"""The host's page on the day: who is there, the word to say, when it began and ended, and their own notes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import plain, records, records_nothing
from mentortrain.db import session as database
from mentortrain.learning.queries import facilitation_of
from mentortrain.programs import queries as programs
from mentortrain.prose import as_html
from mentortrain.web import can, me
from mentortrain.webinars import actions, queries, rules
from mentortrain.webinars.access import theirs_to_lead
from mentortrain.webinars.forms import NotesForm
from mentortrain.webinars.makeups import FEWEST_SHOWN
from mentortrain.webinars.views.blueprint import bp, dare
from mentortrain.webinars.views.staff import said_of
from mentortrain.webinars.words import USEFUL

LOOKS_AGAIN = 20
"""Seconds after which what stands there of the session is fetched anew, without touching what the host types."""


@bp.get("/programs/<int:program_id>/webinars/<int:webinar_id>/host")
@can("session.lead")
@plain("a session, with names of who is there")
def host(program_id: int, webinar_id: int) -> Any:
    return _page(program_id, webinar_id)


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/beginning")
@can("session.lead")
@records("webinar.begun")
def begin(program_id: int, webinar_id: int) -> Any:
    webinar, _scope, _is_staff = theirs_to_lead(program_id, webinar_id)
    if dare(lambda: actions.begin(webinar, by=me(), at=clock.now())):
        flash(_("The session has begun. Say the word once most people are there."), "done")
    return redirect(url_for(".host", program_id=program_id, webinar_id=webinar_id))


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/ending")
@can("session.lead")
@records("webinar.ended")
def end(program_id: int, webinar_id: int) -> Any:
    webinar, _scope, is_staff = theirs_to_lead(program_id, webinar_id)
    if dare(lambda: actions.end(webinar, by=me(), at=clock.now())):
        flash(
            _("The session is over. Say who was there, so that it counts for them.")
            if is_staff
            else _("The session is over. The staff of your program say for whom it counts."),
            "done",
        )
    return redirect(url_for(".host", program_id=program_id, webinar_id=webinar_id))


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/host-notes")
@can("session.lead")
@records_nothing("what a host writes for themselves")
def keep_notes(program_id: int, webinar_id: int) -> Any:
    webinar, _scope, _is_staff = theirs_to_lead(program_id, webinar_id)
    form = NotesForm()
    if not form.validate_on_submit():
        return _page(program_id, webinar_id, form), 422
    actions.keep_notes(webinar, (form.notes.data or "").replace("\r\n", "\n"))
    database.commit()
    flash(_("Your notes are kept."), "done")
    return redirect(url_for(".host", program_id=program_id, webinar_id=webinar_id))


def _page(program_id: int, webinar_id: int, form: NotesForm | None = None) -> str:
    """For staff with ways to their other pages; a participant who leads it finds all that they need here."""
    webinar, scope, is_staff = theirs_to_lead(program_id, webinar_id)
    entry, at = webinar.entry, clock.now()
    guests = queries.at_the_door(webinar, scope)
    return render_template(
        "webinars/host.html",
        program=programs.program(program_id),
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
        form=form or NotesForm(formdata=None, notes=webinar.host_notes),
        as_staff=is_staff,
        said=said_of(webinar, scope, at=at),
        useful=USEFUL,
        fewest=FEWEST_SHOWN,
        facilitation=[
            (title, as_html(text)) for title, text in facilitation_of(webinar.course_id, webinar.module)
        ]
        if webinar.course_id
        else [],
        at=at,
        looks_again=LOOKS_AGAIN,
        rules=rules,
    )
