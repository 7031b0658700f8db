"""Who runs the site: made and unmade by whoever has the server."""

from __future__ import annotations

from datetime import datetime

from mentortrain.audit.actions import record
from mentortrain.errors import RuleBroken
from mentortrain.people import queries
from mentortrain.people.actions.notices import post_notice
from mentortrain.people.models import Person


def make_administrator(person: Person, *, at: datetime) -> bool:
    """Let a person run the site, and tell them; whether they did not before."""
    if person.id in queries.administrators(hold=True):
        return False
    person.is_admin = True
    record("administrator.added", about=("person", person.id), people=[person.id], at=at)
    post_notice(person, "administrator", at=at)
    return True


def end_administrator(person: Person, *, at: datetime) -> bool:
    """End that a person runs the site, and tell them; whether they did. RuleBroken: administrator.last."""
    running = queries.administrators(hold=True)
    if person.id not in running:
        return False
    if len(running) == 1:
        raise RuleBroken("administrator.last")
    person.is_admin = False
    record("administrator.ended", about=("person", person.id), people=[person.id], at=at)
    post_notice(person, "no administrator", at=at)
    return True
