"""Lessons read, quizzes answered and conversations played, each person's in their first program."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from sqlalchemy import insert

from mentortrain.db import session
from mentortrain.demo.crowd.people import Group, days, write_rows
from mentortrain.demo.crowd.plan import PROGRAMS, TRAINING, Member
from mentortrain.demo.crowd.playing import write_plays
from mentortrain.learning import queries, rules
from mentortrain.learning.models import (
    OPEN,
    SUBMITTED,
    Answer,
    Attempt,
    CourseVersion,
    LessonCompletion,
    Question,
    Quiz,
)

MOST_ATTEMPTS = 4


@dataclass(frozen=True)
class Try:
    """One attempt before it is written: right or not for each question; None where it is not answered yet."""

    right: tuple[bool | None, ...]
    begun: datetime

    @property
    def is_open(self) -> bool:
        return None in self.right


def write(group: Group, *, at: datetime) -> None:
    """Every shipped course that is asked of somebody's role."""
    for course in queries.current_courses().values():
        if course.program_id is None:
            _write_course(group, queries.version_in_force(course.key), at=at)


def _write_course(group: Group, version: CourseVersion, *, at: datetime) -> None:
    chance = group.plan.chance(f"learning {version.course.key}")
    lessons: list[dict[str, Any]] = []
    tries: list[tuple[Quiz, Member, Sequence[Try]]] = []
    readers: list[tuple[Member, datetime]] = []
    for one in group.plan.members:
        if not one.joins or not set(version.roles) & set(one.roles.values()):
            continue
        done, moment = _lessons(one, version, chance, at=at)
        for key, completed_at in done:
            lessons.append(
                {
                    "person_id": group.ids[one.address],
                    "course_id": version.course_id,
                    "lesson_key": key,
                    "version_id": version.id,
                    "program_id": group.programs[one.first].id,
                    "completed_at": completed_at,
                }
            )
        if done:
            readers.append((one, moment))
        if len(done) == len(version.lessons):
            for quiz in version.quizzes:
                tries.append((quiz, one, _tries(one, quiz, chance, moment, at=at)))
    write_rows(LessonCompletion, lessons)
    _write_attempts(group, version, tries, chance)
    write_plays(group, version, readers, group.plan.chance(f"playing {version.course.key}"), at=at)


def _lessons(
    one: Member, version: CourseVersion, chance: Random, *, at: datetime
) -> tuple[list[tuple[str, datetime]], datetime]:
    """(key, when) of the lessons read, and the moment after the last."""
    share = 1.0 if one.diligence > 0.6 else one.diligence + 0.1
    count = round(share * len(version.lessons))
    moment, done = at + days(PROGRAMS[one.first].opens + chance.uniform(0, 6)), []
    for each in list(version.lessons)[:count]:
        moment = min(moment + days(chance.uniform(0.01, 3)), at - timedelta(hours=2))
        done.append((each.key, moment))
    return done, moment


def _tries(one: Member, quiz: Quiz, chance: Random, moment: datetime, *, at: datetime) -> list[Try]:
    """Attempts until one passes, or they give up; of those in training some have one open."""
    questions = len(quiz.questions)
    tries: list[Try] = []
    while len(tries) < MOST_ATTEMPTS and chance.random() < 0.5 + one.diligence / 2:
        moment = min(moment + days(chance.uniform(0.01, 2)), at - timedelta(hours=1))
        knows = min(1.0, 0.55 + one.diligence * 0.4 + 0.1 * len(tries))
        right: list[bool | None] = [chance.random() < knows for _ in range(questions)]
        if one.first == TRAINING and chance.random() < 0.15:
            answered = chance.randrange(questions)
            right[answered:] = [None] * (questions - answered)
        tries.append(Try(tuple(right), moment))
        if tries[-1].is_open or rules.has_passed(
            Fraction(sum(map(bool, right)), questions), quiz.pass_percent
        ):
            break
    return tries


def _write_attempts(
    group: Group,
    version: CourseVersion,
    tries: Sequence[tuple[Quiz, Member, Sequence[Try]]],
    chance: Random,
) -> None:
    planned = [
        (_attempt(group, version, quiz, one, number, each, chance), quiz, each)
        for quiz, one, several in tries
        for number, each in enumerate(several, start=1)
    ]
    if not planned:
        return
    statement = insert(Attempt).returning(Attempt.id, sort_by_parameter_order=True)
    ids = session.scalars(statement, [row for row, _, _ in planned]).all()
    write_rows(
        Answer,
        [
            answer
            for attempt_id, (_, quiz, each) in zip(ids, planned, strict=True)
            for answer in _answers(attempt_id, quiz, each, chance)
        ],
    )


def _attempt(
    group: Group, version: CourseVersion, quiz: Quiz, one: Member, number: int, each: Try, chance: Random
) -> dict[str, Any]:
    grades = [
        rules.grade_question(question.kind, question.weights, _chosen(question, right=bool(right)))
        for question, right in zip(quiz.questions, each.right, strict=True)
    ]
    score = Fraction() if each.is_open else rules.quiz_score(grades)
    return {
        "person_id": group.ids[one.address],
        "course_id": version.course_id,
        "quiz_key": quiz.key,
        "quiz_id": quiz.id,
        "program_id": group.programs[one.first].id,
        "number": number,
        "seed": chance.getrandbits(31),
        "pass_percent": quiz.pass_percent,
        "state": OPEN if each.is_open else SUBMITTED,
        "started_at": each.begun,
        "submitted_at": None if each.is_open else each.begun + timedelta(minutes=len(each.right)),
        "score_numerator": None if each.is_open else score.numerator,
        "score_denominator": None if each.is_open else score.denominator,
        "passed": None if each.is_open else rules.has_passed(score, quiz.pass_percent),
    }


def _answers(attempt_id: int, quiz: Quiz, each: Try, chance: Random) -> list[dict[str, Any]]:
    page = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    return [
        {
            "attempt_id": attempt_id,
            "slot": question.position,
            "chosen": _chosen(question, right=right),
            "client_uuid": page,
            "client_seq": question.position,
            "saved_at": each.begun + timedelta(seconds=40 * question.position),
        }
        for question, right in zip(quiz.questions, each.right, strict=True)
        if right is not None
    ]


def _chosen(question: Question, *, right: bool) -> list[int]:
    """Every option that adds to the mark, or one that does not."""
    good = [position for position, weight in enumerate(question.weights) if weight > 0]
    bad = [position for position, weight in enumerate(question.weights) if weight <= 0]
    return good if right else bad[:1]
