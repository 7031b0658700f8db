"""What of a course counts for somebody who began it before it was edited: no edit ever lowers anybody's share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mentortrain.learning.rules.progress import Step

Place = tuple[str, str]
"""A step in any version: its kind and its key."""
Deed = tuple[str, str, int]
"""Something done: kind and key of the step, and the id of the version in which it was."""


@dataclass(frozen=True)
class Edition:
    """Versions of a course, one after the other, in which the same steps counted: not the optional ones."""

    versions: frozenset[int]
    counted: tuple[Step, ...]

    @cached_property
    def places(self) -> frozenset[Place]:
        """The same, as sets compare them."""
        return frozenset(place_of(step) for step in self.counted)


def place_of(step: Step) -> Place:
    """Where progress finds a step in any version."""
    return step.kind, step.key


def editions(versions: Iterable[tuple[int, Sequence[Step]]]) -> tuple[Edition, ...]:
    """From the versions of a course in their order (id, steps that counted). None where no edit changed what counts."""
    found: list[Edition] = []
    for version_id, counted in versions:
        edition = Edition(frozenset({version_id}), tuple(counted))
        if found and found[-1].places == edition.places:
            edition = Edition(found.pop().versions | edition.versions, edition.counted)
        found.append(edition)
    return tuple(found) if len(found) > 1 else ()


def counting(steps: Sequence[Step], history: Sequence[Edition], deeds: Collection[Deed]) -> tuple[Step, ...]:
    """The steps that count for somebody with these deeds: those in force in their order, then those taken away.

    Who has done nothing that counts is asked all that counts now. Who has begun goes on with the course as it was
    then: what they did counts for good, and a step that came later is only asked in place of one of its kind that
    was taken away before they did it. `history` is that of the course, oldest first; without one, nothing changed.
    """
    since = _counts_since(history, deeds)
    if not since:
        return tuple(step for step in steps if not step.optional)
    asked = _asked_since(history, since) | since.keys()
    gone = {place_of(step): step for edition in history for step in edition.counted}
    in_force = [step for step in steps if place_of(step) in asked]
    left = asked.difference(map(place_of, in_force))
    return (*in_force, *(step for place, step in gone.items() if place in left))


def _counts_since(history: Sequence[Edition], deeds: Collection[Deed]) -> dict[Place, int]:
    """Of what somebody did: since which edition it counts for them, which may be later than they did it."""
    since: dict[Place, int] = {}
    for kind, key, version in deeds:
        place = kind, key
        done_in = next((at for at, each in enumerate(history) if version in each.versions), 0)
        first = next((at for at in range(done_in, len(history)) if place in history[at].places), None)
        if first is not None:
            since[place] = min(first, since.get(place, first))
    return since


def _asked_since(history: Sequence[Edition], since: Mapping[Place, int]) -> set[Place]:
    """What is asked of who began when the first of it counted, and what came in its place since."""
    begun = min(since.values())
    asked = set(history[begun].places)
    for at in range(begun + 1, len(history)):
        edition = history[at]
        done = {place for place, first in since.items() if first <= at}
        room = Counter(kind for kind, _key in asked - edition.places - done)
        asked = asked & (edition.places | done)
        for step in edition.counted:
            if room[step.kind] and place_of(step) not in asked:
                asked.add(place_of(step))
                room[step.kind] -= 1
    return asked
