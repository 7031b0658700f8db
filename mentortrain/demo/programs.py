"""The three programs: one in its training weeks, one whose pairs meet, one that has ended."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentortrain.audit.acting import acting
from mentortrain.audit.rules import PERSON, Actor
from mentortrain.demo.people import BELGRADE, BOGOTA, NAIROBI, Cast
from mentortrain.people.models import Person
from mentortrain.programs.actions import ProgramFacts, archive, make_program
from mentortrain.programs.actions.groups import add_break, add_group, change_group, facts_of
from mentortrain.programs.models import Program
from mentortrain.programs.rules import COUNTRY, Break


@dataclass(frozen=True)
class Plan:
    """A program of the demonstration; days are counted from the first load."""

    name: str
    audience: str
    hours_per_month: int
    needs: str
    invited: int
    opens: int
    pairing: int
    ends: int

    def day(self, day: float, *, at: datetime) -> datetime:
        """The moment so many days after its people were invited."""
        return at + timedelta(days=self.invited + day)


PUENTES = Plan(
    "Puentes",
    "Owners of shops, farms and workshops with up to ten employees, in Kenya, Serbia and Colombia.",
    2,
    "A phone with a browser, a mail address, and a quiet place for a call.",
    invited=-19,
    opens=-17,
    pairing=18,
    ends=18 + 16 * 7,
)
MADARAJA = Plan(
    "Madaraja",
    "Women and men who have run a business for two to five years and want to hire their first people.",
    3,
    "A phone or a computer with a camera, and one evening a month.",
    invited=-150,
    opens=-145,
    pairing=-109,  # two thirds of 24 weeks are over in three days
    ends=-109 + 24 * 7,
)
MOSTOVI = Plan(
    "Mostovi",
    "Craftspeople and small producers who want to sell beyond their own town.",
    2,
    "A phone with a browser, and two hours a month.",
    invited=-300,
    opens=-294,
    pairing=-266,
    ends=-266 + 32 * 7,
)
PLANS = (PUENTES, MADARAJA, MOSTOVI)
"""In the order in which they are loaded: the one where most happens has the lowest number."""

RUN_BY = "Chandra Rao"


def load(cast: Cast, at: datetime) -> dict[Plan, Program]:
    """Made by Chandra, a day before anybody was invited."""
    return {plan: _load(plan, cast, at) for plan in PLANS}


def close(program: Program, cast: Cast, at: datetime) -> None:
    """The one that has ended is put away."""
    with deed_of(cast[RUN_BY]):
        archive(program, at=at - timedelta(days=20))


def deed_of(person: Person) -> AbstractContextManager[None]:
    """What is done inside, this person does: the record says so."""
    return acting(Actor(PERSON, person.id))


def _load(plan: Plan, cast: Cast, at: datetime) -> Program:
    today = at.astimezone(ZoneInfo(NAIROBI)).date()
    pairing = today + timedelta(days=plan.pairing)
    made_at = plan.day(-1, at=at)
    with deed_of(cast[RUN_BY]):
        program = make_program(
            ProgramFacts(
                # It is called after the year in which its pairs meet.
                name=f"{plan.name} {(pairing + timedelta(days=42)).year}",
                audience=plan.audience,
                hours_per_month=plan.hours_per_month,
                digital_requirements=plan.needs,
                opens_on=today + timedelta(days=plan.opens),
                pairing_on=pairing,
                ends_on=today + timedelta(days=plan.ends),
                time_zone=NAIROBI,
            ),
            by=cast[RUN_BY],
            at=made_at,
        )
        if plan is PUENTES:
            _groups(program, at=made_at)
    return program


def _groups(program: Program, *, at: datetime) -> None:
    """One for each country, on its own clock; Colombia rests in the holidays after pairing day."""
    first = facts_of(program.first_cohort)
    change_group(program.first_cohort, replace(first, name="Kenya", kind=COUNTRY), at=at)
    add_group(program, replace(first, name="Serbia", kind=COUNTRY, time_zone=BELGRADE), at=at)
    colombia = add_group(program, replace(first, name="Colombia", kind=COUNTRY, time_zone=BOGOTA), at=at)
    begins = first.pairing_on + timedelta(days=8)
    add_break(colombia, Break(begins, begins + timedelta(days=10), "Holidays"), at=at)
