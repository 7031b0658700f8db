"""What is asked, what is known of a person, and the answer: values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from mentortrain.learning.rules import Demand, Place, Step
from mentortrain.programs.rules import MENTOR
from mentortrain.webinars.rules import AttendedSession, Coming, attended

LESSONS, QUIZZES, PRACTICE, LIVE_SESSION = "lessons", "quizzes", "practice", "live_session"


class State(StrEnum):
    """How a requirement stands."""

    MET = "met"
    MISSING = "missing"


class Move(StrEnum):
    """Whose move it is."""

    NOBODY = "nobody"
    PERSON = "person"
    STAFF = "staff"
    TIME = "time"  # registered: the session has to come


@dataclass(frozen=True)
class Requirement:
    """One thing a rubric asks."""

    kind: str  # lessons, quizzes, practice or live_session
    course: str = ""  # key; of a live session empty: whatever it is about
    count: int = 1  # sessions to attend, or conversations to pass


@dataclass(frozen=True)
class Rubric:
    """What a program asks of a role before pairing."""

    version: int
    requirements: tuple[Requirement, ...]

    @property
    def courses(self) -> set[str]:
        """Keys of the courses of which it asks something: a session about one is asked without it."""
        return {one.course for one in self.requirements if one.course and one.kind != LIVE_SESSION}

    def asks(self, kind: str, course: str) -> int:
        """How many conversations of a course, or live sessions about it, it asks for."""
        return sum(one.count for one in self.requirements if (one.kind, one.course) == (kind, course))

    def asking(self, kind: str, course: str, count: int) -> Rubric:
        """The next version, with so many conversations of a course or live sessions about it; 0 asks for none.

        Conversations come after what else it asks of that course, for they are learned from it; sessions last.
        """
        others = [one for one in self.requirements if (one.kind, one.course) != (kind, course)]
        learned = [
            place
            for place, one in enumerate(others, start=1)
            if one.course == course and one.kind != LIVE_SESSION
        ]
        if count:
            place = len(others) if kind == LIVE_SESSION else max(learned, default=0)
            others.insert(place, Requirement(kind, course, count))
        return Rubric(self.version + 1, tuple(others))

    def as_document(self) -> list[dict[str, Any]]:
        """As stored."""
        return [{"kind": r.kind, "course": r.course, "count": r.count} for r in self.requirements]

    @classmethod
    def from_document(cls, version: int, document: list[dict[str, Any]]) -> Rubric:
        """From what was stored."""
        return cls(version, tuple(Requirement(**entry) for entry in document))


def default_rubric(role: str) -> Rubric:
    """What a new program asks. Mentees have it lighter: they read the lessons, the quiz is the mentors'."""
    lessons, quizzes = Requirement(LESSONS, "mentoring-basics"), Requirement(QUIZZES, "mentoring-basics")
    session = Requirement(LIVE_SESSION)
    return Rubric(1, (lessons, quizzes, session) if role == MENTOR else (lessons, session))


class Offered(NamedTuple):
    """A course as it is for who is new."""

    lessons: tuple[Step, ...] = ()
    quizzes: tuple[Step, ...] = ()
    """Those that count."""
    conversations: tuple[Step, ...] = ()
    """All of them: practice asks for a number, whichever they are."""
    before: str = ""
    """A mark of what counted before, and of what is asked again or besides."""


@dataclass(frozen=True)
class CourseFacts:
    """What of a course counts for a person, and what they did of it."""

    key: str
    title: str
    lessons: tuple[Step, ...]
    quizzes: tuple[Step, ...]
    completed: frozenset[str] = frozenset()  # lesson keys
    passed: Mapping[str, int] = field(default_factory=dict)  # quiz key -> best whole percent, of those passed
    steps: tuple[Step, ...] = ()  # all that counts: lessons, quizzes and conversations
    owed: Mapping[Place, Demand] = field(default_factory=dict)
    """Of the steps: what staff ask again or besides, and they have still to do."""
    offered: Offered = field(default_factory=Offered)


@dataclass(frozen=True)
class Facts:
    """All that `assess` looks at, of one person in one program."""

    courses: Mapping[str, CourseFacts] = field(default_factory=dict)
    sessions: tuple[AttendedSession, ...] = ()
    registered_for: Coming = field(default_factory=dict)  # end of the next sessions they are registered for
    next_open: Coming = field(default_factory=dict)  # end of the next sessions they could register for

    @property
    def attended(self) -> tuple[AttendedSession, ...]:
        """The sessions at which they stayed long enough."""
        return tuple(one for one in self.sessions if attended(one.minutes, one.length_minutes, one.percent))

    @property
    def counting(self) -> tuple[AttendedSession, ...]:
        """Of them those that count: of the times of one session the first."""
        first = {
            (one.choice_id, None if one.choice_id else one.webinar_id): one for one in self.attended[::-1]
        }
        return tuple(one for one in self.attended if one in first.values())


@dataclass(frozen=True)
class Outcome:
    """How one requirement stands, and why."""

    requirement: Requirement
    state: State
    done: int
    total: int
    move: Move
    minutes_left: int = 0
    earliest: datetime | None = None  # when it can be met at the earliest; None: nobody can say yet
    title: str = ""  # of the course
    evidence: tuple[str, ...] = ()  # lesson keys, quiz keys with percent, session ids

    @property
    def is_met(self) -> bool:
        """Whether it blocks no longer."""
        return self.state is State.MET


@dataclass(frozen=True)
class Readiness:
    """The answer, with its reasons in the rubric's order."""

    rubric_version: int
    outcomes: tuple[Outcome, ...]

    @property
    def ready(self) -> bool:
        """Every requirement is met."""
        return all(outcome.is_met for outcome in self.outcomes)

    @cached_property
    def missing(self) -> tuple[Outcome, ...]:
        """What is not met yet."""
        return tuple(outcome for outcome in self.outcomes if not outcome.is_met)

    @property
    def steps_done(self) -> int:
        """Lessons, quizzes and sessions done: finer than requirements, so that a first lesson shows."""
        return sum(outcome.done for outcome in self.outcomes)

    @property
    def steps_total(self) -> int:
        """Lessons, quizzes and sessions asked for."""
        return sum(outcome.total for outcome in self.outcomes)

    @property
    def minutes_left(self) -> int:
        """Reading and answering that is left, in minutes; live sessions have their own time."""
        return sum(outcome.minutes_left for outcome in self.missing)

    @property
    def earliest(self) -> datetime | None:
        """When the last missing requirement can be met at the earliest; None where one cannot be said."""
        times = [outcome.earliest for outcome in self.missing]
        return None if None in times else max((time for time in times if time), default=None)

    def evidence(self) -> list[dict[str, Any]]:
        """The snapshot that a declaration keeps."""
        return [
            {"kind": o.requirement.kind, "course": o.requirement.course, "evidence": list(o.evidence)}
            for o in self.outcomes
        ]
