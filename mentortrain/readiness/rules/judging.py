"""Ready to be paired, or not yet because: pure.

The defaults follow MENTOR's Elements of Effective Practice (training before the match, live and on one's own) and
Insala (training correlates with success); the evidence for single numbers is thin, so a rubric is data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from mentortrain.learning.rules import CONVERSATION, LESSON, QUIZ, Step, place_named
from mentortrain.readiness.rules.values import (
    LESSONS,
    LIVE_SESSION,
    PRACTICE,
    QUIZZES,
    CourseFacts,
    Facts,
    Move,
    Outcome,
    Readiness,
    Requirement,
    Rubric,
    State,
)
from mentortrain.webinars.rules import WHICHEVER, Coming


def assess(rubric: Rubric, facts: Facts, at: datetime) -> Readiness:
    """Each requirement's state, whose move it is, what is left, and when it can be met at the earliest."""
    judges = {LESSONS: _lessons, QUIZZES: _quizzes, PRACTICE: _practice, LIVE_SESSION: _live_session}
    judged = tuple(judges[requirement.kind](requirement, facts) for requirement in rubric.requirements)
    return in_time(
        Readiness(rubric.version, judged),
        at,
        registered_for=facts.registered_for,
        next_open=facts.next_open,
    )


def in_time(readiness: Readiness, at: datetime, *, registered_for: Coming, next_open: Coming) -> Readiness:
    """With what the clock and the sessions to come say of all that is missing; the two as in `Facts`.

    Nothing else in a readiness changes while nobody does anything: so it can be kept.
    """
    return Readiness(
        readiness.rubric_version,
        tuple(_outcome_in_time(one, at, registered_for, next_open) for one in readiness.outcomes),
    )


def _outcome_in_time(outcome: Outcome, at: datetime, registered_for: Coming, next_open: Coming) -> Outcome:
    if outcome.is_met:
        return outcome
    if outcome.requirement.kind == LIVE_SESSION:
        move, earliest = _session_in_time(
            registered_for.get(outcome.requirement.course), next_open.get(outcome.requirement.course)
        )
        return replace(outcome, move=move, earliest=earliest)
    return replace(outcome, earliest=at) if outcome.move is Move.PERSON else outcome


def _session_in_time(
    registered_for: datetime | None, next_open: datetime | None
) -> tuple[Move, datetime | None]:
    if registered_for is not None:
        return Move.TIME, registered_for
    if next_open is not None:
        return Move.PERSON, next_open
    return Move.STAFF, None


def _lessons(requirement: Requirement, facts: Facts) -> Outcome:
    course = facts.courses.get(requirement.course)
    if course is None:
        return _not_offered(requirement)
    done = [lesson for lesson in course.lessons if lesson.key in course.completed]
    return _of_course(
        requirement, course, done, course.lessons, evidence=tuple(lesson.key for lesson in done)
    )


def _quizzes(requirement: Requirement, facts: Facts) -> Outcome:
    course = facts.courses.get(requirement.course)
    if course is None:
        return _not_offered(requirement)
    done = [quiz for quiz in course.quizzes if quiz.key in course.passed]
    return _of_course(
        requirement,
        course,
        done,
        course.quizzes,
        evidence=tuple(f"{quiz.key}: {course.passed[quiz.key]} %" for quiz in done),
    )


def _practice(requirement: Requirement, facts: Facts) -> Outcome:
    """Conversations passed, whichever: also one that has left the course since. Nobody is asked for more than
    there are."""
    course = facts.courses.get(requirement.course)
    if course is None:
        return _not_offered(requirement)
    passed = sorted(key for kind, key in map(place_named, course.passed) if kind == CONVERSATION)
    left = [step for step in course.offered.conversations if step.key not in passed]
    total = min(requirement.count, len(passed) + len(left))
    done = min(len(passed), total)
    met = done == total
    return Outcome(
        requirement,
        State.MET if met else State.MISSING,
        done=done,
        total=total,
        move=Move.NOBODY if met else Move.PERSON,
        minutes_left=sum(step.minutes for step in left[: total - done]),
        title=course.title,
        evidence=tuple(passed),
    )


def _of_course(
    requirement: Requirement,
    course: CourseFacts,
    done: list[Step],
    steps: tuple[Step, ...],
    *,
    evidence: tuple[str, ...],
) -> Outcome:
    met = len(done) == len(steps)
    return Outcome(
        requirement,
        State.MET if met else State.MISSING,
        done=len(done),
        total=len(steps),
        move=Move.NOBODY if met else Move.PERSON,
        minutes_left=sum(step.minutes for step in steps if step not in done),
        title=course.title,
        evidence=evidence,
    )


def _not_offered(requirement: Requirement) -> Outcome:
    """The rubric names a course that is not published: only staff can mend that."""
    return Outcome(requirement, State.MISSING, done=0, total=1, move=Move.STAFF, title=requirement.course)


def _live_session(requirement: Requirement, facts: Facts) -> Outcome:
    """Sessions attended: whichever, or about a course. One about a course is also one of whichever. Who was at
    two times of one session was at one."""
    about = requirement.course
    evidence = tuple(str(one.webinar_id) for one in facts.counting if about in (WHICHEVER, one.course))
    course = facts.courses.get(about)
    done = min(len(evidence), requirement.count)
    met = done == requirement.count
    return Outcome(
        requirement,
        State.MET if met else State.MISSING,
        done,
        requirement.count,
        Move.NOBODY if met else Move.STAFF,
        title=course.title if course else about,
        evidence=evidence,
    )


def whose_move(missing: Iterable[Outcome]) -> Move:
    """The person's if anything is theirs; else staff's, else only time has to pass."""
    moves = {outcome.move for outcome in missing}
    for move in (Move.PERSON, Move.STAFF, Move.TIME):
        if move in moves:
            return move
    return Move.NOBODY


def evidence_holds(evidence: list[dict[str, Any]], facts: Facts) -> bool:
    """Whether the facts behind a declaration still stand.

    A course that changed since takes nothing away, unless staff ask something of it again or besides; a session
    that staff marked by mistake does.
    """
    attended = {str(session.webinar_id) for session in facts.attended}
    return not any(
        not attended.issuperset(entry["evidence"])
        if entry["kind"] == LIVE_SESSION
        else _is_owed(entry["kind"], facts.courses.get(entry["course"]))
        for entry in evidence
    )


def _is_owed(requirement: str, course: CourseFacts | None) -> bool:
    asked = {LESSONS: LESSON, QUIZZES: QUIZ}.get(requirement)
    return course is not None and any(kind == asked for kind, _key in course.owed)
