"""The one read of readiness that every page, the command line and the declarations share."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from mentortrain.db import reading_only, session
from mentortrain.learning import queries as learning
from mentortrain.learning.rules import Demand
from mentortrain.people.models import Person
from mentortrain.prepared import Copied, prepared
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import Scope
from mentortrain.readiness.models import Declaration, Judgement
from mentortrain.readiness.queries.facts import facts_of, taken_by
from mentortrain.readiness.queries.rubrics import (
    REQUIREMENTS,
    as_rubric,
    bases_asked,
    bases_of,
    courses_asked,
    newest_rubrics,
    rubrics_and_demands,
    rubrics_of,
)
from mentortrain.readiness.rules import (
    LIVE_SESSION,
    Facts,
    Readiness,
    Rubric,
    assess,
    basis,
    default_rubric,
    evidence_holds,
    lacking_of,
    whose_move,
)
from mentortrain.webinars import queries as webinars

__all__ = [
    "DECLARATIONS",
    "REQUIREMENTS",
    "Known",
    "Standing",
    "as_rubric",
    "bases_asked",
    "bases_of",
    "courses_asked",
    "judgements_of",
    "known_of",
    "losing_ready",
    "newest_rubrics",
    "participations_held",
    "programs_with_people",
    "rubrics_of",
    "standing_of",
    "standings_among",
    "standings_in",
    "taken_by",
]


@dataclass(frozen=True)
class Standing:
    """A participation with its readiness. A standing declaration outlives later edits of content."""

    participation: Participation
    rubric: Rubric
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

    def judgement(self) -> dict[str, Any]:
        """As it is kept: the columns of `Judgement`."""
        missing = self.readiness.missing
        rest = [one for one in missing if one.requirement.kind != LIVE_SESSION]
        about = sorted(one.requirement.course for one in missing if one.requirement.kind == LIVE_SESSION)
        courses = {key: one.offered for key, one in self.facts.courses.items()}
        return {
            "participation_id": self.participation.id,
            "basis": basis(self.rubric, courses),
            "missing": len(missing),
            "minutes_left": self.readiness.minutes_left,
            "started": self.has_started,
            "lacks_session": bool(about),
            "lacks_sessions_about": json.dumps(about) if any(about) else None,
            "else_waits_for": whose_move(rest).value,
            "lacking": lacking_of(self.readiness),
        }


def standings_in(scope: Scope, *, at: datetime) -> list[Standing]:
    """Everybody in a program or a group now, by name. The number of statements does not grow with the people."""
    return standings_among(programs.participants(scope), at=at)


def losing_ready(demand: Demand, at: datetime) -> int:
    """How many people of its program are ready now and would not be if this were asked, too."""
    parts = programs.participants(Scope.whole(demand.program_id))
    if not parts:
        return 0
    known = known_of(parts, at=at)
    asked = {demand.program_id: [*known.demands.get(demand.program_id, ()), demand]}
    now = standings_among(parts, at=at, known=known)
    then = standings_among(parts, at=at, known=replace(known, demands=asked))
    return sum(one.is_void and not other.is_void for one, other in zip(then, now, strict=True))


def standing_of(participation: Participation, *, at: datetime) -> Standing:
    """One participation."""
    return standings_among([participation], at=at)[0]


def standings_among(
    parts: Sequence[Participation],
    *,
    at: datetime,
    known: Known | None = None,
) -> list[Standing]:
    """Some participations, in this order: many of one program, or one person's in all of theirs."""
    if not parts:
        return []
    known = known or known_of(parts, at=at)
    facts = facts_of(parts, known.courses, known.learned, known.sessions, known.demands)
    return [
        _judged(
            part,
            known.rubrics.get((part.program_id, part.role)) or default_rubric(part.role),
            facts[part.id],
            known.declarations.get(part.id),
            at=at,
        )
        for part in parts
    ]


@dataclass(frozen=True)
class Known:
    """All that judging some participations asks for: of whoever has read it together with something else."""

    courses: Mapping[str, learning.CourseOutline]
    """`current_courses`."""
    learned: Mapping[int, learning.LearningFacts]
    """By person."""
    sessions: webinars.SessionFacts
    rubrics: Mapping[tuple[int, str], Rubric]
    """In force, by program and role."""
    declarations: Mapping[int, Declaration]
    """That stand, by participation."""
    demands: Mapping[int, Sequence[Demand]]
    """What staff ask again or besides, by program."""


def known_of(parts: Sequence[Participation], *, at: datetime) -> Known:
    """The same of many of one program, or of one person's in all of theirs: seven statements."""
    programs_of, people = {part.program_id for part in parts}, {part.person_id for part in parts}
    rubrics, demands = rubrics_and_demands(programs_of)
    return Known(
        courses=learning.current_courses(),
        learned=learning.facts_for(people),
        sessions=webinars.facts_of(programs_of, people, at=at),
        rubrics=rubrics,
        declarations=_declarations([part.id for part in parts]),
        demands=demands,
    )


def _judged(
    part: Participation, rubric: Rubric, facts: Facts, declaration: Declaration | None, *, at: datetime
) -> Standing:
    return Standing(part, rubric, assess(rubric, facts, at), facts, declaration)


def programs_with_people() -> Sequence[int]:
    """Ids of the programs that somebody takes part in now."""
    return session.scalars(
        select(Participation.program_id)
        .where(Participation.left_at.is_(None))
        .distinct()
        .order_by(Participation.program_id)
    ).all()


def participations_held(person_ids: Collection[int]) -> Sequence[Participation]:
    """What these people take part in now. The people are held until the transaction ends.

    In the same order everywhere, so that no two transactions wait for each other. SQLite's has the lock already.
    Not their participations: who is being enrolled at this moment has one that only the next statement sees.
    """
    ids = list(person_ids)
    session.execute(
        select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update(key_share=True)
    )
    return session.scalars(
        select(Participation)
        .where(Participation.person_id.in_(ids), Participation.left_at.is_(None))
        .order_by(Participation.id)
    ).all()


def judgements_of(participation_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What is kept of these participations, as `Standing.judgement` says it."""
    rows = _judgements(ids=list(participation_ids)).mappings()
    return {row["participation_id"]: dict(row) for row in rows}


@prepared
def _judgements(ids: Any) -> Select[*tuple[Any, ...]]:
    return select(*Judgement.__table__.columns).where(Judgement.participation_id.in_(ids))


def _declarations(participation_ids: Collection[int]) -> dict[int, Declaration]:
    ids = list(participation_ids)
    if reading_only.get():
        found = [DECLARATIONS.copy(row) for row in _declarations_to_read(ids=ids)]
    else:
        found = list(_standing_declarations(ids=ids).scalars())
    return {one.participation_id: one for one in found}


DECLARATIONS = Copied(Declaration)


@prepared
def _declarations_to_read(ids: Any) -> Select[*tuple[Any, ...]]:
    return select(*DECLARATIONS.columns).where(
        Declaration.participation_id.in_(ids), Declaration.withdrawn_at.is_(None)
    )


@prepared
def _standing_declarations(ids: Any) -> Select[Declaration]:
    return select(Declaration).where(
        Declaration.participation_id.in_(ids), Declaration.withdrawn_at.is_(None)
    )
