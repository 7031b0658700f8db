"""What learning has to know of what stands above it: they register, the factory wires."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentortrain.learning.rules import Demand

asked_before_pairing: list[Callable[[int], Mapping[str, Collection[str]]]] = []
"""Called with a program's id; by role, the keys of the courses that somebody needs to be ready."""


def asked_in(program_id: int, role: str) -> frozenset[str]:
    """The keys of the courses that anybody above asks of a role."""
    return frozenset(key for asked in asked_before_pairing for key in asked(program_id).get(role, ()))


on_demanded: list[Callable[[int, datetime], None]] = []
"""Called with (program id, moment) in the transaction in which staff ask something of a course again, or no longer."""

losing_ready: list[Callable[[Demand, datetime], int]] = []
"""Called with a demand that is not made yet; how many people of its program would no longer be ready."""


def tell_demanded(program_id: int, at: datetime) -> None:
    """Say that what a program asks of courses has changed."""
    for listener in on_demanded:
        listener(program_id, at)


def who_would_lose(demand: Demand, at: datetime) -> int:
    """How many people would no longer be ready."""
    return sum(count(demand, at) for count in losing_ready)


@dataclass(frozen=True)
class LiveHour:
    """When somebody can ask a person live, as a course shows it: a session, or office hours."""

    title: str
    path: str
    """Of its page on this site."""
    starts_at: datetime
    ends_at: datetime
    part: str = ""
    """The title of the part of the course that it is about; empty: all of it, or no course."""


hours_about: list[Callable[[int, int, datetime], Sequence[LiveHour]]] = []
"""Called with (person id, course id, moment): what is to come, open to somebody and about a course."""


def live_hours_about(person_id: int, course_id: int, at: datetime) -> list[LiveHour]:
    """The sessions to come that are about a course, in order."""
    found = [hour for ask in hours_about for hour in ask(person_id, course_id, at)]
    return sorted(found, key=lambda hour: hour.starts_at)


hours_open_to: list[Callable[[int, datetime], Sequence[LiveHour]]] = []
"""Called with (person id, moment): what is to come and open to somebody."""

HOURS_SHOWN = 2


def live_hours(person_id: int, at: datetime) -> list[LiveHour]:
    """The next hours at which somebody can ask a person: two at most."""
    found = [hour for ask in hours_open_to for hour in ask(person_id, at)]
    return sorted(found, key=lambda hour: hour.starts_at)[:HOURS_SHOWN]
