"""The facts that readiness asks for: what people completed and passed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from mentortrain.learning.models import (
    FINISHED,
    SUBMITTED,
    Attempt,
    Conversation,
    Course,
    LessonCompletion,
    Play,
    Quiz,
)
from mentortrain.learning.queries.columns import AS_PLAYED, JUDGED, none_of
from mentortrain.learning.queries.courses import CourseOutline, InForce, outlines, versions_in_force
from mentortrain.learning.queries.demands import demand_in, demands_to
from mentortrain.learning.queries.tracks import NO_ENTRY, Chosen, chosen_for, chosen_in
from mentortrain.learning.rules import LESSON, Deed, Demand, place_named, whole_percent
from mentortrain.prepared import prepared
from mentortrain.readahead import Ahead


@dataclass(frozen=True)
class LearningFacts:
    """What one person has done, by course key: lessons completed; best percent of what was passed."""

    completed: dict[str, set[str]] = field(default_factory=dict)
    passed: dict[str, dict[str, int]] = field(default_factory=dict)
    being_read: dict[str, set[str]] = field(default_factory=dict)
    """Quizzes handed in whose essays staff have to read before they are passed or not."""
    deeds: dict[str, set[Deed]] = field(default_factory=dict)
    """The same with the versions in which it was done."""


def facts_for(person_ids: Collection[int]) -> dict[int, LearningFacts]:
    """What each of these people has done, for readiness. One statement for a whole program."""
    found = {person_id: LearningFacts() for person_id in person_ids}
    for person_id, *done in _done_by(person_ids=list(found)):
        _add_to(found[person_id], *done)
    return found


def courses_and_facts_asked(person_id: int) -> Ahead:
    """What `courses_and_facts` asks, for `read_ahead`."""
    return partial(_courses_and_done, person_id=person_id)


def courses_and_facts(
    person_id: int,
) -> tuple[dict[str, CourseOutline], LearningFacts, list[Chosen], list[Demand]]:
    """`courses_and_chosen` and `facts_for` of one person, in one statement: for Home."""
    facts, in_force, chosen, demands = LearningFacts(), [], [], []
    for row in courses_and_facts_asked(person_id)():
        version_id, digest, course_key, program_id, course_id, *done = row[:9]
        entry = row[9:]
        if version_id is None and digest is not None:
            demands.append(demand_in(course_key, program_id, course_id, digest, entry))
        elif entry[0] is not None:
            chosen.append(chosen_in(course_key, program_id, course_id, entry))
        elif version_id is None:
            _add_to(facts, course_key, *done)
        else:
            in_force.append((course_id, InForce(version_id, digest, course_key, program_id)))
    return outlines([one for _, one in sorted(in_force)]), facts, chosen, demands


def _add_to(
    facts: LearningFacts,
    course_key: str,
    key: str,
    numerator: int | None,
    denominator: int | None,
    version_id: int,
) -> None:
    if numerator == _BEING_READ:
        facts.being_read.setdefault(course_key, set()).add(key)
        return
    place = (LESSON, key) if denominator is None else place_named(key)
    deeds = facts.deeds.setdefault(course_key, set())
    deeds.add((*place, version_id))
    if denominator is None:
        if numerator is not None:
            deeds.add((*place, numerator))
        facts.completed.setdefault(course_key, set()).add(key)
    else:
        best = facts.passed.setdefault(course_key, {})
        best[key] = max(whole_percent(Fraction(numerator or 0, denominator)), best.get(key, 0))


@prepared
def _courses_and_done(person_id: Any) -> CompoundSelect[*tuple[Any, ...]]:
    # What a version has not stands as NULL in its rows, and the other way round.
    text, number = cast(null(), String), cast(null(), Integer)
    in_force = versions_in_force(
        Course.id,
        text.label("done"),
        number.label("numerator"),
        number.label("denominator"),
        number.label("done_in"),
        *NO_ENTRY,
    )
    before = (number, text, Course.key, number, number)
    done = _done_and_passed(
        (before, LessonCompletion.person_id == person_id),
        (before, Attempt.person_id == person_id),
        (before, Play.person_id == person_id),
    )
    nothing = text, number, number, number
    asked = *chosen_for(person_id, *nothing), demands_to(person_id, *nothing)
    return union_all(in_force, *(one.add_columns(*NO_ENTRY) for one in done), *asked)


@prepared
def _done_by(person_ids: Any) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(
        *_done_and_passed(
            ((LessonCompletion.person_id, Course.key), LessonCompletion.person_id.in_(person_ids)),
            ((Attempt.person_id, Course.key), Attempt.person_id.in_(person_ids)),
            ((Play.person_id, Course.key), Play.person_id.in_(person_ids)),
        )
    )


_BEING_READ = -1
"""In place of a score, which is never below 0, of an attempt that staff are reading."""

Asked = tuple[Sequence[Any], Any]
"""Columns that stand before what was done, and whose it is."""


def _done_and_passed(lesson: Asked, quiz: Asked, play: Asked) -> tuple[Select[*tuple[Any, ...]], ...]:
    """Lessons somebody completed, quizzes and conversations they passed.

    Columns before, the key, the score, the version in which it was done. A lesson has no score, but the version in
    which it was taken again.
    """
    lessons = (
        select(
            *lesson[0],
            LessonCompletion.lesson_key,
            LessonCompletion.again_in,  # where a quiz has its score
            none_of(Attempt.score_denominator),
            LessonCompletion.version_id,
        )
        .select_from(LessonCompletion)
        .join(Course, Course.id == LessonCompletion.course_id)
        .where(lesson[1])
    )
    passed = (
        select(
            *quiz[0],
            Attempt.quiz_key,
            case((Attempt.passed.is_(True), Attempt.score_numerator), else_=literal_column(str(_BEING_READ))),
            func.coalesce(Attempt.score_denominator, 1),
            Quiz.version_id,
        )
        .select_from(Attempt)
        .join(Course, Course.id == Attempt.course_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(
            quiz[1],
            Attempt.state == SUBMITTED,
            or_(Attempt.passed.is_(True), and_(Attempt.passed.is_(None), Attempt.unread > 0)),
        )
    )
    played = (
        select(*play[0], AS_PLAYED, Play.good, JUDGED, Conversation.version_id)
        .select_from(Play)
        .join(Course, Course.id == Play.course_id)
        .join(Conversation, Conversation.id == Play.conversation_id)
        .where(play[1], Play.state == FINISHED, Play.passed.is_(True))
    )
    return lessons, passed, played
