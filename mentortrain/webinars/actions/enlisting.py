"""Staff register people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from mentortrain.agenda import actions as agenda
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people.models import Person
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import Scope
from mentortrain.webinars import queries, rules
from mentortrain.webinars.actions.holding import hold, record_deed
from mentortrain.webinars.actions.line import join_line, take_place
from mentortrain.webinars.models import Registration, Webinar

BY_STAFF = "staff"
"""Why somebody is in: staff registered them."""


def those_it_is_for(webinar: Webinar, scope: Scope) -> dict[int, Participation]:
    """Who takes part, for whom a session is and whom staff are shown, by person, in the order of their names. Who
    leads it is not asked to come."""
    led_by = queries.leaders_of(webinar)
    return {
        part.person_id: part
        for part in programs.participants(scope)
        if webinar.is_for(part) and part.person_id not in led_by
    }


def register_people(
    webinar: Webinar, person_ids: Sequence[int], *, scope: Scope, above: bool, by: Person, at: datetime
) -> Counter[str]:
    """Register people, in this order; how many of which outcome (`rules.outcomes`). Each new one is mailed.

    Who is not in the program now, for whom the session is not, or whom `by` is not shown, is left out. `above`: all
    get a place, whatever the number. RuleBroken `webinar.cancelled`, `webinar.past`, `session.too_many`.
    """
    if len(person_ids) > rules.MOST_AT_ONCE:
        raise RuleBroken("session.too_many", most=rules.MOST_AT_ONCE)
    hold(webinar, at=at)
    parts = those_it_is_for(webinar, scope)
    chosen = [one for one in dict.fromkeys(person_ids) if one in parts]
    known = queries.registrations(webinar.id, chosen)
    outcomes = rules.outcomes(
        [known[one].state if one in known else None for one in chosen],
        free=queries.places_of(webinar).free,
        above=above,
        has_begun=webinar.entry.starts_at <= at,
    )
    inside, changed = [], []
    for person_id, outcome in zip(chosen, outcomes, strict=True):
        if outcome not in (rules.IN, rules.WAITS):
            continue
        person = parts[person_id].person
        found = known.get(person_id) or Registration(webinar_id=webinar.id, person_id=person_id, times=0)
        if outcome == rules.IN:
            take_place(found, at=at)
            inside.append(person)
        else:
            join_line(webinar, found, person, at=at)
        session.add(found)
        changed.append(person_id)
    if inside:
        agenda.add_people(webinar.entry, inside, asked=True, because=BY_STAFF, at=at)
    counts = Counter(outcomes)
    if changed:
        details = {"registered": counts[rules.IN], "waiting": counts[rules.WAITS], "above": above}
        record_deed("registration.made", webinar, details, people=changed, by=by.id, at=at)
    return counts
