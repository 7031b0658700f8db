"""A stranger, another program's staff, and each role at the doors of the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain.db import session
from mentortrain.programs.models import Program
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS

pytestmark = pytest.mark.either  # pages and words, not the database

STAFF_GETS = ["", "/new", "/{wid}", "/{wid}/edit", "/{wid}/attendance"]
STAFF_POSTS = ["/new", "/{wid}/edit", "/{wid}/cancellation", "/{wid}/attendance"]
PARTICIPANT_POSTS = ["registration", "withdrawal", "visit"]


@pytest.mark.parametrize("path", STAFF_GETS)
def test_staff_of_another_program_find_nothing(
    path: str, dov: Visitor, program: Program, webinar_id: int
) -> None:
    url = f"/programs/{program.id}/webinars{path.format(wid=webinar_id)}"
    assert dov.get(url).status_code == 404


@pytest.mark.parametrize("path", STAFF_POSTS)
def test_staff_of_another_program_change_nothing(
    path: str, dov: Visitor, program: Program, webinar_id: int
) -> None:
    url = f"/programs/{program.id}/webinars{path.format(wid=webinar_id)}"
    assert dov.post(url, DETAILS | {"reason": "Because."}).status_code == 404


@pytest.mark.parametrize("path", PARTICIPANT_POSTS)
def test_a_stranger_cannot_come(
    path: str, dov: Visitor, page: str, letters: Callable[..., list[object]]
) -> None:
    assert dov.get(page).status_code == 404
    assert dov.post(f"{page}/{path}").status_code == 404
    assert letters() == []


def test_a_session_is_not_found_under_another_program(
    app: Flask, dov: Visitor, chandra: Visitor, webinar_id: int
) -> None:
    """dov runs Elsewhere, and asks there for the session of Puentes."""
    with app.app_context():
        other = session.scalars(select(Program.id).where(Program.name == "Elsewhere")).one()
    for path in ("", "/edit", "/attendance"):
        assert dov.get(f"/programs/{other}/webinars/{webinar_id}{path}").status_code == 404
    assert dov.get(f"/programs/{other}/sessions/{webinar_id}").status_code == 404
    assert dov.post(f"/programs/{other}/sessions/{webinar_id}/registration").status_code == 404
    answer = dov.post(f"/programs/{other}/webinars/{webinar_id}/cancellation", {"reason": "Because."})
    assert answer.status_code == 404
    assert "Cancelled:" not in chandra.get(f"/programs/1/webinars/{webinar_id}").text


@pytest.mark.parametrize("path", STAFF_GETS)
def test_participants_do_not_see_staffs_pages(
    path: str, amina: Visitor, program: Program, webinar_id: int
) -> None:
    url = f"/programs/{program.id}/webinars{path.format(wid=webinar_id)}"
    assert amina.get(url).status_code == 403


@pytest.mark.parametrize("path", STAFF_POSTS)
def test_participants_do_not_use_staffs_forms(
    path: str, amina: Visitor, program: Program, webinar_id: int
) -> None:
    url = f"/programs/{program.id}/webinars{path.format(wid=webinar_id)}"
    assert amina.post(url, DETAILS | {"reason": "Because."}).status_code == 403


def test_who_is_not_signed_in_is_led_to_the_door_and_back(nobody: Visitor, page: str) -> None:
    answer = nobody.get(page)
    assert (answer.status_code, answer.location) == (302, f"/sign-in?next={page}")


def test_a_form_without_its_token_is_refused(
    amina: Visitor, page: str, letters: Callable[..., list[object]]
) -> None:
    assert amina.client.post(f"{page}/registration").status_code == 400
    assert letters() == []
