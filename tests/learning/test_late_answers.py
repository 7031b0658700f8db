"""Answers that come late or from two devices: what still counts, what is kept beside, and what staff see of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import jobs
from mentortrain.learning.models import Answer, AnswerSetAside, Attempt
from tests.conftest import Visitor
from tests.learning import makers
from tests.learning.test_essays import mark, quizzes_of
from tests.learning.test_quizzes import said, say, start
from tests.learning.test_taking import published

pytestmark = pytest.mark.either  # pages and words, not the database

MINUTE = timedelta(minutes=1)
JSON = {"Accept": "application/json"}
PHONE, LAPTOP = "1" * 8 + "-0000-4000-8000-" + "0" * 12, "2" * 8 + "-0000-4000-8000-" + "0" * 12


@pytest.fixture
def limited(app: Flask, at: Any) -> None:
    """Twenty minutes for two questions; the first option is right."""
    published(app, at, makers.single("who"), makers.single("why"), time_limit_minutes=20)


def run_out(app: Flask, visitor: Visitor, at: Any) -> str:
    """An attempt without answers, closed by the site; its address."""
    attempt = start(visitor)
    with app.app_context():
        assert jobs.close_overdue(at + 21 * MINUTE)
    return attempt


def save(visitor: Visitor, attempt: str, slot: int, *, ago: timedelta | None = None, **more: Any) -> Any:
    form = said(**more)
    if ago is not None:
        form["given_ago"] = int(ago.total_seconds() * 1000)
    return visitor.post(f"{attempt}/{slot}/saving", form, headers=JSON)


def kept(app: Flask) -> tuple[list[Any], list[Any]]:
    """(what stands, what is set aside), each as (slot, chosen) and why."""
    with app.app_context():
        stands = session.execute(select(Answer.slot, Answer.chosen).order_by(Answer.id))
        aside = session.execute(
            select(AnswerSetAside.slot, AnswerSetAside.chosen, AnswerSetAside.why).order_by(AnswerSetAside.id)
        )
        return [tuple(row) for row in stands], [tuple(row) for row in aside]


def test_nothing_is_said_to_the_answers_while_late_ones_may_come(
    limited: None, app: Flask, amina: Visitor, at: Any
):
    attempt = run_out(app, amina, at)
    with clock.held_at(at + 30 * MINUTE):
        page = amina.get(f"{attempt}/result").text
        assert "In general about who." not in page and "About option" not in page
        assert "Show what is said to my answers" in page
        assert save(amina, attempt, 1, chosen=[0]).json["stands"] is True
        assert amina.post(f"{attempt}/result").location == f"{attempt}/result"
        assert "In general about who." in amina.get(f"{attempt}/result").text


def test_what_comes_after_the_review_was_opened_is_kept_and_does_not_count(
    limited: None, app: Flask, amina: Visitor, chandra: Visitor, program: Any, at: Any
):
    attempt = run_out(app, amina, at)
    with clock.held_at(at + 30 * MINUTE):
        save(amina, attempt, 1, chosen=[1])
        amina.post(f"{attempt}/result")
        late = save(amina, attempt, 1, seq=1, chosen=[0])
        assert (late.status_code, late.json["stands"]) == (200, False)
        assert late.json["words"] == (
            "Kept 12:30, but it does not count: what is said to the answers was open before. "
            "Staff of your program see it."
        )
        assert kept(app) == ([(1, [1])], [(1, [0], "after-review")])
        without_script = say(amina, attempt, 2, [0])
        assert without_script.status_code == 302
        assert "it does not count" in amina.get(f"{attempt}/result").text
        page = chandra.get(f"{quizzes_of(app, program, amina)}/quizzes").text
    assert "2 more answers are kept and do not count" in page
    assert "came after the review was opened: who option 0" in page


def test_another_try_closes_the_review_of_the_one_before(limited: None, app: Flask, amina: Visitor, at: Any):
    attempt = run_out(app, amina, at)
    with clock.held_at(at + 40 * MINUTE):
        start(amina)
        assert save(amina, attempt, 1, chosen=[0]).json["stands"] is False


def test_an_answer_that_was_judged_at_once_cannot_come_again(app: Flask, amina: Visitor, at: Any):
    published(app, at, makers.single("who"), feedback="immediate", time_limit_minutes=20)
    attempt = start(amina)
    amina.post(f"{attempt}/1", said(chosen=[1]) | {"go": "check"})
    with clock.held_at(at + 30 * MINUTE):
        assert save(amina, attempt, 1, seq=1, chosen=[0]).json["stands"] is False
    assert kept(app) == ([(1, [1])], [(1, [0], "after-review")])


def test_of_two_devices_the_newer_answer_stands(
    limited: None, app: Flask, amina: Visitor, chandra: Visitor, program: Any, at: Any
):
    attempt = start(amina)
    with clock.held_at(at + 5 * MINUTE):
        assert save(amina, attempt, 1, page=LAPTOP, chosen=[0], ago=timedelta(0)).json["stands"] is True
    with clock.held_at(at + 10 * MINUTE):
        old = save(amina, attempt, 1, page=PHONE, seq=9, chosen=[1], ago=8 * MINUTE)
        assert (old.status_code, old.json["stands"]) == (200, False)
        assert old.json["words"].startswith("Kept, but a newer answer of yours to this question stands.")
        again = save(amina, attempt, 1, page=PHONE, seq=9, chosen=[1], ago=8 * MINUTE)
        assert again.status_code == 200
        assert kept(app) == ([(1, [0])], [(1, [1], "older")])
        assert save(amina, attempt, 1, page=PHONE, seq=10, chosen=[1], ago=MINUTE).json["stands"] is True
    assert kept(app)[0] == [(1, [1])]
    page = chandra.get(f"{quizzes_of(app, program, amina)}/quizzes").text
    assert "a newer answer stood: who option 1" in page


@pytest.mark.parametrize("ago", ["-1", "soon", str(2**60)])
def test_a_time_that_makes_no_sense_is_refused(limited: None, amina: Visitor, ago: str):
    attempt = start(amina)
    form = said(chosen=[0]) | {"given_ago": ago}
    assert amina.post(f"{attempt}/1/saving", form, headers=JSON).status_code == 400


def test_a_clock_that_is_years_off_loses_nothing(limited: None, app: Flask, amina: Visitor):
    attempt = start(amina)
    assert save(amina, attempt, 1, chosen=[0], ago=timedelta(days=40_000)).status_code == 200
    assert save(amina, attempt, 1, page=LAPTOP, chosen=[1]).json["stands"] is True
    assert kept(app)[0] == [(1, [1])]


def test_a_late_essay_counts_once_staff_say_so_and_is_read_then(
    app: Flask, amina: Visitor, chandra: Visitor, program: Any, at: Any
):
    published(app, at, makers.single("who"), makers.essay("why"), essays="graded", time_limit_minutes=20)
    attempt = start(amina)
    number = attempt.rpartition("/")[2]
    say(amina, attempt, 1, [0])
    with clock.held_at(at + 25 * MINUTE):
        late = amina.post(f"{attempt}/2/saving", said() | {"response": "Because."}, headers=JSON)
        assert "staff decide whether this answer counts" in late.json["words"]
        with app.app_context():
            jobs.close_overdue(clock.now())
        somebody = quizzes_of(app, program, amina)
        assert "Because." in chandra.get(f"{somebody}/quizzes").text
        form = {f"late{number}-counts": "yes", f"late{number}-reason": "The line broke."}
        assert chandra.post(f"{somebody}/attempts/{number}/late", form).status_code == 302
        assert mark(chandra, somebody, 100).status_code == 302
    with app.app_context():
        (one,) = session.scalars(select(Attempt))
        assert (str(one.score), one.passed, one.unread) == ("1", True, 0)


def test_a_late_essay_that_is_only_kept_promises_nothing(app: Flask, amina: Visitor, at: Any):
    published(app, at, makers.single("who"), makers.essay("why"), time_limit_minutes=20)
    attempt = start(amina)
    with clock.held_at(at + 25 * MINUTE):
        late = amina.post(f"{attempt}/2/saving", said() | {"response": "Because."}, headers=JSON)
        assert (
            late.json["words"]
            == "Saved 12:25, after the time was over. It is not scored, so nothing is lost."
        )
        amina.post(f"{attempt}/submission")
        assert "came late" not in amina.get(f"{attempt}/result").text
