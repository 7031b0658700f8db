"""On the day: the word that the host says, when somebody pressed "Join" or gave it, and who leads what soon."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, false, or_, select
from sqlalchemy.orm import contains_eager

from mentortrain.agenda.models import Entry
from mentortrain.db import session
from mentortrain.people.keys import SPOKEN_WORD, key_for
from mentortrain.people.models import Person
from mentortrain.people.rules import digest
from mentortrain.programs.rules import Scope
from mentortrain.webinars.models import JOIN, WORD, AttendanceEvidence, Webinar
from mentortrain.webinars.models.leading import CoHost
from mentortrain.webinars.queries.evidence import evidence_of
from mentortrain.webinars.queries.leading import leads
from mentortrain.webinars.queries.sessions import among, coming, shown
from mentortrain.webinars.rules import CLOSES_AFTER, SOON_BEFORE
from mentortrain.webinars.spoken import word_at


def word_of(webinar: Webinar) -> str:
    """The word of a session: the same for as long as SECRET_KEY stays, and told by no number in any address."""
    return word_at(int(digest(key_for(SPOKEN_WORD), webinar.entry.uid), 16))


def gave_word(webinar_id: int, person_id: int) -> datetime | None:
    """When somebody gave the word; None if they did not."""
    return session.scalar(
        select(AttendanceEvidence.starts_at).where(
            AttendanceEvidence.webinar_id == webinar_id,
            AttendanceEvidence.person_id == person_id,
            AttendanceEvidence.source == WORD,
        )
    )


def word_givers(webinar_id: int) -> frozenset[int]:
    """Ids of everybody who gave the word."""
    return frozenset(
        session.scalars(
            select(AttendanceEvidence.person_id).where(
                AttendanceEvidence.webinar_id == webinar_id, AttendanceEvidence.source == WORD
            )
        )
    )


def moment_of(found: Sequence[AttendanceEvidence], source: str) -> datetime | None:
    """When somebody pressed "Join", or gave the word, among what is known of them."""
    return next((one.starts_at for one in found if one.source == source), None)


@dataclass(frozen=True)
class Guest:
    """Somebody on the list at the door."""

    person: Person
    expected: bool
    joined_at: datetime | None
    word_at: datetime | None


def at_the_door(webinar: Webinar, scope: Scope) -> list[Guest]:
    """Who is expected, and who came, of those whom staff are shown: by name."""
    known = evidence_of(webinar.id)
    expected = {one.person_id: one.person for one in coming(webinar.id, scope)}
    came = {one for one, found in known.items() if moment_of(found, JOIN) or moment_of(found, WORD)}
    others = session.scalars(
        select(Person).where(Person.id.in_(came - expected.keys()), among(scope, Person.id))
    ).all()
    people = [(person, True) for person in expected.values()] + [(person, False) for person in others]
    return [
        Guest(
            person,
            is_expected,
            moment_of(known.get(person.id, ()), JOIN),
            moment_of(known.get(person.id, ()), WORD),
        )
        for person, is_expected in sorted(people, key=lambda pair: (pair[0].search_key, pair[0].id))
    ]


def near(person_id: int, scopes: Collection[Scope], *, at: datetime) -> Sequence[Webinar]:
    """The sessions that begin within the hour or are on and that somebody leads, or nobody at all among those in these
    scopes; with their entries, the earliest first."""
    taken = exists().where(CoHost.webinar_id == Webinar.id)
    nobodys = and_(Webinar.host_id.is_(None), ~taken, or_(false(), *map(shown, scopes)))
    return session.scalars(
        select(Webinar)
        .join(Webinar.entry)
        .where(
            or_(leads(person_id), nobodys),
            Entry.starts_at <= at + SOON_BEFORE,
            Entry.ends_at > at - CLOSES_AFTER,
            Webinar.ended_at.is_(None),
            Webinar.cancelled_at.is_(None),
            Webinar.drafted_at.is_(None),
        )
        .options(contains_eager(Webinar.entry))
        .order_by(Entry.starts_at, Webinar.id)
    ).all()
