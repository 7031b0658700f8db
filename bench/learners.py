"""Who takes a whole quiz, and a program of a thousand: made in the site's own environment, see `bench.stage`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from mentortrain.db import session
from mentortrain.demo.crowd.people import write_rows
from mentortrain.learning import actions, content, queries
from mentortrain.learning.models import SUBMITTED, Answer, Attempt, Course, LessonCompletion
from mentortrain.people.actions import find_or_create, find_or_create_all
from mentortrain.people.models import Person
from mentortrain.programs.actions import ProgramFacts, enrol, grant_staff, make_program
from mentortrain.programs.models import Participation, Program
from mentortrain.programs.rules import MENTEE, MENTOR, Scope
from mentortrain.readiness import queries as readiness
from mentortrain.readiness.actions import keep

TEN = "ten-questions"
PEOPLE = 1_000
ZONE = "Africa/Nairobi"


def publish_ten(*, at: datetime) -> dict[str, Any]:
    """A quiz of ten questions with no wait between two tries: course, quiz and how many questions."""
    course, faults = content.load(Path(__file__).parent / "course")
    if course is None:
        raise SystemExit(f"the course of the bench has faults: {faults}")
    actions.publish(course, at=at)
    session.flush()
    quiz = queries.version_in_force(TEN).quizzes[0]
    return {"course": TEN, "quiz": quiz.key, "questions": len(quiz.questions)}


def takers(count: int, *, by: Person, at: datetime) -> Sequence[Person]:
    """So many of staff, whose course it is, in a program of their own. They are mentors too, so that what they do
    is judged as that of most people."""
    program = _program("Ten questions", by=by, at=at)
    found = []
    for number in range(count):
        one = find_or_create(
            email=f"taker-{number}@example.org", name=f"Taker {number}", time_zone=ZONE, at=at
        )
        grant_staff(program, one, at=at)
        enrol(program, one, MENTOR, at=at)
        found.append(one)
    return found


def thousand(*, by: Person, at: datetime) -> int:
    """A program with a thousand people, each somewhere in the course: its number."""
    program = _program("A thousand", by=by, at=at)
    people = find_or_create_all(
        [(f"one-{number}@example.org", f"Learner {number}", ZONE) for number in range(PEOPLE)], at=at
    )
    ids = [one.id for one in people.values()]
    write_rows(
        Participation,
        [
            {
                "program_id": program.id,
                "cohort_id": program.first_cohort.id,
                "person_id": person_id,
                "role": MENTEE if number % 5 == 0 else MENTOR,
                "invited_at": at - timedelta(days=14),
                "joined_at": at - timedelta(days=13),
            }
            for number, person_id in enumerate(ids)
        ],
    )
    _learn(program, ids, at=at)
    keep(readiness.standings_in(Scope.whole(program.id), at=at))
    return program.id


def _learn(program: Program, ids: Sequence[int], *, at: datetime) -> None:
    """Nobody has read anything, or one lesson, or all; who has read all has failed or passed the quiz."""
    version = queries.version_in_force("mentoring-basics")
    lessons, quiz = list(version.lessons), version.quizzes[0]
    facts = {"course_id": version.course_id, "program_id": program.id}
    write_rows(
        LessonCompletion,
        [
            {
                **facts,
                "person_id": one,
                "lesson_key": lesson.key,
                "version_id": version.id,
                "completed_at": at,
            }
            for number, one in enumerate(ids)
            for lesson in lessons[: number % (len(lessons) + 1)]
        ],
    )
    write_rows(
        Attempt,
        [
            {
                **facts,
                "person_id": one,
                "quiz_key": quiz.key,
                "quiz_id": quiz.id,
                "number": 1,
                "seed": number,
                "pass_percent": quiz.pass_percent,
                "state": SUBMITTED,
                "started_at": at,
                "submitted_at": at,
                "score_numerator": 1 + number % 2,
                "score_denominator": 2,
                "passed": bool(number % 2),
            }
            for number, one in enumerate(ids)
            if number % (len(lessons) + 1) == len(lessons)
        ],
    )


def _program(name: str, *, by: Person, at: datetime) -> Program:
    day = at.date()
    return make_program(
        ProgramFacts(
            name=name,
            audience="Whoever the bench needs.",
            hours_per_month=2,
            digital_requirements="A browser.",
            opens_on=day - timedelta(days=14),
            pairing_on=day + timedelta(days=20),
            ends_on=day + timedelta(days=200),
            time_zone=ZONE,
        ),
        by=by,
        at=at,
    )


def handed_in() -> int:
    """How many tries of the ten questions are handed in with every answer."""
    answers = select(func.count()).where(Answer.attempt_id == Attempt.id).scalar_subquery()
    whole = select(func.count(Attempt.id)).join(Course, Course.id == Attempt.course_id)
    return session.scalar(whole.where(Course.key == TEN, Attempt.state == SUBMITTED, answers == 10)) or 0
