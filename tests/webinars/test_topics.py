"""Topics: a label that sessions of a program share, by which people look for them."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from mentortrain.db import session
from mentortrain.programs.models import Program, StaffGrant
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.rules import one_spelling
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed

pytestmark = pytest.mark.either  # pages and words, not the database


def topics(app: Flask) -> list[str | None]:
    with app.app_context():
        return list(session.scalars(select(Webinar.topic).order_by(Webinar.id)))


def test_a_topic_is_suggested_to_the_next_session(
    app: Flask, chandra: Visitor, desk: str, program: Program
) -> None:
    agreed(chandra, f"{desk}/edit", DETAILS | {"topic": "Hard talks"})
    new = f"/programs/{program.id}/webinars/new"
    assert '<option value="Hard talks">' in chandra.get(new).text
    chandra.post(new, DETAILS | {"topic": "  hard   TALKS "})
    chandra.post(new, DETAILS | {"topic": " "})
    assert topics(app) == ["Hard talks", "Hard talks", None], "one topic has one spelling"
    assert "Hard talks</dd>" in chandra.get(desk).text
    agreed(chandra, f"{desk}/edit", DETAILS | {"topic": ""})
    assert topics(app) == [None, "Hard talks", None]


def test_a_topic_is_not_suggested_in_another_program(
    app: Flask, chandra: Visitor, dov: Visitor, desk: str
) -> None:
    agreed(chandra, f"{desk}/edit", DETAILS | {"topic": "Hard talks"})
    with app.app_context():
        (other,) = session.scalars(select(StaffGrant.program_id).where(StaffGrant.person_id == dov.id))
    form = dov.get(f"/programs/{other}/webinars/new")
    assert '<datalist id="topics">' in form.text
    assert "Hard talks" not in form.text


def test_a_topic_that_is_too_long_is_said_at_its_field(app: Flask, chandra: Visitor, desk: str) -> None:
    answer = agreed(chandra, f"{desk}/edit", DETAILS | {"topic": "x" * 61})
    assert answer.status_code == 422
    assert 'id="topic-error">Enter at most 60 letters.' in answer.text
    assert topics(app) == [None]


@given(st.lists(st.text(min_size=1, max_size=8), max_size=4), st.text(max_size=12))
def test_a_topic_is_one_that_is_known_or_a_new_one_in_clean_words(known: list[str], typed: str) -> None:
    found = one_spelling(typed, known)
    assert found in known or found == (" ".join(typed.split()) or None)
    assert found in known or not any((found or "").casefold() == one.casefold() for one in known)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("LISTENING", "Listening"), (" listening ", "Listening"), ("Listen", "Listen"), ("  ", None)],
)
def test_capitals_and_spaces_make_no_other_topic(typed: str, kept: str | None) -> None:
    assert one_spelling(typed, ["Hard talks", "Listening"]) == kept
