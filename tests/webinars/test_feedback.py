"""Two questions after each session, and what staff are shown of the answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mentortrain import clock
from mentortrain.programs.models import Program
from tests.conftest import Visitor
from tests.webinars.test_staff import sent

pytestmark = pytest.mark.either  # pages and words, not the database

END = datetime(2026, 11, 23, 17, 45, tzinfo=UTC)
VERY = {"useful": "5", "different": "Start with a case.", "named": ""}


def later(**after: float) -> Any:
    return clock.held_at(END + timedelta(**after))


@pytest.fixture
def there(visit: Callable[..., Visitor], program: Program, page: str, chandra: Visitor, desk: str) -> Any:
    """there(3): so many people who were at the session."""

    def make(count: int) -> list[Visitor]:
        people = [
            visit(f"p{number}@example.org", f"Person Number{number}", role="mentee", program=program)
            for number in range(count)
        ]
        boxes: dict[str, str] = {}
        for one in people:
            one.post(f"{page}/registration")
            boxes |= sent(one, "45")
        with later(minutes=10):
            chandra.post(f"{desk}/attendance", boxes)
        return people

    return make


def test_who_was_there_says_how_it_was_and_changes_it_for_two_weeks(there: Any, page: str) -> None:
    (one,) = there(1)
    with later(hours=1):
        assert "How useful was it for you?" in one.get(page).text
        answer = one.post(f"{page}/feedback", VERY)
        assert (answer.status_code, answer.location) == (302, page)
        shown = one.get(page).text
        assert "You said how it was" in shown
        assert "Start with a case." in shown
    with later(days=13, hours=23):
        one.post(f"{page}/feedback", VERY | {"useful": "2"})
        assert re.search(r'<input checked[^>]* value="2">', one.get(page).text)
    with later(days=14):
        assert "How useful was it" not in one.get(page).text
        one.post(f"{page}/feedback", VERY)
        assert "Answers are open to who was there, for two weeks after the session." in one.get(page).text


def test_home_asks_until_it_is_answered(there: Any, page: str) -> None:
    (one,) = there(1)
    with later(hours=1):
        shown = one.get("/").text
        assert "You were at “Listening before advice”." in shown
        assert f'href="{page}#feedback"' in shown
        one.post(f"{page}/feedback", VERY)
        assert "How was it?" not in one.get("/").text


def test_home_asks_for_two_weeks(there: Any) -> None:
    (one,) = there(1)
    with later(days=13, hours=23):
        assert "How was it?" in one.get("/").text
    with later(days=14):
        assert "How was it?" not in one.get("/").text


def test_before_it_is_known_who_was_there_everybody_expected_is_asked(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str
) -> None:
    amina.post(f"{page}/registration")
    assert "How was it?" not in amina.get(page).text, "it is not over"
    amina.post(f"{page}/feedback", VERY)
    with later(hours=1):
        assert "You said how it was" not in amina.get(page).text
        assert "How was it?" in amina.get(page).text
        assert "How was it?" not in bruno.get(page).text, "he was not expected"
        bruno.post(f"{page}/feedback", VERY)
        chandra.post(f"{desk}/attendance", sent(bruno, "45"))
        assert "How was it?" not in amina.get(page).text, "she was not there"
        assert "Nobody has answered yet." in chandra.get(desk).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"useful": ""}, "Choose one of the five."),
        ({"useful": "6"}, "Choose one of the five."),
        ({"useful": "x"}, "Choose one of the five."),
        ({"different": "x" * 1001}, "Enter at most 1,000 letters."),
    ],
)
def test_what_is_no_answer_is_said_at_its_field(
    changes: dict[str, str], words: str, there: Any, page: str
) -> None:
    (one,) = there(1)
    with later(hours=1):
        answer = one.post(f"{page}/feedback", VERY | changes)
        assert answer.status_code == 422
        assert words in answer.text
        assert (VERY | changes)["different"] in answer.text
        assert "You said how it was" not in one.get(page).text


def test_fewer_than_three_answers_are_counted_and_not_shown(
    there: Any, chandra: Visitor, page: str, desk: str
) -> None:
    people = there(3)
    with later(hours=1):
        people[0].post(f"{page}/feedback", VERY)
        people[1].post(f"{page}/feedback", {"useful": "1", "different": "Speak slower.", "named": "y"})
        shown = chandra.get(desk).text
        assert "2 people have answered." in shown
        assert "From 3 answers on you see what they said" in shown
        assert "<progress" not in shown
        assert "Start with a case." not in shown
        said = shown[shown.index("Speak slower.") :]
        assert said.index("Person Number1") < said.index("</li>"), "who shows their name is no riddle"
        people[2].post(f"{page}/feedback", {"useful": "5", "different": ""})
        shown = chandra.get(desk).text
        assert "3 people have answered." in shown
        assert "Start with a case." in shown
        rows = shown[shown.index('class="bars"') :]
        rows = rows[: rows.index("</table>")]
        counts = [cell.partition("</td>")[0] for cell in rows.split("<td>")[1:]]
        assert counts == ["1", "0", "0", "0", "2"]
        after = shown[shown.index("Start with a case.") :]
        assert "Person" not in after[: after.index("</li>")], "she did not show her name"
        assert "Person" not in rows


def test_participants_see_nobodys_answers(there: Any, page: str) -> None:
    one, two, three = there(3)
    with later(hours=1):
        for each in (one, two):
            each.post(f"{page}/feedback", VERY)
        assert "Start with a case." not in three.get(page).text
