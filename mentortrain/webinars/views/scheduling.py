"""What staff schedule, change and call off."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session as database
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.webinars import actions, queries
from mentortrain.webinars.access import theirs_to_edit
from mentortrain.webinars.forms import CancelForm, WebinarForm
from mentortrain.webinars.forms.choices import subject_of
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.views.blueprint import bp, dare
from mentortrain.webinars.views.planning import Over, changes_in_words, chart_for, over, warnings_of
from mentortrain.webinars.views.staff import page_of
from mentortrain.webinars.views.told import leaders_told


@bp.route("/programs/<int:program_id>/webinars/new", methods=["GET", "POST"])
@can("webinar.edit")
@records("webinar.scheduled", "webinar.drafted")
@plain("a form about a session, and for how many people which hours are by day")
def new(program_id: int) -> Any:
    """A form; then, where something speaks against the time, a page that says so.

    `?copy=` fills in another session; `?about=`, the key of a course, what it is about.
    """
    program, form, scope = programs.program(program_id), WebinarForm(), scope_of(me(), program_id)
    copied = _copied(scope)
    _offer(form, program, scope, copied)
    if not form.is_submitted():
        _begin(form, program, copied)
    if _is_to_be_done(form):
        draft = "draft" in request.form
        try:
            webinar = actions.schedule(program, **form.values(scope.cohort_id), draft=draft, at=clock.now())
        except RuleBroken as error:
            database.rollback()
            form.note(error, in_words(error))
        else:
            looked = over([], [] if draft else warnings_of(webinar, scope, program))
            if looked.warnings and not looked.is_agreed:
                database.rollback()
                return look_over(program, None, looked)
            told = leaders_told()
            database.commit()
            flash(_scheduled_words(draft, told), "done")
            return redirect(url_for(".show", program_id=program_id, webinar_id=webinar.id))
    page = render_template(
        "webinars/new.html",
        program=programs.program(program_id),
        form=form,
        copied=copied,
        chart=chart_for(form, program, scope.cohort_id, at=clock.now()),
    )
    return page, 422 if form.errors else 200


@bp.route("/programs/<int:program_id>/webinars/<int:webinar_id>/edit", methods=["GET", "POST"])
@can("webinar.edit")
@records("webinar.edited", "webinar.moved")
@plain("a form about a session, and for how many people which hours are by day")
def edit(program_id: int, webinar_id: int) -> Any:
    """A form; then, of what is published, a page that says what is other and how many are told, before it is done."""
    program, form, scope = programs.program(program_id), WebinarForm(), scope_of(me(), program_id)
    webinar = theirs_to_edit(scope, webinar_id)
    if webinar.entry.is_cancelled:
        raise RuleBroken("webinar.cancelled")
    _offer(form, program, scope, webinar)
    if not form.is_submitted():
        form.fill_from(webinar)
    if _is_to_be_done(form):
        try:
            edited = actions.edit(webinar, **form.values(webinar.cohort_id), at=clock.now())
        except RuleBroken as error:
            database.rollback()
            form.note(error, in_words(error))
            webinar = queries.webinar(scope, webinar_id)
        else:
            looked = over(
                changes_in_words(edited, webinar, program, dict(queries.hosts_of(scope)), form),
                warnings_of(webinar, scope, program) if edited.moved else [],
            )
            if looked.changes and not webinar.is_draft and not looked.is_agreed:
                database.rollback()
                return look_over(program, queries.webinar(scope, webinar_id), looked)
            database.commit()
            flash(_saved_words(looked), "done")
            return redirect(url_for(".show", program_id=program_id, webinar_id=webinar_id))
    page = render_template(
        "webinars/edit.html",
        program=programs.program(program_id),
        webinar=webinar,
        form=form,
        places=queries.places_of(webinar),
        chart=chart_for(form, program, webinar.cohort_id, at=clock.now()),
    )
    return page, 422 if form.errors else 200


def _scheduled_words(draft: bool, told: int) -> str:
    if draft:
        return str(_("The draft is saved. Only staff see it."))
    if not told:
        return str(_("The session is scheduled. Nobody is mailed: people find it under Sessions."))
    return str(
        ngettext(
            "The session is scheduled. %(num)d person who leads it is mailed; others find it under Sessions.",
            "The session is scheduled. %(num)d people who lead it are mailed; others find it under Sessions.",
            told,
        )
    )


def _copied(scope: Scope) -> Webinar | None:
    number = request.args.get("copy", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotThere
    return queries.webinar(scope, int(number))


def _offer(form: WebinarForm, program: Program, scope: Scope, webinar: Webinar | None) -> None:
    form.offer_zone(webinar.entry.time_zone if webinar else program.first_cohort.time_zone)
    form.offer_people(program.cohorts, queries.hosts_of(scope), scope)
    form.led_as_well = queries.co_hosts_of(webinar.id) if webinar else ()
    form.offer_subjects(queries.subjects_of(program.id), subject_of(webinar) if webinar else "")
    form.topics = queries.topics_of(program.id)


def _begin(form: WebinarForm, program: Program, copied: Webinar | None) -> None:
    if copied is not None:
        form.fill_from(copied)
        form.starts_wall.process_data(None)
        if copied.host_id is not None and not form.offers_host(copied.host_id):
            form.host_id.data = None
        return
    form.time_zone.data, form.host_name.data = program.first_cohort.time_zone, me().name
    form.host_id.data = me().id if form.offers_host(me().id) else None
    form.counts_for.data = form.about.get(request.args.get("about", ""), "")


def _is_to_be_done(form: WebinarForm) -> bool:
    """Whether it is sent to be done, and holds; not where somebody goes back to it, or looks at the hours of a day."""
    if "back" in request.form or "look" in request.form:
        return False
    return bool(form.validate_on_submit())


def look_over(program: Program, webinar: Webinar | None, looked: Over) -> Any:
    """The page before it is done. It carries what was typed, all of it."""
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "sure", "back", "look")
    ]
    return render_template(
        "webinars/over.html",
        program=programs.program(program.id),
        webinar=webinar,
        over=looked,
        kept=kept,
        again="sure" in request.form,
    )


def _saved_words(looked: Over) -> str:
    if not looked.changes:
        return str(_("Nothing was changed."))
    if not looked.people:
        return str(_("Saved. Nobody is mailed."))
    return str(
        ngettext(
            "Saved. %(num)d person is told by mail.", "Saved. %(num)d people are told by mail.", looked.people
        )
    )


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/publication")
@can("webinar.edit")
@records("webinar.published")
def publish(program_id: int, webinar_id: int) -> Any:
    webinar = theirs_to_edit(scope_of(me(), program_id), webinar_id)
    told = 0

    def deed() -> bool:
        nonlocal told
        done = actions.publish(webinar, at=clock.now())
        told = leaders_told()
        return done

    if dare(deed):
        flash(
            ngettext(
                "The session is published. %(num)d person who leads it is mailed; others find it under Sessions.",
                "The session is published. %(num)d people who lead it are mailed; others find it under Sessions.",
                told,
            )
            if told
            else _("The session is published. Nobody is mailed: people find it under Sessions."),
            "done",
        )
    return redirect(url_for(".show", program_id=program_id, webinar_id=webinar_id))


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/discarding")
@can("webinar.edit")
@records("webinar.discarded")
def discard(program_id: int, webinar_id: int) -> Any:
    webinar = theirs_to_edit(scope_of(me(), program_id), webinar_id)

    def deed() -> bool:
        actions.discard(webinar, at=clock.now())
        return True

    if dare(deed):
        flash(_("The draft is gone."), "done")
        return redirect(url_for(".index", program_id=program_id))
    return redirect(url_for(".show", program_id=program_id, webinar_id=webinar_id))


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/cancellation")
@can("webinar.edit")
@records("webinar.cancelled")
def cancel(program_id: int, webinar_id: int) -> Any:
    scope, form = scope_of(me(), program_id), CancelForm()
    webinar = theirs_to_edit(scope, webinar_id)
    if not form.validate_on_submit():
        return page_of(webinar, scope, form), 422
    told = (
        len(queries.coming(webinar_id, scope))
        + len(queries.line_of(webinar_id, scope))
        + (0 if webinar.is_draft else len(queries.leaders_of(webinar)))
    )
    if dare(lambda: actions.cancel(webinar, reason=(form.reason.data or "").strip(), at=clock.now())):
        flash(
            ngettext(
                "The session is cancelled. %(num)d person is told by mail.",
                "The session is cancelled. %(num)d people are told by mail.",
                told,
            ),
            "done",
        )
    return redirect(url_for(".show", program_id=program_id, webinar_id=webinar_id))
