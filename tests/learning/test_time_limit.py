"""A time limit from both sides: the person's clock, extra time, what comes late, and what staff decide about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock
from mentortrain.audit.models import AuditEvent
from mentortrain.db import session
from mentortrain.learning import jobs, queries
from mentortrain.learning.models import Answer, Attempt
from mentortrain.programs.queries import active_participations
from tests.conftest import Visitor
from tests.learning import makers
from tests.learning.stage import at_once, told_of_training
from tests.learning.test_quizzes import CHECK, said, say, start
from tests.learning.test_reading import buttons, headings
from tests.learning.test_taking import facts, published

pytestmark = pytest.mark.either  # pages and words, not the database

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
JSON = {"Accept": "application/json"}


@pytest.fixture
def limited(app: Flask, at: Any) -> None:
    """Twenty minutes for two questions; the first option is right."""
    published(app, at, makers.single("who"), makers.single("why"), time_limit_minutes=20)


def quizzes_of(app: Flask, program: Any, person: Visitor) -> str:
    with app.app_context():
        (part,) = [one for one in active_participations(person.id) if one.program_id == program.id]
        return f"/learn/programs/{program.id}/people/{part.id}"


def state(app: Flask) -> list[tuple[str, int | None, bool | None]]:
    """Of each attempt: (state, percent, passed)."""
    with app.app_context():
        return [
            (each.state, None if each.is_open else int(each.score * 100), each.passed)
            for each in session.scalars(select(Attempt).order_by(Attempt.id))
        ]


def test_the_limit_is_told_before_and_the_deadline_after_the_start(limited: None, amina: Visitor, at: Any):
    first = amina.get(CHECK).text
    assert headings(first) == ["A check: 2 questions, against the clock."]
    assert facts(first)["Time"] == (
        "20 minutes from the moment you start, also while this page is closed. Then what is saved is handed in."
    )
    attempt = start(amina)
    page = amina.get(f"{attempt}/1").text
    assert "Time until 12:20." in page  # in Nairobi
    assert f'data-deadline="{(at + 20 * MINUTE).isoformat()}"' in page
    for address in (f"{attempt}/review", CHECK):
        assert "Time until 12:20." in amina.get(address).text


def test_a_poor_network_has_some_seconds_after_the_deadline(
    limited: None, app: Flask, amina: Visitor, at: Any
):
    attempt = start(amina)
    with clock.held_at(at + 20 * MINUTE + 20 * SECOND):
        say(amina, attempt, 1, [0])
    with clock.held_at(at + 20 * MINUTE + 21 * SECOND):
        saving = amina.post(f"{attempt}/2/saving", said(1, chosen=[0]), headers=JSON)
        assert (saving.status_code, saving.json["late"]) == (200, True)
        assert saving.json["words"] == (
            "Saved 12:20, after the time was over: staff decide whether this answer counts."
        )
        assert "The time is over since" in amina.get(f"{attempt}/2").text
        amina.post(f"{attempt}/submission")
    assert state(app) == [("submitted", 50, False)]


def test_a_late_answer_stands_beside_the_one_that_was_in_time(
    limited: None, app: Flask, amina: Visitor, at: Any
):
    attempt = start(amina)
    say(amina, attempt, 1, [1])
    with clock.held_at(at + 30 * MINUTE):
        say(amina, attempt, 1, [0])
    with app.app_context():
        kept = session.execute(select(Answer.chosen, Answer.is_late).order_by(Answer.id)).all()
        assert [tuple(row) for row in kept] == [([1], False), ([0], True)]


def test_what_was_typed_without_a_network_arrives_after_the_site_has_handed_in(
    limited: None, app: Flask, amina: Visitor, at: Any
):
    attempt = start(amina)
    with app.app_context():
        assert jobs.close_overdue(at + 21 * MINUTE) == "1 attempt closed"
    with clock.held_at(at + 2 * timedelta(days=1)):
        saving = amina.post(f"{attempt}/1/saving", said(5, chosen=[0]), headers=JSON)
        assert (saving.status_code, saving.json["late"]) == (200, True)
        assert say(amina, attempt, 2, [0]).status_code == 302
    with clock.held_at(at + timedelta(days=8)):
        saving = amina.post(f"{attempt}/1/saving", said(6, chosen=[1]), headers=JSON)
        assert (saving.status_code, saving.json["detail"]) == (
            422,
            "This attempt is handed in: its answers stay as they are.",
        )
    assert state(app) == [("submitted", 0, False)]


def test_who_handed_in_in_time_adds_nothing_later(limited: None, app: Flask, amina: Visitor, at: Any):
    attempt = start(amina)
    amina.post(f"{attempt}/submission")
    with clock.held_at(at + 30 * MINUTE):
        assert amina.post(f"{attempt}/1/saving", said(1, chosen=[0]), headers=JSON).status_code == 422
    with app.app_context():
        assert session.query(Answer).count() == 0


def test_the_site_hands_in_what_is_overdue_and_of_several_workers_one_does(
    limited: None, app: Flask, amina: Visitor, at: Any
):
    attempt = start(amina)
    say(amina, attempt, 1, [0])
    say(amina, attempt, 2, [0])
    with app.app_context():
        assert jobs.close_overdue(at + 20 * MINUTE + 20 * SECOND) == ""
    late = at + 21 * MINUTE
    with told_of_training() as heard:
        found = at_once(app, lambda: jobs.close_overdue(late), 4)
    assert sorted(found) == ["", "", "", "1 attempt closed"]
    assert heard == [(amina.id, late)]
    assert state(app) == [("submitted", 100, True)]
    with app.app_context():
        assert jobs.close_overdue(late) == ""
    assert headings(amina.get(f"{attempt}/result").text) == ["Passed: 2 of 2 right."]


def test_starting_anew_hands_in_what_is_overdue_first(limited: None, app: Flask, amina: Visitor, at: Any):
    attempt = start(amina)
    say(amina, attempt, 1, [0])
    with clock.held_at(at + 25 * MINUTE):
        refused = amina.post(f"{CHECK}/attempts")
        assert refused.status_code == 422
        assert "You can try again at 12:35." in refused.text
    assert state(app) == [("submitted", 50, False)]
    with clock.held_at(at + 35 * MINUTE):
        assert start(amina) != attempt


def test_extra_time_is_told_and_reaches_an_attempt_that_is_open(
    limited: None, app: Flask, amina: Visitor, chandra: Visitor, program: Any, at: Any
):
    attempt = start(amina)
    somebody = quizzes_of(app, program, amina)
    form = {"percent": "25", "minutes": "5", "reason": "Reads with a screen reader."}
    assert chandra.post(f"{somebody}/extra-time", form).status_code == 302
    assert "Time until 12:30." in amina.get(f"{attempt}/1").text
    page = chandra.get(f"{somebody}/quizzes").text
    assert "25 % and 5 minutes more in every quiz with a time limit." in page
    assert "Reads with a screen reader." in page
    with clock.held_at(at + 30 * MINUTE):
        say(amina, attempt, 1, [0])
        amina.post(f"{attempt}/submission")
    assert state(app) == [("submitted", 50, False)]
    with clock.held_at(at + 60 * MINUTE):
        assert facts(amina.get(CHECK).text)["Time"] == (
            "30 minutes from the moment you start, also while this page is closed. "
            "Then what is saved is handed in. Your extra time is in it."
        )
    with app.app_context():
        (line,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "quiz.extra_time"))
        assert line.details == {"percent": 25, "minutes": 5}
    chandra.post(f"{somebody}/extra-time", {"percent": "", "minutes": "0", "reason": "No more needed."})
    with app.app_context():
        assert queries.extra_time_of(program.id, amina.id) is None


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"percent": "25", "reason": " "}, "Write the reason."),
        ({"percent": "301", "reason": "x"}, "Enter a number from 0 to 300."),
        ({"minutes": "many", "reason": "x"}, "Enter a whole number, such as 25."),
    ],
)
def test_extra_time_that_makes_no_sense_is_said_at_its_field(
    limited: None, app: Flask, amina: Visitor, chandra: Visitor, program: Any, form: Any, message: str
):
    answer = chandra.post(f"{quizzes_of(app, program, amina)}/extra-time", form)
    assert answer.status_code == 422
    assert message in answer.text


@pytest.mark.parametrize(
    ("counts", "action", "ends"),
    [
        ("yes", "quiz.late_counted", ("submitted", 100, True)),
        ("no", "quiz.late_left_out", ("submitted", 50, False)),
    ],
)
def test_staff_see_what_came_late_and_decide_once(
    limited: None,
    app: Flask,
    amina: Visitor,
    chandra: Visitor,
    program: Any,
    at: Any,
    counts: str,
    action: str,
    ends: Any,
):
    attempt = start(amina)
    number = attempt.rpartition("/")[2]
    say(amina, attempt, 1, [0])
    with clock.held_at(at + 25 * MINUTE):
        say(amina, attempt, 2, [0])
        with app.app_context():
            jobs.close_overdue(clock.now())
        somebody = quizzes_of(app, program, amina)
        page = chandra.get(f"{somebody}/quizzes").text
        assert headings(page) == ["Late answers of Amina Odhiambo wait for you in one quiz"]
        assert "In time: nothing" in page
        assert "why option 0" in page
        form = {f"late{number}-counts": counts, f"late{number}-reason": "The line broke."}
        missing = chandra.post(f"{somebody}/attempts/{number}/late", {f"late{number}-counts": counts})
        assert (missing.status_code, "Write the reason." in missing.text) == (422, True)
        assert chandra.post(f"{somebody}/attempts/{number}/late", form).status_code == 302
        assert state(app) == [ends]
        again = chandra.post(f"{somebody}/attempts/{number}/late", form)
        assert (again.status_code, "somebody was faster" in again.text) == (422, True)
        assert amina.post(f"{attempt}/1/saving", said(9, chosen=[1]), headers=JSON).status_code == 422
    with app.app_context():
        (line,) = session.scalars(select(AuditEvent).where(AuditEvent.action == action))
        assert line.details == {"attempt": int(number), "reason": "The line broke."}
    assert "Decide" not in buttons(chandra.get(f"{somebody}/quizzes").text)


def test_counting_late_answers_never_makes_a_result_worse(
    limited: None, app: Flask, amina: Visitor, chandra: Visitor, program: Any, at: Any
):
    attempt = start(amina)
    number = attempt.rpartition("/")[2]
    say(amina, attempt, 1, [0])
    say(amina, attempt, 2, [0])
    with clock.held_at(at + 25 * MINUTE):
        say(amina, attempt, 2, [1])
        with app.app_context():
            jobs.close_overdue(clock.now())
        form = {f"late{number}-counts": "yes", f"late{number}-reason": "As agreed."}
        chandra.post(f"{quizzes_of(app, program, amina)}/attempts/{number}/late", form)
    assert state(app) == [("submitted", 100, True)]


def test_somebodys_quizzes_are_for_the_staff_of_the_program(
    limited: None, app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, dov: Visitor, program: Any
):
    number = start(amina).rpartition("/")[2]
    somebody, other = quizzes_of(app, program, amina), quizzes_of(app, program, bruno)
    assert dov.get(f"{somebody}/quizzes").status_code == 404
    assert amina.get(f"{somebody}/quizzes").status_code == 403
    assert amina.post(f"{somebody}/extra-time", {"percent": "100", "reason": "x"}).status_code == 403
    assert chandra.post(f"{other}/attempts/{number}/late", {}).status_code == 404
