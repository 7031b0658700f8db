"""Where people stand in courses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, case, select, union_all

from mentortrain.learning.models import (
    OPEN,
    SUBMITTED,
    Attempt,
    Conversation,
    Course,
    CoursePlace,
    LessonCompletion,
    Play,
    Quiz,
)
from mentortrain.learning.queries.columns import AS_PLAYED, JUDGED, none_of, word
from mentortrain.learning.queries.courses import CourseOutline, courses_for
from mentortrain.learning.queries.demands import asked_in
from mentortrain.learning.rules import (
    BEST,
    LESSON,
    Deed,
    Demand,
    Progress,
    Step,
    course_progress,
    for_roles,
    place_named,
    place_of,
    whole_percent,
    worth,
)
from mentortrain.prepared import prepared


@dataclass(frozen=True)
class QuizState:
    """Where somebody stands in one quiz or conversation: open attempt, attempts handed in, and what they are worth.

    `percent`, rounded down, is of the best, the last or all of them: as was said when the newest one began.
    """

    open_attempt_id: int | None = None
    attempts: int = 0
    percent: int | None = None
    passed: bool = False
    being_read: bool = False
    """Whether staff still have to read one of them before it is passed or not."""


class Place(NamedTuple):
    """Where somebody last read in a course; the section is empty at the beginning of the lesson."""

    lesson_key: str
    section: str


@dataclass(frozen=True)
class CourseProgress:
    """A course and where one person stands in it."""

    course: CourseOutline
    asked: tuple[Step, ...]  # what counts for them and their roles; at the end what has left the course since
    progress: Progress
    completed: Mapping[str, datetime]  # lesson keys, and when; not those that staff ask again
    quizzes: dict[str, QuizState]  # conversations too, as `passed_as` names them
    read_in: Mapping[str, int] = field(
        default_factory=dict
    )  # lesson keys, and the version in which they were read
    place: Place | None = None
    spared: tuple[Step, ...] = ()
    """What is asked of who is new, and not of them: it came after they had begun."""
    owed: Mapping[Step, Demand] = field(default_factory=dict)
    """What staff ask again or besides, and is still to be done: of what is asked."""

    @property
    def has_begun(self) -> bool:
        """Whether anything in it is done or tried."""
        return bool(self.completed or self.quizzes or self.owed)

    @property
    def passed(self) -> frozenset[str]:
        """The quizzes and conversations passed, as `passed_as` names them."""
        return frozenset(key for key, quiz in self.quizzes.items() if quiz.passed)


def progress_of(person_id: int, roles: dict[int, set[str]]) -> list[CourseProgress]:
    """For Home: the courses of a person's roles by program, with progress. Two statements for any number."""
    return progress_in(person_id, courses_for(roles), roles=frozenset().union(*roles.values()))


def progress_in(
    person_id: int,
    courses: Iterable[CourseOutline],
    *,
    roles: Collection[str],
    demands: Collection[Demand] = (),
) -> list[CourseProgress]:
    """One person's progress in some courses, by what is asked of all their roles together. One statement.

    `demands` are those of the programs in whose eyes it is.
    """
    completed: dict[str, dict[str, datetime]] = {}
    read_in: dict[str, dict[str, int]] = {}
    taken: dict[str, dict[str, list[Any]]] = {}
    places: dict[str, Place] = {}
    deeds: dict[str, set[Deed]] = {}
    for course_key, key, completed_at, version_id, *attempt in _done(person_id=person_id):
        if completed_at:
            completed.setdefault(course_key, {})[key] = completed_at
            again_in = attempt[5]
            read_in.setdefault(course_key, {})[key] = again_in or version_id
            deeds.setdefault(course_key, set()).update(
                (LESSON, key, version) for version in (version_id, again_in) if version
            )
        elif attempt[0] is None:
            places[course_key] = Place(key, attempt[1])
        else:
            taken.setdefault(course_key, {}).setdefault(key, []).append(attempt)
            if attempt[2]:
                deeds.setdefault(course_key, set()).add((*place_named(key), version_id))
    states = {
        course_key: {key: _state_of(attempts) for key, attempts in quizzes.items()}
        for course_key, quizzes in taken.items()
    }
    found = []
    for course in courses:
        wanted = asked_in(course, deeds.get(course.key, ()), demands)
        done, quizzes = completed.get(course.key, {}), states.get(course.key, {})
        done = {key: at for key, at in done.items() if (LESSON, key) not in wanted.owed}
        passed = {key for key, quiz in quizzes.items() if quiz.passed}
        asked = for_roles(wanted.steps, roles)
        progress = course_progress(asked, done, passed)
        spared = tuple(step for step in for_roles(course.new_steps, roles) if step not in asked)
        where = read_in.get(course.key, {}), places.get(course.key)
        owed = {step: wanted.owed[place_of(step)] for step in asked if place_of(step) in wanted.owed}
        found.append(CourseProgress(course, asked, progress, done, quizzes, *where, spared, owed))
    return found


@prepared
def _done(person_id: Any) -> CompoundSelect[*tuple[Any, ...]]:
    # Lessons, attempts, plays and the place in one statement: what the other sort of row has not stands as NULL.
    lessons = (
        select(
            Course.key,
            LessonCompletion.lesson_key,
            LessonCompletion.completed_at,
            LessonCompletion.version_id,
            *(none_of(column) for column in _OF_ATTEMPT[:5]),
            LessonCompletion.again_in,  # where an attempt has its number
            none_of(Attempt.grading),
        )
        .join(Course, Course.id == LessonCompletion.course_id)
        .where(LessonCompletion.person_id == person_id)
    )
    attempts = (
        select(
            Course.key,
            Attempt.quiz_key,
            none_of(LessonCompletion.completed_at),
            Quiz.version_id,
            *_OF_ATTEMPT,
        )
        .join(Course, Course.id == Attempt.course_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.person_id == person_id)
    )
    places = (
        select(
            Course.key,
            CoursePlace.lesson_key,
            none_of(LessonCompletion.completed_at),
            none_of(LessonCompletion.version_id),
            none_of(Attempt.id),
            CoursePlace.section,  # where an attempt has its state
            *(none_of(column) for column in _OF_ATTEMPT[2:]),
        )
        .join(Course, Course.id == CoursePlace.course_id)
        .where(CoursePlace.person_id == person_id)
    )
    plays = (
        select(
            Course.key,
            AS_PLAYED,
            none_of(LessonCompletion.completed_at),
            Conversation.version_id,
            Play.id,
            case((Play.finished_at.is_(None), word(OPEN)), else_=word(SUBMITTED)),
            Play.passed,
            Play.good,
            JUDGED,
            Play.number,
            word(BEST),
        )
        .join(Course, Course.id == Play.course_id)
        .join(Conversation, Conversation.id == Play.conversation_id)
        .where(Play.person_id == person_id)
    )
    return union_all(lessons, attempts, places, plays)


_OF_ATTEMPT = (
    Attempt.id,
    Attempt.state,
    Attempt.passed,
    Attempt.score_numerator,
    Attempt.score_denominator,
    Attempt.number,
    Attempt.grading,
)
"""As `_state_of` takes them."""


def owed_in(standings: Iterable[CourseProgress]) -> list[tuple[str, str, Step, Demand]]:
    """Course, its title, step and demand of all that staff ask of somebody again or besides."""
    return [
        (one.course.key, one.course.title, step, demand)
        for one in standings
        for step, demand in one.owed.items()
    ]


def _state_of(attempts: Sequence[Any]) -> QuizState:
    """Of one quiz, from its attempts in any order."""
    ordered = sorted(attempts, key=lambda one: one[5])
    open_id = next((one[0] for one in ordered if one[1] != SUBMITTED), None)
    handed_in = [one for one in ordered if one[1] == SUBMITTED]
    ended = [one for one in handed_in if one[2] is not None]
    being_read = len(ended) < len(handed_in)
    if not ended:
        return QuizState(open_id, len(handed_in), being_read=being_read)
    scores = [Fraction(numerator or 0, denominator or 1) for _, _, _, numerator, denominator, *_ in ended]
    percent = whole_percent(worth(scores, ended[-1][6]))
    return QuizState(open_id, len(handed_in), percent, any(one[2] for one in ended), being_read)
