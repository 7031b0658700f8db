"""Named reads of who runs a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people.models import Person
from mentortrain.prepared import listed, prepared
from mentortrain.programs.models import Participation, StaffGrant
from mentortrain.programs.rules import COORDINATOR, LEAD


def staff_of(program_id: int) -> Sequence[StaffGrant]:
    """Who runs a program, with the person, by name."""
    return _staff(program_id=program_id).scalars().all()


@prepared
def _staff(program_id: Any) -> Select[StaffGrant]:
    return (
        select(StaffGrant)
        .join(StaffGrant.person)
        .where(StaffGrant.program_id == program_id)
        .options(contains_eager(StaffGrant.person))
        .order_by(Person.search_key)
    )


def staff_invited(program_id: int) -> Sequence[StaffGrant]:
    """Who runs a program without having made it: the first grant is that of its maker."""
    return sorted(staff_of(program_id), key=lambda grant: grant.id)[1:]


def staff_to_ask() -> ScalarSelect[Any]:
    """A column beside participations: [name, address] of each who looks after the people of its group, by name: as
    `StaffGrant.looks_after` says. None if there is nobody."""
    theirs = (
        select(Person.name, Person.email)
        .join(StaffGrant, StaffGrant.person_id == Person.id)
        .where(
            StaffGrant.program_id == Participation.program_id,
            StaffGrant.role.in_((LEAD, COORDINATOR)),
            func.coalesce(StaffGrant.cohort_id, Participation.cohort_id) == Participation.cohort_id,
        )
        .order_by(Person.search_key)
        .correlate(Participation)
        .subquery()
    )
    return select(listed(*theirs.c)).scalar_subquery()


def grant(grant_id: int) -> StaffGrant | None:
    """One staff grant with the person."""
    return session.scalar(
        select(StaffGrant).where(StaffGrant.id == grant_id).options(joinedload(StaffGrant.person))
    )


def grant_in(program_id: int, grant_id: int) -> StaffGrant:
    """One staff grant of this program as it is now, with the person, or NotThere."""
    found = session.scalar(
        select(StaffGrant)
        .where(StaffGrant.id == grant_id, StaffGrant.program_id == program_id)
        .options(joinedload(StaffGrant.person))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotThere
    return found


def granted_to(program_id: int, person_id: int) -> StaffGrant | None:
    """The grant by which somebody is staff of a program."""
    return session.scalar(
        select(StaffGrant).where(StaffGrant.program_id == program_id, StaffGrant.person_id == person_id)
    )


def is_only_lead(grant: StaffGrant) -> bool:
    """Whether nobody else leads the program. Hold it before: two leads may go at once."""
    leads = session.scalars(
        select(StaffGrant.id).where(StaffGrant.program_id == grant.program_id, StaffGrant.role == LEAD)
    )
    return list(leads) == [grant.id]
