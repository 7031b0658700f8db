"""Places of a session, and who waits for one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.programs.rules import Scope
from mentortrain.webinars.models import Registration, Webinar
from mentortrain.webinars.queries.sessions import among
from mentortrain.webinars.rules import COMING, REGISTERED, WAITING, free_places


@dataclass(frozen=True)
class Places:
    """How full a session is. `held` counts who registered and who was invited: both are expected."""

    capacity: int | None  # none: as many as come
    held: int
    waiting: int

    @property
    def free(self) -> int | None:
        """How many are free; None where there is no end to them."""
        return free_places(self.capacity, self.held)


def places_of(webinar: Webinar) -> Places:
    """How full a session is now."""
    held, waiting = session.execute(
        select(
            func.count(Registration.id).filter(Registration.state.in_(COMING)),
            func.count(Registration.id).filter(Registration.state == WAITING),
        ).where(Registration.webinar_id == webinar.id)
    ).one()
    return Places(webinar.capacity, held, waiting)


def first_waiting(webinar_id: int, most: int) -> Sequence[Registration]:
    """The first `most` in line, as they are now, with the person: in the order in which they came."""
    return session.scalars(
        select(Registration)
        .join(Registration.person)
        .where(_waits_for(webinar_id))
        .options(contains_eager(Registration.person))
        .order_by(Registration.turn, Registration.id)
        .limit(most)
        .execution_options(populate_existing=True)  # whoever has waited for the entry's lock wants today's
    ).all()


def last_turn(webinar_id: int) -> int:
    """The number of who joined the line last, of those who wait in it; 0 if nobody does."""
    return session.scalar(select(func.max(Registration.turn)).where(_waits_for(webinar_id))) or 0


def place_in_line(webinar_id: int, person_id: int) -> int | None:
    """1 for who is first in line; None for who does not wait."""
    return session.scalar(
        select(place_of(Registration)).where(
            Registration.webinar_id == webinar_id,
            Registration.person_id == person_id,
            Registration.state == WAITING,
        )
    )


def place_of(whose: Any) -> ScalarSelect[int]:
    """How many wait up to a registration and with it, as a column: 1 for who is first in line."""
    other = aliased(Registration)
    return (
        select(func.count(other.id))
        .where(other.webinar_id == whose.webinar_id, other.state == WAITING, other.turn <= whose.turn)
        .scalar_subquery()
    )


def entries_of(person_ids: Collection[int]) -> Sequence[int]:
    """The entries of the sessions that these people have something to do with, by number."""
    return session.scalars(
        select(Webinar.entry_id)
        .distinct()
        .join(Registration, Registration.webinar_id == Webinar.id)
        .where(Registration.person_id.in_(person_ids))
        .order_by(Webinar.entry_id)
    ).all()


def held_of(webinar_id: Any) -> ScalarSelect[int]:
    """How many places of a session are taken, as a column."""
    other = aliased(Registration)
    return (
        select(func.count(other.id))
        .where(other.webinar_id == webinar_id, other.state.in_(COMING))
        .scalar_subquery()
    )


def has_room() -> ColumnElement[bool]:
    """The condition that somebody can still register for a session, and not only wait. A place that an invitation
    holds is one that whoever is invited can register for."""
    other = aliased(Registration)
    registered = (
        select(func.count(other.id))
        .where(other.webinar_id == Webinar.id, other.state == REGISTERED)
        .scalar_subquery()
    )
    return or_(Webinar.capacity.is_(None), Webinar.capacity > registered)


def line_of(webinar_id: int, scope: Scope) -> list[tuple[int, Registration]]:
    """(place in line, registration) of who waits, of those whom staff are shown, in order. The places are those of
    the whole line."""
    rows = session.execute(
        select(place_of(Registration), Registration)
        .join(Registration.person)
        .where(_waits_for(webinar_id), among(scope, Registration.person_id))
        .options(contains_eager(Registration.person))
        .order_by(Registration.turn, Person.search_key)
    )
    return [(place, one) for place, one in rows]


def _waits_for(webinar_id: int) -> ColumnElement[bool]:
    return (Registration.webinar_id == webinar_id) & (Registration.state == WAITING)
