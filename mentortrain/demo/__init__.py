"""The demonstration: three programs that are alive on every page, relative to the day they are loaded.

A file for each part. Everything goes through the actions that people's clicks go through, at past moments; the mails
that this brings are marked as sent, and nobody gets one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mentortrain.db import session
from mentortrain.demo import (
    applying,
    asking,
    parts,
    people,
    persons,
    profiles,
    programs,
    sessions,
    staff,
    today,
    training,
)
from mentortrain.demo.mails import forget_links, settle
from mentortrain.people import queries
from mentortrain.people.actions import make_administrator
from mentortrain.people.models import Person

LEADS = (
    ("mentor", "Amina Odhiambo"),
    ("mentee", "Bruno Restrepo"),
    ("staff", "Chandra Rao"),
    ("administrator", "Ada Mensah"),
)


def load(at: datetime) -> bool:
    """Load it once, in the caller's transaction; False if it is there already."""
    if queries.with_email(people.BY_NAME["Chandra Rao"].email):
        return False
    cast: people.Cast = {}
    began = at - timedelta(days=320)
    people.load([one.name for one in people.STAFF], cast, began)
    with programs.deed_of(cast["Ada Mensah"]):
        make_administrator(cast["Ada Mensah"], at=began)
    settle(at=began)
    made = programs.load(cast, at)
    staff.load(made, cast, at)
    webinars = sessions.plan_ahead(made, cast, at)
    for plan in reversed(programs.PLANS):  # as it came
        people.load([part.name for part in parts.PARTS[plan]], cast, plan.day(0, at=at))
        parts.load(plan, made[plan], cast, at)
        first, *others = webinars[plan]
        met = sessions.marked_at(first)
        training.load(plan, made[plan], cast, at, since=plan.day(0, at=at), until=met)
        sessions.welcome(plan, first, cast)
        training.load(plan, made[plan], cast, at, since=met, until=at)
        sessions.load(plan, made[plan], others, cast, at)
        profiles.load(plan, made[plan], cast, at)
    programs.close(made[programs.MOSTOVI], cast, at)
    applying.load(made[programs.PUENTES], cast, at)
    persons.load(made[programs.PUENTES], cast, at)
    asking.load(made[programs.PUENTES], cast, at)
    forget_links(cast)
    session.flush()
    today.load(cast, at)
    return True


def cast() -> list[tuple[str, Person]]:
    """One of each role to sign in as: (role, person)."""
    found = [(role, queries.with_email(people.BY_NAME[name].email)) for role, name in LEADS]
    return [(role, person) for role, person in found if person]
