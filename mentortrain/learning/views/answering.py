"""The questions of an open attempt one by one, saved as they are answered, and looked over at the end."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.learning import actions, gift, queries, rules
from mentortrain.learning.access import OpenCourse, course_for
from mentortrain.learning.forms import AnswerForm
from mentortrain.learning.models import Attempt
from mentortrain.learning.views import answers, words
from mentortrain.learning.views.attempts import (
    ATTEMPT,
    asked_in,
    attempt_url,
    given_in,
    mine,
    mine_to_read,
    numbers,
)
from mentortrain.learning.views.blueprint import bp
from mentortrain.learning.views.saving import given_at, saved_in_words
from mentortrain.web import can, me
from mentortrain.web.errors import in_words


@bp.get(f"{ATTEMPT}/<int:slot>")
@can("course.take")
def question(course_key: str, quiz_key: str, attempt_id: int, slot: int) -> Any:
    open_course, attempt = mine_to_read(course_key, quiz_key, attempt_id)
    if not attempt.is_open:
        return redirect(attempt_url("result", attempt, course_key))
    return _page(open_course, attempt, slot)


def _page(open_course: OpenCourse, attempt: Attempt, slot: int, *, error: str = "") -> str:
    """The page of one question; with an `error`, what was typed stands beside it."""
    asked, given, slots = asked_in(attempt, slot), given_in(attempt), attempt.slots
    course_key, number_of, is_matching = (
        open_course.version.key,
        numbers(attempt),
        asked.kind == gift.MATCHING,
    )
    saved = attempt.late.get(slot) or attempt.counting.get(slot)
    chosen = saved.chosen if saved else []
    order = list(range(len(asked.options)))
    if asked.kind != gift.TRUE_FALSE:
        order = rules.shuffled(len(order), attempt.seed, slot)
    settings = attempt.quiz.settings
    return render_template(
        "learning/question.html",
        course=open_course.version,
        attempt=attempt,
        question=asked,
        slot=slot,
        place=slots.index(slot) + 1,
        total=len(slots),
        numbers=number_of,
        options=[(position, answers.option(asked, position)) for position in order],
        pairs=answers.pairs(asked, chosen) if is_matching else [],
        matches=answers.to_pair_with(asked, attempt.seed, slot) if is_matching else [],
        longest=actions.LONGEST.get(asked.kind, 0),
        saved=saved_in_words(
            saved.saved_at, rules.LATE if saved.is_late else rules.IN_TIME, counts=asked.is_scored
        )
        if saved
        else "",
        chosen=chosen,
        response=request.form.get("response", "") if error else saved.response if saved else "",
        error=error,
        places=[
            (
                number_of.get(each),
                attempt_url("question", attempt, course_key, slot=each),
                each in given,
                each == slot,
            )
            for each in slots
        ],
        client_uuid=uuid.uuid4(),
        left=attempt_url("review", attempt, course_key).removesuffix("review"),
        checks=settings.feedback == rules.IMMEDIATE,
        checked=answers.reviewed(asked, saved) if saved and saved.checked_at else None,
        after_url=_after(attempt, course_key, slot),
        now=clock.now(),
        is_over=rules.is_late(attempt.deadline_at, clock.now()),
    )


def _after(attempt: Attempt, course_key: str, slot: int) -> str:
    """Where to go on from a question: the next one, after the last the review."""
    after = attempt.slots[attempt.slots.index(slot) + 1 :]
    if after:
        return attempt_url("question", attempt, course_key, slot=after[0])
    return attempt_url("review", attempt, course_key)


@bp.post(f"{ATTEMPT}/<int:slot>")
@can("course.take")
def answer(course_key: str, quiz_key: str, attempt_id: int, slot: int) -> Any:
    """Save what the page sends and go on to the next question, after the last to the review; or go back.

    Or judge it and show the same question again, where the quiz gives its feedback at once.
    """
    held = _held(course_key, quiz_key, attempt_id, slot)
    place: dict[str, Any] = {"course_key": course_key, "quiz_key": quiz_key, "attempt_id": attempt_id}
    at, go = clock.now(), request.form.get("go")
    try:
        kept = _save(held, at=at)
        if go == "check":
            actions.check_answer(slot=held, at=at)
    except RuleBroken as broken:
        if broken.code == "learning.checked":
            return redirect(url_for("learning.question", **place, slot=slot))
        if broken.code in ("learning.long", "learning.nothing", "learning.number"):
            open_course, attempt = mine(course_key, quiz_key, attempt_id)
            return _page(open_course, attempt, slot, error=in_words(broken)), 422
        if broken.code != "learning.closed":
            raise
        return redirect(url_for("learning.result", **place))
    session.commit()
    if kept == rules.AFTER_REVIEW:
        flash(saved_in_words(at, kept), "sun")
    to = {"previous": held.before or slot, "check": slot}.get(go or "", held.after)
    if to is None:
        return redirect(url_for("learning.review", **place))
    return redirect(url_for("learning.question", **place, slot=to))


@bp.post(f"{ATTEMPT}/<int:slot>/saving")
@can("course.take")
def save(course_key: str, quiz_key: str, attempt_id: int, slot: int) -> Any:
    """The same for the page's script, while somebody is still thinking: JSON, with the words to show."""
    at = clock.now()
    held = _held(course_key, quiz_key, attempt_id, slot)
    kept = _save(held, at=at)
    session.commit()
    words = saved_in_words(at, kept, counts=held.settings.counts(held.kind))
    stands = kept in (rules.IN_TIME, rules.LATE)
    return jsonify(saved_at=at.isoformat(), words=words, late=kept != rules.IN_TIME, stands=stands)


@bp.get(f"{ATTEMPT}/review")
@can("course.take")
def review(course_key: str, quiz_key: str, attempt_id: int) -> Any:
    open_course, attempt = mine_to_read(course_key, quiz_key, attempt_id)
    if not attempt.is_open:
        return redirect(attempt_url("result", attempt, course_key))
    given = given_in(attempt)
    number_of = numbers(attempt)
    rows = [
        (
            number_of[each.position],
            each,
            answers.said(each, given[each.position]) if each.position in given else "",
        )
        for each in attempt.asked
        if each.position in number_of
    ]
    unanswered = [(place, each.position) for place, each, said in rows if not said]
    return render_template(
        "learning/review.html",
        course=open_course.version,
        attempt=attempt,
        title=words.review_title([place for place, _slot in unanswered], len(rows)),
        rows=rows,
        unanswered=unanswered,
        now=clock.now(),
        is_over=rules.is_late(attempt.deadline_at, clock.now()),
    )


def _held(course_key: str, quiz_key: str, attempt_id: int, slot: int) -> queries.Slot:
    """The same of one slot, to save it: the attempt cannot be handed in until the transaction ends."""
    course_for(me(), course_key)
    return queries.slot_held(me().id, course_key, quiz_key, attempt_id, slot)


def _save(slot: queries.Slot, *, at: datetime) -> str:
    """What became of it."""
    form = AnswerForm(request.form)
    if not form.validate():
        abort(400)
    return actions.save_answer(
        slot=slot,
        chosen=form.chosen.data or [],
        response=form.response.data or "",
        client_uuid=form.client_uuid.data or "",
        client_seq=form.client_seq.data or 0,
        given_at=given_at(form.given_ago.data, at),
        at=at,
    )
