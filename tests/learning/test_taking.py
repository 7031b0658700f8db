"""Tries, waiting, drawing, and the settings that an author gives a quiz, through the door that people use."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions, content
from mentortrain.learning.models import Answer, Attempt
from mentortrain.learning.rules import Draw
from tests.conftest import Visitor
from tests.learning import makers
from tests.learning.course_folder import COURSE, QUIZ, Folder, faults
from tests.learning.test_quizzes import CHECK, say, start
from tests.learning.test_reading import buttons, headings

pytestmark = pytest.mark.either  # pages and words, not the database

MINUTE = timedelta(minutes=1)


def published(app: Flask, at: Any, *questions: content.Question, **settings: Any) -> None:
    with app.app_context():
        actions.publish(makers.course(makers.quiz(*questions, **settings)), at=at)
        session.commit()


def hand_in(visitor: Visitor, chosen: int = 1) -> str:
    attempt = start(visitor)
    say(visitor, attempt, 1, [chosen])
    visitor.post(f"{attempt}/submission")
    return attempt


def facts(page: str) -> dict[str, str]:
    return dict(re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", page))


def test_another_try_waits_ten_minutes_and_the_page_says_until_when(app: Flask, at: Any, amina: Visitor):
    published(app, at, makers.single())
    hand_in(amina)
    with clock.held_at(at + 3 * MINUTE):
        page = amina.get(CHECK).text
        assert "You can try again at 12:10." in page  # in Nairobi
        assert buttons(page) == []
        refused = amina.post(f"{CHECK}/attempts")
        assert refused.status_code == 422
        assert "You can try again at 12:10." in refused.text
    with clock.held_at(at + 10 * MINUTE):
        assert buttons(amina.get(CHECK).text) == ["Try again"]
        start(amina)
    with app.app_context():
        assert session.query(Attempt).count() == 2


def test_after_the_last_try_no_other_begins(app: Flask, at: Any, amina: Visitor):
    published(app, at, makers.single(), attempts=2, wait_minutes=0, grading="last")
    said = facts(amina.get(CHECK).text)["Tries"]
    assert said == "2; the last one counts."
    hand_in(amina)
    assert facts(amina.get(CHECK).text)["Tries"] == "2; the last one counts. 1 is left."
    hand_in(amina)
    assert "You have used all 2 tries in this quiz." in amina.get(CHECK).text
    refused = amina.post(f"{CHECK}/attempts")
    assert (refused.status_code, buttons(refused.text)) == (422, [])


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "As many as you like; the best one counts. Between two lie at least 10 minutes."),
        ({"wait_minutes": 0}, "As many as you like; the best one counts."),
        ({"attempts": 1}, "One."),
        ({"grading": "average", "wait_minutes": 0}, "As many as you like; their average counts."),
    ],
)
def test_the_first_page_says_how_many_tries_there_are(
    app: Flask, at: Any, amina: Visitor, told: Any, said: str
):
    published(app, at, **told)
    assert facts(amina.get(CHECK).text)["Tries"] == said


def categorised(category: str, *keys: str) -> list[content.Question]:
    return [
        content.Question(key, "single", f"<p>{key}?</p>", makers.single(key).options, "", category=category)
        for key in keys
    ]


def test_a_draw_asks_some_of_each_category_in_an_order_that_stays(app: Flask, at: Any, amina: Visitor):
    asked = [*categorised("Money", "m1", "m2", "m3"), *categorised("Trust", "t1", "t2")]
    published(app, at, *asked, draw=(Draw(2, "Money"), Draw(1, "Trust")), shuffle=True)
    assert headings(amina.get(CHECK).text) == ["A check: 3 questions, as slowly as you like."]
    address = amina.post(f"{CHECK}/attempts").location
    attempt, _, _slot = address.rpartition("/")
    seen = []
    while not address.endswith("/review"):
        page = amina.get(address).text
        seen.append(re.search(r"<p>([mt]\d)\?</p>", page)[1])  # type: ignore[index]
        assert headings(page) == [f"A check: Question {len(seen)} of 3"]
        address = amina.post(
            address, {"client_uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "client_seq": 0, "chosen": [0]}
        ).location
    assert sorted(key[0] for key in seen) == ["m", "m", "t"]
    review = amina.get(address).text
    assert re.findall(r"(\d)\. ([mt]\d)\?", review) == [(str(n), key) for n, key in enumerate(seen, start=1)]
    amina.post(f"{attempt}/submission")
    assert headings(amina.get(f"{attempt}/result").text) == ["Passed: 3 of 3 right."]


def test_a_question_that_was_not_drawn_is_not_there(app: Flask, at: Any, amina: Visitor):
    published(
        app, at, *categorised("Money", "m1", "m2"), *categorised("Trust", "t1"), draw=(Draw(1, "Trust"),)
    )
    attempt = start(amina)
    assert amina.get(f"{attempt}/3").status_code == 200
    assert amina.get(f"{attempt}/1").status_code == 404
    assert say(amina, attempt, 1, [0]).status_code == 404
    with app.app_context():
        assert session.query(Answer).count() == 0


def test_course_toml_says_how_a_quiz_is_taken(folder: Folder):
    told = """\
attempts = 3
wait_minutes = 0
time_limit_minutes = 20
shuffle = true
draw = [{ category = "Money/Loans", count = 1 }]
feedback = "immediate"
grading = "average"
review = "after-passing"
"""
    gift = "$CATEGORY: $course$/top/Money/Loans\n\n" + QUIZ + "\n$CATEGORY: Other\n\nIs it? {T}\n"
    course, found = content.load(folder({"course.toml": COURSE + told, "02-check.gift": gift}))
    assert (found, course is not None) == ([], True)
    quiz = course.items[1]  # type: ignore[union-attr]
    assert isinstance(quiz, content.Quiz)
    assert [question.category for question in quiz.questions] == ["Money/Loans", "Other"]
    assert quiz.settings.changed() == {
        "attempts": 3,
        "wait_minutes": 0,
        "time_limit_minutes": 20,
        "shuffle": True,
        "draw": ({"count": 1, "category": "Money/Loans"},),
        "feedback": "immediate",
        "grading": "average",
        "review": "after-passing",
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("attempts = -1", "attempts of 02-check.gift must be a whole number from 0 to 100"),
        ("wait_minutes = true", "wait_minutes of 02-check.gift must be a whole number from 0 to 10080"),
        (
            "time_limit_minutes = 0",
            "time_limit_minutes of 02-check.gift must be a whole number from 1 to 600",
        ),
        ('shuffle = "yes"', "shuffle of 02-check.gift must be true or false"),
        ('feedback = "never"', "feedback of 02-check.gift must be one of: deferred, immediate"),
        ('grading = "first"', "grading of 02-check.gift must be one of: best, last, average"),
        ("review = 1", "review of 02-check.gift must be one of: always, after-passing, score"),
        (
            'draw = "two"',
            'draw must be a number, or a list such as [{ category = "Money", count = 3 }], in 02-check.gift',
        ),
        ("draw = 2", "02-check.gift: draw asks for 2 questions, and the quiz has 1"),
        (
            'draw = [{ category = "Money", count = 1 }]',
            "02-check.gift: draw asks for 1 questions, and the category 'Money' has 0",
        ),
    ],
)
def test_a_setting_that_is_wrong_is_a_fault_with_its_line(folder: Folder, line: str, message: str):
    assert faults(folder({"course.toml": f"{COURSE}{line}\n"})) == [("course.toml", 11, message)]


def test_settings_as_usual_make_no_new_version(folder: Folder):
    plain, _ = content.load(folder({}, "one"))
    spelt, _ = content.load(folder({"course.toml": COURSE + 'attempts = 0\ngrading = "best"\n'}, "two"))
    other, _ = content.load(folder({"course.toml": COURSE + "attempts = 1\n"}, "three"))
    assert plain and spelt and other
    assert plain.digest == spelt.digest != other.digest
