"""What the staff of a program ask again, or besides, of who began a course before it was edited."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mentortrain.learning.rules.history import Deed, Place, place_of
from mentortrain.learning.rules.progress import Step


@dataclass(frozen=True)
class Demand:
    """A lesson that changed is to be taken again, or a step that came is to be done by those who had begun."""

    id: int
    program_id: int
    course_id: int
    kind: str
    key: str
    version_id: int
    """Of a changed lesson: a completion in an older version does not count."""
    is_new: bool
    """Else it has changed."""
    reason: str
    made_at: datetime

    @property
    def place(self) -> Place:
        """The step that is asked."""
        return self.kind, self.key


@dataclass(frozen=True)
class Asked:
    """The steps that count for somebody, and those of them that they owe because staff ask them again or besides."""

    steps: tuple[Step, ...]
    owed: Mapping[Place, Demand] = field(default_factory=dict)


def with_demands(
    counting: tuple[Step, ...], steps: Sequence[Step], deeds: Collection[Deed], demands: Collection[Demand]
) -> Asked:
    """What counts for somebody when staff ask this of a course with these steps in force, beside what `counting` says.

    What has left the course is asked of nobody. A changed lesson is asked again only of who took it before, and what
    would be asked without staff is not owed to them. A step that was done counts already: so it is not owed either.
    """
    places, wanted = set(map(place_of, counting)), {one.place for one in demands if one.is_new}
    both = [step for step in steps if place_of(step) in places or place_of(step) in wanted]
    here = set(map(place_of, both))
    asked = (*both, *(step for step in counting if place_of(step) not in here))
    owed = [
        one
        for one in demands
        if one.place in here and (one.place not in places if one.is_new else _is_older(one, deeds))
    ]
    return Asked(asked, {one.place: one for one in owed})


def _is_older(demand: Demand, deeds: Collection[Deed]) -> bool:
    done_in = [version for kind, key, version in deeds if (kind, key) == demand.place]
    return bool(done_in) and max(done_in) < demand.version_id
