"""What new sessions of a program take over of how they are made up."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from mentortrain import clock
from mentortrain.db import session
from mentortrain.programs.models import Program
from mentortrain.webinars import queries
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed
from tests.webinars.test_afterwards import TAPE
from tests.webinars.test_staff import sent

pytestmark = pytest.mark.either  # pages and words, not the database

AFTER = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
WATCHING = {"open_to": "partly", "how": "watching"}
ANSWERING = {"open_to": "everybody", "how": "answering"}


@pytest.fixture
def house(program: Program) -> str:
    return f"/programs/{program.id}/settings/sessions"


@pytest.fixture
def scheduled(chandra: Visitor, program: Program) -> Callable[..., str]:
    """scheduled(): the path of a new session, as staff make it."""

    def make(**changes: Any) -> str:
        answer = agreed(chandra, f"/programs/{program.id}/webinars/new", DETAILS | changes)
        assert answer.status_code == 302, answer.text
        return str(answer.location)

    return make


def chosen(page: str) -> list[str]:
    """What is ticked."""
    return re.findall(r'<input checked[^>]*value="(\w+)"', page)


def test_a_new_session_can_be_made_up_as_its_program_says(
    amina: Visitor, chandra: Visitor, house: str, scheduled: Callable[..., str]
) -> None:
    before = scheduled()
    shown = chandra.get(house).text
    assert "Each new session begins with this" in shown
    assert chosen(shown) == ["nobody", "watching"]
    assert f'href="{house.removesuffix("/sessions")}" aria-current="page"' in shown
    assert chandra.post(house, WATCHING).location == house
    shown = chandra.get(house).text
    assert "Saved. New sessions begin with this." in shown
    assert chosen(shown) == ["partly", "watching"]
    after = scheduled(title="Asking well", starts_wall="2026-11-23T20:00")
    for desk, offered in ((before, False), (after, True)):
        page = desk.replace("webinars", "sessions")
        amina.post(f"{page}/registration")
        with clock.held_at(AFTER):
            chandra.post(f"{desk}/attendance", sent(amina, "20"))
            chandra.post(f"{desk}/afterwards/recording", TAPE)
            assert ("36 count: watch the rest" in amina.get(page).text) == offered
            assert chosen(chandra.get(f"{desk}/afterwards").text)[0] == ("partly" if offered else "nobody")


def test_what_a_session_says_otherwise_stays_and_so_does_what_was_scheduled(
    chandra: Visitor, house: str, scheduled: Callable[..., str]
) -> None:
    chandra.post(house, WATCHING)
    desk, other = scheduled(), scheduled(title="Asking well", starts_wall="2026-11-24T20:00")
    chandra.post(f"{desk}/afterwards/make-up", {"open_to": "nobody"})
    chandra.post(house, {"open_to": "nobody", "how": "watching"})
    assert chosen(chandra.get(house).text) == ["nobody", "watching"]
    assert chosen(chandra.get(f"{desk}/afterwards").text) == ["nobody"]
    assert chosen(chandra.get(f"{other}/afterwards").text)[0] == "partly"


def test_where_questions_are_asked_the_page_of_a_session_says_that_they_are_wanted(
    app: Flask, chandra: Visitor, house: str, scheduled: Callable[..., str]
) -> None:
    chandra.post(house, ANSWERING)
    desk = scheduled()
    wanted = "made up by answering questions, by everybody whom they are for. This one can be once you have"
    shown = chandra.get(f"{desk}/afterwards").text
    assert (wanted in shown, chosen(shown)) == (True, ["nobody"])
    with app.app_context():
        assert queries.offer_of(int(desk.rpartition("/")[2])) is None
    chandra.post(f"{desk}/afterwards/make-up", {"open_to": "everybody", "questions": "It rains. {T}"})
    assert wanted not in chandra.get(f"{desk}/afterwards").text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"how": "watching"}, "Choose who may make it up."),
        ({"open_to": "all", "how": "watching"}, "Choose one of the three."),
        ({"open_to": "partly", "how": "both"}, "Choose one of the two."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    chandra: Visitor, house: str, given: dict[str, str], words: str
) -> None:
    answer = chandra.post(house, given)
    assert (answer.status_code, words in answer.text) == (422, True)


def test_it_is_for_who_may_change_the_program(
    amina: Visitor, dov: Visitor, nobody: Visitor, house: str
) -> None:
    assert [one.get(house).status_code for one in (amina, dov, nobody)] == [403, 404, 302]
    assert [one.post(house, WATCHING).status_code for one in (amina, dov)] == [403, 404]


def test_a_copied_program_and_every_week_of_a_series_take_it_over(
    app: Flask, chandra: Visitor, program: Program, house: str, scheduled: Callable[..., str]
) -> None:
    chandra.post(house, WATCHING)
    agreed(chandra, f"{scheduled()}/series", {"weeks": "2"})
    with app.app_context():
        offers = [queries.offer_of(one.id) for one in queries.all_of(program.id)]
        assert [offer and offer.open_to for offer in offers] == ["partly"] * 3
    copied = chandra.post(f"/programs/{program.id}/copy", {"name": "Puentes 2028", "opens_on": "2027-11-15"})
    with app.app_context():
        newest = session.query(Program).order_by(Program.id.desc()).first()
        assert newest is not None
        assert newest.id != program.id, copied.text
        default = queries.default_of(newest.id)
        assert default is not None
        assert (default.open_to, default.watching_counts) == ("partly", True)
