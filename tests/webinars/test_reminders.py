"""Mails before a session begins: when they go, to whom, and what becomes of them when it moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from mentortrain import clock
from mentortrain.agenda import actions as agenda
from mentortrain.db import session
from mentortrain.webinars import actions
from mentortrain.webinars.models import Webinar
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed
from tests.webinars.test_calendar_mails import text_of

pytestmark = pytest.mark.either  # pages and words, not the database

Letters = Callable[..., list[EmailMessage]]
FRIDAY = DETAILS | {"starts_wall": "2026-11-27T18:00"}
"""The session moved: to 15:00 UTC of Friday."""


@pytest.fixture
def due(letters: Letters) -> Callable[..., list[tuple[str, str]]]:
    """due(27, 14, 45): the (address, subject) of the reminders that have gone by that moment of November, UTC."""

    def look(day: int, hour: int, minute: int = 0) -> list[tuple[str, str]]:
        moment = datetime(2026, 11, day, hour, minute, tzinfo=UTC)
        with clock.held_at(moment):
            mails = letters(moment)
        return [
            (mail["To"].addresses[0].addr_spec, str(mail["Subject"]))
            for mail in mails
            if mail["Subject"].startswith(("Reminder", "Begins"))
        ]

    return look


@pytest.fixture
def friday(chandra: Visitor, desk: str) -> None:
    """The session is on Friday."""
    agreed(chandra, f"{desk}/edit", FRIDAY)


def test_each_is_reminded_a_day_and_a_quarter_of_an_hour_before_in_their_own_zone(
    amina: Visitor, bruno: Visitor, friday: None, page: str, due: Any, letters: Letters
) -> None:
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    assert due(26, 14, 59) == []
    assert due(26, 15) == [
        ("amina@example.org", "Reminder: Listening before advice, Friday 27 November, 18:00 (EAT)"),
        ("bruno@example.org", "Reminder: Listening before advice, Friday 27 November, 10:00 (Colombia Time)"),
    ]
    moment = datetime(2026, 11, 27, 14, 45, tzinfo=UTC)
    with clock.held_at(moment):
        mail = letters(moment)[0]
    assert mail["Subject"] == "Begins soon: Listening before advice, Friday 27 November, 18:00 (EAT)"
    assert f"http://localhost{page}" in text_of(mail)
    assert due(28, 9) == []


def test_who_registers_late_gets_none_that_is_past(amina: Visitor, page: str, due: Any) -> None:
    amina.post(f"{page}/registration")  # eight hours before
    assert [subject[:11] for _, subject in due(23, 16, 45)] == ["Begins soon"]


def test_after_any_number_of_moves_one_of_each_goes(
    amina: Visitor, chandra: Visitor, page: str, desk: str, due: Any
) -> None:
    amina.post(f"{page}/registration")
    for day in (27, 25, 26, 27, 25, 27):
        agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": f"2026-11-{day}T18:00"})
    gone = [due(day, hour, 50) for day in range(23, 29) for hour in (14, 15, 16)]
    assert [[subject[:11] for _, subject in some] for some in gone if some] == [
        ["Reminder: L"],
        ["Begins soon"],
    ]


def test_who_withdrew_and_what_is_off_bring_none(
    amina: Visitor, bruno: Visitor, chandra: Visitor, friday: None, page: str, desk: str, due: Any
) -> None:
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    amina.post(f"{page}/withdrawal")
    assert [to for to, _ in due(26, 15)] == ["bruno@example.org"]
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    assert due(27, 14, 45) == []


def test_who_came_back_is_reminded_once(amina: Visitor, friday: None, page: str, due: Any) -> None:
    for deed in ("registration", "withdrawal", "registration"):
        amina.post(f"{page}/{deed}")
    assert len(due(26, 15)) == 1


def test_mails_that_were_held_up_bring_the_latest_alone(
    amina: Visitor, friday: None, page: str, due: Any
) -> None:
    amina.post(f"{page}/registration")
    assert [subject[:11] for _, subject in due(27, 14, 50)] == ["Begins soon"]


def test_staff_choose_when_and_it_holds_for_who_is_registered(
    amina: Visitor, chandra: Visitor, friday: None, page: str, desk: str, due: Any
) -> None:
    amina.post(f"{page}/registration")
    shown = chandra.get(f"{desk}/edit").text
    ticked = [
        value
        for value in ("10080", "1440", "120", "15")
        if re.search(f'<input checked[^>]*value="{value}"', shown)
    ]
    assert ticked == ["1440", "15"]
    agreed(chandra, f"{desk}/edit", FRIDAY | {"reminders": ["120"]})
    assert "two hours before" in chandra.get(desk).text
    assert due(26, 15) == []
    assert len(due(27, 13)) == 1
    agreed(chandra, f"{desk}/edit", FRIDAY | {"reminders": []})
    assert due(27, 14, 45) == []
    assert agreed(chandra, f"{desk}/edit", FRIDAY | {"reminders": ["7"]}).status_code == 422


def test_reminding_costs_no_more_for_many(
    app: Flask, at: datetime, visit: Any, program: Any, plan: Any, statements: Any
) -> None:
    people = [visit(f"p{n}@example.org", f"P {n}", role="mentee", program=program) for n in range(6)]
    spent = []
    for count in (1, 6):
        webinar_id = plan(starts_wall="2026-11-27T18:00", reminders=["15"], title=f"For {count}")
        with app.app_context():
            webinar = session.get_one(Webinar, webinar_id)
            actions.invite(webinar, [one.person for one in people[:count]], at=at)
            with statements() as ran:
                agenda.set_reminders(webinar.entry, [1440, 15], at=at + timedelta(minutes=1))
            session.commit()
        spent.append(len(ran))
    assert spent[0] == spent[1]
