"""Staff ask for a live session about a course: who lacks one, whose move it is, and who has been at one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from mentortrain.db import session
from mentortrain.learning.queries import version_in_force
from mentortrain.programs.models import Program
from mentortrain.webinars.models import Webinar
from tests.conftest import Visitor
from tests.learning.test_reading import headings
from tests.readiness.test_asking import kinds
from tests.readiness.test_becoming_ready import after, mark, read_all, standing  # noqa: F401
from tests.webinars.stage import DETAILS
from tests.webinars.test_planning import agreed

pytestmark = pytest.mark.either  # pages and words, not the database

ONE = {"role": "mentor", "kind": "live_session", "course": "mentoring-basics", "count": "1"}
TITLE = "Mentoring basics: one live session"


@pytest.fixture
def basics(app: Flask) -> int:
    with app.app_context():
        return version_in_force("mentoring-basics").course_id


@pytest.fixture
def asked(app: Flask, program: Program, chandra: Visitor, amina: Visitor, at: datetime) -> None:
    """Mentors are asked for a session about the course, and amina has done the rest but any session."""
    read_all(app, amina, at)
    page = f"/programs/{program.id}/settings/before-pairing"
    assert chandra.post(page, ONE).location == page
    assert kinds(app, program)[-2:] == [("live_session", 1), ("live_session", 1)]


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_what_it_does_is_said_before(chandra: Visitor, amina: Visitor, program: Program, asked: None):
    page = text(chandra.get(f"/programs/{program.id}/settings/before-pairing").text)
    assert f"One live session · {TITLE}" in page
    assert (
        "Live sessions about it, attended None One session, as now: 1 of 1 not ready yet would lack it"
        in page
    )
    assert "Live sessions about it, attended None, as now One session" in page  # mentees


def test_while_none_is_scheduled_it_is_staffs_to_do(
    chandra: Visitor, amina: Visitor, program: Program, plan: Callable[..., int], asked: None
):
    board = f"/programs/{program.id}/readiness"
    assert (
        "1 person waits for you. No session with a free place is scheduled: that is yours to do."
        in chandra.get(board).text
    )
    webinar_id = plan()  # about nothing in particular
    page = chandra.get(board).text
    assert "live session, live session about Mentoring basics" in page
    assert "person waits for you" not in page  # she can register for one of the two
    assert "No session about Mentoring basics with a free place is scheduled: that is yours to do." in page
    [form] = re.findall(r'href="([^"]*/webinars/new[^"]*)"', page)
    assert re.search(r'<option selected value="\d+:">Mentoring basics</option>', chandra.get(form).text)
    assert "once you schedule a session" in page
    assert headings(amina.get("/").text)[0].endswith("Choose your live session.")
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    assert "1 person waits for you. No session about Mentoring basics" in chandra.get(board).text
    assert headings(amina.get("/").text)[0].endswith("Come to your live session.")
    assert "Nothing else is missing" not in amina.get("/").text
    assert "the staff of your program schedule it; nothing for you to do" in amina.get("/").text


def test_who_has_to_choose_one_about_the_course_is_led_to_it(
    chandra: Visitor, amina: Visitor, program: Program, plan: Callable[..., int], basics: int, asked: None
):
    other, right = plan(starts_wall="2026-11-24T18:00"), plan(title="Roles, live", course_id=basics)
    sessions = f"/programs/{program.id}/sessions"
    amina.post(f"{sessions}/{other}/registration")
    page = amina.get("/").text
    assert "Register for a live session about “Mentoring basics”" in page
    assert 'href="/learn/mentoring-basics#live"' in page
    assert "Roles, live" in amina.get("/learn/mentoring-basics").text
    assert TITLE in page
    amina.post(f"{sessions}/{right}/registration")
    page = amina.get("/").text
    assert headings(page)[0].endswith("Only your live session is left.")
    board = chandra.get(f"/programs/{program.id}/readiness").text
    assert "live session, live session about Mentoring basics" in board
    assert re.search(r'<span class="chip today">on \d+ \w+</span>', board)


def test_only_a_session_about_the_course_counts_and_it_counts_as_both(
    app: Flask,
    program: Program,
    chandra: Visitor,
    amina: Visitor,
    basics: int,
    asked: None,
    after: Any,  # noqa: F811
):
    """The session becomes one about the course after it was held: who was there is judged again."""
    address, moment = after
    mark(chandra, address, amina, "45")
    found = standing(app, amina, moment)
    assert [one.is_met for one in found.readiness.outcomes] == [True, True, True, False]
    shown = chandra.get(f"/programs/{program.id}/people?lacks=live_session:mentoring-basics").text
    assert "Amina Odhiambo" in shown
    assert "Mentoring basics: live session" in shown
    assert "Amina Odhiambo" not in chandra.get(f"/programs/{program.id}/people?lacks=session").text
    desk = address.removesuffix("/attendance")
    assert agreed(chandra, f"{desk}/edit", DETAILS | {"counts_for": f"{basics}:"}).status_code == 302
    assert standing(app, amina, moment).ready
    assert agreed(chandra, f"{desk}/edit", DETAILS | {"counts_for": ""}).status_code == 302
    assert standing(app, amina, moment).ready  # what is written of a session later takes nothing away


def test_taken_back_it_is_asked_no_more(
    app: Flask, program: Program, chandra: Visitor, amina: Visitor, asked: None
):
    chandra.post(f"/programs/{program.id}/settings/before-pairing", ONE | {"count": "0"})
    assert kinds(app, program) == [("lessons", 1), ("quizzes", 1), ("live_session", 1)]
    assert TITLE not in amina.get("/").text


@pytest.mark.parametrize("other", [{"count": "2"}, {"kind": "lessons"}, {"kind": ""}, {"course": "nope"}])
def test_what_no_button_sends_changes_nothing(
    app: Flask, program: Program, chandra: Visitor, other: dict[str, str]
):
    before = kinds(app, program)
    assert chandra.post(f"/programs/{program.id}/settings/before-pairing", ONE | other).status_code == 404
    assert kinds(app, program) == before


def test_a_session_that_is_full_is_nobodys_to_register_for(
    app: Flask,
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    program: Program,
    plan: Callable[..., int],
    at: datetime,
):
    webinar_id = plan()
    page, board = f"/programs/{program.id}/sessions/{webinar_id}", f"/programs/{program.id}/readiness"
    read_all(app, bruno, at)
    assert "Register for a live session" in bruno.get("/").text
    wanted = "No session with a free place is scheduled: that is yours to do."
    assert wanted not in chandra.get(f"{board}?role=mentee").text
    with app.app_context():
        session.get_one(Webinar, webinar_id).capacity = 1
        session.commit()
    amina.post(f"{page}/registration")
    shown = bruno.get("/").text
    assert "Waiting for the staff of Puentes 2027" in shown
    assert "Register for a live session" not in shown
    assert wanted in chandra.get(f"{board}?role=mentee").text
    bruno.post(f"{page}/registration")  # into the line
    shown = bruno.get("/").text
    assert "You wait for a place in a live session" in shown
    assert "No other session has places now." in shown
    plan(title="Asking well", starts_wall="2026-11-24T20:00")
    assert "Another session may have places now." in bruno.get("/").text
    assert wanted not in chandra.get(f"{board}?role=mentee").text
