"""What staff schedule, change and call off."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session as database
from mentortrain.errors import RuleBroken
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.rules import Scope
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.webinars import actions, queries
from mentortrain.webinars.access import theirs_to_edit
from mentortrain.webinars.forms import CancelForm, WebinarForm
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.views.blueprint import bp, dare
from mentortrain.webinars.views.staff import page_of


@bp.route("/programs/<int:program_id>/webinars/new", methods=["GET", "POST"])
@can("webinar.edit")
@records("webinar.scheduled")
@plain("a form about a session")
def new(program_id: int) -> Any:
    program, form, scope = programs.program(program_id), WebinarForm(), scope_of(me(), program_id)
    form.offer_zone(program.first_cohort.time_zone)
    form.offer_people(program.cohorts, queries.hosts_of(scope), scope)
    form.topics = queries.topics_of(program_id)
    if not form.is_submitted():
        form.time_zone.data, form.host_name.data = program.first_cohort.time_zone, me().name
        form.host_id.data = me().id if form.offers_host(me().id) else None
    if form.validate_on_submit():
        try:
            webinar = actions.schedule(program, **form.values(scope.cohort_id), at=clock.now())
        except RuleBroken as error:
            form.note(error, in_words(error))
        else:
            database.commit()
            flash(_("The session is scheduled. Nobody is mailed: people find it under Sessions."), "done")
            return redirect(url_for(".show", program_id=program_id, webinar_id=webinar.id))
    page = render_template("webinars/new.html", program=program, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/programs/<int:program_id>/webinars/<int:webinar_id>/edit", methods=["GET", "POST"])
@can("webinar.edit")
@records("webinar.edited", "webinar.moved")
@plain("a form about a session")
def edit(program_id: int, webinar_id: int) -> Any:
    program, form, scope = programs.program(program_id), WebinarForm(), scope_of(me(), program_id)
    webinar = theirs_to_edit(scope, webinar_id)
    if webinar.entry.is_cancelled:
        raise RuleBroken("webinar.cancelled")
    form.offer_zone(webinar.entry.time_zone)
    form.offer_people(program.cohorts, queries.hosts_of(scope), scope)
    form.topics = queries.topics_of(program_id)
    if not form.is_submitted():
        form.fill_from(webinar)
    if form.validate_on_submit():
        try:
            moved = actions.edit(webinar, **form.values(webinar.cohort_id), at=clock.now())
        except RuleBroken as error:
            database.rollback()
            form.note(error, in_words(error))
            webinar = queries.webinar(scope, webinar_id)
        else:
            database.commit()
            flash(_moved_words(webinar, scope) if moved else _("Saved. Nobody is mailed."), "done")
            return redirect(url_for(".show", program_id=program_id, webinar_id=webinar_id))
    page = render_template(
        "webinars/edit.html",
        program=program,
        webinar=webinar,
        form=form,
        expected=len(queries.coming(webinar_id, scope)),
        places=queries.places_of(webinar),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/cancellation")
@can("webinar.edit")
@records("webinar.cancelled")
def cancel(program_id: int, webinar_id: int) -> Any:
    scope, form = scope_of(me(), program_id), CancelForm()
    webinar = theirs_to_edit(scope, webinar_id)
    if not form.validate_on_submit():
        return page_of(webinar, scope, form), 422
    if dare(lambda: actions.cancel(webinar, reason=(form.reason.data or "").strip(), at=clock.now())):
        told = len(queries.coming(webinar_id, scope))
        flash(
            ngettext(
                "The session is cancelled. %(num)d person is told by mail.",
                "The session is cancelled. %(num)d people are told by mail.",
                told,
            ),
            "done",
        )
    return redirect(url_for(".show", program_id=program_id, webinar_id=webinar_id))


def _moved_words(webinar: Webinar, scope: Scope) -> str:
    return str(
        ngettext(
            "Saved. %(num)d person is told the new time by mail.",
            "Saved. %(num)d people are told the new time by mail.",
            len(queries.coming(webinar.id, scope)),
        )
    )
