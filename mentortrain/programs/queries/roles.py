"""What somebody is in each program: in a part, or as one of its staff."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, null, select, union_all

from mentortrain.people.models import Person
from mentortrain.prepared import prepared
from mentortrain.programs.models import Participation, StaffGrant


@dataclass(frozen=True)
class Held:
    """What a person is in each program."""

    roles: dict[int, set[str]] = field(default_factory=dict)
    limits: dict[int, int] = field(default_factory=dict)
    """By program: the one group that they see as its staff. Who is not limited is left out."""

    def add(self, program_id: int, role: str, cohort_id: int | None = None) -> None:
        """One role more; `cohort_id` of a grant that is limited."""
        self.roles.setdefault(program_id, set()).add(role)
        if cohort_id is not None:
            self.limits[program_id] = cohort_id


def held_by(person_id: int) -> Held:
    """Every role a person has now, program by program: one statement, asked once a request."""
    found = Held()
    for program_id, role, cohort_id in _roles(person_id=person_id):
        found.add(program_id, role, cohort_id)
    return found


def roles_of_each(person_ids: Collection[int]) -> dict[int, set[str]]:
    """The roles of some people, those of all their programs together. One statement."""
    found: dict[int, set[str]] = {person_id: set() for person_id in person_ids}
    for person_id, role in _roles_of_each(person_ids=list(found)):
        found[person_id].add(role)
    return found


def roles_by_program(person_id: int) -> dict[int, set[str]]:
    """The roles alone, by program."""
    return held_by(person_id).roles


def join_roles(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join the roles of its person to a statement, in place of `held_by`: for `held_in`.

    A person with two grants and three parts makes six rows of it: few people have more than one of either.
    """
    return (
        statement.add_columns(
            StaffGrant.program_id.label("granted_in"),
            StaffGrant.role.label("granted"),
            StaffGrant.cohort_id.label("limited_to"),
            Participation.program_id.label("part_in"),
            Participation.role.label("part"),
        )
        .outerjoin(StaffGrant, StaffGrant.person_id == Person.id)
        .outerjoin(Participation, and_(Participation.person_id == Person.id, Participation.left_at.is_(None)))
    )


def held_in(rows: Sequence[Any]) -> Held:
    """What `held_by` finds, from rows with roles joined."""
    found = Held()
    for row in rows:
        if row.granted_in is not None:
            found.add(row.granted_in, row.granted, row.limited_to)
        if row.part_in is not None:
            found.add(row.part_in, row.part)
    return found


@prepared
def _roles(person_id: Any) -> CompoundSelect[int, str, int | None]:
    grants = select(StaffGrant.program_id, StaffGrant.role, StaffGrant.cohort_id).where(
        StaffGrant.person_id == person_id
    )
    parts = select(Participation.program_id, Participation.role, null()).where(
        Participation.person_id == person_id, Participation.left_at.is_(None)
    )
    return union_all(grants, parts)


@prepared
def _roles_of_each(person_ids: Any) -> CompoundSelect[int, str]:
    grants = select(StaffGrant.person_id, StaffGrant.role).where(StaffGrant.person_id.in_(person_ids))
    parts = select(Participation.person_id, Participation.role).where(
        Participation.person_id.in_(person_ids), Participation.left_at.is_(None)
    )
    return union_all(grants, parts)
