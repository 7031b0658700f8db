"""Keeping a choice of filters under a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from mentortrain.audit.actions import record
from mentortrain.db import insert, session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.people.models import Person
from mentortrain.persons.models import PeopleView
from mentortrain.persons.rules import Filter

MOST_VIEWS = 30
"""Of one person in one program: beyond, nobody finds any of them."""


def keep_view(
    program_id: int, person: Person, *, name: str, wanted: Filter, shared: bool, at: datetime
) -> None:
    """Keep these filters; under a name that this person has used already, in place of those.

    RuleBroken `view.empty`, `view.too_many`.
    """
    if not wanted.narrows:
        raise RuleBroken("view.empty")
    mine = select(func.count()).where(
        PeopleView.program_id == program_id, PeopleView.person_id == person.id, PeopleView.name != name
    )
    if (session.scalar(mine) or 0) >= MOST_VIEWS:
        raise RuleBroken("view.too_many", most=MOST_VIEWS)
    kept = {"query": wanted.query, "shared": shared, "saved_at": at}
    statement = insert(PeopleView).values(program_id=program_id, person_id=person.id, name=name, **kept)
    session.execute(
        statement.on_conflict_do_update(index_elements=["program_id", "person_id", "name"], set_=kept)
    )
    record("people_view.kept", about=("program", program_id), program_id=program_id, by=person.id, at=at)


def drop_view(program_id: int, person: Person, view_id: int, *, at: datetime) -> None:
    """Forget a view of one's own; gone already is fine. NotThere for one that somebody else keeps."""
    found = session.get(PeopleView, view_id)
    if found is None:
        return
    if found.program_id != program_id or found.person_id != person.id:
        raise NotThere
    session.execute(delete(PeopleView).where(PeopleView.id == view_id))
    record("people_view.dropped", about=("program", program_id), program_id=program_id, by=person.id, at=at)
