"""What is next for a participant: one thing, the first that is theirs to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentortrain.readiness.rules import (
    LESSONS,
    LIVE_SESSION,
    PRACTICE,
    QUIZZES,
    Move,
    Outcome,
    Readiness,
)


class Next(StrEnum):
    """The kind of the one next step."""

    LESSON = "lesson"
    QUIZ = "quiz"
    CONVERSATION = "conversation"
    REGISTER = "register"
    ATTEND = "attend"
    WAIT = "wait"  # staff have to do something
    READY = "ready"


@dataclass(frozen=True)
class CourseStep:
    """The next lesson, quiz or conversation of a course that is still missing."""

    kind: str  # lesson, quiz or conversation
    course_key: str
    key: str
    title: str
    minutes: int
    opens: frozenset[str] = frozenset()
    """Keys of the courses that wait for this one."""
    by_staff: bool = False
    """Whether staff ask for the course, whatever has to be done before pairing."""
    language: str = ""
    """Of the title."""


def next_step(
    readiness: Readiness,
    *,
    declared: bool,
    courses: tuple[CourseStep, ...],
    practice: Mapping[str, CourseStep] | None = None,
) -> tuple[Next, CourseStep | None]:
    """The kind of the next step, and the step of a course where it is one.

    `courses` holds the next step of each course in the order of the path, of those that are open. Learning comes
    before registering: it can be done now; somebody registered has only to come. What staff ask for beside what
    is needed to be ready fills the time of waiting. `practice` holds, by course that is open, the first conversation
    that is not passed: who has read and answered all that is asked practises.
    """
    if declared or readiness.ready:
        return Next.READY, None
    wanted = {one.requirement.course for one in readiness.missing if one.requirement.kind != LIVE_SESSION}
    for step in courses:
        if step.opens & wanted or (step.course_key in wanted and _is_asked(step, readiness)):
            return Next(step.kind), step
    for outcome in readiness.missing:
        talk = (practice or {}).get(outcome.requirement.course)
        if outcome.requirement.kind == PRACTICE and talk:
            return Next.CONVERSATION, talk
    live = [outcome for outcome in readiness.missing if outcome.requirement.kind == LIVE_SESSION]
    moves = {outcome.move for outcome in live}
    if Move.PERSON in moves:
        return Next.REGISTER, None
    beside = next((step for step in courses if step.by_staff), None)
    if beside:
        return Next(beside.kind), beside
    return (Next.ATTEND if Move.TIME in moves else Next.WAIT), None


def session_wanted(readiness: Readiness) -> Outcome | None:
    """The live session that is theirs to choose or to come to first: one about a course before one about whichever,
    for it counts as both. None where none is missing."""
    live = [one for one in readiness.missing if one.requirement.kind == LIVE_SESSION]
    order = (Move.PERSON, Move.TIME, Move.STAFF)
    return min(live, key=lambda one: (order.index(one.move), not one.requirement.course), default=None)


def _is_asked(step: CourseStep, readiness: Readiness) -> bool:
    """A mentee is asked for the lessons of a course and not for its quiz. A conversation that counts in its course
    stands on the way to whatever is asked of it."""
    kinds = {o.requirement.kind for o in readiness.missing if o.requirement.course == step.course_key}
    kinds -= {LIVE_SESSION}
    if step.kind == Next.CONVERSATION:
        return bool(kinds)
    return (LESSONS if step.kind == Next.LESSON else QUIZZES) in kinds


def part_of_day(local: datetime) -> str:
    """morning, afternoon or evening, on the reader's clock."""
    if 4 <= local.hour < 12:
        return "morning"
    return "afternoon" if 12 <= local.hour < 18 else "evening"
