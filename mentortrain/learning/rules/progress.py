"""Where somebody stands in a course: by keys, the same in any version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mentortrain.programs.rules import MENTEE

LESSON, QUIZ, CONVERSATION = "lesson", "quiz", "conversation"


@dataclass(frozen=True)
class Step:
    """A lesson, a quiz or a conversation of a course, as progress needs to know it."""

    kind: str  # lesson, quiz or conversation
    key: str
    title: str
    minutes: int
    optional: bool = False


@dataclass(frozen=True)
class Progress:
    """Where somebody stands in a course. `next` is the first step not done, None when all are."""

    done: int
    total: int
    next: Step | None
    minutes_left: int

    @property
    def is_complete(self) -> bool:
        return self.next is None and self.total > 0


def asked_of(steps: Sequence[Step], roles: Collection[str]) -> tuple[Step, ...]:
    """The steps that count for somebody new with these roles. What the course calls optional counts for nobody."""
    return for_roles([step for step in steps if not step.optional], roles)


def for_roles(counting: Sequence[Step], roles: Collection[str]) -> tuple[Step, ...]:
    """Of the steps that count, those for somebody with these roles: who is a mentee only may leave the quizzes."""
    everything = set(roles) != {MENTEE}
    return tuple(step for step in counting if step.kind == LESSON or everything)


def course_progress(
    steps: Sequence[Step], completed_keys: Collection[str], passed_quizzes: Collection[str]
) -> Progress:
    """Progress by key: a lesson is done once completed, a quiz once passed, in any version of the course."""
    left = [step for step in steps if not is_done(step, completed_keys, passed_quizzes)]
    return Progress(
        done=len(steps) - len(left),
        total=len(steps),
        next=left[0] if left else None,
        minutes_left=sum(step.minutes for step in left),
    )


def is_done(step: Step, completed_keys: Collection[str], passed_quizzes: Collection[str]) -> bool:
    """Whether one step is done. What was passed stands as `passed_as` says."""
    if step.kind == LESSON:
        return step.key in completed_keys
    return passed_as(step.kind, step.key) in passed_quizzes


def passed_as(kind: str, key: str) -> str:
    """How something passed is noted: a quiz by its key, a conversation apart from a quiz of the same key."""
    return key if kind == QUIZ else f"{kind}:{key}"


def place_named(passed: str) -> tuple[str, str]:
    """Kind and key of what `passed_as` noted."""
    kind, separate, key = passed.partition(":")
    return (kind, key) if separate else (QUIZ, passed)


def next_after(
    steps: Sequence[Step], step: Step, completed_keys: Collection[str], passed_quizzes: Collection[str]
) -> Step | None:
    """Where to go on from `step`: the next one not done, after the last from the start; None if all are."""
    at = next(
        (place for place, each in enumerate(steps) if (each.kind, each.key) == (step.kind, step.key)), -1
    )
    others = [*steps[at + 1 :], *steps[: max(at, 0)]]
    return next((other for other in others if not is_done(other, completed_keys, passed_quizzes)), None)
