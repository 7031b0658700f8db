"""What participants see and answer."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.agenda import render
from mentortrain.agenda.queries import part_of
from mentortrain.agenda.rules import DECLINED, by_day
from mentortrain.errors import NotAllowed, NotThere
from mentortrain.programs.access import powers
from mentortrain.web import can, me
from mentortrain.web.dates import week
from mentortrain.web.security import allow_form_to
from mentortrain.webinars import actions, queries, rules
from mentortrain.webinars.forms import Wanted, WordForm
from mentortrain.webinars.forms.afterwards import FeedbackForm
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.views.afterwards import after_of, partly
from mentortrain.webinars.views.blueprint import bp, dare
from mentortrain.webinars.views.planning import told_of


@bp.get("/sessions")
@can("session.see")
def sessions() -> Any:
    """Live sessions as a list or as a month, in the reader's own zone. The address says which of them."""
    at, zone = clock.now(), me().time_zone
    today = at.astimezone(ZoneInfo(zone)).date()
    wanted, seen = Wanted.of(request.args, today=today), queries.seen_by(me().id)
    found = {
        "wanted": wanted,
        "today": today,
        "topics": sorted({seat.topic for seat in seen if seat.topic}, key=str.casefold),
        "programs": sorted({(seat.program_name, seat.program_id) for seat in seen}),
    }
    days = by_day(wanted.among(seen), zone)
    if wanted.month is not None:
        first, names = week()
        in_month = {day: seats for day, seats in days if wanted.month.holds(day)}
        return render_template(
            "webinars/month.html",
            month=wanted.month,
            weeks=wanted.month.weeks(first),
            weekdays=names,
            days=in_month,
            count=sum(not seat.is_cancelled for seats in in_month.values() for seat in seats),
            **found,
        )
    seats = queries.in_time(
        [seat for day, of_day in days if wanted.day in (None, day) for seat in of_day], at=at
    )
    return render_template(
        "webinars/sessions.html", upcoming=seats.upcoming, past=seats.past, partly=partly, at=at, **found
    )


def _elsewhere(program_id: int, webinar_id: int) -> Any:
    """Calendars lead guests, and staff who lead it, to the same address as participants: on to the page that they
    see, the host's or of an open session the one for everybody."""
    webinar = queries.with_id(webinar_id)
    if powers(me(), program_id):
        if webinar is None or webinar.program_id != program_id or not queries.is_led_by(webinar, me().id):
            raise NotAllowed
        return redirect(url_for(".host", program_id=program_id, webinar_id=webinar_id))
    queries.public_session(program_id, webinar_id)
    return redirect(url_for(".public_session", program_id=program_id, webinar_id=webinar_id))


@bp.get("/programs/<int:program_id>/sessions/<int:webinar_id>")
@can("session.see", otherwise=_elsewhere)
def session(program_id: int, webinar_id: int) -> Any:
    return page_of(queries.webinar_for(me().id, program_id, webinar_id))


def page_of(webinar: Webinar, form: FeedbackForm | None = None, word: WordForm | None = None) -> str:
    """The page of a session; with `form` or `word`, as somebody sent it, where they say how it was, or what the host
    said."""
    at = clock.now()
    found, entry = queries.registration(webinar.id, me().id), webinar.entry
    expected = found is not None and found.is_expected
    can_join = expected and not entry.is_cancelled and rules.is_open(entry.starts_at, entry.ends_at, at=at)
    if can_join and webinar.meeting_url:
        allow_form_to(rules.origin_of(webinar.meeting_url))
    minutes = queries.minutes_of(webinar.id, me().id)
    takes_word = (
        expected
        and not entry.is_cancelled
        and rules.takes_word(entry.starts_at, entry.ends_at, began_at=webinar.began_at, at=at)
    )
    return render_template(
        "webinars/session.html",
        webinar=webinar,
        entry=entry,
        **told_of(webinar),
        registration=found,
        leads=queries.is_led_by(webinar, me().id),
        expected=expected,
        places=queries.places_of(webinar),
        place=queries.place_in_line(webinar.id, me().id) if found is not None and found.waits else None,
        can_join=can_join,
        times=queries.times_of(webinar.choice_id, at=at),
        takes_word=takes_word,
        gave_word=takes_word and queries.gave_word(webinar.id, me().id),
        word_form=word or WordForm(formdata=None),
        minutes=minutes,
        is_counted=webinar.entry.ends_at <= at and queries.is_counted(webinar.id),
        after=after_of(webinar, minutes, expected=expected, form=form, at=at),
        at=at,
        rules=rules,
    )


@bp.get("/programs/<int:program_id>/sessions/<int:webinar_id>/session.ics")
@can("session.see")
def file(program_id: int, webinar_id: int) -> Any:
    """The session for a calendar app that subscribes to nothing, of who is expected: the app opens it at once."""
    webinar = queries.webinar_for(me().id, program_id, webinar_id)
    part = part_of(webinar.entry_id, me().id)
    if part is None or part.part == DECLINED:
        raise NotThere
    return Response(
        render.file_of(part),
        mimetype="text/calendar",
        headers={
            "Content-Disposition": 'inline; filename="session.ics"',
            "Cache-Control": "private, no-store",
        },
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


@bp.post("/programs/<int:program_id>/sessions/<int:webinar_id>/feedback")
@can("session.join")
def say(program_id: int, webinar_id: int) -> Any:
    """Two questions after a session."""
    webinar, form = queries.webinar_for(me().id, program_id, webinar_id), FeedbackForm()
    if not form.validate_on_submit():
        return page_of(webinar, form), 422
    if dare(lambda: actions.say(webinar, me(), **form.values(), at=clock.now())):
        flash(_("Thank you. You can change your answer until two weeks after the session."), "done")
    return redirect(url_for(".session", program_id=program_id, webinar_id=webinar_id))
