"""Rubrics of a new program, and declaring somebody ready when the facts say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from mentortrain.audit.actions import record
from mentortrain.db import insert_new, session
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.readiness import queries
from mentortrain.readiness.models import Declaration, PublishedRubric
from mentortrain.readiness.queries import Standing
from mentortrain.readiness.rules import default_rubric


def publish_defaults(program_id: int, at: datetime) -> None:
    """A new program asks the default of each role."""
    for role in (MENTOR, MENTEE):
        rubric = default_rubric(role)
        rubric_id = insert_new(
            PublishedRubric,
            program_id=program_id,
            role=role,
            version=rubric.version,
            requirements=rubric.as_document(),
            published_at=at,
        )
        if rubric_id is not None:
            record(
                "rubric.published",
                about=("program", program_id),
                program_id=program_id,
                details={"role": role, "version": rubric.version},
                at=at,
            )


def reconsider(person_ids: Collection[int], at: datetime) -> None:
    """After training facts changed: declare who became ready, withdraw what lost its evidence.

    Two facts of a person may come at once, and on PostgreSQL neither transaction sees the other's. So their
    participations are held first: who comes second looks when the first has committed, and sees both.
    """
    session.flush()
    _settle(queries.standings_among(queries.held_participations(person_ids), at=at), at=at)


def reconcile(program_id: int, at: datetime) -> int:
    """Put right what no fact of a person has caused: a course that lost a lesson, a session called off.

    How many declarations were missing or without evidence. Nobody is held unless there is something to do.
    """
    wrong = [one for one in queries.standings_in(program_id, at=at) if one.is_due or one.is_void]
    if wrong:
        reconsider([one.participation.person_id for one in wrong], at)
    return len(wrong)


def _settle(standings: Iterable[Standing], *, at: datetime) -> None:
    for standing in standings:
        if standing.is_due:
            _declare(standing, at=at)
        elif standing.is_void and standing.declaration:
            standing.declaration.withdrawn_at = at


def _declare(standing: Standing, *, at: datetime) -> None:
    """Two who find it at once: the unique key lets one declaration stand."""
    insert_new(
        Declaration,
        participation_id=standing.participation.id,
        rubric_version=standing.readiness.rubric_version,
        evidence=standing.readiness.evidence(),
        declared_at=at,
    )
