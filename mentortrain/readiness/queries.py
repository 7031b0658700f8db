"""The one read of readiness that every page, the command line and the declarations share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.learning import queries as learning
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Participation
from mentortrain.readiness.models import Declaration, PublishedRubric
from mentortrain.readiness.rules import (
    CourseFacts,
    Facts,
    Readiness,
    Rubric,
    assess,
    default_rubric,
    evidence_holds,
)
from mentortrain.webinars import queries as webinars


@dataclass(frozen=True)
class Standing:
    """A participation with its readiness. A standing declaration outlives later edits of content."""

    participation: Participation
    readiness: Readiness
    facts: Facts
    declaration: Declaration | None

    @property
    def ready(self) -> bool:
        """Declared ready, and not withdrawn since."""
        return self.declaration is not None

    @property
    def is_due(self) -> bool:
        """Ready by the facts, and not declared."""
        return self.declaration is None and self.readiness.ready

    @property
    def is_void(self) -> bool:
        """Declared, and the facts behind it no longer stand."""
        return (
            self.declaration is not None
            and not self.readiness.ready
            and not evidence_holds(self.declaration.evidence, self.facts)
        )

    @property
    def declared_at(self) -> datetime | None:
        """When."""
        return self.declaration.declared_at if self.declaration else None

    @property
    def earliest(self) -> datetime | None:
        """When all that is missing can be met at the earliest; None where nobody can say."""
        return self.readiness.earliest

    @property
    def has_started(self) -> bool:
        """Whether any training fact is known."""
        return bool(
            self.facts.sessions
            or any(course.completed or course.passed for course in self.facts.courses.values())
        )


def standings_in(program_id: int, *, at: datetime) -> list[Standing]:
    """Everybody in a program now, by name. The number of statements does not grow with the people."""
    return standings_among(program_id, programs.participants(program_id), at=at)


def standing_of(participation: Participation, *, at: datetime) -> Standing:
    """One participation."""
    return standings_among(participation.program_id, [participation], at=at)[0]


def standings_among(program_id: int, parts: Sequence[Participation], *, at: datetime) -> list[Standing]:
    """Some of a program's participations, in this order."""
    if not parts:
        return []
    rubrics = rubrics_of(program_id)
    facts = _facts(program_id, [part.person_id for part in parts], at=at)
    declarations = _declarations([part.id for part in parts])
    return [
        Standing(
            participation=part,
            readiness=assess(rubrics.get(part.role) or default_rubric(part.role), facts[part.person_id], at),
            facts=facts[part.person_id],
            declaration=declarations.get(part.id),
        )
        for part in parts
    ]


def programs_with_people() -> Sequence[int]:
    """Ids of the programs that somebody takes part in now."""
    return session.scalars(
        select(Participation.program_id)
        .where(Participation.left_at.is_(None))
        .distinct()
        .order_by(Participation.program_id)
    ).all()


def held_participations(person_ids: Collection[int]) -> dict[int, list[Participation]]:
    """What these people take part in now, by program, held until the transaction ends.

    In the same order everywhere, so that no two transactions wait for each other. SQLite's has the lock already.
    """
    found: dict[int, list[Participation]] = {}
    for part in session.scalars(
        select(Participation)
        .where(Participation.person_id.in_(person_ids), Participation.left_at.is_(None))
        .order_by(Participation.id)
        .with_for_update(key_share=True)
    ):
        found.setdefault(part.program_id, []).append(part)
    return found


def rubrics_of(program_id: int) -> dict[str, Rubric]:
    """The version in force for each role."""
    rows = session.scalars(
        select(PublishedRubric)
        .where(PublishedRubric.program_id == program_id)
        .order_by(PublishedRubric.version)
    )
    return {row.role: Rubric.from_document(row.version, row.requirements) for row in rows}


def _facts(program_id: int, person_ids: Collection[int], *, at: datetime) -> dict[int, Facts]:
    courses = learning.current_courses()
    learned = learning.facts_for(person_ids)
    attended = webinars.attended_facts(program_id, person_ids)
    registered = webinars.registered_until(program_id, person_ids, at=at)
    next_open = webinars.next_open_until(program_id, at=at)
    return {
        person_id: Facts(
            courses={
                key: CourseFacts(
                    key=key,
                    title=course.title,
                    lessons=tuple(step for step in course.steps if step.kind == "lesson"),
                    quizzes=tuple(step for step in course.steps if step.kind == "quiz"),
                    completed=frozenset(learned[person_id].completed.get(key, ())),
                    passed=learned[person_id].passed.get(key, {}),
                )
                for key, course in courses.items()
            },
            sessions=tuple(attended.get(person_id, ())),
            registered_for=registered.get(person_id),
            next_open=next_open,
        )
        for person_id in person_ids
    }


def _declarations(participation_ids: Collection[int]) -> dict[int, Declaration]:
    rows = session.scalars(
        select(Declaration).where(
            Declaration.participation_id.in_(participation_ids), Declaration.withdrawn_at.is_(None)
        )
    )
    return {row.participation_id: row for row in rows}
