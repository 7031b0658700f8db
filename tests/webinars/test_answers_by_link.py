"""The links in mails with which people say if they come, without signing in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from mentortrain import clock
from mentortrain.db import session
from mentortrain.webinars import actions, queries
from mentortrain.webinars.models import Webinar
from tests.conftest import Visitor
from tests.webinars.stage import said
from tests.webinars.test_calendar_mails import text_of

Letters = Callable[..., list[EmailMessage]]


def link_in(mail: EmailMessage, answer: str) -> str:
    """The path of the link with this answer."""
    found = re.search(rf"http://localhost(/answers/\S+\?coming={answer})", text_of(mail))
    assert found
    return found[1]


@pytest.fixture
def state_of(app: Flask, webinar_id: int) -> Callable[[Visitor], str | None]:
    """state_of(amina): what she has to do with the session."""

    def look(visitor: Visitor) -> str | None:
        with app.app_context():
            found = queries.registration(webinar_id, visitor.id)
            return found.state if found else None

    return look


def test_who_is_invited_answers_from_the_mail_alone(
    app: Flask,
    amina: Visitor,
    bruno: Visitor,
    nobody: Visitor,
    webinar_id: int,
    at: datetime,
    state_of: Any,
    letters: Letters,
) -> None:
    with app.app_context():
        actions.invite(session.get_one(Webinar, webinar_id), [amina.person, bruno.person], at=at)
        session.commit()
    mails = {mail["To"].addresses[0].addr_spec: mail for mail in letters()}
    yes, no = (link_in(mails["amina@example.org"], answer) for answer in ("yes", "no"))
    shown = nobody.get(no).text
    assert "You can't come to “Listening before advice”?" in shown
    assert "Monday 23 November, 20:00 to 20:45, your time (EAT)" in shown
    nobody.get(yes)
    assert state_of(amina) == "invited"  # looking answers nothing
    path = yes.partition("?")[0]
    answer = nobody.post(path, {"coming": "yes"})
    assert (answer.status_code, state_of(amina), state_of(bruno)) == (302, "registered", "invited")
    assert "You will come to “Listening before advice”" in nobody.get(answer.location).text
    answer = nobody.post(path, {"coming": "no"})
    assert "You are not coming to “Listening before advice”" in nobody.get(answer.location).text
    assert (state_of(amina), state_of(bruno)) == ("withdrawn", "invited")
    assert said(letters()) == [("amina@example.org", "CANCEL", 1)]
    nobody.post(path, {"coming": "yes"})
    assert state_of(amina) == "registered"


def test_a_link_ends_with_the_session_and_proves_one_person(
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    nobody: Visitor,
    page: str,
    desk: str,
    state_of: Any,
    letters: Letters,
) -> None:
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    mail, others = letters()
    path = link_in(mail, "no").partition("?")[0]
    number, _, proof = path.rpartition("/")[2].partition("-")
    other_number = link_in(others, "no").rpartition("/")[2].partition("-")[0]
    for forged in (f"{other_number}-{proof}", f"{number}-{proof[:-1]}", number, f"{number}-", "x", "٣-a"):
        assert nobody.post(f"/answers/{forged}", {"coming": "no"}).status_code == 404
    with clock.held_at(datetime(2026, 11, 23, 17, 45, tzinfo=UTC)):
        assert nobody.get(path).status_code == 410
        shown = nobody.post(path, {"coming": "no"})
        assert "This session is over." in nobody.get(shown.location).text
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    shown = nobody.get(path)
    assert (shown.status_code, "Cancelled: “Listening before advice”" in shown.text) == (410, True)
    assert (state_of(amina), state_of(bruno)) == ("registered", "registered")
