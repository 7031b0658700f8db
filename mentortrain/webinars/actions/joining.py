"""On the day: who pressed "Join", who gave the word that the host said, and when the host began and ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from mentortrain.db import insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.people.models import Person
from mentortrain.programs.events import record_training
from mentortrain.webinars import queries
from mentortrain.webinars.actions.deriving import adopt_marks, derive
from mentortrain.webinars.actions.holding import held, record_deed, refuse_closed
from mentortrain.webinars.models import JOIN, WORD, AttendanceEvidence, Webinar
from mentortrain.webinars.rules import check_door, check_word, is_open, takes_word
from mentortrain.webinars.spoken import is_same


def join(webinar: Webinar, person: Person, *, at: datetime) -> str:
    """Note that a person pressed "Join", and answer where the meeting is. The first time counts: pressing again only
    leads there.

    RuleBroken as `rules.check_door`.
    """
    found, entry = queries.registration(webinar.id, person.id), webinar.entry
    check_door(
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        cancelled=entry.is_cancelled,
        expected=found is not None and found.is_expected,
        meeting_url=webinar.meeting_url,
        at=at,
    )
    _note(webinar, person, JOIN, at=at)
    return webinar.meeting_url


def forget_joins(webinar: Webinar) -> None:
    """Whoever pressed "Join" before it moved did so for a time that is none any more."""
    session.execute(
        delete(AttendanceEvidence).where(
            AttendanceEvidence.webinar_id == webinar.id, AttendanceEvidence.source == JOIN
        )
    )


def give_word(webinar: Webinar, person: Person, typed: str, *, at: datetime) -> bool:
    """A person says which word the host said; False if they gave it already.

    RuleBroken as `rules.check_word`, and `word.empty`, `word.wrong`.
    """
    entry = held(webinar)
    found = queries.registration(webinar.id, person.id)
    check_word(
        cancelled=entry.is_cancelled,
        expected=found is not None and found.is_expected,
        takes=takes_word(entry.starts_at, entry.ends_at, began_at=webinar.began_at, at=at),
    )
    if not typed.strip():
        raise RuleBroken("word.empty")
    if not is_same(typed, queries.word_of(webinar)):
        raise RuleBroken("word.wrong")
    adopt_marks(webinar, [person.id])
    if not _note(webinar, person, WORD, at=at):
        return False
    changed = derive(webinar, [person.id], by=None, at=at)
    if changed:
        record_training([person.id], at)
    return True


def _note(webinar: Webinar, person: Person, source: str, *, at: datetime) -> bool:
    made = insert_new(
        AttendanceEvidence,
        webinar_id=webinar.id,
        person_id=person.id,
        source=source,
        starts_at=at,
        reason="",
        noted_at=at,
    )
    return made is not None


def begin(webinar: Webinar, *, by: Person, at: datetime) -> bool:
    """The host begins; False if they had. RuleBroken `webinar.cancelled`, `session.not_open` if the door is shut."""
    entry = held(webinar)
    refuse_closed(webinar)
    session.refresh(webinar, ["began_at"])
    if webinar.began_at is not None:
        return False
    if not is_open(entry.starts_at, entry.ends_at, at=at):
        raise RuleBroken("session.not_open")
    webinar.began_at = at
    record_deed("webinar.begun", webinar, {}, by=by.id, at=at)
    return True


def end(webinar: Webinar, *, by: Person, at: datetime) -> bool:
    """The host says that it is over; False if they had. RuleBroken `webinar.cancelled`, `host.not_begun`."""
    held(webinar)
    refuse_closed(webinar)
    session.refresh(webinar, ["began_at", "ended_at"])
    if webinar.began_at is None:
        raise RuleBroken("host.not_begun")
    if webinar.ended_at is not None:
        return False
    webinar.ended_at = at
    record_deed("webinar.ended", webinar, {}, by=by.id, at=at)
    return True


def keep_notes(webinar: Webinar, notes: str) -> None:
    """What the host writes for themselves."""
    webinar.host_notes = notes
