"""Who a group's hundred people are and how each of them is: drawn from the group's number, the same each time."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from mentortrain.demo.crowd.names import PLACES, Place
from mentortrain.programs.rules import MENTEE, MENTOR

GROUP_SIZE, STAFF = 100, 2
ENDED, RUNNING, TRAINING = 0, 1, 2
"""The three programs of a group."""

COMES_BACK = 0.35
"""The share that takes part in the next program too, some of the mentees as mentors."""


@dataclass(frozen=True)
class Dates:
    """Of a program, in days from today."""

    opens: int
    pairing: int
    ends: int
    webinars: tuple[int, ...]


PROGRAMS = (
    Dates(-420, -380, -240, (-412, -405, -398, -391, -370, -310)),
    # two thirds of its time is a month away: the first tick schedules nothing
    Dates(-110, -70, 80, (-105, -97, -88, -76, -40, 12)),
    Dates(-21, 24, 150, (-18, -11, -4, 3, 10, 17)),
)


@dataclass(frozen=True)
class Member:
    """Somebody of a group. `diligence` from 0 to 1 says how much of everything they do."""

    address: str
    name: str
    roles: dict[int, str]  # program -> role; none for staff
    joins: bool  # or was only invited
    diligence: float

    @property
    def first(self) -> int:
        """The program in which they did their lessons."""
        return min(self.roles)


@dataclass(frozen=True)
class Plan:
    """A group before it is written."""

    number: int
    place: Place
    staff: tuple[Member, ...]
    members: tuple[Member, ...]

    def chance(self, of: str) -> Random:
        """A source of its own for each part, so that a change in one moves nothing in another."""
        return Random(f"{self.number} {of}")  # noqa: S311  (invented lives, no secrets)


def staff_address(number: int) -> str:
    """The first staff member's: whoever has it, the group is there."""
    return f"staff-1.group-{number:03}@example.org"


def plan(number: int) -> Plan:
    """The group of a number, from 1."""
    place = PLACES[(number - 1) % len(PLACES)]
    chance = Random(f"{number} people")  # noqa: S311
    staff = tuple(
        Member(f"staff-{n}.group-{number:03}@example.org", place.name(chance), {}, True, 1.0)
        for n in range(1, STAFF + 1)
    )
    members = tuple(_member(number, n, place, chance) for n in range(1, GROUP_SIZE - STAFF + 1))
    return Plan(number, place, staff, members)


def _member(group: int, n: int, place: Place, chance: Random) -> Member:
    program = chance.choices((ENDED, RUNNING, TRAINING), weights=(20, 25, 55))[0]
    role = MENTOR if n % 2 else MENTEE
    roles = {program: role}
    while program < TRAINING and chance.random() < COMES_BACK:
        program += 1
        role = MENTOR if chance.random() < 0.4 else role
        roles[program] = role
    return Member(
        address=f"person-{n:02}.group-{group:03}@example.org",
        name=place.name(chance),
        roles=roles,
        joins=len(roles) > 1 or program != TRAINING or chance.random() < 0.88,
        diligence=chance.betavariate(3, 2) if program == TRAINING else chance.betavariate(7, 2),
    )
