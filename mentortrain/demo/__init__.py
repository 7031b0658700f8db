"""The demonstration: one program that is alive on every page, relative to the day it is loaded.

A file for each part. Everything goes through the actions that people's clicks go through, at past moments.
"""

from __future__ import annotations

from datetime import datetime

from mentortrain.db import session
from mentortrain.demo import people, sessions, training
from mentortrain.people import queries
from mentortrain.people.models import Person


def load(at: datetime) -> bool:
    """Load it once, in the caller's transaction; False if it is there already."""
    if queries.with_email(people.STAFF.email):
        return False
    program, cast = people.load(at)
    session.flush()
    training.load(program, cast, at)
    sessions.load(program, cast, at)
    return True


def cast() -> list[tuple[str, Person]]:
    """One of each role to sign in as: (role, person)."""
    found = [(role, queries.with_email(somebody.email)) for role, somebody in people.LEADS]
    return [(role, person) for role, person in found if person]
