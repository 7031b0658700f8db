"""Somebody's courses in their order, as Learn lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mentortrain.learning import rules
from mentortrain.learning.queries import CourseProgress, Planned


@dataclass(frozen=True)
class Row:
    """A course of somebody's, where they stand, and what keeps it closed."""

    planned: Planned
    standing: CourseProgress
    lacking: list[str]
    """Titles of the courses to be done first."""
    is_late: bool


def rows_of(path: Sequence[Planned], mine: Sequence[CourseProgress], *, today: date) -> list[Row]:
    """`mine` holds the progress in each course of the path."""
    standings = {one.course.key: one for one in mine}
    done = {key for key, one in standings.items() if not one.progress.next}
    rows = []
    for planned in path:
        standing = standings[planned.course.key]
        first = [] if standing.has_begun else rules.lacking(planned.course.prerequisites, standings, done)
        late = bool(planned.due_on and standing.progress.next and planned.due_on < today)
        rows.append(Row(planned, standing, [standings[key].course.title for key in first], late))
    return rows
