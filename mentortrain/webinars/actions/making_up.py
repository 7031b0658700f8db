"""Making a session up: watching its recording, and answering what staff ask about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from mentortrain.db import insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.people.models import Person
from mentortrain.programs.events import record_training
from mentortrain.webinars import queries
from mentortrain.webinars.actions.deriving import adopt_marks, derive
from mentortrain.webinars.actions.holding import held, refuse_closed
from mentortrain.webinars.asking import read_questions
from mentortrain.webinars.makeups import NOBODY, may_make_up, next_try
from mentortrain.webinars.models import MAKE_UP, AttendanceEvidence, Webinar
from mentortrain.webinars.models.afterwards import MakeUp, MakeUpOffer, Recording
from mentortrain.webinars.rules import outcome


def open_recording(webinar: Webinar, person: Person, *, at: datetime) -> Recording:
    """Somebody who may make the session up goes to watch it: from now on they can answer.

    RuleBroken `webinar.cancelled`, `makeup.no_recording`, `makeup.not_yours`.
    """
    held(webinar)
    recording, _offer = _check(webinar, person)
    insert_new(MakeUp, webinar_id=webinar.id, person_id=person.id, opened_at=at, tries=0)
    return recording


def make_up(
    webinar: Webinar, person: Person, answers: Mapping[int, Sequence[str]], *, at: datetime
) -> list[int]:
    """Somebody has watched, and answers the questions by their number from 0; which are wrong.

    None wrong: they have attended, as if they had been there for all of it. Where there are no questions, saying so
    is enough if staff said that it is. RuleBroken `webinar.cancelled`, `makeup.no_recording`, `makeup.not_yours`,
    `makeup.not_opened` before they have opened the recording, `makeup.wait` (with `again`) within ten minutes of
    answers that were not all right.
    """
    held(webinar)  # of two tries at once the second sees the first
    _recording, offer = _check(webinar, person)
    found = queries.make_up_of(webinar.id, person.id)
    if found is None:
        raise RuleBroken("makeup.not_opened")
    again = next_try(found.tried_at, at=at)
    if again is not None:
        raise RuleBroken("makeup.wait", again=again)
    asks = read_questions(offer.questions)
    wrong = [number for number, ask in enumerate(asks) if not ask.is_right(answers.get(number, ()))]
    found.tries += 1
    if wrong:
        found.tried_at = at
        return wrong
    found.done_at = at
    adopt_marks(webinar, {person.id})
    session.add(
        AttendanceEvidence(
            webinar_id=webinar.id,
            person_id=person.id,
            source=MAKE_UP,
            seconds=webinar.entry.minutes * 60,
            noted_at=at,
        )
    )
    if derive(webinar, {person.id}, by=None, at=at):
        record_training([person.id], at)
    return []


def _check(webinar: Webinar, person: Person) -> tuple[Recording, MakeUpOffer]:
    refuse_closed(webinar)
    offer, recording = queries.offer_of(webinar.id), queries.recording_of(webinar.id)
    minutes = queries.minutes_of(webinar.id, person.id)
    came_to = outcome(minutes, webinar.entry.minutes, webinar.threshold_percent)
    if not may_make_up(offer.open_to if offer else NOBODY, came_to, is_known=queries.is_known(webinar.id)):
        raise RuleBroken("makeup.not_yours")
    found = queries.make_up_of(webinar.id, person.id)
    if found is not None and found.done_at is not None:  # staff have said otherwise since: that stands
        raise RuleBroken("makeup.not_yours")
    if recording is None or offer is None:
        raise RuleBroken("makeup.no_recording")
    return recording, offer
