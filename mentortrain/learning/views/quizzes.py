"""A quiz: its start, its questions one by one, handing in, and the result."""

from __future__ import annotations

import uuid
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.learning import actions, queries, rules
from mentortrain.learning.access import OpenCourse, course_for, standing_in
from mentortrain.learning.forms import AnswerForm
from mentortrain.learning.models import Answer, Attempt, Question
from mentortrain.learning.views import words
from mentortrain.learning.views.blueprint import bp, step_url
from mentortrain.web import can, me
from mentortrain.web.dates import clock_time, short_day, zone_of_reader

# The limit is that of the column: SQLite's driver raises for a larger number instead of finding nothing.
ATTEMPT = "/<course_key>/quizzes/<quiz_key>/attempts/<int:attempt_id>"


@bp.get("/<course_key>/quizzes/<quiz_key>")
@can("course.take")
def quiz(course_key: str, quiz_key: str) -> Any:
    open_course = course_for(me(), course_key)
    found = queries.quiz(open_course.version, quiz_key)
    attempts = queries.attempts_of(me().id, open_course.id, quiz_key)
    current = next((attempt for attempt in attempts if attempt.is_open), None)
    # An attempt stays with the questions it began with: count those, not today's.
    counts = queries.question_counts({found.id} | {attempt.quiz_id for attempt in attempts})
    questions = counts.get(current.quiz_id if current else found.id, 0)
    answered = queries.answered_count(current.id) if current else 0
    return render_template(
        "learning/quiz.html",
        course=open_course.version,
        quiz=found,
        title=words.quiz_title(found.title, attempts, current, questions, answered),
        questions=questions,
        needed=rules.points_missing(
            Fraction(), current.pass_percent if current else found.pass_percent, questions
        ),
        current=current,
        quiz_passed=any(attempt.passed for attempt in attempts),
        earlier=[
            (attempt, words.score(attempt.score, counts.get(attempt.quiz_id, 0)))
            for attempt in attempts
            if not attempt.is_open
        ],
    )


@bp.post("/<course_key>/quizzes/<quiz_key>/attempts")
@can("course.take")
def start(course_key: str, quiz_key: str) -> Any:
    person = me()
    open_course = course_for(person, course_key)
    attempt = actions.start_attempt(
        person_id=person.id,
        course_id=open_course.id,
        quiz=queries.quiz(open_course.version, quiz_key),
        program_id=open_course.program_id,
        at=clock.now(),
    )
    session.commit()
    attempt = queries.attempt(person.id, course_key, quiz_key, attempt.id)
    slot = rules.first_unanswered(len(attempt.quiz.questions), _given(attempt))
    if slot is None:
        return redirect(_url("review", attempt, course_key))
    return redirect(_url("question", attempt, course_key, slot=slot))


@bp.get(f"{ATTEMPT}/<int:slot>")
@can("course.take")
def question(course_key: str, quiz_key: str, attempt_id: int, slot: int) -> Any:
    open_course, attempt = _mine(course_key, quiz_key, attempt_id)
    if not attempt.is_open:
        return redirect(_url("result", attempt, course_key))
    asked, given = _asked(attempt, slot), _given(attempt)
    saved = next((answer for answer in attempt.answers if answer.slot == slot), None)
    order = list(range(len(asked.options)))
    if asked.kind != words.TRUE_FALSE:
        order = rules.shuffled(len(order), attempt.seed, slot)
    return render_template(
        "learning/question.html",
        course=open_course.version,
        attempt=attempt,
        question=asked,
        slot=slot,
        total=len(attempt.quiz.questions),
        options=[(position, words.option(asked, position)) for position in order],
        saved=_saved(saved.saved_at) if saved else "",
        chosen=given[slot].chosen if slot in given else [],
        places=[
            (place, _url("question", attempt, course_key, slot=place), place in given)
            for place in range(1, len(attempt.quiz.questions) + 1)
        ],
        client_uuid=uuid.uuid4(),
    )


@bp.post(f"{ATTEMPT}/<int:slot>")
@can("course.take")
def answer(course_key: str, quiz_key: str, attempt_id: int, slot: int) -> Any:
    """Save what the page sends and go on to the next question, after the last to the review; or go back."""
    held = _held(course_key, quiz_key, attempt_id, slot)
    place: dict[str, Any] = {"course_key": course_key, "quiz_key": quiz_key, "attempt_id": attempt_id}
    try:
        _save(held, at=clock.now())
    except RuleBroken as broken:
        if broken.code != "learning.closed":
            raise
        return redirect(url_for("learning.result", **place))
    session.commit()
    if request.form.get("go") == "previous" and slot > 1:
        return redirect(url_for("learning.question", **place, slot=slot - 1))
    if slot < held.last:
        return redirect(url_for("learning.question", **place, slot=slot + 1))
    return redirect(url_for("learning.review", **place))


@bp.post(f"{ATTEMPT}/<int:slot>/saving")
@can("course.take")
def save(course_key: str, quiz_key: str, attempt_id: int, slot: int) -> Any:
    """The same for the page's script, while somebody is still thinking: JSON, with the words to show."""
    at = clock.now()
    _save(_held(course_key, quiz_key, attempt_id, slot), at=at)
    session.commit()
    return jsonify(saved_at=at.isoformat(), words=_saved(at))


@bp.get(f"{ATTEMPT}/review")
@can("course.take")
def review(course_key: str, quiz_key: str, attempt_id: int) -> Any:
    open_course, attempt = _mine(course_key, quiz_key, attempt_id)
    if not attempt.is_open:
        return redirect(_url("result", attempt, course_key))
    given = _given(attempt)
    rows = [
        (each, words.chosen(each, given[each.position].chosen) if each.position in given else "")
        for each in attempt.quiz.questions
    ]
    unanswered = [each.position for each, said in rows if not said]
    return render_template(
        "learning/review.html",
        course=open_course.version,
        attempt=attempt,
        title=words.review_title(unanswered, len(rows)),
        rows=rows,
        unanswered=unanswered,
    )


@bp.post(f"{ATTEMPT}/submission")
@can("course.take")
def submit(course_key: str, quiz_key: str, attempt_id: int) -> Any:
    _open_course, attempt = _mine(course_key, quiz_key, attempt_id)
    actions.submit_attempt(attempt=attempt, at=clock.now())
    session.commit()
    return redirect(_url("result", attempt, course_key))


@bp.get(f"{ATTEMPT}/result")
@can("course.take")
def result(course_key: str, quiz_key: str, attempt_id: int) -> Any:
    person = me()
    open_course, attempt = _mine(course_key, quiz_key, attempt_id)
    if attempt.is_open:
        return redirect(url_for("learning.quiz", course_key=course_key, quiz_key=quiz_key))
    standing = standing_in(person, open_course)
    questions = attempt.quiz.questions
    return render_template(
        "learning/result.html",
        course=open_course.version,
        attempt=attempt,
        title=words.result_title(attempt, len(questions)),
        missing=rules.points_missing(attempt.score, attempt.pass_percent, len(questions)),
        needed=rules.points_missing(Fraction(), attempt.pass_percent, len(questions)),
        total=len(questions),
        reviews=[words.reviewed(each, _given(attempt).get(each.position)) for each in questions],
        after=standing.progress.next,
        after_url=step_url(course_key, standing.progress.next),
    )


def _mine(course_key: str, quiz_key: str, attempt_id: int) -> tuple[OpenCourse, Attempt]:
    """An attempt of the person who asks, in a course that is still theirs; anybody else's is not there."""
    open_course = course_for(me(), course_key)
    return open_course, queries.attempt(me().id, course_key, quiz_key, attempt_id)


def _held(course_key: str, quiz_key: str, attempt_id: int, slot: int) -> queries.Slot:
    """The same of one slot, to save it: the attempt cannot be handed in until the transaction ends."""
    course_for(me(), course_key)
    return queries.slot_held(me().id, course_key, quiz_key, attempt_id, slot)


def _asked(attempt: Attempt, slot: int) -> Question:
    found = next((each for each in attempt.quiz.questions if each.position == slot), None)
    if found is None:
        raise NotThere
    return found


def _given(attempt: Attempt) -> dict[int, Answer]:
    """The answers in which something is chosen, by slot."""
    return {answer.slot: answer for answer in attempt.answers if answer.chosen}


def _save(slot: queries.Slot, *, at: datetime) -> None:
    form = AnswerForm(request.form)
    if not form.validate():
        abort(400)
    actions.save_answer(
        slot=slot,
        chosen=form.chosen.data or [],
        client_uuid=form.client_uuid.data or "",
        client_seq=form.client_seq.data or 0,
        at=at,
    )


def _saved(saved_at: datetime) -> str:
    """With the day, unless it is today's."""
    zone = ZoneInfo(zone_of_reader())
    time = clock_time(saved_at)
    if saved_at.astimezone(zone).date() != clock.now().astimezone(zone).date():
        time = f"{short_day(saved_at)}, {time}"
    return str(_("Saved %(time)s.", time=time))


def _url(endpoint: str, attempt: Attempt, course_key: str, **more: Any) -> str:
    return url_for(
        f"learning.{endpoint}",
        course_key=course_key,
        quiz_key=attempt.quiz_key,
        attempt_id=attempt.id,
        **more,
    )
