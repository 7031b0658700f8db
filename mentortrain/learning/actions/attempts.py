"""An attempt from its start to its grading. Races are settled by the database."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError

from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.learning import gift, queries, rules
from mentortrain.learning.actions.reading import complete_checked
from mentortrain.learning.models import (
    OPEN,
    SUBMITTED,
    Answer,
    Attempt,
    Question,
    Quiz,
)
from mentortrain.programs import events


def start_attempt(
    *, person_id: int, course_id: int, quiz: Quiz, program_id: int | None, at: datetime
) -> Attempt:
    """The person's open attempt at this quiz, on whatever version it began; else a new one.

    One whose time is over is handed in first. Refused: `learning.waiting` until `opens_at`,
    `learning.none-left` when no more are allowed, `learning.being-read` while staff read one of them.
    """
    mine = (Attempt.person_id == person_id, Attempt.course_id == course_id, Attempt.quiz_key == quiz.key)
    while True:
        attempt = session.scalar(select(Attempt).where(*mine, Attempt.state == OPEN))
        if attempt and not rules.is_late(attempt.deadline_at, at):
            return attempt
        if attempt:
            submit_attempt(attempt=attempt, at=at)
        before = session.execute(
            select(Attempt.number, Attempt.submitted_at, Attempt.passed, Attempt.deadline_at).where(*mine)
        ).all()
        ended = [each for _, each, *_ in before if each]
        # Of those handed in: one that another tab has begun since the look above has no result either.
        being_read = any(passed is None for _, each, passed, _ in before if each)
        refuse(rules.may_start(ended, quiz.settings, at, being_read=being_read), quiz.settings)
        if any(deadline_at for *_, deadline_at in before):
            _close_review(*mine, at=at)
        attempt = _new(quiz, at, person_id=person_id, course_id=course_id, program_id=program_id)
        attempt.number = max((number for number, *_ in before), default=0) + 1
        try:
            with session.begin_nested():
                session.add(attempt)
        except IntegrityError:
            continue  # a second tab was faster: its attempt is there by now
        return attempt


def open_review(attempt: Attempt, *, at: datetime) -> None:
    """Its person looks at what is said to the answers, when the time had run out: what comes later does not count."""
    _close_review(Attempt.id == attempt.id, at=at)


def _close_review(*whose: ColumnElement[bool], at: datetime) -> None:
    session.execute(
        update(Attempt)
        .where(
            *whose,
            Attempt.state == SUBMITTED,
            Attempt.deadline_at.is_not(None),
            Attempt.reviewed_at.is_(None),
        )
        .values(reviewed_at=at)
        .execution_options(synchronize_session=False)
    )


def refuse(not_now: rules.NotNow | None, settings: rules.QuizSettings) -> None:
    """Raise why an attempt cannot begin, if so."""
    if not_now:
        raise RuleBroken(f"learning.{not_now.reason}", opens_at=not_now.opens_at, attempts=settings.attempts)


def _new(quiz: Quiz, at: datetime, *, person_id: int, **of: int | None) -> Attempt:
    """What decides it is settled here: questions, order, pass mark, deadline."""
    settings, seed = quiz.settings, secrets.randbits(31)
    drawn = None
    if settings.draw or settings.shuffle:
        drawn = rules.drawn([question.category for question in quiz.questions], settings, seed)
    return Attempt(
        person_id=person_id,
        quiz_key=quiz.key,
        quiz_id=quiz.id,
        seed=seed,
        drawn=drawn,
        pass_percent=quiz.pass_percent,
        grading=settings.grading,
        deadline_at=queries.deadline_for(person_id, settings, at),
        state=OPEN,
        started_at=at,
        **of,
    )


def submit_attempt(*, attempt: Attempt, at: datetime) -> bool:
    """Hand in and grade what is saved on the server; False if that had been done: the result stands."""
    closed = session.scalar(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.state == OPEN)
        .values(state=SUBMITTED, submitted_at=at)
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(attempt)
    if closed is None:
        return False
    session.expire(attempt, ["answers"])
    keep_result(attempt, at=at)
    return True


def keep_result(attempt: Attempt, *, at: datetime) -> None:
    """Grade an attempt that is handed in by all that is known of it now, and let count what it decides.

    What is passed stays passed, and late answers that count never make it worse.
    """
    is_read = queries.has_readers(attempt)
    result = _outcome(attempt, attempt.counting, is_read=is_read)
    if attempt.late_counted:
        result = rules.better(result, _outcome(attempt, attempt.in_time, is_read=False))
    attempt.score_numerator, attempt.score_denominator = result.score.numerator, result.score.denominator
    attempt.passed, attempt.unread = attempt.passed or result.passed, result.unread
    session.flush()
    if attempt.passed:
        complete_checked(attempt=attempt, at=at)
    events.record_training([attempt.person_id], at)


def _outcome(attempt: Attempt, answers: Mapping[int, Answer], *, is_read: bool) -> rules.Outcome:
    """What these answers are worth. An essay without a mark waits for one, where somebody `is_read`ing it is there;
    else it is left out."""
    grades = [_grade(question, answers.get(question.position)) for question in attempt.scored]
    known = [grade for grade in grades if grade is not None]
    return rules.outcome(known, len(grades) - len(known) if is_read else 0, attempt.pass_percent)


def _grade(question: Question, answer: Answer | None) -> Fraction | None:
    """None: somebody has to read it first."""
    if answer is None or not answer.is_given:
        return Fraction()
    if question.kind == gift.ESSAY:
        return None if answer.mark is None else Fraction(answer.mark, 100)
    return question.grade(answer.chosen, answer.response)


def close_overdue(attempt_id: int, *, at: datetime) -> bool:
    """Hand in an attempt whose time is over with what is saved; False if it is handed in, or was given more time."""
    attempt = session.scalars(
        select(Attempt)
        .where(Attempt.id == attempt_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if attempt is None or not rules.is_late(attempt.deadline_at, at):
        return False
    return submit_attempt(attempt=attempt, at=at)


def drop_open_attempts(person_id: int) -> None:
    """Somebody is erased: what was never handed in goes, with its answers."""
    session.execute(
        delete(Attempt)
        .where(Attempt.person_id == person_id, Attempt.state == OPEN)
        .execution_options(synchronize_session=False)
    )
