"""What there is of a session when it is over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.mail.kinds import NUDGE
from mentortrain.mail.models import DROPPED, Outbox
from mentortrain.people.models import Person
from mentortrain.profiles.queries import who_wants
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import Scope
from mentortrain.webinars.makeups import FEWEST_SHOWN, MOST_USEFUL
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.models.afterwards import (
    Feedback,
    MakeUp,
    MakeUpDefault,
    MakeUpOffer,
    Recording,
    SessionLink,
)
from mentortrain.webinars.queries.sessions import among
from mentortrain.webinars.rules import ATTENDED, COMING, outcome

ONCE_IN = timedelta(days=7)
"""Reminders were promised at most once a week: profiles/kinds.py."""


def recording_of(webinar_id: int) -> Recording | None:
    """Where a session can be watched."""
    return session.scalar(select(Recording).where(Recording.webinar_id == webinar_id))


def links_of(webinar_id: int) -> Sequence[SessionLink]:
    """Its links, the first added first."""
    return session.scalars(
        select(SessionLink).where(SessionLink.webinar_id == webinar_id).order_by(SessionLink.id)
    ).all()


def link_of(webinar_id: int, link_id: int) -> SessionLink:
    """One of them, or NotThere."""
    found = session.scalar(
        select(SessionLink).where(SessionLink.id == link_id, SessionLink.webinar_id == webinar_id)
    )
    if found is None:
        raise NotThere
    return found


def offer_of(webinar_id: int) -> MakeUpOffer | None:
    """How a session can be made up; None: it cannot."""
    return session.scalar(select(MakeUpOffer).where(MakeUpOffer.webinar_id == webinar_id))


def default_of(program_id: int) -> MakeUpDefault | None:
    """How new sessions of a program are made up; None: they cannot be."""
    return session.get(MakeUpDefault, program_id)


def make_up_of(webinar_id: int, person_id: int) -> MakeUp | None:
    """How far somebody is in making a session up, as it is now."""
    return session.scalar(
        select(MakeUp)
        .where(MakeUp.webinar_id == webinar_id, MakeUp.person_id == person_id)
        .execution_options(populate_existing=True)
    )


def who_made_up(webinar_id: int) -> frozenset[int]:
    """Ids of those who have made a session up."""
    done = select(MakeUp.person_id).where(MakeUp.webinar_id == webinar_id, MakeUp.done_at.is_not(None))
    return frozenset(session.scalars(done))


def people_with(ids: Collection[int]) -> Sequence[Person]:
    """Some people."""
    if not ids:
        return []
    return session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all()


@dataclass(frozen=True)
class ToBeTold:
    """Who missed a session or a part of it."""

    people: Sequence[Person]  # who is told by mail that it can be watched
    others: int  # who want no reminders, or had one within a week: they see it on their pages


def to_be_told(webinar: Webinar, *, at: datetime) -> ToBeTold:
    """Who was expected, takes part still and has not attended. Nobody knows that before somebody was marked."""
    expected = session.execute(
        select(Person, Attendance.minutes)
        .join(Registration, Registration.person_id == Person.id)
        .outerjoin(
            Attendance,
            (Attendance.webinar_id == webinar.id) & (Attendance.person_id == Person.id),
        )
        .where(
            Registration.webinar_id == webinar.id,
            Registration.state.in_(COMING),
            exists().where(
                Participation.person_id == Person.id,
                Participation.program_id == webinar.program_id,
                Participation.left_at.is_(None),
            ),
        )
        .order_by(Person.id)
    ).all()
    length, percent = webinar.entry.minutes, webinar.threshold_percent
    missed = [person for person, minutes in expected if outcome(minutes, length, percent) != ATTENDED]
    ids = [one.id for one in missed]
    wanting = who_wants(ids, NUDGE) - _reminded(ids, at=at)
    people = [one for one in missed if one.id in wanting]
    return ToBeTold(people, len(missed) - len(people))


def _reminded(ids: Collection[int], *, at: datetime) -> set[int]:
    return set(
        session.scalars(
            select(Outbox.person_id).where(
                Outbox.person_id.in_(ids),
                Outbox.kind == "webinars.recording",
                Outbox.status != DROPPED,
                Outbox.created_at > at - ONCE_IN,
            )
        )
    )


def feedback_by(webinar_id: int, person_id: int) -> Feedback | None:
    """What somebody said of a session."""
    return session.scalar(
        select(Feedback).where(Feedback.webinar_id == webinar_id, Feedback.person_id == person_id)
    )


@dataclass(frozen=True)
class Said:
    """What people said of a session, as staff are shown it."""

    count: int
    counts: tuple[int, ...] | None  # of "not at all" first; None while there are too few to be shown
    texts: tuple[tuple[str, str], ...]  # (what they would do differently, the name of who shows it or "")


def said_of(webinar_id: int, scope: Scope) -> Said:
    """What those whom staff are shown said of a session.

    Of fewer than three only how many they are, and what those wrote who show their names. Texts come by their words,
    not by when they came: who looks again after each answer learns nothing more.
    """
    rows = session.scalars(
        select(Feedback)
        .join(Feedback.person)
        .options(contains_eager(Feedback.person))
        .where(Feedback.webinar_id == webinar_id, among(scope, Feedback.person_id))
    ).all()
    enough = len(rows) >= FEWEST_SHOWN
    counts = tuple(sum(one.useful == step for one in rows) for step in range(1, MOST_USEFUL + 1))
    texts = [
        (one.different, one.person.name if one.named else "")
        for one in rows
        if one.different and (enough or one.named)
    ]
    return Said(
        len(rows), counts if enough else None, tuple(sorted(texts, key=lambda one: one[0].casefold()))
    )
