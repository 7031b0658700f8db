"""The people of a group, their programs, and who took part in which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, update

from mentortrain.db import Base, insert_all_new, session
from mentortrain.demo.crowd.plan import ENDED, PROGRAMS, RUNNING, Member, Plan
from mentortrain.people.actions import find_or_create_all
from mentortrain.people.models import Person
from mentortrain.programs.actions import ProgramFacts, grant_staff, make_program
from mentortrain.programs.models import Participation, Program
from mentortrain.webinars.models import Webinar

BATCH = 1_000
"""Rows of a statement."""


@dataclass
class Group:
    """A group as far as it is written."""

    plan: Plan
    staff: list[Person]
    programs: list[Program]
    ids: dict[str, int]  # of people, by address
    parts: dict[tuple[int, str], int] = field(default_factory=dict)  # (program, address) -> participation
    webinars: list[list[Webinar]] = field(default_factory=list)  # of each program
    registrations: list[tuple[Webinar, Member, datetime]] = field(default_factory=list)

    def members_of(self, program: int) -> list[Member]:
        """Who took or takes part in one of the three, and came."""
        return [one for one in self.plan.members if program in one.roles and one.joins]


def write_rows(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows of one table, in batches, without an object for each."""
    for start in range(0, len(rows), BATCH):
        session.execute(model.__table__.insert(), rows[start : start + BATCH])  # type: ignore[attr-defined]


def days(count: float) -> timedelta:
    """So many days."""
    return timedelta(days=count)


def write(plan: Plan, *, at: datetime) -> Group:
    """People and programs in one group."""
    everybody = [*plan.staff, *plan.members]
    people = find_or_create_all(
        [(one.address, one.name, plan.place.zone) for one in everybody],
        at=at + days(PROGRAMS[ENDED].opens - 30),
    )
    staff = [people[one.address] for one in plan.staff]
    group = Group(plan, staff, [], {address: person.id for address, person in people.items()})
    for program in range(len(PROGRAMS)):
        group.programs.append(_program(plan, program, staff, at=at))
    _participations(group, at=at)
    _moments(group, at=at)
    return group


def _program(plan: Plan, program: int, staff: Sequence[Person], *, at: datetime) -> Program:
    dates, today = PROGRAMS[program], at.astimezone(ZoneInfo(plan.place.zone)).date()
    pairing = today + days(dates.pairing)
    made = make_program(
        ProgramFacts(
            name=f"{plan.place.program} {plan.number}, {pairing:%Y-%m}",
            audience="Owners of shops, farms and workshops with up to ten employees.",
            hours_per_month=2,
            digital_requirements="A phone with a browser, a mail address, and a quiet place for a call.",
            opens_on=today + days(dates.opens),
            pairing_on=pairing,
            ends_on=today + days(dates.ends),
            time_zone=plan.place.zone,
        ),
        by=staff[0],
        at=at + days(dates.opens - 20),
    )
    for other in staff[1:]:
        grant_staff(made, other, at=at + days(dates.opens - 20))
    return made


def _participations(group: Group, *, at: datetime) -> None:
    chance = group.plan.chance("participations")
    for program, made in enumerate(group.programs):
        invited = at + days(PROGRAMS[program].opens - 10)
        rows = []
        for one in group.plan.members:
            if program not in one.roles:
                continue
            left = program in (ENDED, RUNNING) and chance.random() < 0.05
            rows.append(
                {
                    "program_id": made.id,
                    "cohort_id": made.first_cohort.id,
                    "person_id": group.ids[one.address],
                    "role": one.roles[program],
                    "invited_at": invited,
                    "joined_at": invited + days(chance.uniform(0.1, 12)) if one.joins else None,
                    "left_at": invited + days(70) if left else None,
                }
            )
        addresses = {person_id: address for address, person_id in group.ids.items()}
        for found in insert_all_new(Participation, rows, Participation.id, Participation.person_id):
            group.parts[program, addresses[found.person_id]] = found.id


def _moments(group: Group, *, at: datetime) -> None:
    """When each person was first known here, and last signed in."""
    chance = group.plan.chance("moments")
    rows = [
        {
            "whose": group.ids[one.address],
            "created_at": at + days(PROGRAMS[one.first].opens - 10),
            "last_sign_in_at": min(
                at - days(chance.uniform(0.1, 9)), at + days(PROGRAMS[max(one.roles)].ends)
            )
            if one.joins
            else None,
        }
        for one in group.plan.members
    ]
    statement = update(Person).where(Person.id == bindparam("whose"))
    session.connection().execute(
        statement, rows
    )  # not through the session: its bulk update wants other names
