"""Rubrics of a new program, and declaring somebody ready when the facts say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from mentortrain.audit.actions import record
from mentortrain.db import execute_plainly, insert, insert_new, session
from mentortrain.programs import queries as programs
from mentortrain.programs.rules import MENTEE, MENTOR, Scope
from mentortrain.readiness import queries
from mentortrain.readiness.models import Declaration, Judgement, PublishedRubric
from mentortrain.readiness.queries import Standing
from mentortrain.readiness.rules import default_rubric

BATCH = 500
"""People who are judged, or rows that are written, at a time."""


def publish_defaults(program_id: int, at: datetime) -> None:
    """A new program asks the default of each role."""
    for role in (MENTOR, MENTEE):
        rubric = default_rubric(role)
        _publish(program_id, role, rubric.version, rubric.as_document(), at=at)


def copy_rubrics(program_id: int, copy_id: int, at: datetime) -> None:
    """A copy asks what its original asks now; where that is the default it has it already."""
    newest = queries.newest_rubrics((program_id, copy_id))
    for role in (MENTOR, MENTEE):
        wanted, has = newest.get((program_id, role)), newest.get((copy_id, role))
        if wanted and (has is None or wanted.requirements != has.requirements):
            _publish(copy_id, role, has.version + 1 if has else 1, wanted.requirements, at=at)


def ask(program_id: int, role: str, *, kind: str, course: str, count: int, at: datetime) -> bool:
    """Ask so many conversations of a course, or live sessions about it, of a role before pairing (`kind`: PRACTICE
    or LIVE_SESSION); False where that is so already.

    Whoever is ready stays so; everybody else is judged by the new version. The caller holds the program.
    """
    rubric = queries.rubrics_of([program_id]).get((program_id, role)) or default_rubric(role)
    if rubric.asks(kind, course) == count:
        return False
    wanted = rubric.asking(kind, course, count)
    _publish(program_id, role, wanted.version, wanted.as_document(), at=at)
    session.flush()
    reconcile(program_id, at)
    return True


def _publish(
    program_id: int, role: str, version: int, requirements: list[dict[str, Any]], *, at: datetime
) -> None:
    rubric_id = insert_new(
        PublishedRubric,
        program_id=program_id,
        role=role,
        version=version,
        requirements=requirements,
        published_at=at,
    )
    if rubric_id is not None:
        record(
            "rubric.published",
            about=("program", program_id),
            program_id=program_id,
            details={"role": role, "version": version},
            at=at,
        )


def reconsider(person_ids: Collection[int], at: datetime) -> None:
    """After facts changed, or people were enrolled: judge them, declare who became ready, withdraw what lost its
    evidence, and keep the judgements.

    Two facts of a person may come at once, and on PostgreSQL neither transaction sees the other's. So the people
    are held first: who comes second looks when the first has committed, and sees both.
    """
    session.flush()
    standings = queries.standings_among(queries.participations_held(person_ids), at=at)
    _settle(standings, at=at)
    keep(standings)


def reconsider_program(program_id: int, at: datetime) -> None:
    """After staff changed what they ask of everybody: the same for all who take part, so many at a time."""
    people = sorted({part.person_id for part in programs.participants(Scope.whole(program_id))})
    for start in range(0, len(people), BATCH):
        reconsider(people[start : start + BATCH], at)


def reconcile(program_id: int, at: datetime) -> int:
    """Put right what no fact of a person has caused: a course that lost a lesson, a session called off.

    Also what is kept of how people are judged: after a course changed, or where an older version of the site
    wrote a fact. How many declarations were missing or without evidence. Nobody is held unless there is
    something to do.
    """
    standings = queries.standings_in(Scope.whole(program_id), at=at)
    kept = queries.judgements_of([one.participation.id for one in standings])
    unlike = [one for one in standings if kept.get(one.participation.id) != one.judgement()]
    wrong = [one for one in standings if one.is_due or one.is_void]
    people = sorted({one.participation.person_id for one in unlike + wrong})
    for start in range(0, len(people), BATCH):
        reconsider(people[start : start + BATCH], at)
    return len(wrong)


def keep(standings: Sequence[Standing]) -> None:
    """Keep how these people are judged, in place of how they were."""
    rows = [one.judgement() for one in standings]
    if not rows:
        return
    statement = insert(Judgement)
    execute_plainly(
        statement.on_conflict_do_update(
            index_elements=[Judgement.participation_id],
            set_={name: statement.excluded[name] for name in rows[0] if name != "participation_id"},
        ),
        rows,
    )


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
