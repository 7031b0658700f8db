"""The one read of readiness that every page, the command line and the declarations share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from mentortrain.db import reading_only, session
from mentortrain.learning import queries as learning
from mentortrain.people.models import Person
from mentortrain.prepared import Copied, prepared
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import MENTEE, MENTOR, Scope
from mentortrain.readiness.models import Declaration, Judgement, PublishedRubric
from mentortrain.readiness.rules import (
    LIVE_SESSION,
    CourseFacts,
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
        courses = {key: (one.lessons, one.quizzes) for key, one in self.facts.courses.items()}
        return {
            "participation_id": self.participation.id,
            "basis": basis(self.rubric, courses),
            "missing": len(missing),
            "minutes_left": self.readiness.minutes_left,
            "started": self.has_started,
            "lacks_session": len(rest) < len(missing),
            "else_waits_for": whose_move(rest).value,
            "lacking": lacking_of(self.readiness),
        }


def standings_in(scope: Scope, *, at: datetime) -> list[Standing]:
    """Everybody in a program or a group now, by name. The number of statements does not grow with the people."""
    return standings_among(programs.participants(scope), at=at)


def standing_of(participation: Participation, *, at: datetime) -> Standing:
    """One participation."""
    return standings_among([participation], at=at)[0]


def standings_among(
    parts: Sequence[Participation],
    *,
    at: datetime,
    courses: Mapping[str, learning.CourseOutline] | None = None,
    sessions: webinars.SessionFacts | None = None,
) -> list[Standing]:
    """Some participations, in this order: many of one program, or one person's in all of theirs.

    `courses` is `current_courses`, `sessions` is what `webinars.facts_of` says, where it has been asked already.
    """
    if not parts:
        return []
    rubrics = rubrics_of({part.program_id for part in parts})
    facts = _facts(
        parts,
        learning.current_courses() if courses is None else courses,
        sessions
        or webinars.facts_of({part.program_id for part in parts}, {part.person_id for part in parts}, at=at),
    )
    declarations = _declarations([part.id for part in parts])
    return [
        _judged(
            part,
            rubrics.get((part.program_id, part.role)) or default_rubric(part.role),
            facts[part.id],
            declarations.get(part.id),
            at=at,
        )
        for part in parts
    ]


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


def bases_of(program_id: int) -> dict[str, str]:
    """By role: the basis on which the people of a program are judged now."""
    rubrics = rubrics_of({program_id})
    courses = {key: (one.lesson_steps, one.quiz_steps) for key, one in learning.current_courses().items()}
    return {
        role: basis(rubrics.get((program_id, role)) or default_rubric(role), courses)
        for role in (MENTOR, MENTEE)
    }


def judgements_of(participation_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What is kept of these participations, as `Standing.judgement` says it."""
    rows = _judgements(ids=list(participation_ids)).mappings()
    return {row["participation_id"]: dict(row) for row in rows}


@prepared
def _judgements(ids: Any) -> Select[*tuple[Any, ...]]:
    return select(*Judgement.__table__.columns).where(Judgement.participation_id.in_(ids))


def rubrics_of(program_ids: Collection[int]) -> dict[tuple[int, str], Rubric]:
    """The version in force for each program and role."""
    return {
        (program_id, role): Rubric.from_document(version, requirements)
        for program_id, role, version, requirements in _rubrics(program_ids=list(program_ids))
    }


@prepared
def _rubrics(program_ids: Any) -> Select[int, str, int, list[dict[str, Any]]]:
    return (
        select(
            PublishedRubric.program_id,
            PublishedRubric.role,
            PublishedRubric.version,
            PublishedRubric.requirements,
        )
        .where(PublishedRubric.program_id.in_(program_ids))
        .order_by(PublishedRubric.version)
    )


def newest_rubrics(program_ids: Collection[int]) -> dict[tuple[int, str], PublishedRubric]:
    """The highest version by program and role."""
    found = session.scalars(
        select(PublishedRubric)
        .where(PublishedRubric.program_id.in_(program_ids))
        .order_by(PublishedRubric.version)
    )
    return {(rubric.program_id, rubric.role): rubric for rubric in found}


def _facts(
    parts: Sequence[Participation],
    courses: Mapping[str, learning.CourseOutline],
    sessions: webinars.SessionFacts,
) -> dict[int, Facts]:
    """By participation."""
    person_ids = {part.person_id for part in parts}
    learned = learning.facts_for(person_ids)
    taken = {person_id: _courses(courses, learned[person_id]) for person_id in person_ids}
    return {
        part.id: Facts(
            courses=taken[part.person_id],
            sessions=tuple(sessions.attended.get((part.program_id, part.person_id), ())),
            registered_for=sessions.registered_until.get((part.program_id, part.person_id)),
            next_open=sessions.open_to(part.program_id, part.cohort_id),
        )
        for part in parts
    }


def _courses(
    courses: Mapping[str, learning.CourseOutline], learned: learning.LearningFacts
) -> dict[str, CourseFacts]:
    return {
        key: CourseFacts(
            key=key,
            title=course.title,
            lessons=course.lesson_steps,
            quizzes=course.quiz_steps,
            completed=frozenset(learned.completed.get(key, ())),
            passed=learned.passed.get(key, {}),
        )
        for key, course in courses.items()
    }


def _declarations(participation_ids: Collection[int]) -> dict[int, Declaration]:
    ids = list(participation_ids)
    if reading_only.get():
        found = [_DECLARATIONS.copy(row) for row in _declarations_to_read(ids=ids)]
    else:
        found = list(_standing_declarations(ids=ids).scalars())
    return {one.participation_id: one for one in found}


_DECLARATIONS = Copied(Declaration)


@prepared
def _declarations_to_read(ids: Any) -> Select[*tuple[Any, ...]]:
    return select(*_DECLARATIONS.columns).where(
        Declaration.participation_id.in_(ids), Declaration.withdrawn_at.is_(None)
    )


@prepared
def _standing_declarations(ids: Any) -> Select[Declaration]:
    return select(Declaration).where(
        Declaration.participation_id.in_(ids), Declaration.withdrawn_at.is_(None)
    )
