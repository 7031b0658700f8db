"""Staff ask for conversations and sessions before pairing: what that does is said before, and people are led there."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from mentortrain.db import session
from mentortrain.programs.models import Program
from mentortrain.readiness.queries import rubrics_of
from tests.conftest import Visitor
from tests.learning.stage import practise
from tests.learning.test_reading import headings
from tests.readiness.test_becoming_ready import after, mark, read_all, standing  # noqa: F401

pytestmark = pytest.mark.either  # pages and words, not the database

ONE = {"role": "mentor", "kind": "practice", "course": "mentoring-basics", "count": "1"}


@pytest.fixture
def chosen_at(program: Program) -> str:
    return f"/programs/{program.id}/settings/before-pairing"


def offered(page: str, role: str = "mentor") -> list[str]:
    """What can be chosen for a role, with what it does."""
    card = page[page.index(f'id="{role}-mentoring-basics"') :]
    return re.findall(r"<span>(.*?)</span>", card[: card.index("</form>")])


def kinds(app: Flask, program: Program, role: str = "mentor") -> list[tuple[str, int]]:
    with app.app_context():
        rubric = rubrics_of([program.id])[program.id, role]
        return [(one.kind, one.count) for one in rubric.requirements]


def practised(app: Flask, visitor: Visitor, key: str, at: datetime) -> None:
    with app.app_context():
        practise(visitor.id, key, at=at)
        session.commit()


def test_each_number_says_whom_it_touches_before_it_is_chosen(
    app: Flask, chandra: Visitor, amina: Visitor, bruno: Visitor, chosen_at: str, at: datetime
):
    practised(app, amina, "late-messages", at)
    page = chandra.get(chosen_at).text
    assert (
        "Asked before pairing now: Mentoring basics: lessons · Mentoring basics: quiz · One live session"
        in (" ".join(re.sub(r"<[^>]+>", "", page).split()))
    )
    assert offered(page) == [
        "None, as now",
        "One conversation",
        "2 conversations: 1 of 1 not ready yet would lack it",
    ]
    assert offered(page, "mentee")[1] == ("One conversation: 1 of 1 not ready yet would lack it")


def test_who_has_done_the_rest_is_led_to_a_conversation_and_is_ready_when_it_is_passed(
    app: Flask,
    program: Program,
    chandra: Visitor,
    amina: Visitor,
    chosen_at: str,
    at: datetime,
):
    read_all(app, amina, at)
    assert chandra.post(chosen_at, ONE).location == chosen_at
    assert kinds(app, program) == [("lessons", 1), ("quizzes", 1), ("practice", 1), ("live_session", 1)]
    assert kinds(app, program, "mentee") == [("lessons", 1), ("live_session", 1)]
    page = amina.get("/").text
    assert headings(page)[0].endswith("A conversation to practise is next: 6 minutes.")
    assert 'href="/learn/mentoring-basics/conversations/asked-to-invest"' in page
    assert re.search(r'lang="en"[^>]*>Asked to invest<', page)
    assert "Mentoring basics: one conversation practised" in page
    assert "0 of 1 passed · about 6 minutes left" in page
    assert "1 conversation, live session" in chandra.get(f"/programs/{program.id}/readiness").text
    assert "Mentoring basics: conversations" in chandra.get(f"/programs/{program.id}/people").text
    practised(app, amina, "late-messages", at)  # whichever
    page = amina.get("/").text
    assert "A conversation to practise" not in page
    assert "1 conversation" not in chandra.get(f"/programs/{program.id}/readiness").text


def test_who_is_ready_stays_so(
    app: Flask,
    program: Program,
    chandra: Visitor,
    amina: Visitor,
    chosen_at: str,
    at: datetime,
    after: Any,  # noqa: F811
):
    address, moment = after
    read_all(app, amina, at)
    mark(chandra, address, amina, "45")
    chandra.post(chosen_at, ONE)
    found = standing(app, amina, moment)
    assert (found.ready, found.readiness.ready) == (True, False)


def test_asking_for_less_makes_ready_at_once_and_says_so_before(
    app: Flask,
    program: Program,
    chandra: Visitor,
    amina: Visitor,
    chosen_at: str,
    at: datetime,
    after: Any,  # noqa: F811
):
    address, moment = after
    chandra.post(chosen_at, ONE)
    read_all(app, amina, at)
    mark(chandra, address, amina, "45")
    assert not standing(app, amina, moment).ready
    page = chandra.get(chosen_at).text
    assert offered(page)[:2] == [
        "None: one is ready at once",
        "One conversation, as now: 1 of 1 not ready yet would lack it",
    ]
    chandra.post(chosen_at, ONE | {"count": "0"})
    assert standing(app, amina, moment).ready
    assert kinds(app, program) == [("lessons", 1), ("quizzes", 1), ("live_session", 1)]


@pytest.mark.parametrize(
    "other", [{"count": "3"}, {"count": "-1"}, {"count": ""}, {"course": "nope"}, {"role": "staff"}]
)
def test_what_no_button_sends_changes_nothing(
    app: Flask, program: Program, chandra: Visitor, chosen_at: str, other: dict[str, str]
):
    assert chandra.post(chosen_at, ONE | other).status_code == 404
    assert ("practice", 1) not in kinds(app, program)


def test_the_page_takes_the_same_statements_for_many_people(
    app: Flask, program: Program, chandra: Visitor, visit: Any, chosen_at: str, statements: Any
):
    counts = []
    for number in (1, 2, 3):
        visit(f"m{number}@example.org", f"Mentor {number}", role="mentor", program=program)
        chandra.get(chosen_at)
        with statements() as ran:
            chandra.get(chosen_at)
        counts.append(len([one for one in ran if not one.startswith(("PRAGMA", "BEGIN", "SET"))]))
    assert counts[0] == counts[1] == counts[2] <= 12
