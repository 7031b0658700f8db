"""A session once more: other times to choose from, a series, and the rest of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session as database
from mentortrain.errors import RuleBroken
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.webinars import actions, queries
from mentortrain.webinars.access import theirs_to_edit
from mentortrain.webinars.forms import DayForm, TimeForm, WeeksForm
from mentortrain.webinars.hours import together
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.views.blueprint import bp
from mentortrain.webinars.views.planning import Over, over, warnings_of
from mentortrain.webinars.views.scheduling import look_over
from mentortrain.webinars.views.several import Several, edited_parts, made_parts, several


@bp.get("/programs/<int:program_id>/webinars/<int:webinar_id>/again")
@can("webinar.edit")
@plain("when a session takes place once more")
def again(program_id: int, webinar_id: int) -> Any:
    webinar = theirs_to_edit(scope_of(me(), program_id), webinar_id)
    if webinar.entry.is_cancelled:
        raise RuleBroken("webinar.cancelled")
    return _page(webinar)


def _page(
    webinar: Webinar,
    *,
    time: TimeForm | None = None,
    weeks: WeeksForm | None = None,
    day: DayForm | None = None,
) -> Any:
    """With the form that somebody sent, as they sent it."""
    time, weeks = time or TimeForm(formdata=None), weeks or WeeksForm(formdata=None)
    day = day or DayForm(formdata=None)
    at, scope = clock.now(), scope_of(me(), webinar.program_id)
    times, series = queries.times_of(webinar.choice_id, at=at, drafts=True), queries.series_of(webinar)
    listed = {one.id: one for one in (*times, *series)}
    shown = render_template(
        "webinars/again.html",
        program=programs.program(webinar.program_id),
        webinar=webinar,
        entry=webinar.entry,
        times=times,
        series=series,
        coming={number: len(queries.coming(number, scope)) for number in listed},
        rest=queries.rest_of_series(webinar),
        time=time,
        weeks=weeks,
        day=day,
        hours=_hours(webinar, times),
        at=at,
    )
    return shown, 422 if time.errors or weeks.errors or day.errors else 200


def _hours(webinar: Webinar, times: Sequence[Webinar]) -> dict[str, Any] | None:
    """For how many people the times that there are lie by day, and which ones would be for more; None where all have
    one."""
    entry, audience = webinar.entry, (webinar.program_id, webinar.cohort_id, webinar.role)
    people = queries.listeners(*audience)
    offered = [(one.entry.starts_at, one.entry.ends_at) for one in times] or [
        (entry.starts_at, entry.ends_at)
    ]
    day, zone = date.fromisoformat(entry.wall_start[:10]), entry.time_zone
    now = together(day, zone, minutes=entry.minutes, people=people, offered=offered, most=0)
    if now.by_day == len(people):
        return None
    more = together(day, zone, minutes=entry.minutes, people=people, offered=offered)
    return {"now": now.by_day, "all": len(people), "more": more}


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/times")
@can("webinar.edit")
@records("webinar.scheduled")
@plain("when a session takes place once more")
def offer_again(program_id: int, webinar_id: int) -> Any:
    scope, form = scope_of(me(), program_id), TimeForm()
    webinar = theirs_to_edit(scope, webinar_id)
    if "back" not in request.form and form.validate_on_submit() and form.starts_wall.data is not None:
        try:
            made = actions.offer_again(webinar, form.starts_wall.data, at=clock.now())
        except RuleBroken as error:
            database.rollback()
            webinar, form.starts_wall.errors = theirs_to_edit(scope, webinar_id), [in_words(error)]
        else:
            program = programs.program(program_id)
            looked = over([], [] if made.is_draft else warnings_of(made, scope, program))
            if (looked.warnings or looked.mails) and not looked.is_agreed:
                database.rollback()
                return look_over(program, None, looked)
            database.commit()
            said = _("It is offered at this time as well. Whoever comes chooses one.")
            flash(f"{said} {_told_words(looked)}", "done")
            return redirect(url_for(".again", program_id=program_id, webinar_id=webinar_id))
    return _page(webinar, time=form)


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/series")
@can("webinar.edit")
@records("webinar.scheduled")
@plain("when a session takes place once more")
def repeat(program_id: int, webinar_id: int) -> Any:
    """Every week, or on a `day` where one was sent."""
    scope, weeks, day = scope_of(me(), program_id), WeeksForm(), DayForm()
    form = day if "day" in request.form else weeks
    webinar = theirs_to_edit(scope, webinar_id)
    if "back" not in request.form and form.validate_on_submit():
        try:
            if day.day.data is not None:
                made = [actions.repeat_on(webinar, day.day.data, at=clock.now())]
            else:
                made = actions.repeat_weekly(webinar, weeks.weeks.data or 0, at=clock.now())
        except RuleBroken as error:
            database.rollback()
            webinar = theirs_to_edit(scope, webinar_id)
            (day.day if form is day else weeks.weeks).errors = [in_words(error)]
        else:
            program = programs.program(program_id)
            looked = several(made_parts(made, scope, program))
            if (looked.parts or looked.warnings or looked.mails) and not looked.is_agreed:
                database.rollback()
                return look_over(program, None, looked)
            database.commit()
            said = ngettext(
                "%(num)d session more is scheduled.", "%(num)d sessions more are scheduled.", len(made)
            )
            flash(f"{said} {_told_words(looked)}", "done")
            return redirect(url_for(".again", program_id=program_id, webinar_id=webinar_id))
    return _page(webinar, day=day) if form is day else _page(webinar, weeks=weeks)


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/series/following")
@can("webinar.edit")
@records("webinar.edited", "webinar.moved")
@plain("what becomes of sessions, and how many are told")
def bring_into_line(program_id: int, webinar_id: int) -> Any:
    """A page that says what is other in each and how many are told; then, once that is agreed to, it is done."""
    scope, program = scope_of(me(), program_id), programs.program(program_id)
    webinar = theirs_to_edit(scope, webinar_id)
    back = redirect(url_for(".again", program_id=program_id, webinar_id=webinar_id))
    if "back" in request.form:
        return back
    try:
        done = actions.bring_into_line(webinar, scope, at=clock.now())
        looked = several(edited_parts(done, scope, program))
    except RuleBroken as error:
        database.rollback()
        flash(in_words(error), "clay")
        return back
    if looked.count and not looked.is_agreed:
        database.rollback()
        return look_over(program, queries.webinar(scope, webinar_id), looked)
    database.commit()
    flash(_done_words(looked), "done")
    return back


def _done_words(looked: Several) -> str:
    if not looked.count:
        return str(_("They are like this one already."))
    said = ngettext(
        "%(num)d session that follows is like this one now.",
        "%(num)d sessions that follow are like this one now.",
        looked.count,
    )
    return f"{said} {_told_words(looked)}"


def _told_words(looked: Over) -> str:
    if not looked.people:
        return str(_("Nobody is mailed."))
    return str(ngettext("%(num)d person is told by mail.", "%(num)d people are told by mail.", looked.people))
