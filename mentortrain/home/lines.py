"""The lines of somebody's path to ready, in words: values of their own, for a card that is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask import request, url_for
from flask_babel import gettext as _

from mentortrain.programs.rules.timeline import day_in
from mentortrain.readiness import words
from mentortrain.readiness.rules import LIVE_SESSION, Move, Outcome, Readiness
from mentortrain.web.dates import moment, zone_of_reader
from mentortrain.web.translations import found
from mentortrain.webinars.queries import Seat
from mentortrain.webinars.rules import INVITED, WHICHEVER

DONE, TODAY = "done", "today"
STATES = {Move.PERSON: "yours", Move.STAFF: "waiting", Move.TIME: TODAY}
"""Whose move it is, as the chips name it."""


class Line(NamedTuple):
    """One requirement, as `_components/steps.html` takes it."""

    title: str
    note: str
    state: str
    href: str | None
    word: str


def seat_in(program_id: int, expected: Sequence[Seat], about: str = WHICHEVER) -> Seat | None:
    """The next session of a program that somebody is expected at: `about` a course by its key, or whichever."""
    return next(
        (seat for seat in expected if seat.program_id == program_id and about in (WHICHEVER, seat.course)),
        None,
    )


MOST_LINES = 2_000
"""In each process: many people lack the same."""


def lines_of(readiness: Readiness, program_id: int, expected: Sequence[Seat], *, at: datetime) -> list[Line]:
    """A line for each requirement, in the rubric's order. `expected`: the sessions that count on them."""
    zone = zone_of_reader()
    reader = found(), zone, day_in(zone, at), request.root_path
    lines = []
    for outcome in readiness.outcomes:
        seat = None
        if outcome.move is Move.TIME and not outcome.is_met:
            seat = seat_in(program_id, expected, outcome.requirement.course)
        lines.append(_line(reader, outcome, seat and (seat.state == INVITED, seat.starts_at)))
    return lines


@lru_cache(MOST_LINES)
def _line(_reader: tuple[Any, ...], outcome: Outcome, coming: tuple[bool, datetime] | None) -> Line:
    """`_reader`: language, zone, day and where the site stands, on which words and addresses hang. `coming`: whether
    they are only invited to the session that they are expected at, and when it begins."""
    state = DONE if outcome.is_met else STATES[outcome.move]
    note, word = words.note(outcome), ""
    if state == TODAY:
        word = _("invited") if coming and coming[0] else _("registered")
        note = _("%(moment)s: be there", moment=moment(coming[1])) if coming else note
    return Line(words.title(outcome), note, state, None if outcome.is_met else _href(outcome), word)


def _href(outcome: Outcome) -> str:
    if outcome.requirement.kind == LIVE_SESSION:
        if outcome.requirement.course and outcome.move is Move.PERSON:
            return url_for("learning.course", course_key=outcome.requirement.course, _anchor="live")
        return url_for("webinars.sessions")
    return url_for("learning.course", course_key=outcome.requirement.course)
