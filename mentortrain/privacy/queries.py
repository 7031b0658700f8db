"""Named reads: all that is held of a person, and what became of what they asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import contains_eager

from mentortrain import holdings
from mentortrain.db import session
from mentortrain.files.models import OK, StoredFile
from mentortrain.holdings import Holding
from mentortrain.people.models import Person
from mentortrain.people.rules import token_hash
from mentortrain.privacy.models import DataCopy, Erasure, RetentionPeriod
from mentortrain.privacy.rules import MOST_TRIES
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Participation, StaffGrant
from mentortrain.programs.rules import LEAD
from mentortrain.webinars.queries import Seat, next_sessions_for


@dataclass(frozen=True)
class Held:
    """The rows of one table that are about a person: values in the order of the holding's fields."""

    holding: Holding
    rows: list[tuple[Any, ...]]
    days: Mapping[str, int]
    """In force, by rule."""

    @property
    def kept(self) -> str:
        """For how long, in words."""
        return kept_words(self.holding, self.days)


def everything_of(person_id: int) -> list[Held]:
    """All that is declared, of one person: a statement for each table."""
    days = periods()
    themselves_first = sorted(holdings.every(), key=lambda holding: holding.model is not Person)
    return [Held(holding, _rows(holding, person_id), days) for holding in themselves_first]


def _rows(holding: Holding, person_id: int) -> list[tuple[Any, ...]]:
    wanted = [field.value.label(f"told_{number}") for number, field in enumerate(holding.fields)]
    statement = select(*wanted).select_from(holding.model).where(holding.of(person_id))
    return [tuple(row) for row in session.execute(statement.order_by(holding.key))]


def copies_of(person_id: int, limit: int | None = 5) -> Sequence[DataCopy]:
    """The latest that a person asked for, newest first."""
    return session.scalars(
        select(DataCopy).where(DataCopy.person_id == person_id).order_by(DataCopy.id.desc()).limit(limit)
    ).all()


def copy_of(person_id: int, copy_id: int) -> DataCopy | None:
    """One copy, if it is this person's."""
    return session.scalar(select(DataCopy).where(DataCopy.id == copy_id, DataCopy.person_id == person_id))


def copy_with_id(copy_id: int) -> DataCopy | None:
    """One copy, for a mail."""
    return session.get(DataCopy, copy_id)


def waiting_copies(real_now: datetime) -> Sequence[int]:
    """Ids of those to be made that no worker holds, oldest first."""
    free = or_(DataCopy.lease_until.is_(None), DataCopy.lease_until < real_now)
    return session.scalars(
        select(DataCopy.id)
        .where(DataCopy.made_at.is_(None), DataCopy.failed_at.is_(None), free)
        .order_by(DataCopy.id)
    ).all()


def worn_out(copy: DataCopy) -> bool:
    """Whether it has been tried as often as it may."""
    return copy.attempts >= MOST_TRIES


def ended_copies(at: datetime) -> Sequence[DataCopy]:
    """Those whose week is over and whose file is still there."""
    return session.scalars(
        select(DataCopy)
        .where(DataCopy.expires_at <= at, DataCopy.gone_at.is_(None))
        .order_by(DataCopy.id)
        .limit(500)
    ).all()


def files_sent_by(person_id: int) -> dict[str, str]:
    """What a person sent and is still there: {digest: type}."""
    rows = session.execute(
        select(StoredFile.digest, StoredFile.type)
        .where(StoredFile.uploaded_by == person_id, StoredFile.state == OK)
        .order_by(StoredFile.id)
    )
    return {row.digest: row.type for row in rows}


def open_erasure_of(person_id: int) -> Erasure | None:
    """What is planned for a person."""
    return session.scalar(
        select(Erasure).where(
            Erasure.person_id == person_id, Erasure.cancelled_at.is_(None), Erasure.done_at.is_(None)
        )
    )


def erasure_with_id(erasure_id: int) -> Erasure | None:
    """One erasure, for a mail."""
    return session.get(Erasure, erasure_id)


def erasure_to_call_off(token: str) -> Erasure | None:
    """The planned erasure of a link in a mail; None when it is over."""
    return session.scalar(
        select(Erasure).where(
            Erasure.cancel_hash == token_hash(token),
            Erasure.cancelled_at.is_(None),
            Erasure.done_at.is_(None),
        )
    )


def came_back(person_id: int, since: datetime) -> bool:
    """Whether somebody was invited or made staff since then."""
    part = exists().where(Participation.person_id == person_id, Participation.invited_at >= since)
    grant = exists().where(StaffGrant.person_id == person_id, StaffGrant.granted_at >= since)
    return bool(session.scalar(select(or_(part, grant))))


def due_erasures(at: datetime) -> Sequence[int]:
    """Ids of those whose wait is over."""
    return session.scalars(
        select(Erasure.id)
        .where(Erasure.due_at <= at, Erasure.cancelled_at.is_(None), Erasure.done_at.is_(None))
        .order_by(Erasure.due_at, Erasure.id)
    ).all()


def open_erasures(limit: int = 200) -> Sequence[Erasure]:
    """All that are planned, with the person, the next first."""
    return session.scalars(
        select(Erasure)
        .join(Erasure.person)
        .options(contains_eager(Erasure.person))
        .where(Erasure.cancelled_at.is_(None), Erasure.done_at.is_(None))
        .order_by(Erasure.due_at, Erasure.id)
        .limit(limit)
    ).all()


@dataclass(frozen=True)
class Leaving:
    """A program that somebody would leave."""

    program_id: int
    name: str
    roles: frozenset[str]
    alone: bool
    """They run it, and nobody else does."""


@dataclass(frozen=True)
class Foretold:
    """What an erasure would do, before anybody decides."""

    holdings: list[tuple[Holding, int]]
    """Of each table with something of the person: how many rows."""
    programs: list[Leaving]
    sessions: list[Seat]
    """To come, that they are registered for or invited to."""


def foretell(person_id: int, *, at: datetime) -> Foretold:
    """What an erasure of this person would touch now: a statement for each table, none of them written."""
    counts = [(one, _count(one, person_id)) for one in holdings.every() if one.model is not Person]
    return Foretold(
        holdings=[(holding, count) for holding, count in counts if count],
        programs=_left_by(person_id),
        sessions=next_sessions_for(person_id, at=at),
    )


def _count(holding: Holding, person_id: int) -> int:
    statement = select(func.count()).select_from(holding.model).where(holding.of(person_id))
    return session.scalar(statement) or 0


def _left_by(person_id: int) -> list[Leaving]:
    roles = programs.roles_by_program(person_id)
    names = programs.names_of(roles)
    return [
        Leaving(number, names[number], frozenset(held), alone=_runs_alone(number, person_id))
        for number, held in sorted(roles.items())
    ]


def _runs_alone(program_id: int, person_id: int) -> bool:
    leads = [grant.person_id for grant in programs.staff_of(program_id) if grant.role == LEAD]
    return leads == [person_id]


def whom_to_tell(person_id: int) -> list[tuple[int, Person]]:
    """(program, person of its staff) for each program of somebody who leaves; administrators where it has none."""
    found: list[tuple[int, Person]] = []
    groups: dict[int, set[int | None]] = {}
    for program_id, cohort_id in programs.places_of(person_id):
        groups.setdefault(program_id, set()).add(cohort_id)
    for program_id in sorted(groups):
        staff = [
            grant.person
            for grant in programs.staff_of(program_id)
            if grant.person_id != person_id and any(map(grant.looks_after, groups[program_id]))
        ]
        staff.sort(key=lambda person: person.id)
        found += [(program_id, person) for person in staff or _administrators(person_id)]
    return found


def _administrators(but: int) -> Sequence[Person]:
    return session.scalars(select(Person).where(Person.is_admin, Person.id != but).order_by(Person.id)).all()


def periods() -> dict[str, int]:
    """The days in force, by rule."""
    days = {rule.key: rule.days for rule in holdings.rules()}
    set_ = session.execute(select(RetentionPeriod.rule, RetentionPeriod.days))
    return days | {key: count for key, count in set_ if key in days}


def kept_words(holding: Holding, days: Mapping[str, int]) -> str:
    """For how long the rows of a table stay, in words, with the days in force."""
    words = str(holding.kept)
    return words % {"days": days[holding.rule]} if holding.rule else words
