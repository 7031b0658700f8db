"""What of a readiness can be kept, because no clock changes it, and how to know whether it still holds: pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from functools import lru_cache

from mentortrain.readiness.rules.values import (
    LIVE_SESSION,
    PRACTICE,
    Move,
    Offered,
    Outcome,
    Readiness,
    Requirement,
    Rubric,
    State,
)

EDITION = 1
"""Of this judge: raised when the same facts are judged otherwise, so that nothing kept by an older one is used."""


def basis(rubric: Rubric, courses: Mapping[str, Offered]) -> str:
    """By what people are judged, in 32 signs: the rubric, and what counts and counted of the courses it names.

    Two judgements of the same facts on the same basis are the same. A course that is reworded keeps it.
    """
    named: dict[str, set[str]] = {}
    for requirement in rubric.requirements:
        if requirement.course and requirement.kind != LIVE_SESSION:  # which asks nothing of what is in it
            named.setdefault(requirement.course, set()).add(requirement.kind)
    return _digest(rubric, tuple((key, _asked(courses.get(key), named[key])) for key in sorted(named)))


def _asked(offered: Offered | None, kinds: Collection[str]) -> Offered | None:
    """Conversations are only known where they are asked for: what is kept without them holds."""
    return offered._replace(conversations=()) if offered and PRACTICE not in kinds else offered


@lru_cache(maxsize=1_000)
def _digest(rubric: Rubric, courses: tuple[tuple[str, Offered | None], ...]) -> str:
    steps = [[key, _in_short(offered) if offered else None] for key, offered in courses]
    said = json.dumps([EDITION, rubric.version, rubric.as_document(), steps])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _in_short(offered: Offered) -> list[object]:
    kinds = [offered.lessons, offered.quizzes]
    if offered.conversations:
        kinds.append(offered.conversations)
    short: list[object] = [[[step.key, step.minutes] for step in kind] for kind in kinds]
    return [*short, offered.before] if offered.before else short


def lacking_of(readiness: Readiness) -> str:
    """What is missing, without what the clock says of it, as it is kept."""
    return json.dumps(
        [
            {
                "kind": one.requirement.kind,
                "course": one.requirement.course,
                "count": one.requirement.count,
                "done": one.done,
                "total": one.total,
                "minutes": one.minutes_left,
                "theirs": one.move is Move.PERSON and one.requirement.kind != LIVE_SESSION,
            }
            for one in readiness.missing
        ]
    )


@lru_cache(maxsize=10_000)
def with_lacking(lacking: str) -> Readiness:
    """The other way: a readiness in which only what is missing is known, to be put `in_time`."""
    return Readiness(
        0,
        tuple(
            Outcome(
                Requirement(one["kind"], one["course"], one["count"]),
                State.MISSING,
                done=one["done"],
                total=one["total"],
                move=Move.PERSON if one["theirs"] else Move.STAFF,
                minutes_left=one["minutes"],
            )
            for one in json.loads(lacking)
        ),
    )
