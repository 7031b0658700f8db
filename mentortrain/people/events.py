"""What others want to know of people, and what only they know: features above register, the factory wires."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

on_sign_in: list[Callable[[int, datetime], None]] = []
"""Called with (person id, moment) in the transaction of each sign-in."""

on_taken_back: list[Callable[[int, datetime, datetime], None]] = []
"""Called with (person id, since, moment) in the transaction in which an old address takes its account back: what
was begun `since` may be of whoever had it."""

sees_person: list[Callable[[Any, int], bool]] = []
"""Called with (who looks, id of the person): whether they may see that person's photo. One yes is enough."""

staff_known_by: list[Callable[[int], bool]] = []
"""Asked with a person's id: whether they run a program or the site."""

leads_to: list[Callable[[int], str | None]] = []
"""Asked with a person's id before a sign-in that names no page: the route it leads to."""

read_beside: list[Callable[[Any], Any]] = []
"""Each is given the statement that reads a session with its person, and joins to it what it wants to know of
every person who opens a page. The rows are `Person.beside`, their columns named by who joined them."""


on_new_clock: list[Callable[[Any], str | None]] = []
"""Asked with a person once their clock is that of another zone: a sentence to tell them."""


def is_staff(person_id: int) -> bool:
    """Whether any feature knows this person as staff."""
    return any(ask(person_id) for ask in staff_known_by)


def route_after(person_id: int) -> str | None:
    """Where a sign-in that is about to begin, and names no page, leads; None: Home."""
    return next((route for ask in leads_to if (route := ask(person_id))), None)


def said_of_new_clock(person: Any) -> list[str]:
    """What somebody is told whose clock has just become that of another zone."""
    return [said for ask in on_new_clock if (said := ask(person))]
