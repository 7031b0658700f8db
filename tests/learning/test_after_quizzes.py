"""What is said at once, what is shown afterwards, what helps after failing twice, and the receipt."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.db import session
from mentortrain.learning import actions, queries, rules
from mentortrain.learning.models import Answer
from mentortrain.learning.rules import Missed
from tests.conftest import Visitor
from tests.learning import makers
from tests.learning.test_quizzes import CHECK, said, say, start
from tests.learning.test_reading import buttons
from tests.learning.test_taking import hand_in, published
from tests.learning.test_time_limit import quizzes_of

pytestmark = pytest.mark.either  # pages and words, not the database

LESSONS = [("roles", "What a mentor does"), ("trust", "Trust")]


def check(visitor: Visitor, attempt: str, slot: int, chosen: list[int]) -> Any:
    return visitor.post(f"{attempt}/{slot}", said(chosen=chosen) | {"go": "check"})


def test_a_checked_answer_is_judged_at_once_and_stays(app: Flask, at: Any, amina: Visitor):
    published(app, at, makers.single("who"), makers.single("why"), feedback="immediate")
    attempt = start(amina)
    assert buttons(amina.get(f"{attempt}/1").text) == ["Check"]
    assert check(amina, attempt, 1, [1]).location == f"{attempt}/1"
    page = amina.get(f"{attempt}/1").text
    assert "About option 1 of who." in page
    assert "not right" in page
    assert 'name="chosen"' not in page
    assert f'<a class="button" href="{attempt}/2">Go on</a>' in page
    saving = amina.post(f"{attempt}/1/saving", said(9, chosen=[0]), headers={"Accept": "application/json"})
    assert (saving.status_code, saving.json["detail"]) == (422, "This answer was checked: it stays as it is.")
    assert say(amina, attempt, 1, [0]).location == f"{attempt}/1"
    with app.app_context():
        assert session.query(Answer).one().chosen == [1]


def test_nothing_is_checked_before_something_is_chosen(app: Flask, at: Any, amina: Visitor):
    published(app, at, makers.single("who"), feedback="immediate")
    attempt = start(amina)
    answer = check(amina, attempt, 1, [])
    assert (answer.status_code, "Choose or write an answer first; then check it." in answer.text) == (
        422,
        True,
    )
    assert check(amina, attempt, 1, [0]).status_code == 302


def test_a_quiz_that_judges_afterwards_checks_nothing(app: Flask, at: Any, amina: Visitor):
    published(app, at, makers.single("who"))
    attempt = start(amina)
    check(amina, attempt, 1, [1])
    assert say(amina, attempt, 1, [0]).status_code == 302
    with app.app_context():
        assert session.query(Answer).one().checked_at is None


@pytest.mark.parametrize(
    ("review", "failed", "passed"),
    [("always", True, True), ("after-passing", False, True), ("score", False, False)],
)
def test_answers_are_shown_as_the_quiz_says(
    app: Flask, at: Any, amina: Visitor, review: str, failed: bool, passed: bool
):
    published(app, at, makers.single("who"), review=review, wait_minutes=0)
    first = hand_in(amina, 1)
    assert ("About option 1 of who." in amina.get(f"{first}/result").text) is failed
    second = hand_in(amina, 0)
    assert ("About option 0 of who." in amina.get(f"{second}/result").text) is passed
    assert ("About option 1 of who." in amina.get(f"{first}/result").text) is passed


def test_after_a_second_failed_attempt_lessons_and_hours_with_people_are_named(
    app: Flask, at: Any, amina: Visitor, plan: Any, dov: Visitor, chandra: Visitor, program: Any
):
    published_course = makers.course(
        makers.lesson("roles"),
        makers.lesson("trust"),
        makers.quiz(makers.single("trust-1"), makers.single("roles-1"), wait_minutes=0),
        makers.lesson("later"),
    )
    with app.app_context():
        actions.publish(published_course, at=at)
        session.commit()

    def fail() -> str:
        attempt = start(amina)
        say(amina, attempt, 2, [0])
        amina.post(f"{attempt}/submission")
        return amina.get(f"{attempt}/result").text

    assert "Before you try again" not in fail()
    for page in (fail(), amina.get(CHECK).text):
        assert re.findall(r'href="/learn/small/lessons/(\w+)"', page) == ["trust"]
        assert 'href="/help"' in page
        assert "No session is scheduled now" in page

    third, first, second = (
        plan(title=f"Open hour {day}", starts_wall=f"2026-12-0{day}T20:00") for day in (3, 1, 2)
    )
    off = plan(title="Off", starts_wall="2026-11-24T20:00")
    chandra.post(f"/programs/{program.id}/webinars/{off}/cancellation", {"reason": "Grace is ill."})
    for page in (amina.get(CHECK).text, fail()):
        named = re.findall(rf'href="/programs/{program.id}/sessions/(\d+)"', page)
        assert named == [str(first), str(second)]
        assert "Tuesday 1 December, 20:00 to 20:45" in page
        assert 'href="/sessions"' in page
    assert third


@pytest.mark.parametrize(
    ("missed", "named"),
    [
        ([], ["roles", "trust"]),
        ([Missed("x", "")], ["roles", "trust"]),
        ([Missed("roles-1", "")], ["roles"]),
        ([Missed("rolesx", ""), Missed("y", "trust")], ["trust"]),
        ([Missed("y", "What a Mentor does")], ["roles"]),
    ],
)
def test_a_missed_question_names_its_lesson(missed, named):
    assert [key for key, _ in rules.to_read_again(LESSONS, missed)] == named


@given(st.lists(st.builds(Missed, st.text(max_size=8), st.text(max_size=8)), max_size=4))
def test_there_is_always_something_to_read(missed):
    found = rules.to_read_again(LESSONS, missed)
    assert found and set(found) <= set(LESSONS)


def test_the_receipt_says_what_was_handed_in_and_staff_know_its_number(
    app: Flask, at: Any, amina: Visitor, dov: Visitor, chandra: Visitor, program: Any
):
    published(app, at, makers.single("who"), makers.single("why"))
    attempt = start(amina)
    assert amina.get(f"{attempt}/receipt").status_code == 404
    say(amina, attempt, 1, [0])
    amina.post(f"{attempt}/submission")
    answer = amina.get(f"{attempt}/receipt")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="small-check-1.txt"'
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    for line in (
        "Name: Amina Odhiambo",
        "Course: Small course, version 1",
        "Quiz: A check, attempt 1",
        "Begun: Monday 23 November, 12:00 (EAT)",
        "Handed in: Monday 23 November, 12:00 (EAT)",
        "Result: 1 of 2 right, not passed",
        "1. Question who?",
        "   who option 0",
        "   no answer",
    ):
        assert line in answer.text.split("\n")
    number = re.search(r"Check number: ([0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4})\n", answer.text)[1]  # type: ignore[index]
    assert amina.get(f"{attempt}/receipt").text == answer.text
    assert number in chandra.get(f"{quizzes_of(app, program, amina)}/quizzes").text
    assert dov.get(f"{attempt}/receipt").status_code == 404


@pytest.mark.parametrize(("grading", "percent"), [("best", 100), ("last", 0), ("average", 50)])
def test_several_tries_are_worth_what_the_quiz_says_and_passed_stays(
    app: Flask, at: Any, amina: Visitor, grading: str, percent: int
):
    published(app, at, makers.single("who"), grading=grading, wait_minutes=0)
    hand_in(amina, 0)
    hand_in(amina, 1)
    with app.app_context():
        course = queries.current_courses()["small"]
        (standing,) = queries.progress_in(amina.id, [course], roles={"mentor"})
        assert standing.quizzes["check"] == queries.QuizState(None, 2, percent, True)
