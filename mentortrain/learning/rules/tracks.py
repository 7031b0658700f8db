"""A track: the courses of a role of a program, in their order, required or not, due after joining."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from mentortrain.errors import RuleBroken
from mentortrain.learning.rules.progress import Step, asked_of
from mentortrain.programs.rules import MENTEE, MENTOR, STAFF_ROLES

STAFF = "staff"
LEARNERS = (MENTOR, MENTEE, STAFF)
"""The roles that have a track."""
MOST_DAYS = 730
"""Between joining and being due."""


@dataclass(frozen=True)
class Entry:
    """One course of a track; its place is that in the list. `due_days` count from joining, None: no day."""

    course_id: int
    required: bool = True
    due_days: int | None = None


Track = tuple[Entry, ...]


def learner_roles(roles: Collection[str]) -> tuple[str, ...]:
    """The tracks of somebody with these roles in a program: whoever is on its staff has that of staff."""
    held = {STAFF if role in STAFF_ROLES else role for role in roles}
    return tuple(role for role in LEARNERS if role in held)


def added(track: Track, course_id: int) -> Track:
    """With a course at the end, once."""
    known = any(entry.course_id == course_id for entry in track)
    return track if known else (*track, Entry(course_id))


def removed(track: Track, course_id: int, asked: Collection[int]) -> Track:
    """Without a course. Refused: `track.asked` where readiness asks for it; `track.last`, the only one stays."""
    if course_id in asked:
        raise RuleBroken("track.asked")
    left = tuple(entry for entry in track if entry.course_id != course_id)
    if not left:
        raise RuleBroken("track.last")
    return left


def moved(track: Track, course_id: int, by: int) -> Track:
    """With a course `by` places later (below 0: earlier); at an end it stays."""
    order = list(track)
    at = next((place for place, entry in enumerate(order) if entry.course_id == course_id), None)
    if at is not None:
        order.insert(min(max(at + by, 0), len(order)), order.pop(at))
    return tuple(order)


def changed(
    track: Track, course_id: int, asked: Collection[int], *, required: bool, due_days: int | None
) -> Track:
    """With other facts of a course. Refused, `track.asked`: what readiness asks for is not optional."""
    if course_id in asked and not required:
        raise RuleBroken("track.asked")
    return tuple(
        replace(entry, required=required, due_days=due_days) if entry.course_id == course_id else entry
        for entry in track
    )


def lacking(
    prerequisites: Sequence[str], open_keys: Collection[str], done_keys: Collection[str]
) -> list[str]:
    """The courses still to be done before one opens. What somebody cannot take locks nothing."""
    return [key for key in prerequisites if key in open_keys and key not in done_keys]


def minutes_for(steps: Sequence[Step], role: str) -> int:
    """What a course takes somebody who has this role alone."""
    return sum(step.minutes for step in asked_of(steps, {role}))
