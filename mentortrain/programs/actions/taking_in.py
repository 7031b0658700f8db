"""Taking somebody in who asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentortrain.audit.actions import record
from mentortrain.db import insert_new
from mentortrain.mail.actions import post
from mentortrain.people.actions import find_or_create
from mentortrain.programs import events
from mentortrain.programs.models import Participation, Program


@dataclass(frozen=True)
class TakenIn:
    """Who it is, and the part that was made: none, where they take part already."""

    person_id: int
    participation_id: int | None


def take_in(
    program: Program,
    *,
    email: str,
    name: str,
    time_zone: str,
    role: str,
    cohort_id: int | None,
    words: str,
    by: int | None,
    at: datetime,
) -> TakenIn:
    """Let somebody take part, and mail the invitation; `words` stand in it above what it says by itself.

    `by` is who of staff decided it. In a group that is no more, or with none, it is the first.
    """
    person = find_or_create(email=email, name=name, time_zone=time_zone, at=at)
    groups = {cohort.id for cohort in program.cohorts}
    new_id = insert_new(
        Participation,
        program_id=program.id,
        cohort_id=cohort_id if cohort_id in groups else program.first_cohort.id,
        person_id=person.id,
        role=role,
        invited_at=at,
    )
    if new_id is None:
        return TakenIn(person.id, None)
    events.record_enrolled([person.id], at)
    post(
        kind="programs.invitation",
        key=f"programs.invitation:{new_id}",
        to=person.email,
        name=person.name,
        person_id=person.id,
        params={"id": new_id, "words": words},
        at=at,
    )
    record(
        "people.invited",
        about=("program", program.id),
        program_id=program.id,
        people=[person.id],
        details={"name": program.name, "participations": [new_id], "grants": []},
        by=by,
        at=at,
    )
    return TakenIn(person.id, new_id)
