"""What must hold in the database whatever happened: nothing is half there."""

from __future__ import annotations

from collections import Counter

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import undefer

from mentortrain import clock
from mentortrain.agenda.models import AgendaVersion, Entry, EntryPerson
from mentortrain.agenda.rules import DECLINED
from mentortrain.db import session
from mentortrain.learning.models import OPEN, Attempt
from mentortrain.mail.models import Outbox
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.readiness.queries import judgements_of, standings_in
from mentortrain.webinars.models import Registration, Webinar


def broken(app: Flask) -> list[str]:
    """Each thing that is half there, in words."""
    with app.app_context():
        found = [*_registrations(), *_mails(), *_attempts(), *_calendars(), *_declarations()]
        session.rollback()
    return found


def _registrations() -> list[str]:
    """Who is expected at a session has it in the calendar, and the other way round."""
    entries = dict(session.execute(select(Webinar.id, Webinar.entry_id)).all())
    expected = {
        (entries[row.webinar_id], row.person_id)
        for row in session.scalars(select(Registration))
        if row.is_expected
    }
    in_calendar = {
        (part.entry_id, part.person_id)
        for part in session.scalars(select(EntryPerson).where(EntryPerson.part != DECLINED))
    }
    return [
        *(f"registered, not in the calendar: {one}" for one in sorted(expected - in_calendar)),
        *(f"in the calendar, not registered: {one}" for one in sorted(in_calendar - expected)),
    ]


def _mails() -> list[str]:
    """Each registration that counts has posted its mail, and one only."""
    keys = [
        key.split(":")
        for key in session.scalars(select(Outbox.key).where(Outbox.kind == "agenda.invitation"))
    ]
    posted = Counter((int(entry), int(person)) for _, entry, person, _ in keys)
    entries = dict(session.execute(select(Webinar.id, Webinar.entry_id)).all())
    times = {
        (entries[row.webinar_id], row.person_id): row.times for row in session.scalars(select(Registration))
    }
    return [
        f"registered {times.get(one)} times, {posted[one]} mails: {one}"
        for one in times
        if times[one] != posted[one]
    ]


def _attempts() -> list[str]:
    """What is handed in has its result, what is open has none."""
    return [
        f"attempt {row.id} is {row.state} with {row.score_numerator}/{row.score_denominator}"
        for row in session.scalars(select(Attempt))
        if {
            row.submitted_at is None,
            row.score_numerator is None,
            row.score_denominator is None,
            row.passed is None,
        }
        != {row.state == OPEN}
    ]


def _calendars() -> list[str]:
    """The bytes of an entry are those of its SEQUENCE, and who is in it has a version for the feed."""
    versions = set(session.scalars(select(AgendaVersion.person_id)))
    missing = set(session.scalars(select(EntryPerson.person_id))) - versions
    return [
        *(f"no agenda version: person {one}" for one in sorted(missing)),
        *(
            f"entry {entry.id} has SEQUENCE {entry.sequence}, not its bytes"
            for entry in session.scalars(select(Entry).options(undefer(Entry.rendered)))
            if f"SEQUENCE:{entry.sequence}\r\n".encode() not in entry.rendered
        ),
    ]


def _declarations() -> list[str]:
    """Who is ready by the facts is declared ready, and how people are judged is kept."""
    standings = [
        one
        for program_id in session.scalars(select(Program.id))
        for one in standings_in(Scope.whole(program_id), at=clock.real_now())
    ]
    kept = judgements_of([one.participation.id for one in standings])
    return [
        *(
            f"ready and not declared, or the other way round: participation {one.participation.id}"
            for one in standings
            if one.is_due or one.is_void
        ),
        *(
            f"kept otherwise than judged: participation {one.participation.id}"
            for one in standings
            if kept.get(one.participation.id) != one.judgement()
        ),
    ]
