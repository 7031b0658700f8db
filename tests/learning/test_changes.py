"""What changed since somebody has done a course, and one count of progress for everybody who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.db import session
from mentortrain.learning import actions, content, queries
from mentortrain.learning.rules import Changes, Step, asked_of, course_progress, news_for
from tests.conftest import Visitor
from tests.learning import makers

pytestmark = pytest.mark.either  # pages and words, not the database

PAGE = "/learn/small"


@pytest.fixture
def published(app: Flask, at: Any) -> Callable[..., None]:
    queries.forget_changes()

    def publish(*items: Any) -> None:
        with app.app_context():
            actions.publish(makers.course(*items), at=at)
            session.commit()

    return publish


def lesson(key: str, text: str = "") -> content.Lesson:
    made = makers.lesson(key)
    html = text or made.html
    return content.Lesson(made.key, made.title, made.minutes, made.objective, html, len(html))


def read(who: Visitor, *keys: str) -> None:
    for key in keys:
        assert who.post(f"{PAGE}/lessons/{key}/completion").status_code == 302


def news(who: Visitor) -> list[tuple[str, str]]:
    page = who.get(PAGE).text
    if "What changed since you did this course" not in page:
        return []
    card = page.partition("What changed since you did this course")[2].partition("</ul>")[0]
    return re.findall(
        r'row-title" href="/learn/small/lessons/[^"]+">([^<]+)<.*?class="chip plain">([^<]+)<', card
    )


def test_who_had_done_a_course_reads_what_is_other_now(amina: Visitor, published: Callable[..., None]):
    published(lesson("one"), lesson("two"), lesson("three"))
    read(amina, "one", "two", "three")
    assert news(amina) == []
    published(lesson("one"), lesson("two", "<p>Other.</p>"), lesson("four"), lesson("three"))
    assert news(amina) == [("Two", "changed"), ("Four", "new")]
    read(amina, "four")
    assert news(amina) == [("Two", "changed")]


def test_nothing_is_news_to_who_is_still_at_it(
    amina: Visitor, published: Callable[..., None], visit: Callable[..., Visitor], program: Any
):
    published(lesson("one"), lesson("two"))
    read(amina, "one")
    published(lesson("one", "<p>Other.</p>"), lesson("two"), lesson("three"))
    assert news(amina) == []
    eli = visit("eli@example.org", "Eli", role="mentor", program=program)
    read(eli, "one", "two", "three")
    assert news(eli) == []


def test_who_was_done_stays_done_and_reads_why(
    amina: Visitor, published: Callable[..., None], visit: Callable[..., Visitor], program: Any
):
    published(lesson("one"), lesson("two"))
    read(amina, "one", "two")
    published(lesson("one"), lesson("three"))
    page = amina.get(PAGE).text
    assert "Small course: you have done all of it." in page
    assert '<progress class="bar" value="2" max="2"' in page
    assert "One step that you did is no longer part of the course. It still counts for you." in page
    assert "new since you began" in page and 'chip plain">not needed<' in page
    eli = visit("eli@example.org", "Eli", role="mentor", program=program)
    page = eli.get(PAGE).text
    assert "Small course: 2 lessons to go." in page
    assert "new since you began" not in page and "no longer part" not in page


def test_who_had_begun_is_asked_nothing_more_and_gets_the_certificate(
    app: Flask, amina: Visitor, published: Callable[..., None], at: Any
):
    """The last lesson was read before a fourth came, and the certificate is as long as what was done."""

    def publish(*items: Any) -> None:
        with app.app_context():
            actions.publish(replace(makers.course(*items), certificate=True), at=at)
            session.commit()

    publish(lesson("one"), lesson("two"), lesson("three"))
    read(amina, "one", "two")
    publish(lesson("two"), lesson("three"), lesson("four"))
    assert "Small course: one lesson to go." in amina.get(PAGE).text
    read(amina, "three")
    assert "Your certificate" in amina.get(PAGE).text
    with app.app_context():
        [certificate] = queries.certificates_of(amina.id)
        assert certificate.minutes == 15
        assert {one["key"] for one in certificate.evidence} == {"one", "two", "three"}


def test_a_lesson_that_went_back_to_what_was_read_is_no_news(amina: Visitor, published: Callable[..., None]):
    published(lesson("one"))
    read(amina, "one")
    published(lesson("one", "<p>Other.</p>"))
    assert news(amina) == [("One", "changed")]
    published(lesson("one"))
    assert news(amina) == []


def test_the_page_of_a_changed_course_compares_once(
    amina: Visitor, published: Callable[..., None], statements: Callable[[], Any]
):
    published(*(lesson(f"l{number}") for number in range(60)))
    read(amina, *(f"l{number}" for number in range(60)))
    published(*(lesson(f"l{number}", "<p>Other.</p>") for number in range(60)))
    assert len(news(amina)) == 60
    with statements() as ran:
        amina.get(PAGE)
    # Who asks, the courses in force, what is done, and the certificate of a course that is complete.
    assert len([one for one in ran if not one.startswith(("PRAGMA", "BEGIN", "SET"))]) == 5


def test_the_rule():
    since = {1: Changes(frozenset({"a"}), frozenset({"c"})), 2: Changes(frozenset(), frozenset({"c"}))}
    assert news_for(["a", "b", "c"], {"a": 1, "b": 2}, 3, since, counted={"a", "b", "c"}) == [
        ("a", False),
        ("c", True),
    ]
    assert news_for(["a", "b", "c"], {"a": 1}, 3, since, counted={"a", "b", "c"}) == []
    assert news_for(["a", "b", "c"], {"a": 1}, 3, since, counted={"a", "c"}) == [("a", False), ("c", True)]
    assert news_for(["a", "b"], {"a": 3, "b": 3}, 3, {}, counted={"a", "b"}) == []


KEYS = st.sampled_from([f"k{number}" for number in range(8)])
STEPS = st.lists(
    st.builds(
        Step, st.sampled_from(["lesson", "quiz"]), KEYS, st.just("T"), st.integers(1, 9), st.booleans()
    ),
    unique_by=lambda step: (step.kind, step.key),
)


@given(STEPS, st.sets(KEYS), st.sets(KEYS), st.sampled_from([{"mentor"}, {"mentee"}, {"mentor", "mentee"}]))
def test_progress_is_never_above_all_of_it_and_never_falls_by_doing_more(
    steps: list[Step], completed: set[str], passed: set[str], roles: set[str]
):
    asked = asked_of(steps, roles)
    now = course_progress(asked, completed, passed)
    assert 0 <= now.done <= now.total == len(asked)
    assert (now.done == now.total) is (now.next is None)
    assert now.minutes_left == sum(
        step.minutes for step in asked if step.key not in (completed if step.kind == "lesson" else passed)
    )
    for key in ("k0", "k5"):
        more = course_progress(asked, completed | {key}, passed | {key})
        assert more.done >= now.done and more.minutes_left <= now.minutes_left
    assert not [step for step in asked if step.optional]
