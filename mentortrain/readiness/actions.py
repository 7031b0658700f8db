"""Rubrics of a new program, and declaring somebody ready when the facts say so."""

from __future__ import annotations

from datetime import datetime

from mentortrain.db import insert_new, session
from mentortrain.programs.queries import active_participations
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.readiness import queries
from mentortrain.readiness.models import Declaration, PublishedRubric
from mentortrain.readiness.rules import default_rubric, evidence_holds


def publish_defaults(program_id: int, at: datetime) -> None:
    """A new program asks the default of each role."""
    for role in (MENTOR, MENTEE):
        rubric = default_rubric(role)
        insert_new(
            PublishedRubric,
            program_id=program_id,
            role=role,
            version=rubric.version,
            requirements=rubric.as_document(),
            published_at=at,
        )


def reconsider(person_id: int, at: datetime) -> None:
    """After a training fact changed: declare what became ready, withdraw what lost its evidence."""
    session.flush()
    for participation in active_participations(person_id):
        standing = queries.standing_of(participation, at=at)
        if standing.declaration is None:
            if standing.readiness.ready:
                _declare(standing, at=at)
        elif not standing.readiness.ready and not evidence_holds(
            standing.declaration.evidence, standing.facts
        ):
            standing.declaration.withdrawn_at = at


def _declare(standing: queries.Standing, *, at: datetime) -> None:
    """Two facts at once may both find it: the unique key lets one declaration stand."""
    insert_new(
        Declaration,
        participation_id=standing.participation.id,
        rubric_version=standing.readiness.rubric_version,
        evidence=standing.readiness.evidence(),
        declared_at=at,
    )
