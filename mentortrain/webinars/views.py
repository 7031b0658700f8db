"""Sessions: what participants see and answer, and what staff schedule, change and mark."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records, records_nothing
from mentortrain.db import session as database
from mentortrain.errors import NotAllowed, RuleBroken
from mentortrain.people.models import Person
from mentortrain.programs import queries as programs
from mentortrain.programs.access import chosen, may, scope_of
from mentortrain.programs.rules import Scope
from mentortrain.web import can, me, say
from mentortrain.web.errors import in_words
from mentortrain.web.links import absolute
from mentortrain.web.security import allow_form_to, limiter
from mentortrain.webinars import actions, queries, rules
from mentortrain.webinars.access import may_mark, theirs_to_edit
from mentortrain.webinars.forms import CancelForm, Marks, WebinarForm
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.trial import link_words

bp = Blueprint("webinars", __name__)

say(
    {
        "webinar.past": _l("This session is over."),
        "webinar.begun": _l("This session has begun: its time stays as it was."),
        "webinar.not_begun": _l("Mark who was there once the session has begun."),
        "webinar.cancelled": _l("This session is cancelled."),
        "webinar.in_the_past": _l("This time has passed. Choose one that is still to come."),
        "webinar.too_far": _l("Choose a day within the next %(years)d years."),
        "webinar.length": _l("A session lasts from %(shortest)d to %(longest)d minutes."),
        "webinar.meeting_url": _l(
            "This is no link to a meeting. It looks like https://meet.example.org/room."
        ),
        "session.left": _l("You take part in this program no more."),
        "session.not_yours": _l("Register for this session first, then join."),
        "session.not_open": _l(
            "You can join from ten minutes before the start until half an hour after the end."
        ),
        "session.no_link": _l(
            "The meeting has no link yet. The staff of your program add it before the start."
        ),
        "attendance.minutes": _l("Minutes are a number from 1 to %(length)d."),
    }
)


@bp.get("/sessions")
@can("session.see")
def sessions() -> Any:
    seats = queries.sessions_for(me().id, at=clock.now())
    return render_template("webinars/sessions.html", upcoming=seats.upcoming, past=seats.past)


@bp.get("/programs/<int:program_id>/sessions/<int:webinar_id>")
@can("session.see")
def session(program_id: int, webinar_id: int) -> Any:
    webinar, at = queries.webinar_for(me().id, program_id, webinar_id), clock.now()
    found, entry = queries.registration(webinar.id, me().id), webinar.entry
    expected = found is not None and found.is_expected
    can_join = expected and not entry.is_cancelled and rules.is_open(entry.starts_at, entry.ends_at, at=at)
    if can_join and webinar.meeting_url:
        allow_form_to(rules.origin_of(webinar.meeting_url))
    return render_template(
        "webinars/session.html",
        webinar=webinar,
        entry=entry,
        registration=found,
        expected=expected,
        can_join=can_join,
        minutes=queries.minutes_of(webinar.id, me().id),
        at=at,
        rules=rules,
    )


@bp.post("/programs/<int:program_id>/sessions/<int:webinar_id>/registration")
@can("session.join")
def register(program_id: int, webinar_id: int) -> Any:
    webinar = queries.webinar_for(me().id, program_id, webinar_id)
    new = _dare(lambda: actions.register(webinar, me(), at=clock.now()))
    if new is not None:
        flash(_("You are registered. The session is in your calendar."), "done")
    return redirect(url_for(".session", program_id=program_id, webinar_id=webinar_id))


@bp.post("/programs/<int:program_id>/sessions/<int:webinar_id>/withdrawal")
@can("session.join")
def withdraw(program_id: int, webinar_id: int) -> Any:
    webinar = queries.webinar_for(me().id, program_id, webinar_id)
    if _dare(lambda: actions.withdraw(webinar, me(), at=clock.now())):
        flash(_("You are not coming. The session leaves your calendar; you can register again."), "done")
    return redirect(url_for(".session", program_id=program_id, webinar_id=webinar_id))


@bp.post("/programs/<int:program_id>/sessions/<int:webinar_id>/visit")
@can("session.join")
def join(program_id: int, webinar_id: int) -> Any:
    """Lead who is expected to the meeting while its door is open; else back to the page, which says why."""
    webinar = queries.webinar_for(me().id, program_id, webinar_id)
    found, entry = queries.registration(webinar.id, me().id), webinar.entry
    try:
        rules.check_door(
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            cancelled=entry.is_cancelled,
            expected=found is not None and found.is_expected,
            meeting_url=webinar.meeting_url,
            at=clock.now(),
        )
    except RuleBroken as error:
        flash(in_words(error), "clay")
        return redirect(url_for(".session", program_id=program_id, webinar_id=webinar_id))
    return redirect(webinar.meeting_url, 303)


@bp.get("/programs/<int:program_id>/webinars")
@can("webinar.see")
@plain("sessions and counts")
def index(program_id: int) -> Any:
    past, limit = request.args.get("show") == "past", scope_of(me(), program_id)
    scope = chosen(limit)
    return render_template(
        "webinars/index.html",
        program=programs.program(program_id),
        rows=queries.of_program(scope, at=clock.now(), past=past),
        past=past,
        limit=limit,
        scope=scope,
    )


@bp.route("/programs/<int:program_id>/webinars/new", methods=["GET", "POST"])
@can("webinar.edit")
@records("webinar.scheduled")
@plain("a form about a session")
def new(program_id: int) -> Any:
    program, form, scope = programs.program(program_id), WebinarForm(), scope_of(me(), program_id)
    form.offer_zone(program.first_cohort.time_zone)
    form.offer_people(program.cohorts, queries.hosts_of(scope), scope)
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


@bp.get("/programs/<int:program_id>/webinars/<int:webinar_id>")
@can("webinar.see")
@plain("a session, with names and addresses of who comes, and their minutes")
def show(program_id: int, webinar_id: int) -> Any:
    scope = scope_of(me(), program_id)
    return _page_of(queries.webinar(scope, webinar_id), scope, CancelForm(formdata=None))


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/link-trial")
@can("webinar.edit")
@limiter.limit("20 per minute")
@records_nothing("asks another site; nothing is written")
def try_link(program_id: int, webinar_id: int) -> Any:
    """Ask the meeting's address as a browser would; say what came back. It may take ten seconds."""
    webinar = theirs_to_edit(scope_of(me(), program_id), webinar_id)
    database.commit()  # nothing was written: no transaction waits for another site
    flash(*link_words(webinar.meeting_url))
    return redirect(url_for(".show", program_id=program_id, webinar_id=webinar_id))


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
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/cancellation")
@can("webinar.edit")
@records("webinar.cancelled")
def cancel(program_id: int, webinar_id: int) -> Any:
    scope, form = scope_of(me(), program_id), CancelForm()
    webinar = theirs_to_edit(scope, webinar_id)
    if not form.validate_on_submit():
        return _page_of(webinar, scope, form), 422
    if _dare(lambda: actions.cancel(webinar, reason=(form.reason.data or "").strip(), at=clock.now())):
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


@bp.route("/programs/<int:program_id>/webinars/<int:webinar_id>/attendance", methods=["GET", "POST"])
@can("attendance.mark")
@plain("names and minutes: what is marked here")
@records("attendance.marked")
def attendance(program_id: int, webinar_id: int) -> Any:
    scope, at = scope_of(me(), program_id), clock.now()
    webinar = queries.webinar(scope, webinar_id)
    if not may_mark(webinar):
        raise NotAllowed
    if webinar.entry.is_cancelled:
        raise RuleBroken("webinar.cancelled")
    people, length = _people_of(webinar, scope), webinar.entry.minutes
    saved = queries.attendance_of(webinar_id, scope)
    marks = Marks.of(saved)
    if request.method == "POST":
        marks = marks.read(request.form, [person.id for person, _state in people], length=length)
        if not marks.wrong:
            changed = actions.mark_attendance(webinar, marks.changed, scope=scope, by=me(), at=at)
            database.commit()
            flash(_changed_words(changed), "done")
            return redirect(url_for(".attendance", program_id=program_id, webinar_id=webinar_id))
    page = render_template(
        "webinars/attendance.html",
        program=programs.program(program_id),
        webinar=webinar,
        people=people,
        marks=marks,
        saved={person_id: one.minutes for person_id, one in saved.items()},
        enough=sum(rules.attended(one.minutes, length) for one in saved.values()),
        needed=rules.minutes_needed(length),
        has_begun=webinar.entry.starts_at <= at,
        rules=rules,
    )
    return page, 422 if marks.wrong else 200


def _dare(deed: Any) -> Any:
    """Do it and commit. Where a rule says no, say so on the page that people come from: None."""
    try:
        done = deed()
    except RuleBroken as error:
        database.rollback()
        flash(in_words(error), "clay")
        return None
    database.commit()
    return done


def _page_of(webinar: Webinar, scope: Scope, form: CancelForm) -> Any:
    return render_template(
        "webinars/show.html",
        program=programs.program(webinar.program_id),
        webinar=webinar,
        entry=webinar.entry,
        coming=queries.coming(webinar.id, scope),
        attendance=queries.attendance_of(webinar.id, scope),
        may_edit=may("webinar.edit", webinar.program_id) and scope.holds(webinar.cohort_id),
        may_mark=may("attendance.mark", webinar.program_id) and may_mark(webinar),
        form=form,
        link=absolute("webinars.session", program_id=webinar.program_id, webinar_id=webinar.id),
        at=clock.now(),
        rules=rules,
    )


def _people_of(webinar: Webinar, scope: Scope) -> list[tuple[Person, str]]:
    """Everybody whom it is for once, with the state of their registration; who is expected first, by name."""
    states = {one.person_id: one.state for one in queries.coming(webinar.id, scope)}
    people = {
        part.person_id: part.person
        for part in programs.participants(scope)
        if webinar.cohort_id in (None, part.cohort_id) or part.person_id in states
    }
    found = [(person, states.get(person.id, "")) for person in people.values()]
    return sorted(found, key=lambda pair: not pair[1])


def _changed_words(changed: int) -> str:
    if not changed:
        return str(_("Nothing was changed."))
    return str(ngettext("%(num)d mark is changed.", "%(num)d marks are changed.", changed))


def _moved_words(webinar: Webinar, scope: Scope) -> str:
    return str(
        ngettext(
            "Saved. %(num)d person is told the new time by mail.",
            "Saved. %(num)d people are told the new time by mail.",
            len(queries.coming(webinar.id, scope)),
        )
    )
