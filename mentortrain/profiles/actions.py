"""What people do: answer what is asked of them, say who they are, when they are free and what may be mailed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from mentortrain.db import insert, insert_new, session
from mentortrain.people.actions import change_profile
from mentortrain.people.models import Person
from mentortrain.profiles import kinds, queries
from mentortrain.profiles.models import Consent, FreeHour, PartAnswer, PersonTopic, Profile, SpokenLanguage
from mentortrain.profiles.rules.phone import normalised
from mentortrain.profiles.rules.week import Hour
from mentortrain.programs.models import Participation


@dataclass(frozen=True)
class Contact:
    """Who somebody is and how to reach them, as the second step asks."""

    country: str
    town: str
    languages: tuple[str, ...]
    phone: str
    """As typed."""
    on_whatsapp: bool
    channel: str


@dataclass(frozen=True)
class Work:
    """What somebody brings or wants, as the third step asks."""

    about: str
    topics: Mapping[str, Collection[str]]
    """By way: those on the page alone. What stands under another way stays."""
    own_topics: Mapping[str, str]
    hours_per_month: int | None
    about_people: Mapping[str, str | None]
    """The four that are shown in totals."""


def answer_part(part: Participation, *, lacking: str | None, at: datetime) -> None:
    """Say that one can do what a program asks, or what is lacking. A later answer takes the place of this one."""
    values = {
        "can_do": lacking is None,
        "lacking": lacking or "",
        "hours_asked": part.program.hours_per_month,
        "answered_at": at,
    }
    statement = insert(PartAnswer).values(participation_id=part.id, **values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[PartAnswer.participation_id], set_=values
        ).execution_options(synchronize_session=False)
    )


def note_consents(
    person_id: int, answers: Mapping[str, bool], *, source: str, language: str, at: datetime
) -> list[str]:
    """Write down what somebody said to each class; the classes where it is news.

    The same answer to the same wording again is no news, and no row.
    """
    news = []
    for about, given in answers.items():
        words, last = kinds.in_force(about), queries.consent_in_force(person_id, about)
        if last and (last.given, last.version, last.digest) == (given, words.version, words.digest):
            continue
        session.add(
            Consent(
                person_id=person_id,
                about=about,
                given=given,
                version=words.version,
                language=language,
                digest=words.digest,
                source=source,
                at=at,
            )
        )
        news.append(about)
    session.flush()
    return news


def save_contact(
    person: Person, contact: Contact, *, at: datetime, name: str = "", time_zone: str = ""
) -> Profile:
    """Who somebody is. RuleBroken with a code of `phone` if the number cannot be one; nothing is saved then."""
    country = contact.country
    phone = normalised(contact.phone, country) if contact.phone else ""
    if name and time_zone:
        change_profile(person, name=name, time_zone=time_zone)
    profile = _held(person.id, at=at)
    profile.country, profile.town = country, contact.town
    profile.phone_typed, profile.phone = contact.phone, phone
    profile.on_whatsapp, profile.channel = contact.on_whatsapp, contact.channel
    profile.reached_at, profile.changed_at = profile.reached_at or at, at
    session.execute(delete(SpokenLanguage).where(SpokenLanguage.person_id == person.id))
    session.add_all(SpokenLanguage(person_id=person.id, code=code) for code in contact.languages)
    return profile


def save_work(person_id: int, work: Work, *, at: datetime) -> Profile:
    """What somebody brings, or wants."""
    profile = _held(person_id, at=at)
    profile.about, profile.hours_per_month = work.about, work.hours_per_month
    for way, words in work.own_topics.items():
        setattr(profile, f"own_{way}", words)
    for field, answer in work.about_people.items():
        setattr(profile, field, answer)
    profile.told_at, profile.changed_at = profile.told_at or at, at
    for way, topics in work.topics.items():
        session.execute(delete(PersonTopic).where(PersonTopic.person_id == person_id, PersonTopic.way == way))
        session.add_all(PersonTopic(person_id=person_id, way=way, topic=topic) for topic in sorted(topics))
    return profile


def save_free_hours(person_id: int, hours: Collection[Hour], *, at: datetime) -> None:
    """When somebody usually has time, on their own clock."""
    _held(person_id, at=at).changed_at = at
    session.execute(delete(FreeHour).where(FreeHour.person_id == person_id))
    session.add_all(FreeHour(person_id=person_id, weekday=day, hour=hour) for day, hour in sorted(hours))


def _held(person_id: int, *, at: datetime) -> Profile:
    """Somebody's profile, made if there is none, held until the commit: of two browsers the later one wins whole."""
    insert_new(
        Profile,
        person_id=person_id,
        country="",
        town="",
        phone_typed="",
        phone="",
        on_whatsapp=False,
        channel="mail",
        about="",
        own_offered="",
        own_wanted="",
        changed_at=at,
    )
    return session.get_one(Profile, person_id, with_for_update=True, populate_existing=True)
