"""What staff answer: decided at once, carried out some minutes later, taken back in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from mentortrain.applications import queries
from mentortrain.applications.models import Application, Decision
from mentortrain.applications.rules import (
    ACCEPTANCE,
    ANSWER_WAITS,
    ANSWERS,
    OPEN_STATES,
    TO_WAIT,
)
from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import post
from mentortrain.people import queries as people
from mentortrain.people import zones
from mentortrain.people.models import Person
from mentortrain.programs import actions as programs
from mentortrain.tasks import actions as tasks

ANSWERED = "applications.answer"
"""The kind of mail for who must wait or is declined; who is accepted is invited."""
WAITS = "applications.waits"
"""The kind of task for who waits for an answer."""


@dataclass(frozen=True)
class Answer:
    """What staff say to an application."""

    answer: str
    letter: str
    """Empty: the usual words."""
    why: str
    cohort_id: int | None = None


def decide(found: Application, answer: Answer, *, revision: int, by: Person, at: datetime) -> Decision:
    """Answer an application as it was read: at `revision`.

    RuleBroken `application.changed`: somebody else answered meanwhile, or the applicant sent it anew.
    """
    was = found.state
    if was not in OPEN_STATES or (answer.answer == TO_WAIT and was == ANSWERS[TO_WAIT]):
        raise RuleBroken("application.changed")
    taken = session.execute(
        update(Application)
        .where(Application.id == found.id, Application.revision == revision, Application.state == was)
        .values(state=ANSWERS[answer.answer], revision=Application.revision + 1, decided_at=at)
        .returning(Application.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if taken is None:
        raise RuleBroken("application.changed")
    session.refresh(found)
    owner = people.with_email(found.email)
    if owner is not None:
        found.person_id = owner.id
    decision = Decision(
        application_id=found.id,
        answer=answer.answer,
        was=was,
        cohort_id=answer.cohort_id,
        by_id=by.id,
        why=answer.why,
        letter=answer.letter,
        decided_at=at,
        due_at=at + ANSWER_WAITS,
    )
    session.add(decision)
    _record(f"application.{RECORDED[answer.answer]}", found, at=at)
    tasks.settle(WAITS, thing_id=found.id, at=at)
    return decision


RECORDED = {ACCEPTANCE: "accepted", TO_WAIT: "put_on_list", "decline": "declined"}


def _record(action: str, found: Application, *, at: datetime) -> None:
    record(
        action,
        about=("application", found.id),
        program_id=found.program_id,
        people=[found.person_id] if found.person_id else [],
        details={"role": found.role},
        at=at,
    )


def move(found: Application, cohort_id: int, *, at: datetime) -> bool:
    """Let it be for another group: who looks after that one reads and answers it. False if it was for that.

    RuleBroken `application.changed` once it is decided, `application.no_group` if the group is none of the program.
    """
    if found.state not in OPEN_STATES:
        raise RuleBroken("application.changed")
    if cohort_id not in {cohort.id for cohort in found.program.cohorts}:
        raise RuleBroken("application.no_group")
    if found.cohort_id == cohort_id:
        return False
    found.cohort_id = cohort_id
    tasks.settle(WAITS, thing_id=found.id, at=at)  # it is found again, for those of the other group
    _record("application.moved", found, at=at)
    return True


def undo(found: Application, decision_id: int, *, at: datetime) -> None:
    """Take back an answer whose mail has not gone.

    RuleBroken: application.gone (the mail went, or it was taken back already); application.newer (they applied
    anew meanwhile).
    """
    decision = session.get(Decision, decision_id)
    if decision is None or decision.application_id != found.id:
        raise RuleBroken("application.gone")
    later = [one for one in found.decisions if one.id > decision_id and one.undone_at is None]
    if (
        later
    ):  # the waiting list, then a decline within the same minutes: the newer answer is taken back first
        raise RuleBroken("application.gone")
    other = queries.open_of(found.program_id, found.email_key)
    if other is not None and other.id != found.id:
        raise RuleBroken("application.newer")
    taken = session.execute(
        update(Decision)
        .where(Decision.id == decision_id, Decision.undone_at.is_(None), Decision.done_at.is_(None))
        .values(undone_at=at)
        .returning(Decision.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if taken is None:
        raise RuleBroken("application.gone")
    session.execute(
        update(Application)
        .where(Application.id == found.id)
        .values(state=decision.was, revision=Application.revision + 1, decided_at=None)
        .execution_options(synchronize_session=False)
    )
    session.refresh(found)
    session.refresh(decision)
    _record("application.taken_back", found, at=at)


def carry_out(decision_id: int, *, at: datetime) -> bool:
    """Do what an answer says, once its minutes are over: invite, or write. False if it was done or taken back."""
    taken = session.execute(
        update(Decision)
        .where(
            Decision.id == decision_id,
            Decision.done_at.is_(None),
            Decision.undone_at.is_(None),
            Decision.due_at <= at,
        )
        .values(done_at=at)
        .returning(Decision.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if taken is None:
        return False
    decision = queries.decision_by_id(decision_id)
    if decision is None:
        return False
    session.refresh(decision)
    found = decision.application
    if decision.answer != ACCEPTANCE:
        newest = max(one.id for one in found.decisions if one.undone_at is None)
        if newest == decision.id:  # of two answers within the minutes, one mail is enough
            _write(decision, at=at)
    else:
        _take_in(decision, at=at)
    return True


def _write(decision: Decision, *, at: datetime) -> None:
    found = decision.application
    post(
        kind=ANSWERED,
        key=f"{ANSWERED}:{decision.id}",
        to=found.email,
        name=found.name,
        person_id=found.person_id,
        params={"id": decision.id},
        at=at,
    )


def _take_in(decision: Decision, *, at: datetime) -> None:
    """They take part, as staff's lists make people take part; the invitation carries staff's words."""
    found = decision.application
    zone = zones.zone_for(found.country)
    part = programs.take_in(
        found.program,
        email=found.email,
        name=found.name,
        time_zone=zone.name if zone else found.program.first_cohort.time_zone,
        role=found.role,
        cohort_id=decision.cohort_id,
        words=decision.letter,
        by=decision.by_id,
        at=at,
    )
    decision.participation_id = part.participation_id
    found.person_id = part.person_id
    if decision.cohort_id is not None:
        found.cohort_id = decision.cohort_id
