"""What participants see and can do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.programs.models import Program
from mentortrain.webinars.models import Registration
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed, event_in

pytestmark = pytest.mark.either  # pages and words, not the database

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
DURING = START + timedelta(minutes=5)


def test_sessions_show_what_is_open_and_what_is_mine(
    amina: Visitor, plan: Callable[..., int], page: str
) -> None:
    plan(title="Asking well", starts_wall="2026-11-23T18:00")
    shown = amina.get("/sessions").text
    assert "2 sessions are open to you: choose one" in shown
    assert "Monday 23 November, 20:00 to 20:45, your time (EAT)" in shown
    amina.post(f"{page}/registration")
    shown = amina.get("/sessions").text
    assert "Your next session: “Listening before advice”" in shown
    assert shown.index("Yours") < shown.index("Open to you")
    with clock.held_at(DURING):
        shown = amina.get("/sessions").text
    assert "“Listening before advice” is on now" in shown
    assert "Your next session" not in shown


def test_without_sessions_the_page_says_what_will_stand_there(amina: Visitor) -> None:
    assert "No session is scheduled yet" in amina.get("/sessions").text


def test_session_page_names_when_how_long_and_with_whom(bruno: Visitor, page: str) -> None:
    shown = bruno.get(page).text
    assert "Monday 23 November, 12:00 to 12:45" in shown
    assert "45 minutes" in shown
    assert "Grace Wanjiru" in shown
    assert "meet.example.org" not in shown


def test_joining_leads_who_registered_to_the_meeting(amina: Visitor, page: str) -> None:
    amina.post(f"{page}/registration")
    assert "Come back to this page to join: the door opens at 19:45, your time." in amina.get(page).text
    with clock.held_at(DURING):
        shown = amina.get(page)
        assert "Join now" in shown.text
        assert "form-action 'self' https://meet.example.org" in shown.headers["Content-Security-Policy"]
        answer = amina.post(f"{page}/visit")
    assert (answer.status_code, answer.location) == (303, "https://meet.example.org/room")


def test_before_the_door_opens_nobody_joins(amina: Visitor, page: str) -> None:
    amina.post(f"{page}/registration")
    with clock.held_at(START - timedelta(minutes=16)):
        shown = amina.get(page)
        assert "Join now" not in shown.text
        assert "meet.example.org" not in shown.headers["Content-Security-Policy"]
        assert amina.post(f"{page}/visit").location == page
        assert "You can join from 15 minutes before the start" in amina.get(page).text


def test_who_is_not_registered_does_not_join(amina: Visitor, page: str) -> None:
    with clock.held_at(DURING):
        assert amina.post(f"{page}/visit").location == page
        assert "Register for this session first" in amina.get(page).text


def test_a_session_without_a_link_says_so(amina: Visitor, plan: Callable[..., int], program: Program) -> None:
    page = f"/programs/{program.id}/sessions/{plan(meeting_url='')}"
    amina.post(f"{page}/registration")
    with clock.held_at(DURING):
        assert "The meeting has no link yet" in amina.get(page).text
        assert amina.post(f"{page}/visit").location == page


def test_after_the_end_nobody_registers_or_withdraws(
    amina: Visitor, page: str, letters: Callable[..., Any]
) -> None:
    with clock.held_at(START + timedelta(minutes=45)):
        assert amina.post(f"{page}/registration").location == page
        assert "This session is over." in amina.get(page).text
        amina.post(f"{page}/withdrawal")
        assert letters() == []


def test_nobody_registers_for_a_cancelled_session(
    amina: Visitor, chandra: Visitor, page: str, desk: str, letters: Callable[..., Any]
) -> None:
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    assert amina.post(f"{page}/registration").location == page
    assert "This session is cancelled." in amina.get(page).text
    assert letters() == []
    assert "Listening before advice" not in amina.get("/sessions").text, "not theirs, and off"


def test_withdrawing_without_having_registered_changes_nothing(
    amina: Visitor, page: str, app: Flask, letters: Callable[..., Any]
) -> None:
    assert amina.post(f"{page}/withdrawal").status_code == 302
    assert letters() == []
    with app.app_context():
        assert session.scalar(select(func.count(Registration.id))) == 0


def test_two_taps_at_once_register_once(app: Flask, amina: Visitor, bruno: Visitor, page: str) -> None:
    """Each from two devices, in threads of their own, on the real database."""
    ready, answers = threading.Barrier(4), []

    def tap(visitor: Visitor) -> None:
        twin = Visitor(app.test_client(), visitor.id)
        cookie = visitor.client.get_cookie("mentortrain")
        assert cookie
        twin.client.set_cookie("mentortrain", cookie.value)
        with clock.held_at(START - timedelta(hours=1)):
            twin.get(page)
            ready.wait(10)
            answers.append(twin.post(f"{page}/registration").status_code)

    threads = [threading.Thread(target=tap, args=(visitor,)) for visitor in (amina, bruno, amina, bruno)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == [302] * 4
    with app.app_context():
        rows = session.execute(
            select(Registration.person_id, Registration.times).order_by(Registration.person_id)
        ).all()
        assert [tuple(row) for row in rows] == sorted([(amina.id, 1), (bruno.id, 1)])
        kinds = session.scalars(select(Outbox.kind).where(Outbox.kind.startswith("agenda."))).all()
        assert (
            sorted(kinds) == ["agenda.invitation"] * 2 + ["agenda.reminder"] * 2
        )  # a quarter of an hour before


def test_who_registers_while_it_moves_learns_the_new_time(
    app: Flask,
    amina: Visitor,
    chandra: Visitor,
    page: str,
    desk: str,
    letters: Callable[..., Any],
    at: datetime,
) -> None:
    """At once: the mail carries the new time, or an update follows; never the old time alone."""
    ready = threading.Barrier(2)

    def at_once(deed: Callable[[], Any]) -> threading.Thread:
        def run() -> None:
            with clock.held_at(at):
                ready.wait(10)
                deed()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    for number in range(5):
        if number:
            amina.post(f"{page}/withdrawal")
        letters()
        details = DETAILS | {"starts_wall": f"2026-11-27T{10 + number}:00"}
        threads = [
            at_once(lambda: amina.post(f"{page}/registration")),
            at_once(lambda sent=details: agreed(chandra, f"{desk}/edit", sent)),  # type: ignore[misc]
        ]
        for thread in threads:
            thread.join(30)
        last = event_in(letters()[-1])
        assert last["DTSTART"].dt == datetime(2026, 11, 27, 7 + number, 0, tzinfo=UTC)


def test_the_past_says_who_was_there(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str
) -> None:
    amina.post(f"{page}/registration")
    bruno.post(f"{page}/registration")
    with clock.held_at(START + timedelta(hours=1)):
        marks = {
            f"was-{amina.id}": "",
            f"there-{amina.id}": "1",
            f"minutes-{amina.id}": "36",
            f"was-{bruno.id}": "",
            f"there-{bruno.id}": "1",
            f"minutes-{bruno.id}": "35",
        }
        chandra.post(f"{desk}/attendance", marks)
        assert "you were there" in amina.get("/sessions").text
        assert "36 of 45 minutes: it counts." in amina.get(page).text
        assert "35 of 45 minutes" in bruno.get("/sessions").text
        assert "35 of 45 minutes; 36 count." in bruno.get(page).text


@pytest.mark.parametrize("path", ["/sessions", "/programs/{pid}/sessions/{wid}"])
def test_thirty_sessions_take_no_more_statements_than_one(
    path: str, amina: Visitor, plan: Callable[..., int], program: Program, webinar_id: int, statements: Any
) -> None:
    url = path.format(pid=program.id, wid=webinar_id)
    amina.get(url)
    with statements() as few:
        assert amina.get(url).status_code == 200
    for number in range(29):
        plan(title=f"Session {number}", starts_wall=f"2026-12-{number % 28 + 1:02}T20:00")
    with statements() as many:
        assert amina.get(url).status_code == 200
    assert len(many) == len(few)
