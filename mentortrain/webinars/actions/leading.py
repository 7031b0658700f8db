"""Who leads a session: they have it in their calendar as everybody who comes, and hear of it by mail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, update

from mentortrain.agenda import actions as agenda
from mentortrain.agenda.queries import hold_all, hold_calendars, hosts_in
from mentortrain.agenda.rules import HOST
from mentortrain.db import insert_new, session
from mentortrain.webinars import queries
from mentortrain.webinars.actions.line import leave_line
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.models.leading import CoHost
from mentortrain.webinars.rules import WITHDRAWN

LEADS = "leads"
"""Why somebody is in, or was: they lead it."""


def set_co_hosts(webinar: Webinar, person_ids: Collection[int], *, at: datetime) -> None:
    """Who leads it as well, from now on: these and nobody else. `tell_leaders` tells them."""
    wanted = set(person_ids) - {webinar.host_id}
    session.execute(
        delete(CoHost).where(CoHost.webinar_id == webinar.id, CoHost.person_id.not_in(wanted)),
        execution_options={"synchronize_session": False},
    )
    for person_id in sorted(wanted):
        insert_new(CoHost, webinar_id=webinar.id, person_id=person_id, added_at=at)


def tell_leaders(webinar: Webinar, *, at: datetime) -> None:
    """Put all who lead it into its entry, and take out who does no more; each hears so by mail. Who was registered, or
    waited, leads it now instead: their place is free. Of a draft, and of what is off or over, nobody is told.

    With the entry held, and before somebody moves up.
    """
    entry = webinar.entry
    if webinar.is_draft or entry.is_cancelled or entry.ends_at <= at:
        return
    wanted, there = queries.leaders_of(webinar), hosts_in(entry.id)
    if wanted == there:
        return
    hold_calendars(list(wanted ^ there))
    for found in queries.registrations(webinar.id, list(wanted - there)).values():
        if found.state != WITHDRAWN:
            found.state, found.withdrawn_at = WITHDRAWN, at
            leave_line(found)
    for person in queries.people_with(list(there - wanted)):
        agenda.remove_person(entry, person, because=LEADS, at=at)
    agenda.add_people(entry, queries.people_with(list(wanted - there)), part=HOST, because=LEADS, at=at)


def stop_leading(person_id: int, program_id: int, at: datetime) -> int:
    """Somebody left a program, or its staff: what was to come there they lead no more, unless they can still. How
    many sessions that are."""
    if queries.can_lead(person_id, program_id):
        return 0
    led = queries.led_in(person_id, program_id, at=at)
    hold_all([webinar.entry_id for webinar in led])
    for webinar in led:
        forget_leader(person_id, [webinar.id])
        session.refresh(webinar, ["host_id", "drafted_at"])
        tell_leaders(webinar, at=at)
    if led:
        agenda.raise_program(program_id, at=at)
    return len(led)


def forget_leader(person_id: int, webinar_ids: Collection[int]) -> None:
    """They lead none of these any more."""
    session.execute(
        delete(CoHost).where(CoHost.person_id == person_id, CoHost.webinar_id.in_(webinar_ids)),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(Webinar)
        .where(Webinar.host_id == person_id, Webinar.id.in_(webinar_ids))
        .values(host_id=None)
        .execution_options(synchronize_session=False)
    )
