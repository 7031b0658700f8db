"""The lines of somebody's path to ready, in words: values of their own, for a card that is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from mentortrain.readiness import words
from mentortrain.readiness.rules import LIVE_SESSION, Move, Outcome, Readiness
from mentortrain.web.dates import moment
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


def lines_of(readiness: Readiness, program_id: int, expected: Sequence[Seat]) -> list[Line]:
    """A line for each requirement, in the rubric's order. `expected`: the sessions that count on them."""
    return [_line(outcome, program_id, expected) for outcome in readiness.outcomes]


def _line(outcome: Outcome, program_id: int, expected: Sequence[Seat]) -> Line:
    state = DONE if outcome.is_met else STATES[outcome.move]
    note, word = words.note(outcome), ""
    if state == TODAY:
        seat = seat_in(program_id, expected, outcome.requirement.course)
        word = _coming(seat)
        note = _("%(moment)s: be there", moment=moment(seat.starts_at)) if seat else note
    return Line(words.title(outcome), note, state, None if outcome.is_met else _href(outcome), word)


def _coming(seat: Seat | None) -> str:
    return _("invited") if seat and seat.state == INVITED else _("registered")


def _href(outcome: Outcome) -> str:
    if outcome.requirement.kind == LIVE_SESSION:
        if outcome.requirement.course and outcome.move is Move.PERSON:
            return url_for("learning.course", course_key=outcome.requirement.course, _anchor="live")
        return url_for("webinars.sessions")
    return url_for("learning.course", course_key=outcome.requirement.course)
