"""Lessons found by their words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.db import session
from mentortrain.learning import actions, rules
from tests.conftest import Visitor
from tests.learning import makers


@pytest.fixture
def published(app: Flask, at: Any) -> Callable[..., None]:
    def publish(*courses: Any) -> None:
        with app.app_context():
            for course in courses:
                actions.publish(course, at=at)
            session.commit()

    return publish


def text_of(key: str, words: str, **more: Any) -> Any:
    return replace(makers.lesson(key, **more), html=f"<p>{words}</p>")


def found(page: Any) -> list[str]:
    rows = re.findall(r'<a class="row-title" href="(/learn/[^"]+/lessons/[^"]+)"', page.text)
    return [row.rpartition("/")[2] for row in rows]


@pytest.fixture
def library(published: Callable[..., None]) -> None:
    published(
        makers.course(
            text_of("credit", "O crédito rotativo custa caro. Peça ajuda antes de <b>assinar</b>."),
            text_of("market", "A stall at the market, with 100% cash_only sales."),
            makers.quiz(),
            key="ours",
        ),
        makers.course(text_of("secret", "A credito nobody else may read."), key="theirs", roles=("mentee",)),
    )


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("credito", ["credit"]),
        ("CRÉDITO", ["credit"]),
        ("assinar crédito", ["credit"]),  # in any order
        ("credito market", []),  # all of them
        ("know credit", ["credit"]),  # the objective
        ("Market", ["market"]),
        ("100%", ["market"]),
        ("%", []),  # a sign alone is no word
        ("wanjiru", ["roles"]),
        ("b", None),
    ],
)
def test_words_are_found_without_case_and_accents_in_any_order(
    amina: Visitor, asked: str, keys: list[str] | None
):
    page = amina.get("/learn", query_string={"q": asked})
    assert page.status_code == 200
    if keys is not None:
        assert found(page)[: len(keys) or 1] == keys


@pytest.mark.usefixtures("library")
def test_the_snippet_marks_the_word_as_it_is_written(amina: Visitor):
    page = amina.get("/learn?q=credito")
    assert "One lesson has “credito”." in page.text
    assert "O <mark>crédito</mark> rotativo custa caro." in page.text


@pytest.mark.usefixtures("library")
def test_nothing_found_says_what_to_do(amina: Visitor):
    page = amina.get("/learn", query_string={"q": "<i>xyzzy"})
    assert "No lesson has “&lt;i&gt;xyzzy”." in page.text
    assert "Try fewer or shorter words" in page.text


@pytest.mark.usefixtures("library")
def test_only_lessons_that_one_may_open_are_found(amina: Visitor, bruno: Visitor, chandra: Visitor):
    assert found(amina.get("/learn?q=credito")) == ["credit"]
    assert found(bruno.get("/learn?q=credito")) == ["secret"]
    assert sorted(found(chandra.get("/learn?q=credito"))) == ["credit", "secret"]


def test_at_most_twenty_are_shown_in_as_many_statements_as_one(
    amina: Visitor, published: Callable[..., None], statements: Callable[[], Any]
):
    published(
        makers.course(text_of("one", "unicorn"), key="one"),
        *(
            makers.course(*(text_of(f"l{n}", "zebra") for n in range(10)), key=f"c{number}")
            for number in range(3)
        ),
    )
    amina.get("/learn")
    with statements() as few:
        assert len(found(amina.get("/learn?q=unicorn"))) == 1
    with statements() as many:
        page = amina.get("/learn?q=zebra")
    assert len(found(page)) == 20
    assert "The first 20 lessons with “zebra”." in page.text
    assert len(few) == len(many)


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_pieces_are_the_text_and_nothing_else(text: str, words: list[str]):
    assert "".join(piece.text for piece in rules.marked(text, words)) == text


def test_a_long_text_is_shown_around_the_word():
    text = "before " * 100 + "Crédito " + "after " * 100
    pieces = rules.snippet(text, ["credito"])
    shown = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.marked] == ["Crédito"]
    assert shown.startswith("… before") and shown.endswith("after …")
    assert len(shown) < 320


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("<h2>The sentence</h2><p>x</p><h3>Was <em>nun</em>?</h3>", ["the-sentence", "was-nun"]),
        ("<h2>Crédito</h2><h2>credito</h2>", ["credito", "credito-2"]),
        ("<h2>Main</h2><h2>?</h2>", ["main-2", "section"]),
        ("<p>nothing</p>", []),
    ],
)
def test_every_heading_gets_a_name_of_its_own(source: str, keys: list[str]):
    made, sections = rules.with_sections(source)
    assert [section.key for section in sections] == keys
    assert re.findall(r'id="([^"]+)"', made) == keys
    assert html.unescape(re.sub(r' id="[^"]+"', "", made)) == source
