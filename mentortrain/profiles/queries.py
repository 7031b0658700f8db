"""Named reads of profiles, consents, free hours, and of what is still to be said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.prepared import prepared
from mentortrain.profiles.models import Consent, FreeHour, PartAnswer, PersonTopic, Profile, SpokenLanguage
from mentortrain.profiles.rules.totals import Totals, totals_of
from mentortrain.profiles.rules.vocabulary import ABOUT_PEOPLE
from mentortrain.profiles.rules.week import Hour
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import Scope


@dataclass(frozen=True)
class Unsaid:
    """What of the three steps is still to be done."""

    parts: frozenset[int]
    """Participations that have no answer yet."""
    is_reached: bool
    is_told: bool

    @property
    def steps(self) -> tuple[int, ...]:
        """The numbers of the steps that are left."""
        left = ((1, bool(self.parts)), (2, not self.is_reached), (3, not self.is_told))
        return tuple(number for number, is_left in left if is_left)

    @property
    def minutes(self) -> int:
        """How long the rest takes, roughly."""
        return len(self.steps)


def unsaid(person_id: int) -> Unsaid:
    """What is left of the three steps of somebody who takes part in something. One statement."""
    return unsaid_in([(part_id, said) for part_id, *said in _unsaid(person_id=person_id)])


@prepared
def _unsaid(person_id: Any) -> Select[*tuple[Any, ...]]:
    return with_said(select(Participation.id, *SAYS).select_from(Participation)).where(
        Participation.person_id == person_id, Participation.left_at.is_(None)
    )


SAYS = (PartAnswer.answered_at, Profile.reached_at, Profile.told_at)
"""What `unsaid_in` takes of each participation, where the statement has joined them by `with_said`."""


def with_said(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A statement of participations, with what `SAYS` names."""
    return statement.outerjoin(PartAnswer, PartAnswer.participation_id == Participation.id).outerjoin(
        Profile, Profile.person_id == Participation.person_id
    )


def unsaid_in(rows: Sequence[tuple[int, Sequence[Any]]]) -> Unsaid:
    """What is left of the three steps of somebody, of (participation id, `SAYS`) of all they take part in."""
    reached, told = rows[0][1][1:] if rows else (True, True)
    return Unsaid(
        parts=frozenset(part_id for part_id, (answered, *_) in rows if answered is None),
        is_reached=reached is not None,
        is_told=told is not None,
    )


def leads_to(person_id: int) -> str | None:
    """The route that a first sign-in into a program leads to, asked before it joins; None for every later one."""
    new = select(Participation.id).where(
        Participation.person_id == person_id,
        Participation.joined_at.is_(None),
        Participation.left_at.is_(None),
    )
    return "profiles.welcome" if session.scalar(new.limit(1)) is not None else None


def profile_of(person_id: int) -> Profile | None:
    """What somebody says of themselves; None while they said nothing."""
    return session.get(Profile, person_id)


def languages_of(person_id: int) -> list[str]:
    """The codes of the languages somebody speaks."""
    return list(
        session.scalars(
            select(SpokenLanguage.code)
            .where(SpokenLanguage.person_id == person_id)
            .order_by(SpokenLanguage.id)
        )
    )


def topics_of(person_id: int) -> dict[str, set[str]]:
    """{way: topics} that somebody offers and wants."""
    found: dict[str, set[str]] = {}
    rows = select(PersonTopic.way, PersonTopic.topic).where(PersonTopic.person_id == person_id)
    for way, topic in session.execute(rows):
        found.setdefault(way, set()).add(topic)
    return found


def free_hours_of(person_id: int) -> set[Hour]:
    """When somebody usually has time, on their own clock."""
    rows = select(FreeHour.weekday, FreeHour.hour).where(FreeHour.person_id == person_id)
    return {(weekday, hour) for weekday, hour in session.execute(rows)}


def free_hours_of_each(people: Select[int]) -> dict[int, set[Hour]]:
    """The same of many, by person: `people` selects their ids. Who said nothing is left out."""
    found: dict[int, set[Hour]] = {}
    rows = select(FreeHour.person_id, FreeHour.weekday, FreeHour.hour).where(FreeHour.person_id.in_(people))
    for person_id, weekday, hour in session.execute(rows):
        found.setdefault(person_id, set()).add((weekday, hour))
    return found


@dataclass(frozen=True)
class Told:
    """What somebody said of themselves, for the staff of a program they take part in."""

    profile: Profile | None
    languages: Sequence[str]
    topics: Mapping[str, Collection[str]]
    """By way."""
    free_hours: Collection[Hour]
    lacking: str
    """For this program; empty if nothing, or not asked yet."""


def told_by(part: Participation) -> Told:
    """All of it, of whoever has this part. Who said nothing yet has no row anywhere else."""
    profile, answer = profile_of(part.person_id), session.get(PartAnswer, part.id)
    lacking = answer.lacking if answer else ""
    if profile is None:
        return Told(None, (), {}, (), lacking)
    return Told(
        profile,
        languages_of(part.person_id),
        topics_of(part.person_id),
        free_hours_of(part.person_id),
        lacking,
    )


def answers_for(participation_ids: Collection[int]) -> dict[int, PartAnswer]:
    """What people answered to what their programs ask, by participation."""
    found = select(PartAnswer).where(PartAnswer.participation_id.in_(participation_ids))
    return {one.participation_id: one for one in session.scalars(found)}


def with_phone(person_ids: Collection[int]) -> Sequence[Profile]:
    """The profiles of those among some people who gave a number."""
    return session.scalars(
        select(Profile)
        .where(Profile.person_id.in_(person_ids), Profile.phone != "")
        .order_by(Profile.person_id)
    ).all()


def lacking_in(scope: Scope) -> Sequence[tuple[Participation, PartAnswer]]:
    """Who within a scope says that something is lacking; longest first."""
    statement = (
        select(Participation, PartAnswer)
        .join(PartAnswer, PartAnswer.participation_id == Participation.id)
        .where(*_here(scope), ~PartAnswer.can_do)
        .options(joinedload(Participation.person))
        .order_by(PartAnswer.answered_at, Participation.id)
    )
    return [(part, answer) for part, answer in session.execute(statement)]


def consents_of(person_id: int) -> Sequence[Consent]:
    """All that somebody said of messages, newest first."""
    return session.scalars(
        select(Consent).where(Consent.person_id == person_id).order_by(Consent.id.desc())
    ).all()


def consent_in_force(person_id: int, about: str) -> Consent | None:
    """The last word of somebody on a class of messages; None: they were never asked."""
    return session.scalar(
        select(Consent)
        .where(Consent.person_id == person_id, Consent.about == about)
        .order_by(Consent.id.desc())
        .limit(1)
    )


def may_send(person_id: int, message_class: str) -> bool:
    """Whether somebody said yes to a class of messages, and did not take it back. Nobody asked: no."""
    found = consent_in_force(person_id, message_class)
    return found is not None and found.given


def who_wants(person_ids: Collection[int], message_class: str) -> set[int]:
    """Those of some people to whom `may_send` says yes."""
    rows = session.execute(
        select(Consent.person_id, Consent.given)
        .where(Consent.person_id.in_(person_ids), Consent.about == message_class)
        .order_by(Consent.id)
    )
    last_words = {row[0]: row[1] for row in rows}
    return {person_id for person_id, given in last_words.items() if given}


def people_counted(scope: Scope) -> int:
    """How many totals are of: who within a scope has joined and not left."""
    joined = func.count(func.distinct(Participation.person_id))
    return session.scalars(select(joined).where(*_here(scope), Participation.joined_at.is_not(None))).one()


def totals(scope: Scope, field: str) -> Totals:
    """What the people within a scope said to one question about them; never of fewer than five."""
    column = getattr(Profile, field)
    people = select(Participation.person_id).where(*_here(scope), Participation.joined_at.is_not(None))
    rows = session.execute(
        select(column, func.count())
        .select_from(Person)
        .outerjoin(Profile, Profile.person_id == Person.id)
        .where(Person.id.in_(people))
        .group_by(column)
    )
    counts = dict.fromkeys(ABOUT_PEOPLE[field], 0)
    others = 0
    for answer, count in rows:
        if answer in counts:
            counts[answer] = count
        else:
            others += count
    return totals_of(counts, others)


def _here(scope: Scope) -> list[ColumnElement[bool]]:
    found = [Participation.program_id == scope.program_id, Participation.left_at.is_(None)]
    return found if scope.cohort_id is None else [*found, Participation.cohort_id == scope.cohort_id]
