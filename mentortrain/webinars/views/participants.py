"""What participants see and answer."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.errors import RuleBroken
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.web.security import allow_form_to
from mentortrain.webinars import actions, queries, rules
from mentortrain.webinars.views.blueprint import bp, dare


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
        places=queries.places_of(webinar),
        place=queries.place_in_line(webinar.id, me().id) if found is not None and found.waits else None,
        can_join=can_join,
        minutes=queries.minutes_of(webinar.id, me().id),
        is_counted=webinar.entry.ends_at <= at and queries.is_counted(webinar.id),
        at=at,
        rules=rules,
    )


@bp.post("/programs/<int:program_id>/sessions/<int:webinar_id>/registration")
@can("session.join")
def register(program_id: int, webinar_id: int) -> Any:
    webinar = queries.webinar_for(me().id, program_id, webinar_id)
    new = dare(lambda: actions.register(webinar, me(), at=clock.now()))
    if new is not None:
        place = queries.place_in_line(webinar.id, me().id)
        if place is None:
            flash(_("You are registered. The session is in your calendar."), "done")
        else:
            flash(_("All places are taken. You are number %(place)d in line.", place=place), "sun")
    return redirect(url_for(".session", program_id=program_id, webinar_id=webinar_id))


@bp.post("/programs/<int:program_id>/sessions/<int:webinar_id>/withdrawal")
@can("session.join")
def withdraw(program_id: int, webinar_id: int) -> Any:
    webinar = queries.webinar_for(me().id, program_id, webinar_id)
    found = queries.registration(webinar.id, me().id)
    waited = found is not None and found.waits
    if dare(lambda: actions.withdraw(webinar, me(), at=clock.now())):
        flash(
            _("You wait no more. You can register again; then you are the last in line.")
            if waited
            else _("You are not coming. The session leaves your calendar; you can register again."),
            "done",
        )
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
