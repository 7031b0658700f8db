"""Mentors and others who lead a session beside the one of the staff: what they find, and what they do not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.programs.actions import grant_staff
from mentortrain.programs.models import Participation, Program
from mentortrain.webinars import queries
from mentortrain.webinars.models import Registration, Webinar
from mentortrain.webinars.models.afterwards import Feedback
from tests.agenda.stage import address_for, events
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed, event_in, said

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
END = START + timedelta(minutes=45)
DURING = START + timedelta(minutes=5)


@pytest.fixture
def led(chandra: Visitor, amina: Visitor, desk: str) -> str:
    """The usual session, which Amina leads: its page for staff."""
    answer = agreed(chandra, f"{desk}/edit", DETAILS | {"co_hosts": "Amina Odhiambo <amina@example.org>"})
    assert answer.status_code == 302
    return desk


def leaders(app: Flask, webinar_id: int) -> set[int]:
    with app.app_context():
        return queries.leaders_of(session.get_one(Webinar, webinar_id))


def test_staff_see_who_is_told_before_a_mentor_leads_a_session(
    app: Flask, amina: Visitor, chandra: Visitor, desk: str, webinar_id: int, letters: Any
) -> None:
    details = DETAILS | {"co_hosts": "amina odhiambo\n"}
    over = chandra.post(f"{desk}/edit", details).text
    assert "Who leads it as well" in over
    assert "<b>Amina Odhiambo</b>" in over
    assert "1 person who leads it is told so, for their calendar too." in over
    assert (letters(), leaders(app, webinar_id)) == ([], set())
    agreed(chandra, f"{desk}/edit", details)
    (mail,) = letters()
    assert mail["Subject"] == "You lead a session: Listening before advice, Monday 23 November, 20:00 (EAT)"
    event = event_in(mail)
    assert (event["SEQUENCE"], str(event["URL"]).split("/")[3]) == (0, "join")
    text = mail.get_body(("plain",)).get_content()
    assert "you lead this session:" in text
    assert "Your page to lead it, with who is there and the word to say:" in text
    assert ("I can't come" in text, "needs no sign-in" in text) == (False, False)
    assert leaders(app, webinar_id) == {amina.id}
    assert "Amina Odhiambo &lt;amina@example.org&gt;" in chandra.get(f"{desk}/edit").text
    assert "Has the host's page</dt><dd>Amina Odhiambo" in chandra.get(desk).text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Nobody Knows", "Nobody of the program is “Nobody Knows”. Write a name or an address."),
        ("dov@example.org", "Nobody of the program is “dov@example.org”."),
    ],
)
def test_only_people_of_the_program_can_lead(
    chandra: Visitor, amina: Visitor, dov: Visitor, desk: str, line: str, words: str
) -> None:
    refused = chandra.post(f"{desk}/edit", DETAILS | {"co_hosts": f"Amina Odhiambo\n{line}"})
    assert (refused.status_code, words in refused.text) == (422, True)


def test_two_of_one_name_are_told_apart_by_their_address(
    app: Flask, chandra: Visitor, visit: Callable[..., Visitor], program: Program, desk: str, webinar_id: int
) -> None:
    one, other = (visit(f"grace{n}@example.org", "Grace W.", role="mentor", program=program) for n in (1, 2))
    refused = chandra.post(f"{desk}/edit", DETAILS | {"co_hosts": "Grace W."})
    assert "Several people are called “Grace W.”. Write the address." in refused.text
    agreed(chandra, f"{desk}/edit", DETAILS | {"co_hosts": "Grace W. <GRACE2@example.org>"})
    assert leaders(app, webinar_id) == {other.id}
    assert one.id != other.id


def test_a_mentor_who_leads_has_the_hosts_page_of_that_session_and_no_page_of_staff(
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    dov: Visitor,
    led: str,
    page: str,
    plan: Any,
    program: Any,
) -> None:
    bruno.post(f"{page}/registration")
    with clock.held_at(DURING):
        bruno.post(f"{page}/visit")
        assert amina.post(f"{led}/beginning").location == f"{led}/host"
        shown = amina.get(f"{led}/host").text
        assert "You lead “Listening before advice”" in shown
        assert "1 of 1 are here" in shown
        assert "Bruno Restrepo" in shown
        assert 'class="spoken"' in shown
        assert 'href="https://meet.example.org/room"' in shown
        assert amina.post(f"{led}/host-notes", {"notes": "Ask about the shop."}).status_code == 302
        for hidden in ("bruno@example.org", "Mark who was there", f'href="{led}"', f"{led}/attendance"):
            assert hidden not in shown, hidden
        assert amina.post(f"{led}/ending").status_code == 302
        over = amina.get(f"{led}/host").text
        assert "The staff of your program say for whom it counts." in over
        assert "Ask about the shop." in over
        pages = ("", "/attendance", "/edit", "/people", "/afterwards")
        assert [amina.get(f"{led}{one}").status_code for one in pages] == [403] * 5
        assert [amina.post(f"{led}{one}").status_code for one in ("/attendance", "/cancellation")] == [
            403
        ] * 2
        assert [dov.get(f"{led}/host").status_code, bruno.get(f"{led}/host").status_code] == [404, 403]
        another = f"/programs/{program.id}/webinars/{plan(title='Another')}"
        assert amina.get(f"{another}/host").status_code == 403


def test_another_mentor_does_not_lead(
    visit: Callable[..., Visitor], program: Program, led: str, webinar_id: int, app: Flask
) -> None:
    grace = visit("grace@example.org", "Grace W.", role="mentor", program=program)
    with clock.held_at(DURING):
        statuses = [
            grace.get(f"{led}/host").status_code,
            *(grace.post(f"{led}/{one}").status_code for one in ("beginning", "ending", "host-notes")),
        ]
        assert statuses == [403] * 4
    with app.app_context():
        webinar = session.get_one(Webinar, webinar_id)
        assert (webinar.began_at, webinar.host_notes) == (None, "")


def test_who_leads_finds_it_on_home_under_sessions_and_by_the_link_in_the_mail(
    amina: Visitor, bruno: Visitor, led: str, page: str, letters: Any, nobody: Any
) -> None:
    home = amina.get("/").text
    assert re.search(r"<h2>You lead</h2>.*?Listening before advice", home, re.S)
    assert "You lead" not in bruno.get("/").text
    listed = amina.get("/sessions").text
    assert "You lead “Listening before advice”" in listed
    assert "you lead it" in listed
    assert ("Register for Listening" in listed, "Register for Listening" in bruno.get("/sessions").text) == (
        False,
        True,
    )
    assert "You lead “Listening before advice”" in amina.get(page).text
    (mail,) = letters()
    link = "/join/" + str(event_in(mail)["URL"]).rpartition("/")[2]
    assert nobody.get(link).location == f"{led}/host"
    with clock.held_at(START - timedelta(minutes=30)):
        soon = amina.get("/").text
        assert "You lead “Listening before advice”</b>" in soon
        assert f'href="{led}/host">Lead the session' in soon
    with clock.held_at(END + timedelta(hours=1)):
        assert "You lead" not in amina.get("/").text


def test_their_calendar_has_it_moves_with_it_and_reminds_them(
    amina: Visitor, chandra: Visitor, led: str, letters: Any, app: Flask
) -> None:
    (event,) = events(app.test_client(), address_for(amina))
    assert str(event["SUMMARY"]) == "Listening before advice"
    letters()
    agreed(
        chandra,
        f"{led}/edit",
        DETAILS | {"co_hosts": "amina@example.org", "starts_wall": "2026-11-24T20:00"},
    )
    moved = letters()
    assert said(moved) == [("amina@example.org", "REQUEST", 1)]
    assert "You lead it still." in moved[0].get_body(("plain",)).get_content()
    with clock.held_at(START + timedelta(days=1) - timedelta(minutes=14)):
        reminder = letters()[-1]
        assert reminder["Subject"].startswith("Begins soon: Listening before advice")
        assert "You lead it. Your page for that:" in reminder.get_body(("plain",)).get_content()
    chandra.post(f"{led}/cancellation", {"reason": "Grace is ill."})
    assert said(letters()) == [("amina@example.org", "CANCEL", 2)]


def test_who_leads_it_no_more_is_told_and_can_come(
    app: Flask, amina: Visitor, chandra: Visitor, led: str, page: str, letters: Any, webinar_id: int
) -> None:
    letters()
    over = chandra.post(f"{led}/edit", DETAILS | {"co_hosts": ""}).text
    assert "1 person who leads it no more is told so." in over
    agreed(chandra, f"{led}/edit", DETAILS | {"co_hosts": ""})
    (mail,) = letters()
    assert mail["Subject"].startswith("You do not lead it any more: Listening before advice")
    assert said([mail]) == [("amina@example.org", "CANCEL", 1)]
    assert amina.get(f"{led}/host").status_code == 403
    amina.post(f"{page}/registration")
    assert said(letters()) == [("amina@example.org", "REQUEST", 2)]


def test_who_was_registered_leads_it_instead_and_their_place_is_free(
    app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, desk: str, page: str, letters: Any
) -> None:
    few = DETAILS | {"capacity": "1"}
    agreed(chandra, f"{desk}/edit", few)
    amina.post(f"{page}/registration")
    bruno.post(f"{page}/registration")
    letters()
    agreed(chandra, f"{desk}/edit", few | {"co_hosts": "amina@example.org"})
    assert sorted(said(letters())) == [
        ("amina@example.org", "REQUEST", 1),
        ("bruno@example.org", "REQUEST", 0),
    ]
    with app.app_context():
        states = {one.person_id: one.state for one in session.scalars(select(Registration))}
    assert states == {amina.id: "withdrawn", bruno.id: "registered"}
    amina.post(f"{page}/registration")
    assert "You lead this session. If you cannot, write to the staff of your program." in amina.get(page).text
    assert letters() == []


def test_what_people_said_is_shown_to_who_leads(
    app: Flask, amina: Visitor, bruno: Visitor, led: str, webinar_id: int, at: datetime
) -> None:
    with app.app_context():
        words = {"useful": 4, "different": "More time for cases.", "named": True}
        session.add(Feedback(webinar_id=webinar_id, person_id=bruno.id, answered_at=at, **words))
        session.commit()
    assert "More time for cases." not in amina.get(f"{led}/host").text
    with clock.held_at(END + timedelta(minutes=1)):
        shown = amina.get(f"{led}/host").text
    assert "How it was" in shown
    assert "More time for cases." in shown


def test_of_a_draft_they_hear_once_it_is_published(
    app: Flask, amina: Visitor, chandra: Visitor, program: Program, letters: Any
) -> None:
    details = DETAILS | {"co_hosts": "amina@example.org", "draft": "1"}
    desk = chandra.post(f"/programs/{program.id}/webinars/new", details).location
    assert letters() == []
    assert amina.get(f"{desk}/host").status_code == 404
    chandra.post(f"{desk}/publication")
    assert "1 person who leads it is mailed; others find it under Sessions." in chandra.get(desk).text
    assert said(letters()) == [("amina@example.org", "REQUEST", 0)]


def test_a_series_is_led_by_the_same_people_and_says_how_many_mails_that_are(
    app: Flask, amina: Visitor, chandra: Visitor, led: str, webinar_id: int, letters: Any
) -> None:
    letters()
    over = chandra.post(f"{led}/series", {"weeks": "2"}).text
    assert "1 person is told, with 2 mails" in over
    agreed(chandra, f"{led}/series", {"weeks": "2"})
    assert [one[0] for one in said(letters())] == ["amina@example.org"] * 2
    with app.app_context():
        ids = session.scalars(select(Webinar.id)).all()
    assert [leaders(app, one) for one in ids] == [{amina.id}] * 3


def test_who_leaves_the_program_leads_no_more(
    app: Flask, amina: Visitor, chandra: Visitor, led: str, webinar_id: int, program: Program, letters: Any
) -> None:
    letters()
    with app.app_context():
        part = session.scalar(select(Participation.id).where(Participation.person_id == amina.id))
    chandra.post(f"/programs/{program.id}/people/{part}/departure", {"how": "withdrawn", "why": "She moves."})
    assert leaders(app, webinar_id) == set()
    assert said(letters()) == [("amina@example.org", "CANCEL", 1)]


def test_staff_who_lead_find_the_hosts_page_from_their_calendar_and_lose_it_with_their_role(
    app: Flask,
    chandra: Visitor,
    visit: Callable[..., Visitor],
    program: Program,
    desk: str,
    page: str,
    webinar_id: int,
    letters: Any,
    at: datetime,
) -> None:
    faith = visit("faith@example.org", "Faith Achieng")
    with app.app_context():
        grant_id = grant_staff(session.merge(program), session.merge(faith.person), role="host", at=at)
        session.commit()
    assert faith.get(page).status_code == 403
    agreed(chandra, f"{desk}/edit", DETAILS | {"host_id": str(faith.id)})
    assert said(letters()) == [("faith@example.org", "REQUEST", 0)]
    assert faith.get(page).location == f"{desk}/host"
    chandra.post(f"/programs/{program.id}/staff/{grant_id}/removal")
    assert leaders(app, webinar_id) == set()
    assert said(letters()) == [("faith@example.org", "CANCEL", 1)]
