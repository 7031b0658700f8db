"""A person's Calendar page, and the command that makes an address."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mentortrain import clock
from mentortrain.agenda import actions
from mentortrain.agenda.rules import MAX_FEEDS
from mentortrain.db import session
from tests.conftest import Visitor

pytestmark = pytest.mark.either  # pages and words, not the database


def test_an_empty_calendar_says_what_will_stand_there(amina: Visitor) -> None:
    assert "Nothing is in your calendar yet" in amina.get("/calendar").text


def test_what_is_coming_stands_under_its_day_in_my_zone(
    amina: Visitor, plan: Callable[..., int], page: str, program: object
) -> None:
    late = plan(title="Late in Nairobi", starts_wall="2026-11-23T23:30", time_zone="UTC")
    amina.post(f"{page}/registration")
    amina.post(f"{page.rpartition('/')[0]}/{late}/registration")
    shown = amina.get("/calendar").text
    assert "Next in your calendar: “Listening before advice”" in shown
    assert shown.index("Monday 23 November</h2>") < shown.index("Tuesday 24 November</h2>")
    assert "02:30 to 03:15, your time (EAT)" in shown


def test_what_is_on_is_not_next(amina: Visitor, page: str, at: datetime) -> None:
    amina.post(f"{page}/registration")
    with clock.held_at(at + timedelta(hours=8)):
        shown = amina.get("/calendar").text
    assert "“Listening before advice” is on now</h1>" in shown
    assert "Next in your calendar" not in shown


def test_a_cancelled_session_is_marked(amina: Visitor, chandra: Visitor, page: str, desk: str) -> None:
    amina.post(f"{page}/registration")
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    shown = amina.get("/calendar").text
    assert "Nothing is in your calendar yet" in shown
    assert ">cancelled<" in shown


def test_an_address_is_shown_once(amina: Visitor, app: Flask) -> None:
    made = amina.post("/calendar", {"name": "Phone"})
    assert (made.status_code, made.location) == (302, "/calendar/addresses/new")
    answer = amina.get(made.location)
    address = re.search(r'value="(http://localhost/feeds/([\w-]{43})\.ics)"', answer.text)
    assert address
    assert f'value="webcal://localhost/feeds/{address[2]}.ics"' in answer.text
    for expected in (
        "Google looks for changes every 8 to 24 hours",
        "Its phone app cannot do it, a computer can",
        "How often it looks is yours to choose",
        "It looks about every three hours; sometimes a change takes more than a day.",
        "It looks every 30 minutes",
    ):
        assert expected in html.unescape(answer.text)
    assert answer.headers["Cache-Control"] == "private, no-store"
    cookie = amina.client.get_cookie("mentortrain")
    assert cookie
    assert amina.get(made.location).location == "/calendar", "loaded again it is gone, and no other is made"
    shown = amina.get("/calendar").text
    assert "Phone" in shown
    assert "not fetched yet" in shown
    assert address[2] not in shown


def test_two_addresses_do_not_have_one_name(amina: Visitor) -> None:
    amina.post("/calendar", {"name": "Phone"})
    answer = amina.post("/calendar", {"name": " phone "})
    assert answer.status_code == 422
    assert "You have an address for “phone”." in answer.text
    assert amina.get("/calendar").text.count("End the address “") == 1


def test_an_address_needs_a_name(amina: Visitor) -> None:
    answer = amina.post("/calendar", {"name": " "})
    assert answer.status_code == 422
    assert "Give it a name, such as Phone or Google." in answer.text


def test_nobody_hoards_addresses(app: Flask, amina: Visitor, at: datetime) -> None:
    with app.app_context():
        for number in range(MAX_FEEDS):
            actions.add_feed(amina.person, name=f"Device {number}", at=at)
        session.commit()
    answer = amina.post("/calendar", {"name": "One more"})
    assert answer.status_code == 422
    assert "You have 20 calendar addresses." in answer.text


def test_staff_have_a_calendar_too(chandra: Visitor) -> None:
    assert chandra.get("/calendar").status_code == 200


def test_the_calendar_is_not_for_visitors(nobody: Visitor) -> None:
    assert nobody.get("/calendar").location == "/sign-in?next=/calendar"


def test_the_command_prints_an_address_that_works(app: Flask, amina: Visitor, page: str) -> None:
    amina.post(f"{page}/registration")
    done = app.test_cli_runner().invoke(args=["calendar", "feed", "AMINA@example.org"])
    assert done.exit_code == 0
    phone: FlaskClient = app.test_client()
    answer = phone.get(done.output.strip().removeprefix("http://localhost"))
    assert answer.data.count(b"BEGIN:VEVENT") == 1


def test_the_command_says_who_is_unknown(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["calendar", "feed", "eve@example.org"])
    assert done.exit_code == 1
    assert "nobody has the address eve@example.org" in done.output
