"""What programs ask before pairing, and by what people are judged."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import lru_cache, partial
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Integer, Text, cast, null, select, union_all

from mentortrain.db import session
from mentortrain.learning import queries as learning
from mentortrain.learning.models import CourseDemand
from mentortrain.learning.rules import Demand
from mentortrain.prepared import prepared
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.readahead import Ahead
from mentortrain.readiness.models import PublishedRubric
from mentortrain.readiness.queries.facts import offered
from mentortrain.readiness.rules import Rubric, basis, default_rubric

MOST_RUBRICS = 1_000


class Bases(NamedTuple):
    """On what the people of a program are judged now."""

    of_role: dict[str, str]
    titles: dict[str, str]
    """Of the courses in force, by key."""


def bases_asked(program_id: int) -> Ahead:
    """What `bases_of` asks, for `read_ahead`."""
    return partial(_rubrics_and_courses, program_id=program_id)


def bases_of(program_id: int) -> Bases:
    """The basis of each role, with what the courses are called."""
    rubrics: dict[str, Rubric] = {}
    in_force, demands = [], []
    for version_id, digest, key, owner_id, version, document in bases_asked(program_id)():
        if version_id is not None:
            in_force.append(learning.InForce(version_id, digest, key, owner_id))
        elif document is None:
            demands.append((owner_id, version))
        elif key not in rubrics or rubrics[key].version < version:
            rubrics[key] = as_rubric(version, document)
    asked = {course_id: [one for of, one in sorted(demands) if of == course_id] for course_id, _ in demands}
    outlines = learning.outlines(in_force)
    courses = {key: offered(one, asked.get(one.course_id, ())) for key, one in outlines.items()}
    return Bases(
        {role: basis(rubrics.get(role) or default_rubric(role), courses) for role in (MENTOR, MENTEE)},
        {key: one.title for key, one in outlines.items()},
    )


@prepared
def _rubrics_and_courses(program_id: Any) -> CompoundSelect[*tuple[Any, ...]]:
    # What the one has not stands as NULL in its rows.
    number, text = cast(null(), Integer), cast(null(), Text)
    courses = learning.versions_in_force(number.label("version"), text.label("requirements"))
    rubrics = select(number, text, PublishedRubric.role, number, PublishedRubric.version, REQUIREMENTS).where(
        PublishedRubric.program_id == program_id
    )
    demands = select(number, text, text, CourseDemand.course_id, CourseDemand.id, text).where(
        CourseDemand.program_id == program_id, CourseDemand.withdrawn_at.is_(None)
    )
    return union_all(courses, rubrics, demands)


def rubrics_of(program_ids: Collection[int]) -> dict[tuple[int, str], Rubric]:
    """The version in force for each program and role."""
    return rubrics_and_demands(program_ids)[0]


def rubrics_and_demands(
    program_ids: Collection[int],
) -> tuple[dict[tuple[int, str], Rubric], dict[int, list[Demand]]]:
    """In one statement, so that demands cost no page one more."""
    rubrics: dict[tuple[int, str], Rubric] = {}
    demands = []
    for program_id, place, version, document, *asked in _asked(program_ids=list(program_ids)):
        if document is None:
            demands.append(learning.demand_in(place, program_id, asked[0], asked[1], [version, *asked[2:]]))
        elif (known := rubrics.get((program_id, place))) is None or known.version < version:
            rubrics[program_id, place] = as_rubric(version, document)
    return rubrics, learning.by_program(demands)


REQUIREMENTS = cast(PublishedRubric.requirements, Text)
"""As `as_rubric` takes them."""


@lru_cache(MOST_RUBRICS)
def as_rubric(version: int, document: str) -> Rubric:
    """What a row of a rubric asks for. Each process reads the same text once."""
    return Rubric.from_document(version, json.loads(document))


@prepared
def _asked(program_ids: Any) -> CompoundSelect[*tuple[Any, ...]]:
    # What the one has not stands as NULL in its rows.
    number, text = cast(null(), Integer), cast(null(), Text)
    rubrics = select(
        PublishedRubric.program_id,
        PublishedRubric.role,
        PublishedRubric.version,
        REQUIREMENTS,
        number.label("course_id"),
        text.label("reason"),
        number.label("is_new"),
        number.label("id"),
        cast(null(), CourseDemand.made_at.type).label("made_at"),
    ).where(PublishedRubric.program_id.in_(program_ids))
    demands = select(
        CourseDemand.program_id,
        learning.DEMANDED,
        CourseDemand.version_id,
        text,
        CourseDemand.course_id,
        CourseDemand.reason,
        cast(CourseDemand.is_new, Integer),
        CourseDemand.id,
        CourseDemand.made_at,
    ).where(CourseDemand.program_id.in_(program_ids), CourseDemand.withdrawn_at.is_(None))
    return union_all(rubrics, demands)


def courses_asked(program_id: int) -> dict[str, set[str]]:
    """By role: keys of the courses that a program asks before pairing."""
    found = rubrics_of([program_id])
    return {
        role: (found.get((program_id, role)) or default_rubric(role)).courses for role in (MENTOR, MENTEE)
    }


def newest_rubrics(program_ids: Collection[int]) -> dict[tuple[int, str], PublishedRubric]:
    """The highest version by program and role."""
    theirs = PublishedRubric.program_id.in_(program_ids)
    found = session.scalars(select(PublishedRubric).where(theirs).order_by(PublishedRubric.version))
    return {(rubric.program_id, rubric.role): rubric for rubric in found}
