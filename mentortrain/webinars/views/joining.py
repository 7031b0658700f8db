"""Joining on the day: by the link of one's own that stands in mails and calendars, or signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response

from mentortrain import clock
from mentortrain.agenda import links
from mentortrain.agenda.rules import HOST
from mentortrain.db import session as database
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.people.keys import JOIN_LINK
from mentortrain.people.models import Person
from mentortrain.web import can, me, open_to_all
from mentortrain.web.errors import in_words
from mentortrain.web.security import allow_form_to, limiter
from mentortrain.webinars import actions, queries, rules
from mentortrain.webinars.forms import WordForm
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.views.blueprint import bp
from mentortrain.webinars.views.participants import page_of

LOOK_AGAIN = 60
"""Seconds after which a page looks for the meeting's link, where staff have added none yet."""
LONGEST_WAIT = 12 * 60 * 60
"""Seconds: whoever leaves the page open for longer finds a browser that has let it go."""
AT_THE_FIELD = ("word.empty", "word.wrong")
_OFTEN = "30 per minute"


@bp.get("/join/<token>")
@open_to_all("the token of the mail is the proof; a GET notes nothing, so that mail scanners may look")
def join_page(token: str) -> Any:
    """One person's door to one session: it says when it opens, and looks again by itself then. Who leads it is led to
    the host's page, for which they sign in."""
    part = links.part_with(token, JOIN_LINK)
    webinar = queries.of_entry(part.entry_id)
    if webinar is not None and part.part == HOST:
        return redirect(url_for(".host", program_id=webinar.program_id, webinar_id=webinar.id))
    return _page(token, WordForm(formdata=None))


@bp.post("/join/<token>")
@open_to_all("the token of the mail is the proof")
@limiter.limit(_OFTEN)
def join_by_link(token: str) -> Any:
    webinar, person = _behind(token)
    return _led(webinar, person, url_for(".join_page", token=token))


@bp.post("/join/<token>/word")
@open_to_all("the token of the mail is the proof")
@limiter.limit(_OFTEN)
def word_by_link(token: str) -> Any:
    webinar, person = _behind(token)
    form = WordForm()
    if _tried(webinar, person, form):
        return redirect(url_for(".join_page", token=token))
    return _page(token, form), 422


@bp.post("/programs/<int:program_id>/sessions/<int:webinar_id>/visit")
@can("session.join")
def join(program_id: int, webinar_id: int) -> Any:
    """Lead who is expected to the meeting while its door is open; else back to the page, which says why."""
    webinar = queries.webinar_for(me().id, program_id, webinar_id)
    return _led(webinar, me(), url_for(".session", program_id=program_id, webinar_id=webinar_id))


@bp.post("/programs/<int:program_id>/sessions/<int:webinar_id>/word")
@can("session.join")
@limiter.limit(_OFTEN)
def give_word(program_id: int, webinar_id: int) -> Any:
    webinar = queries.webinar_for(me().id, program_id, webinar_id)
    form = WordForm()
    if _tried(webinar, me(), form):
        return redirect(url_for(".session", program_id=program_id, webinar_id=webinar_id))
    return page_of(webinar, word=form), 422


def _tried(webinar: Webinar, person: Person, form: WordForm) -> bool:
    """Try the word in the form. False: the form says at its field what to do; True: the page that comes next says what
    became of it."""
    typed = form.word.data or ""
    g.word_of = person.id
    try:
        if typed.strip():
            _try()
        actions.give_word(webinar, person, typed, at=clock.now())
    except RateLimitExceeded:
        form.word.errors = [_("You have tried five times. Try again in an hour, or write to the staff.")]
    except RuleBroken as error:
        if error.code not in AT_THE_FIELD:
            database.rollback()
            flash(in_words(error), "clay")  # where no word is taken there is no field
            return True
        form.word.errors = [in_words(error)]
    else:
        database.commit()
        flash(_("That is the word: it is noted that you were there."), "done")
        return True
    database.rollback()
    return False


@limiter.shared_limit("5 per hour; 15 per day", scope="word", key_func=lambda: f"word {g.word_of}")
def _try() -> None:
    """Count a try of somebody, by whichever page and from wherever."""


def _behind(token: str) -> tuple[Webinar, Person]:
    part = links.part_with(token, JOIN_LINK)
    webinar = queries.of_entry(part.entry_id)
    if webinar is None:
        raise NotThere
    return webinar, part.person


def _led(webinar: Webinar, person: Person, back: str) -> Any:
    try:
        url = actions.join(webinar, person, at=clock.now())
    except RuleBroken as error:
        database.rollback()
        flash(in_words(error), "clay")
        return redirect(back)
    database.commit()
    return redirect(url, 303)


def _page(token: str, form: WordForm) -> Any:
    webinar, person = _behind(token)
    at, entry = clock.now(), webinar.entry
    found = queries.registration(webinar.id, person.id)
    expected = found is not None and found.is_expected
    state = rules.door_state(
        entry.starts_at, entry.ends_at, cancelled=entry.is_cancelled, expected=expected, at=at
    )
    takes_word = expected and rules.takes_word(
        entry.starts_at, entry.ends_at, began_at=webinar.began_at, at=at
    )
    if state == rules.OPEN and webinar.meeting_url:
        allow_form_to(rules.origin_of(webinar.meeting_url))
    shown = render_template(
        "webinars/join.html",
        webinar=webinar,
        entry=entry,
        guest=person,
        zone=person.time_zone,
        state=state,
        takes_word=takes_word and not entry.is_cancelled,
        gave_word=takes_word and queries.gave_word(webinar.id, person.id),
        form=form,
        token=token,
        rules=rules,
    )
    answer = Response(shown, mimetype="text/html")
    ended = state in (rules.CANCELLED, rules.NOT_COMING) or (state == rules.OVER and not takes_word)
    answer.status_code = 410 if ended else 200
    answer.headers["X-Robots-Tag"] = "noindex"
    seconds = _looks_again_in(webinar, state, at=at)
    if seconds is not None and not form.errors:
        # The page holds nothing that somebody types until then.
        answer.headers["Refresh"] = str(seconds)
    return answer


def _looks_again_in(webinar: Webinar, state: str, *, at: datetime) -> int | None:
    """Seconds after which the page has something new to say; None if it has nothing, or somebody may be typing."""
    entry = webinar.entry
    if state == rules.EARLY:
        wait = (entry.starts_at - rules.OPENS_BEFORE - at).total_seconds()
    elif state == rules.OPEN and not rules.takes_word(
        entry.starts_at, entry.ends_at, began_at=webinar.began_at, at=at
    ):
        wait = (entry.starts_at - at).total_seconds() if webinar.meeting_url else LOOK_AGAIN
    else:
        return None
    return int(wait) + 1 if wait <= LONGEST_WAIT else None
