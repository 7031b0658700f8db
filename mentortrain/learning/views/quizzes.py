"""A quiz: its start, handing in, and the result."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask import Response, redirect, render_template, url_for

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.learning import actions, queries, rules
from mentortrain.learning.access import course_for, standing_in
from mentortrain.learning.models import Attempt
from mentortrain.learning.views import answers, taking, words
from mentortrain.learning.views.attempts import (
    ATTEMPT,
    attempt_url,
    given_in,
    goes_on_at,
    mine,
    numbers,
    takes_late,
)
from mentortrain.learning.views.blueprint import bp, step_url
from mentortrain.learning.views.languages import begun_in
from mentortrain.learning.views.receipts import receipt_text
from mentortrain.learning.views.rereading import help_before_trying_again
from mentortrain.web import can, me


@bp.get("/<course_key>/quizzes/<quiz_key>")
@can("course.take")
def quiz(course_key: str, quiz_key: str) -> Any:
    return _first_page(course_key, quiz_key)


def _first_page(course_key: str, quiz_key: str) -> str:
    at, open_course = clock.now(), course_for(me(), course_key)
    found = queries.quiz(open_course.version, quiz_key)
    attempts = queries.attempts_of(me().id, open_course.id, quiz_key)
    current = next((attempt for attempt in attempts if attempt.is_open), None)
    over = current is not None and rules.is_late(current.deadline_at, at)
    # An attempt stays with the questions it began with: count those, not today's.
    counts = queries.question_counts({found.id} | {attempt.quiz_id for attempt in attempts})
    questions = counts.get(current.quiz_id if current else found.id, 0)
    answered = queries.answered_count(current.id) if current else 0
    settings = current.quiz.settings if current else found.settings
    ended = [at if attempt.is_open else attempt.submitted_at or at for attempt in attempts]
    return render_template(
        "learning/quiz.html",
        course=open_course.version,
        quiz=found,
        title=words.quiz_title(
            found.title, attempts, current, questions, answered, is_timed=bool(settings.time_limit_minutes)
        ),
        questions=questions,
        needed=rules.points_missing(
            Fraction(), current.pass_percent if current else found.pass_percent, questions
        ),
        current=current,
        begun_in=begun_in(current, open_course.version),
        is_over=over,
        now=at,
        facts=taking.facts(
            found.minutes,
            settings,
            limit=current.deadline_at - current.started_at
            if current and current.deadline_at
            else None
            if current
            else taking.limit(queries.deadline_for(me().id, settings, at), at),
            left=settings.attempts - len(attempts),
        ),
        not_now=None
        if current and not over
        else taking.not_now(rules.may_start(ended, settings, at, being_read=_being_read(attempts)), settings),
        again=help_before_trying_again(open_course.version, attempts, at=at),
        quiz_passed=any(attempt.passed for attempt in attempts),
        earlier=[
            (attempt, words.score(attempt.score, counts.get(attempt.quiz_id, 0)))
            for attempt in attempts
            if not attempt.is_open
        ],
    )


def _being_read(attempts: Sequence[Attempt]) -> bool:
    return any(attempt.is_being_read for attempt in attempts)


@bp.post("/<course_key>/quizzes/<quiz_key>/attempts")
@can("course.take")
def start(course_key: str, quiz_key: str) -> Any:
    person = me()
    open_course = course_for(person, course_key)
    try:
        attempt = actions.start_attempt(
            person_id=person.id,
            course_id=open_course.id,
            quiz=queries.quiz(open_course.version, quiz_key),
            program_id=open_course.program_id,
            at=clock.now(),
        )
    except RuleBroken:
        session.commit()  # an attempt whose time was over is handed in by now, and stays so
        return _first_page(course_key, quiz_key), 422
    session.commit()
    attempt = queries.attempt(person.id, course_key, quiz_key, attempt.id)
    slot = goes_on_at(attempt)
    if slot is None:
        return redirect(attempt_url("review", attempt, course_key))
    return redirect(attempt_url("question", attempt, course_key, slot=slot))


@bp.post(f"{ATTEMPT}/submission")
@can("course.take")
def submit(course_key: str, quiz_key: str, attempt_id: int) -> Any:
    _open_course, attempt = mine(course_key, quiz_key, attempt_id)
    actions.submit_attempt(attempt=attempt, at=clock.now())
    session.commit()
    return redirect(attempt_url("result", attempt, course_key))


@bp.get(f"{ATTEMPT}/result")
@can("course.take")
def result(course_key: str, quiz_key: str, attempt_id: int) -> Any:
    person = me()
    open_course, attempt = mine(course_key, quiz_key, attempt_id)
    if attempt.is_open:
        return redirect(url_for("learning.quiz", course_key=course_key, quiz_key=quiz_key))
    standing = standing_in(person, open_course)
    attempts = queries.attempts_of(person.id, open_course.id, quiz_key)
    settings, scored, given = attempt.quiz.settings, len(attempt.scored), given_in(attempt)
    passed = attempt.passed or quiz_key in standing.passed
    allowed = settings.review == rules.ALWAYS or (settings.review == rules.AFTER_PASSING and passed)
    still_takes = takes_late(attempt)
    shown = allowed and not still_takes
    missing = rules.points_missing(attempt.score, attempt.pass_percent, scored)
    needed = rules.points_missing(Fraction(), attempt.pass_percent, scored)
    ended = [each.submitted_at for each in attempts if each.submitted_at]
    goes_on = any(each.is_open for each in attempts)
    not_now = (
        None if goes_on else rules.may_start(ended, settings, clock.now(), being_read=_being_read(attempts))
    )
    return render_template(
        "learning/result.html",
        course=open_course.version,
        attempt=attempt,
        title=words.result_title(attempt, scored),
        lead=taking.result_lead(attempt, needed=needed, missing=missing, shown=shown),
        not_now=taking.not_now(not_now, settings),
        shown=shown,
        to_open=allowed and still_takes,
        came_late=sum(1 for each in attempt.scored if each.position in attempt.late),
        left=attempt_url("result", attempt, course_key).removesuffix("result"),
        hidden=taking.hidden(settings),
        again=None
        if passed
        else help_before_trying_again(open_course.version, attempts, attempt, at=clock.now()),
        numbers=numbers(attempt),
        reviews=[answers.reviewed(each, given.get(each.position)) for each in attempt.asked] if shown else [],
        after=standing.progress.next,
        after_url=step_url(course_key, standing.progress.next),
    )


@bp.post(f"{ATTEMPT}/result")
@can("course.take")
def open_review(course_key: str, quiz_key: str, attempt_id: int) -> Any:
    """Show what is said to the answers of an attempt whose time ran out. From now on no late answer counts."""
    _open_course, attempt = mine(course_key, quiz_key, attempt_id)
    if not attempt.is_open:
        actions.open_review(attempt, at=clock.now())
        session.commit()
    return redirect(attempt_url("result", attempt, course_key))


@bp.get(f"{ATTEMPT}/receipt")
@can("course.take")
def receipt(course_key: str, quiz_key: str, attempt_id: int) -> Any:
    """A file to keep of an attempt that is handed in."""
    open_course, attempt = mine(course_key, quiz_key, attempt_id)
    if attempt.is_open:
        raise NotThere
    number = queries.version_number(attempt.quiz.version_id)
    text = receipt_text(attempt, name=me().name, course=open_course.version.title, version=number)
    name = f"{course_key}-{quiz_key}-{attempt.number}.txt"
    return Response(
        text,
        mimetype="text/plain",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
