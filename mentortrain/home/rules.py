"""What is next for a participant: one thing, the first that is theirs to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentortrain.readiness.rules import LESSONS, LIVE_SESSION, QUIZZES, Move, Readiness


class Next(StrEnum):
    """The kind of the one next step."""

    LESSON = "lesson"
    QUIZ = "quiz"
    REGISTER = "register"
    ATTEND = "attend"
    WAIT = "wait"  # staff have to do something
    READY = "ready"


@dataclass(frozen=True)
class CourseStep:
    """The next lesson or quiz of a course that is still missing."""

    kind: str  # lesson or quiz
    course_key: str
    key: str
    title: str
    minutes: int


def next_step(
    readiness: Readiness, *, declared: bool, courses: tuple[CourseStep, ...]
) -> tuple[Next, CourseStep | None]:
    """The kind of the next step, and the lesson or quiz where it is one.

    `courses` holds the next step of each course in the order of the path. Learning comes before registering:
    it can be done now; somebody registered has only to come.
    """
    if declared or readiness.ready:
        return Next.READY, None
    wanted = {outcome.requirement.course for outcome in readiness.missing}
    for step in courses:
        if step.course_key in wanted and _is_asked(step, readiness):
            return Next(step.kind), step
    live = [outcome for outcome in readiness.missing if outcome.requirement.kind == LIVE_SESSION]
    moves = {outcome.move for outcome in live}
    if Move.PERSON in moves:
        return Next.REGISTER, None
    return (Next.ATTEND if Move.TIME in moves else Next.WAIT), None


def _is_asked(step: CourseStep, readiness: Readiness) -> bool:
    """A mentee is asked for the lessons of a course and not for its quiz."""
    kinds = {o.requirement.kind for o in readiness.missing if o.requirement.course == step.course_key}
    return (LESSONS if step.kind == Next.LESSON else QUIZZES) in kinds


def part_of_day(local: datetime) -> str:
    """morning, afternoon or evening, on the reader's clock."""
    if 4 <= local.hour < 12:
        return "morning"
    return "afternoon" if 12 <= local.hour < 18 else "evening"
