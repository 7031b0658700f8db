"""What participants find of a session that is over: its recording and material, making it up, two questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.db import session as database
from mentortrain.errors import RuleBroken
from mentortrain.files.models import StoredFile
from mentortrain.files.queries import files_of
from mentortrain.web import can, me
from mentortrain.web.dates import clock_time
from mentortrain.web.errors import in_words
from mentortrain.web.security import allow_form_to
from mentortrain.webinars import actions, makeups, queries, rules
from mentortrain.webinars.asking import read_questions
from mentortrain.webinars.forms.afterwards import FeedbackForm
from mentortrain.webinars.kinds import MATERIAL
from mentortrain.webinars.makeups import MOST_QUESTIONS
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.models.afterwards import MakeUp, Recording, SessionLink
from mentortrain.webinars.views.blueprint import bp, dare
from mentortrain.webinars.words import missed_words, partly_words


@dataclass(frozen=True)
class After:
    """What there is for somebody when a session is over."""

    recording: Recording | None
    links: Sequence[SessionLink]
    files: Sequence[StoredFile]
    words: str
    """How much they were there and what can be done about it; empty where nothing is to be said."""
    can_make_up: bool
    questions: int
    """To answer for that."""
    make_up: MakeUp | None
    form: FeedbackForm | None
    """None for who is not asked how it was."""
    has_said: bool


def after_of(
    webinar: Webinar,
    minutes: int | None,
    *,
    expected: bool,
    form: FeedbackForm | None = None,
    at: datetime,
) -> After | None:
    """What there is of a session for who asks; None while it is not over, or was called off."""
    entry = webinar.entry
    if entry.is_cancelled or entry.ends_at > at:
        return None
    is_known, said = queries.is_known(webinar.id), queries.feedback_by(webinar.id, me().id)
    offer, made = queries.offer_of(webinar.id), queries.make_up_of(webinar.id, me().id)
    came_to = rules.outcome(minutes, entry.minutes, webinar.threshold_percent)
    open_to = offer.open_to if offer else makeups.NOBODY
    may = makeups.may_make_up(open_to, came_to, is_known=is_known) and not (made and made.done_at)
    questions = len(read_questions(offer.questions)) if offer and may else 0
    words = ""
    if came_to == rules.PARTLY and minutes:
        needed = rules.minutes_needed(entry.minutes, webinar.threshold_percent)
        words = partly_words(minutes, entry.minutes, needed, questions if may else None)
    elif may:
        words = missed_words(questions)
    asked = makeups.can_say(
        entry.ends_at, expected=expected, was_there=bool(minutes), is_known=is_known, at=at
    )
    if asked and form is None:
        form = FeedbackForm(formdata=None)
        form.fill_from(said)
    recording = queries.recording_of(webinar.id)
    if may and recording:
        allow_form_to(rules.origin_of(recording.url))
    return After(
        recording=recording,
        links=queries.links_of(webinar.id),
        files=files_of(MATERIAL.name, webinar.id),
        words=words,
        can_make_up=may,
        questions=questions,
        make_up=made,
        form=form if asked else None,
        has_said=said is not None,
    )


def partly(seat: queries.Seat) -> str:
    """What somebody's part of a session comes to, and what they can do about it: for the list of theirs."""
    questions = len(read_questions(seat.questions)) if seat.can_make_up else None
    needed = rules.minutes_needed(seat.length, seat.percent)
    return partly_words(seat.minutes or 0, seat.length, needed, questions)


@bp.post("/programs/<int:program_id>/sessions/<int:webinar_id>/recording")
@can("session.join")
def watch(program_id: int, webinar_id: int) -> Any:
    """Lead who makes the session up to its recording: from then on they can answer."""
    webinar = queries.webinar_for(me().id, program_id, webinar_id)
    recording = dare(lambda: actions.open_recording(webinar, me(), at=clock.now()))
    if recording is None:
        return redirect(url_for(".session", program_id=program_id, webinar_id=webinar_id))
    return redirect(recording.url, 303)


@bp.route("/programs/<int:program_id>/sessions/<int:webinar_id>/make-up", methods=["GET", "POST"])
@can("session.join")
def make_up(program_id: int, webinar_id: int) -> Any:
    """The questions about a recording, for who has opened it."""
    webinar, at = queries.webinar_for(me().id, program_id, webinar_id), clock.now()
    offer, made = queries.offer_of(webinar.id), queries.make_up_of(webinar.id, me().id)
    wrong: list[int] = []
    given = {number: request.form.getlist(f"answer-{number}") for number in range(MOST_QUESTIONS)}
    if request.method == "POST":
        try:
            wrong = actions.make_up(webinar, me(), given, at=at)
        except RuleBroken as error:
            database.rollback()
            flash(_refused(error), "sun" if error.code == "makeup.wait" else "clay")
            return redirect(_back(error.code, program_id, webinar_id))
        database.commit()
        if not wrong:
            flash(_("All of it is right. The session counts for you."), "done")
            return redirect(url_for(".session", program_id=program_id, webinar_id=webinar_id))
        webinar, made = (
            queries.webinar_for(me().id, program_id, webinar_id),
            queries.make_up_of(webinar.id, me().id),
        )
        offer = queries.offer_of(webinar.id)
    if offer is None or made is None or made.done_at is not None:
        return redirect(url_for(".session", program_id=program_id, webinar_id=webinar_id))
    page = render_template(
        "webinars/make_up.html",
        webinar=webinar,
        entry=webinar.entry,
        asks=read_questions(offer.questions),
        wrong=wrong,
        given=given,
        again=makeups.next_try(made.tried_at, at=at),
        recording=queries.recording_of(webinar.id),
    )
    return page, 422 if wrong else 200


def _refused(error: RuleBroken) -> str:
    if error.code == "makeup.wait":
        again: Any = error.params["again"]
        return str(_("You can answer again at %(time)s, your time.", time=clock_time(again)))
    return in_words(error)


def _back(code: str, program_id: int, webinar_id: int) -> str:
    page = ".make_up" if code == "makeup.wait" else ".session"
    return url_for(page, program_id=program_id, webinar_id=webinar_id)
