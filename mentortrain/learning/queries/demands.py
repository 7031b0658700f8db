"""What the staff of programs ask again, or besides, after a course has changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Integer, Select, cast, literal_column, null, or_, select

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.models import CourseDemand
from mentortrain.learning.queries.courses import CourseOutline
from mentortrain.learning.rules import Asked, Deed, Demand, with_demands
from mentortrain.programs.models import Participation, StaffGrant

DEMANDED = CourseDemand.kind + literal_column("':'") + CourseDemand.key
"""As `demand_in` takes the step."""


def asked_in(course: CourseOutline, deeds: Collection[Deed], demands: Iterable[Demand] = ()) -> Asked:
    """What counts for somebody who did this, with what staff ask: the one rule behind all progress, roles apart."""
    counting = course.counting_for(deeds)
    theirs = [one for one in demands if one.course_id == course.course_id]
    return with_demands(counting, course.steps, deeds, theirs) if theirs else Asked(counting)


def demands_to(person_id: Any, *between: Any) -> Select[*tuple[Any, ...]]:
    """What is asked of one person, for a statement that reads more: laid out as in `tracks.chosen_for`.

    No version; in the digest's place the reason, which no entry of a track has.
    """
    takes_part = select(Participation.program_id).where(
        Participation.person_id == person_id, Participation.left_at.is_(None)
    )
    on_staff = select(StaffGrant.program_id).where(StaffGrant.person_id == person_id)
    return select(
        cast(null(), Integer),
        CourseDemand.reason,
        DEMANDED,
        CourseDemand.program_id,
        CourseDemand.course_id,
        *between,
        CourseDemand.version_id,
        cast(CourseDemand.is_new, Integer),
        CourseDemand.id,
        CourseDemand.made_at,
    ).where(
        CourseDemand.withdrawn_at.is_(None),
        or_(CourseDemand.program_id.in_(takes_part), CourseDemand.program_id.in_(on_staff)),
    )


def demand_in(place: str, program_id: int, course_id: int, reason: str, rest: Sequence[Any]) -> Demand:
    """From a row of `demands_to`: the rest is (version, is new, id, moment)."""
    kind, _separator, key = place.partition(":")
    version_id, is_new, demand_id, made_at = rest
    return Demand(demand_id, program_id, course_id, kind, key, version_id, bool(is_new), reason, made_at)


def by_program(demands: Iterable[Demand]) -> dict[int, list[Demand]]:
    """Sorted apart, the oldest first."""
    found: dict[int, list[Demand]] = {}
    for one in sorted(demands, key=lambda each: each.id):
        found.setdefault(one.program_id, []).append(one)
    return found


def demands_of(program_id: int) -> list[Demand]:
    """What a program asks, the oldest first."""
    rows = session.scalars(
        select(CourseDemand)
        .where(CourseDemand.program_id == program_id, CourseDemand.withdrawn_at.is_(None))
        .order_by(CourseDemand.id)
    )
    return [row.as_demand for row in rows]


def demand_held(program_id: int, demand_id: int) -> CourseDemand:
    """One that stands, held until the transaction ends; or NotThere."""
    found = session.scalar(
        select(CourseDemand)
        .where(
            CourseDemand.id == demand_id,
            CourseDemand.program_id == program_id,
            CourseDemand.withdrawn_at.is_(None),
        )
        .with_for_update()
    )
    if found is None:
        raise NotThere
    return found
