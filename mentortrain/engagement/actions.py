"""Bringing a cohort back at two thirds of its time."""

from __future__ import annotations

from datetime import datetime

from mentortrain.audit.actions import record
from mentortrain.db import insert_new, session
from mentortrain.engagement import queries, rules
from mentortrain.engagement.models import ReEngagement
from mentortrain.mail.actions import post
from mentortrain.people.models import Person
from mentortrain.programs import queries as programs
from mentortrain.programs.events import Sounding
from mentortrain.programs.models import Cohort
from mentortrain.programs.rules import TWO_THIRDS, Scope, Timeline
from mentortrain.webinars import actions as webinars
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.rules import RE_ENGAGEMENT


def _mails_now(cohort: Cohort, at: datetime) -> int:
    """How many mails bringing a cohort back would send: to each of its people, and to each of staff."""
    if queries.was_brought_back(cohort.id) or rules.session_start(cohort.timeline, at) is None:
        return 0
    people = _awake(cohort, at)
    return len(people) + sum(grant.looks_after(cohort.id) for grant in programs.staff_of(cohort.program_id))


def _awake(cohort: Cohort, at: datetime) -> dict[int, Person]:
    """Everybody of a cohort, but for who is on leave: they rest from what is no service."""
    parts = programs.participants(Scope(cohort.program_id, cohort.id))
    away = programs.on_leave([part.id for part in parts], at)
    return {part.person_id: part.person for part in parts if part.id not in away}


AT_TWO_THIRDS = Sounding(mark=TWO_THIRDS, is_due=Timeline.slows_at, mails=_mails_now)
"""What staff are asked about when a change of dates puts two thirds behind."""


def re_engage(cohort: Cohort, *, title: str, description: str, at: datetime) -> Webinar | None:
    """Schedule the session and invite everybody of the cohort, mentors and mentees; staff are told.

    None if it was done before, somebody is faster, or no evening is left before the end.
    """
    program = programs.program_held(cohort.program_id)
    timeline = programs.timeline_of(cohort)
    start = rules.session_start(timeline, at)
    if start is None:
        return None
    if programs.held_back([cohort.id], TWO_THIRDS):
        return None  # asked since the job looked: whoever changes dates holds the program too
    mark_id = insert_new(ReEngagement, cohort_id=cohort.id, scheduled_at=at)
    if mark_id is None:
        return None
    staff = [grant for grant in programs.staff_of(program.id) if grant.looks_after(cohort.id)]
    webinar = webinars.schedule(
        program,
        title=title,
        description=description,
        starts_wall=start,
        time_zone=cohort.time_zone,
        minutes=rules.MINUTES,
        host_name=staff[0].person.name if staff else program.name,
        meeting_url="",
        kind=RE_ENGAGEMENT,
        cohort_id=cohort.id,
        at=at,
    )
    session.get_one(ReEngagement, mark_id).webinar_id = webinar.id
    people = _awake(cohort, at)
    webinars.invite(webinar, list(people.values()), at=at)
    record(
        "engagement.invited",
        about=("webinar", webinar.id),
        program_id=program.id,
        people=list(people),
        details={"name": title, "invited": len(people)},
        at=at,
    )
    for grant in staff:
        post(
            kind="engagement.scheduled",
            key=f"engagement.scheduled:{mark_id}:{grant.person_id}",
            to=grant.person.email,
            name=grant.person.name,
            person_id=grant.person_id,
            params={"id": mark_id, "person_id": grant.person_id, "invited": len(people)},
            at=at,
        )
    return webinar
