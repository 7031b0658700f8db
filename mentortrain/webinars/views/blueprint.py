"""The blueprint of the sessions, what broken rules say, and doing what may be refused."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash
from flask_babel import lazy_gettext as _l

from mentortrain.db import session as database
from mentortrain.errors import RuleBroken
from mentortrain.web import say
from mentortrain.web.errors import in_words

bp = Blueprint("webinars", __name__)

say(
    {
        "webinar.past": _l("This session is over."),
        "webinar.begun": _l("This session has begun: its time stays as it was."),
        "webinar.not_begun": _l("Mark who was there once the session has begun."),
        "webinar.cancelled": _l("This session is cancelled."),
        "webinar.draft": _l("This session is a draft. Publish it first."),
        "webinar.published": _l("This session is published. Cancel it, so that people are told."),
        "webinar.in_the_past": _l("This time has passed. Choose one that is still to come."),
        "webinar.too_far": _l("Choose a day within the next %(years)d years."),
        "webinar.length": _l("A session lasts from %(shortest)d to %(longest)d minutes."),
        "webinar.capacity": _l("Enter a number of places from 1 to %(most)d, or leave it empty."),
        "session.too_many": _l("Register at most %(most)d people at once."),
        "session.full": _l("All places are taken, and the session has begun: nobody waits any more."),
        "webinar.meeting_url": _l(
            "This is no link to a meeting. It looks like https://meet.example.org/room."
        ),
        "place.closed": _l("Only people of the program can come to this session now."),
        "choice.too_many": _l("A session is offered at %(most)d times at the most."),
        "choice.same_time": _l("It is offered at this time already."),
        "series.same_day": _l("The series has a session on this day already."),
        "series.weeks": _l("Enter a number from 1 to %(most)d."),
        "choice.full": _l("All places at that time are taken. You keep the one that you have."),
        "choice.was_there": _l("You were at this session already, at another time. It counts."),
        "session.led": _l("You lead this session. If you cannot, write to the staff of your program."),
        "session.left": _l("You take part in this program no more."),
        "session.not_yours": _l("Register for this session first, then join."),
        "session.not_open": _l(
            "You can join from 15 minutes before the start until half an hour after the end."
        ),
        "session.no_link": _l(
            "The meeting has no link yet. The staff of your program add it before the start."
        ),
        "word.empty": _l("Type the word that the host says."),
        "word.wrong": _l("This is another word. Ask the host to say it once more, and try again."),
        "word.not_now": _l("The word is taken from the start until a day after the end."),
        "host.not_begun": _l("Start the session first."),
        "webinar.threshold": _l("From %(least)d to %(most)d percent of its length can count."),
        "attendance.reason": _l("Say why it is otherwise than the report or the word says."),
        "meeting.empty": _l("This file is empty."),
        "meeting.no_text": _l(
            "This is no report: choose the CSV file, not a picture, a PDF or an Excel workbook."
        ),
        "meeting.unreadable": _l("This file cannot be read. Export the report again, and do not change it."),
        "meeting.too_long": _l("This file has more than 20,000 lines. Is it the report about one session?"),
        "meeting.no_headings": _l(
            "No list of people was found in this file. Its headings are those of no report that is known here. "
            "Export the list of participants from Zoom, Teams or Google Meet as CSV."
        ),
        "meeting.nobody": _l("This report names nobody who was there. Is it the right one?"),
        "meeting.other_day": _l(
            "Every line of this report is of another day. Is it the report about this session?"
        ),
        "webinar.not_over": _l("Add it once the session is over."),
        "recording.url": _l(
            "This is no link that starts with https://. Copy it from where the recording is."
        ),
        "recording.minutes": _l("A recording lasts from 1 to %(most)d minutes."),
        "material.url": _l("This is no link that starts with https://. Copy it from the other site."),
        "material.too_many": _l("A session has room for %(most)d of these. Remove one first."),
        "makeup.gift": _l("Line %(line)d cannot be read as GIFT: %(what)s."),
        "makeup.kind": _l(
            "The question on line %(line)d is of another kind. Ask with choices, true or false, or a short answer."
        ),
        "makeup.too_many": _l("Ask at most %(most)d questions."),
        "makeup.nothing": _l("Write at least one question, or say that watching counts."),
        "makeup.not_yours": _l("This session is not there for you to make up."),
        "makeup.no_recording": _l("There is no recording to watch yet."),
        "makeup.not_opened": _l("Open the recording first."),
        "makeup.wait": _l("You can answer again ten minutes after your last try."),
        "feedback.not_yours": _l("Answers are open to who was there, for two weeks after the session."),
        "attendance.minutes": _l("Minutes are a number from 1 to %(length)d."),
    }
)


def dare(deed: Any) -> Any:
    """Do it and commit. Where a rule says no, say so on the page that people come from: None."""
    try:
        done = deed()
    except RuleBroken as error:
        database.rollback()
        flash(in_words(error), "clay")
        return None
    database.commit()
    return done
