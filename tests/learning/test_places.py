"""Where somebody was in a course, kept across their devices."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions
from mentortrain.learning.models import CoursePlace
from tests.conftest import Visitor
from tests.learning import makers

pytestmark = pytest.mark.either  # pages and words, not the database

ONE = "/learn/small/lessons/one"
TEXT = "<h2>The start</h2><p>a</p><h2>Café and <em>cost</em></h2><p>b</p>"


@pytest.fixture(autouse=True)
def small_course(app: Flask, at: datetime) -> None:
    with app.app_context():
        lessons = [replace(makers.lesson(key), html=TEXT) for key in ("one", "two")]
        actions.publish(makers.course(*lessons), at=at)
        session.commit()


def offered(page: Any) -> list[tuple[str, str]]:
    return re.findall(r'<a href="([^"]+)">(Go on where you were[^<]+)</a>', page.text)


def test_the_section_is_offered_on_the_course_and_in_the_lesson(amina: Visitor, bruno: Visitor):
    assert offered(amina.get("/learn/small")) == []
    assert amina.post(f"{ONE}/place", {"section": "cafe-and-cost", "ago": "0"}).status_code == 204
    assert offered(amina.get("/learn/small")) == [
        (f"{ONE}#cafe-and-cost", "Go on where you were: “Café and cost” in “One”")
    ]
    assert offered(amina.get(ONE)) == [("#cafe-and-cost", "Go on where you were: “Café and cost”")]
    assert offered(amina.get("/learn/small/lessons/two")) == []
    assert 'id="cafe-and-cost"' in amina.get(ONE).text


def test_without_a_section_the_lesson_is_offered_and_not_once_it_is_done(amina: Visitor):
    amina.post(f"{ONE}/place", {"section": "", "ago": "0"})
    assert offered(amina.get("/learn/small")) == [(ONE, "Go on where you were: “One”")]
    amina.post(f"{ONE}/completion")
    assert offered(amina.get("/learn/small")) == []


def test_the_later_place_stays_whichever_comes_last(app: Flask, amina: Visitor, at: datetime):
    late = amina.post(f"{ONE}/place", {"section": "cafe-and-cost", "ago": "0"})
    held_back = amina.post("/learn/small/lessons/two/place", {"section": "the-start", "ago": "60"})
    assert (late.status_code, held_back.status_code) == (204, 204)
    with app.app_context():
        (place,) = session.query(CoursePlace).all()
        assert (place.lesson_key, place.section, place.seen_at) == ("one", "cafe-and-cost", at)
    with clock.held_at(at + timedelta(minutes=5)):
        amina.post("/learn/small/lessons/two/place", {"section": "the-start", "ago": "60"})
    assert offered(amina.get("/learn/small"))[0][0] == "/learn/small/lessons/two#the-start"


def test_the_same_note_twice_is_one_place(app: Flask, amina: Visitor):
    for _ in range(2):
        amina.post(f"{ONE}/place", {"section": "the-start", "ago": "3"})
    with app.app_context():
        assert session.query(CoursePlace).count() == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"section": "x" * 81}, 400),
        ({"section": "", "ago": "-1"}, 400),
        ({"section": "", "ago": "soon"}, 400),
        ({"section": "gone", "ago": "1"}, 204),
        ({}, 204),
    ],
)
def test_what_a_page_may_send(amina: Visitor, sent: dict[str, str], status: int):
    assert amina.post(f"{ONE}/place", sent).status_code == status
    if status == 204:
        assert offered(amina.get("/learn/small")) == [(ONE, "Go on where you were: “One”")]


def test_a_place_is_noted_only_where_somebody_may_read(bruno: Visitor, amina: Visitor):
    assert bruno.post(f"{ONE}/place", {}).status_code == 404
    assert amina.post("/learn/small/lessons/gone/place", {}).status_code == 404


def test_a_place_takes_few_statements_and_the_lesson_none_more(amina: Visitor, statements: Callable[[], Any]):
    amina.get(ONE)
    with statements() as before:
        amina.get(ONE)
    amina.post(f"{ONE}/place", {"section": "the-start"})
    with statements() as ran:
        amina.post(f"{ONE}/place", {"section": "cafe-and-cost"})
    with statements() as after:
        amina.get(ONE)
    assert len(before) == len(after)
    assert (
        len([one for one in ran if not one.startswith(("PRAGMA", "BEGIN", "SET"))]) == 5
    )  # as saving an answer
