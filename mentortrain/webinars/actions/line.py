"""The line before a full session: joining it, and moving up. Always while the session's entry is held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from mentortrain.agenda import actions as agenda
from mentortrain.db import session
from mentortrain.mail.actions import post
from mentortrain.people.models import Person
from mentortrain.programs.rules import Scope
from mentortrain.webinars import queries
from mentortrain.webinars.models import Registration, Webinar
from mentortrain.webinars.rules import REGISTERED, WAITING

MOVED_UP = "moved_up"
"""Why somebody is in: a place came free."""


def join_line(webinar: Webinar, found: Registration, person: Person, *, at: datetime) -> None:
    """A person waits, behind all who wait already; one mail tells them so."""
    found.state, found.waiting_since = WAITING, at
    found.turn = queries.last_turn(webinar.id) + 1
    _post("webinars.waiting", webinar, found, person, at=at)


def leave_line(found: Registration) -> None:
    """They wait no more."""
    found.waiting_since = found.turn = None


def take_place(found: Registration, *, at: datetime) -> None:
    """They are registered, from wherever they come."""
    found.state, found.registered_at, found.times = REGISTERED, at, found.times + 1
    leave_line(found)


def move_up(webinar: Webinar, *, leaver: Person | None = None, at: datetime) -> int:
    """Give every free place to who is first in line; how many moved up. Each is mailed the session.

    Only until the session begins: whoever has gone to bed by then is not called. `leaver` is taken out of the entry
    in the same go: people's calendars are touched in the order of their numbers, so that no two transactions wait
    for each other.
    """
    up = [] if webinar.entry.is_cancelled or webinar.entry.starts_at <= at else _next_in_line(webinar)
    for one in up:
        take_place(one, at=at)
    people = [one.person for one in up]
    before = [one for one in people if leaver is not None and one.id < leaver.id]
    after = [one for one in people if one not in before]
    if before:
        agenda.add_people(webinar.entry, before, asked=True, because=MOVED_UP, at=at)
    if leaver is not None:
        agenda.remove_person(webinar.entry, leaver, at=at)
    if after:
        agenda.add_people(webinar.entry, after, asked=True, because=MOVED_UP, at=at)
    return len(up)


def move_up_in(webinar_id: int, *, at: datetime) -> None:
    """`move_up` in a session of which only the number is at hand. Its entry is held already."""
    move_up(session.get_one(Webinar, webinar_id), at=at)


def _next_in_line(webinar: Webinar) -> list[Registration]:
    free = queries.places_of(webinar).free
    if free == 0:
        return []
    most = queries.last_turn(webinar.id) if free is None else free
    return list(queries.first_waiting(webinar.id, most))


def end_line(webinar: Webinar, *, at: datetime) -> None:
    """A session is called off: who waits is told so."""
    for _place, one in queries.line_of(webinar.id, Scope.whole(webinar.program_id)):
        _post("webinars.line_ended", webinar, one, one.person, at=at)


def tell_line_moved(webinar: Webinar, was: tuple[datetime, datetime], *, at: datetime) -> None:
    """A session has another time: who waits is told too, though no calendar of theirs holds it."""
    more: dict[str, Any] = {"was": [moment.isoformat() for moment in was], "sequence": webinar.entry.sequence}
    if was[0] == webinar.entry.starts_at:
        more["because"] = agenda.LENGTH
    for _place, one in queries.line_of(webinar.id, Scope.whole(webinar.program_id)):
        _post("webinars.line_moved", webinar, one, one.person, more, at=at)


def _post(
    kind: str,
    webinar: Webinar,
    found: Registration,
    person: Person,
    more: Mapping[str, Any] = MappingProxyType({}),
    *,
    at: datetime,
) -> None:
    """One mail for each time that somebody joins the line, and each move meanwhile: `since` and their number tell one
    time from another, SEQUENCE one move."""
    since = found.waiting_since.isoformat() if found.waiting_since else ""
    post(
        kind=kind,
        key=f"{kind}:{webinar.id}:{person.id}:{since}:{found.turn}"
        + (f":{more['sequence']}" if more else ""),
        to=person.email,
        name=person.name,
        person_id=person.id,
        params={"webinar_id": webinar.id, "person_id": person.id, "since": since, **more},
        at=at,
    )
