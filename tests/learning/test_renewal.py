"""A certificate that ends soon, has ended, or was taken back: what its person is told, and what renews it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions, jobs
from mentortrain.learning.models import Certificate
from mentortrain.learning.rules import ends_soon, is_renewed_by_reading
from mentortrain.programs.queries import active_participations
from tests.conftest import Visitor
from tests.learning import makers

pytestmark = pytest.mark.either  # pages and words, not the database

DAY = timedelta(days=1)
ONE, TWO = "/learn/read/lessons/one", "/learn/read/lessons/two"


@pytest.fixture
def read(app: Flask, at: datetime) -> None:
    """Two lessons and nothing else; its certificate holds for a month."""
    with app.app_context():
        course = makers.course(makers.lesson("one"), makers.lesson("two"), key="read")
        actions.publish(replace(course, certificate=True, validity_months=1), at=at)
        session.commit()


@pytest.fixture
def earned(read: None, amina: Visitor) -> None:
    for lesson in (ONE, TWO):
        assert amina.post(f"{lesson}/completion").status_code == 302


def held(app: Flask) -> list[tuple[datetime, bool]]:
    """Of each certificate: (issued, whether another one stands for it)."""
    with app.app_context():
        rows = session.scalars(select(Certificate).order_by(Certificate.id))
        return [(one.issued_at, one.replaced_at is not None) for one in rows]


def test_reading_every_lesson_again_renews_it(earned: None, app: Flask, amina: Visitor, at: datetime):
    later = at + 40 * DAY
    with clock.held_at(later):
        assert "Read its lessons again" in amina.get("/learn/certificates").text
        page = amina.get(ONE).text
        assert "Your certificate of this course held until 23 December 2026." in page
        assert amina.post(f"{ONE}/reading").location == TWO
        assert "I have read it again" not in amina.get(ONE).text
        assert held(app) == [(at, False)]
        assert amina.post(f"{TWO}/reading").location == "/learn/certificates"
        assert held(app) == [(at, True), (later, False)]
        assert "I have read it again" not in amina.get(ONE).text


def test_reading_again_before_its_day_renews_nothing(earned: None, app: Flask, amina: Visitor, at: datetime):
    assert "I have read it again" not in amina.get(ONE).text
    with clock.held_at(at + 20 * DAY):
        for lesson in (ONE, TWO):
            assert amina.post(f"{lesson}/reading").status_code == 302
    with clock.held_at(at + 40 * DAY), app.app_context():
        jobs.certify(clock.now())
    assert held(app) == [(at, False)]


def test_a_lesson_that_is_not_done_is_not_read_again(read: None, amina: Visitor):
    assert amina.post(f"{ONE}/reading").status_code == 404


def test_what_ends_soon_is_said_on_home_and_by_one_mail(
    earned: None, app: Flask, amina: Visitor, at: datetime, letters: Any
):
    letters()
    assert "ends soon" in amina.get("/").text  # it holds for a month
    assert "It ends soon." in amina.get("/learn/transcript").text
    with app.app_context():
        assert jobs.tell_expiring(at) == "1 certificate ends soon"
        assert jobs.tell_expiring(at + DAY) == ""
    (letter,) = letters()
    assert letter["Subject"] == "Your certificate “Small course” ends on 23 December 2026"
    assert "read the lessons of the course again" in letter.get_body(("plain",)).get_content()
    with clock.held_at(at + 40 * DAY):
        assert "ends soon" not in amina.get("/").text


@pytest.mark.parametrize("public", [True, False])
def test_who_loses_one_is_told_by_mail(
    earned: None, app: Flask, amina: Visitor, chandra: Visitor, program: Any, letters: Any, public: bool
):
    letters()
    with app.app_context():
        part = active_participations(amina.id)[0].id
        number = session.scalars(select(Certificate.id)).one()
    form = {"why": "Taken by a friend."} | ({"public": "y"} if public else {})
    taken = chandra.post(f"/programs/{program.id}/people/{part}/certificates/{number}/revocation", form)
    assert taken.status_code == 302
    (letter,) = letters()
    assert letter["Subject"] == "Your certificate “Small course” was taken back"
    assert "No certificate of yours holds now" in amina.get("/learn/certificates").text
    for sort in ("plain", "html"):
        assert ("Taken by a friend." in letter.get_body((sort,)).get_content()) is public


def test_nothing_but_reading_after_its_day_counts(at: datetime):
    assert is_renewed_by_reading([at + DAY, at + 2 * DAY], at)
    assert not is_renewed_by_reading([at + DAY, at], at)
    assert not is_renewed_by_reading([], at)
    assert ends_soon(at + 30 * DAY, at=at) and not ends_soon(at + 31 * DAY, at=at)
    assert not ends_soon(at, at=at) and not ends_soon(None, at=at)
