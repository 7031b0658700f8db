"""A practice conversation: its start, one turn a page, and the debrief."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions, queries, rules
from mentortrain.learning.access import OpenCourse, course_for, standing_in
from mentortrain.learning.forms import TurnForm
from mentortrain.learning.models import Play
from mentortrain.learning.views import spoken
from mentortrain.learning.views.blueprint import bp, step_url
from mentortrain.learning.views.languages import begun_in
from mentortrain.web import can, me

PLAY = "/<course_key>/conversations/<conversation_key>/plays/<int:play_id>"


@bp.get("/<course_key>/conversations/<conversation_key>")
@can("course.take")
def conversation(course_key: str, conversation_key: str) -> Any:
    open_course = course_for(me(), course_key)
    found = queries.conversation(open_course.version.id, conversation_key)
    plays = queries.plays_of(me().id, open_course.id, conversation_key)
    current = next((play for play in plays if play.is_open), None)
    finished = [play for play in plays if not play.is_open]
    return render_template(
        "learning/conversation.html",
        course=open_course.version,
        conversation=found,
        title=spoken.start_title(found.title, finished, current),
        current=current,
        begun_in=begun_in(current, open_course.version),
        passed=any(play.passed for play in finished),
        earlier=[(play, spoken.result(play)) for play in finished],
    )


@bp.post("/<course_key>/conversations/<conversation_key>/plays")
@can("course.take")
def start_conversation(course_key: str, conversation_key: str) -> Any:
    person = me()
    open_course = course_for(person, course_key)
    play = actions.start_play(
        person_id=person.id,
        course_id=open_course.id,
        conversation=queries.conversation(open_course.version.id, conversation_key),
        program_id=open_course.program_id,
        at=clock.now(),
    )
    session.commit()
    return redirect(_url("turn", play.id, course_key, conversation_key))


@bp.get(PLAY)
@can("course.take")
def turn(course_key: str, conversation_key: str, play_id: int) -> Any:
    open_course, play = _mine(course_key, conversation_key, play_id)
    if not play.is_open:
        return redirect(_url("debrief", play_id, course_key, conversation_key))
    said = spoken.turns(play)
    here = spoken.here(play)
    names = [each["name"] for each in play.conversation.passages]
    order = rules.shuffled(len(here["choices"]), play.seed, names.index(here["name"]))
    return render_template(
        "learning/turn.html",
        course=open_course.version,
        play=play,
        html=spoken.html(here),
        choices=[(place, spoken.html(here["choices"][place])) for place in order],
        said=said[::-1],
        number=len(said) + 1,
    )


@bp.post(f"{PLAY}/turns")
@can("course.take")
def choose(course_key: str, conversation_key: str, play_id: int) -> Any:
    """Say one of the choices, unless the page was an old one: then show where the conversation is."""
    _open_course, play = _mine(course_key, conversation_key, play_id)
    form = TurnForm(request.form)
    known = form.validate() and actions.choose(
        play=play, after=form.after.data or 0, choice=_number(form.choice.data), at=clock.now()
    )
    return _gone_on(known, course_key, conversation_key, play_id)


@bp.post(f"{PLAY}/taking-back")
@can("course.take")
def take_back(course_key: str, conversation_key: str, play_id: int) -> Any:
    """Go one turn back."""
    _open_course, play = _mine(course_key, conversation_key, play_id)
    form = TurnForm(request.form)
    known = form.validate() and actions.take_back(play=play, after=form.after.data or 0, at=clock.now())
    return _gone_on(known, course_key, conversation_key, play_id)


@bp.get(f"{PLAY}/debrief")
@can("course.take")
def debrief(course_key: str, conversation_key: str, play_id: int) -> Any:
    open_course, play = _mine(course_key, conversation_key, play_id)
    if play.is_open:
        return redirect(_url("turn", play_id, course_key, conversation_key))
    following = standing_in(me(), open_course).progress.next
    return render_template(
        "learning/debrief.html",
        course=open_course.version,
        play=play,
        title=spoken.debrief_title(play),
        ending=spoken.html(spoken.here(play)),
        turns=spoken.turns(play),
        taken_back=len(play.turns) - len(play.standing),
        after=following,
        after_url=step_url(course_key, following),
    )


def _mine(course_key: str, conversation_key: str, play_id: int) -> tuple[OpenCourse, Play]:
    """A play of the person who asks, in a course that is still theirs; anybody else's is not there."""
    open_course = course_for(me(), course_key)
    return open_course, queries.play(me().id, course_key, conversation_key, play_id)


def _gone_on(known: bool, course_key: str, conversation_key: str, play_id: int) -> Any:
    session.commit()
    if not known:
        flash(_("The conversation had gone on since that page was opened. Here is where you are."))
    return redirect(_url("turn", play_id, course_key, conversation_key))


def _number(value: int | None) -> int:
    return -1 if value is None else value


def _url(page: str, play_id: int, course_key: str, conversation_key: str) -> str:
    return url_for(
        f"learning.{page}", course_key=course_key, conversation_key=conversation_key, play_id=play_id
    )
