"""The host's page on the day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning.queries import version_in_force
from mentortrain.programs.models import Participation, Program, StaffGrant
from mentortrain.programs.rules import HOST
from mentortrain.webinars import queries
from mentortrain.webinars.models import Webinar
from tests.audit.stage import lines
from tests.conftest import Visitor
from tests.tasks.stage import a_task_about

pytestmark = pytest.mark.either  # pages and who sees them

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
END = START + timedelta(minutes=45)
DURING = START + timedelta(minutes=5)


@pytest.fixture
def word(app: Flask, webinar_id: int) -> str:
    """What the host says."""
    with app.app_context():
        return queries.word_of(session.get_one(Webinar, webinar_id))


@pytest.fixture
def faith(app: Flask, visit: Callable[..., Visitor], program: Program, at: datetime) -> Visitor:
    """Staff who lead sessions, and see no more than their own."""
    found = visit("faith@example.org", "Faith Achieng")
    with app.app_context():
        session.add(StaffGrant(program_id=program.id, person_id=found.id, role=HOST, granted_at=at))
        session.commit()
    return found


def test_the_host_sees_who_is_there_and_the_word(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str, word: str
) -> None:
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    early = chandra.get(f"{desk}/host").text
    assert "“Listening before advice”: the door opens at 19:45" in early
    assert (early.count("not yet"), 'class="spoken"' in early, "data-live" in early) == (2, False, False)
    with clock.held_at(DURING):
        amina.post(f"{page}/visit")
        amina.post(f"{page}/word", {"word": word})
        shown = chandra.get(f"{desk}/host").text
    assert "1 of 2 are here" in shown
    assert "gave the word at 20:05" in shown
    assert "pressed join at 20:05" in shown
    assert f'<p class="spoken" translate="no">{word}</p>' in shown
    assert 'href="https://meet.example.org/room"' in shown
    assert 'data-live="20"' in shown
    assert f'href="{desk}/host">Look again' in shown


def test_who_withdrew_after_joining_is_still_on_the_list(
    amina: Visitor, chandra: Visitor, page: str, desk: str
) -> None:
    amina.post(f"{page}/registration")
    with clock.held_at(DURING):
        amina.post(f"{page}/visit")
        amina.post(f"{page}/withdrawal")
        shown = chandra.get(f"{desk}/host").text
    assert "is not expected any more" in shown
    assert "pressed join at 20:05" in shown


def test_start_and_end_are_noted_once_and_recorded(
    app: Flask, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    moments = [START - timedelta(minutes=16), START - timedelta(minutes=2), DURING, END]
    said = [
        ("beginning", "You can join from 15 minutes before the start"),
        ("beginning", "The session has begun."),
        ("beginning", "You lead “Listening before advice”"),
        ("ending", "The session is over. Say who was there"),
    ]
    with clock.held_at(moments[0]):
        chandra.post(f"{desk}/ending")
        assert "Start the session first." in chandra.get(f"{desk}/host").text
    for moment, (deed, words) in zip(moments, said, strict=True):
        with clock.held_at(moment):
            answer = chandra.post(f"{desk}/{deed}")
            assert (answer.status_code, answer.location) == (302, f"{desk}/host")
            assert words in chandra.get(f"{desk}/host").text
    with app.app_context():
        webinar = session.get_one(Webinar, webinar_id)
        assert (webinar.began_at, webinar.ended_at) == (moments[1], moments[3])
        assert [one.action for one in lines() if one.action in ("webinar.begun", "webinar.ended")] == [
            "webinar.begun",
            "webinar.ended",
        ]


def test_who_gave_the_word_before_the_planned_start_is_heard_once_it_has_begun(
    amina: Visitor, chandra: Visitor, page: str, desk: str, word: str
) -> None:
    amina.post(f"{page}/registration")
    with clock.held_at(START - timedelta(minutes=2)):
        amina.post(f"{page}/word", {"word": word})
        assert "The word is taken from the start until a day after the end." in amina.get(page).text
        chandra.post(f"{desk}/beginning")
        amina.post(f"{page}/word", {"word": word})
        shown = amina.get(page).text
    assert "It is noted that you were there." in shown
    assert "It counts for you already. Stay as long as you like." in shown
    assert "I can&#39;t come" not in shown, "whoever is there has come"


def test_notes_are_the_hosts_own(amina: Visitor, chandra: Visitor, page: str, desk: str) -> None:
    chandra.post(f"{desk}/host-notes", {"notes": "Ask Bruno about <b>the shop</b>."})
    shown = chandra.get(f"{desk}/host").text
    assert "Your notes are kept." in shown
    assert "Ask Bruno about &lt;b&gt;the shop&lt;/b&gt;." in shown
    assert "Ask Bruno" not in amina.get(page).text
    refused = chandra.post(f"{desk}/host-notes", {"notes": "x" * 20_001})
    assert (refused.status_code, "Enter at most 20,000 letters." in refused.text) == (422, True)
    assert "x" * 20_001 in refused.text


def test_others_do_not_lead(
    amina: Visitor, dov: Visitor, faith: Visitor, app: Flask, webinar_id: int, desk: str
) -> None:
    doors: list[tuple[str, Any]] = [
        ("host", None),
        ("beginning", {}),
        ("ending", {}),
        ("host-notes", {"notes": "mine"}),
    ]

    def statuses(visitor: Visitor) -> list[int]:
        return [
            (
                visitor.get(f"{desk}/{door}") if data is None else visitor.post(f"{desk}/{door}", data)
            ).status_code
            for door, data in doors
        ]

    with clock.held_at(DURING):
        assert statuses(dov) == [404] * 4
        assert statuses(amina) == [403] * 4
        assert statuses(faith) == [403] * 4  # it is not theirs
        with app.app_context():
            assert session.get_one(Webinar, webinar_id).host_notes == ""
            session.get_one(Webinar, webinar_id).host_id = faith.id
            session.commit()
        assert statuses(faith) == [200, 302, 302, 302]


def test_while_a_session_runs_its_page_speaks_of_now(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str, word: str
) -> None:
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    with clock.held_at(START):
        shown = chandra.get(desk).text
        assert "“Listening before advice” is on now" in shown
        assert "2 people are expected." in shown
    with clock.held_at(DURING):
        amina.post(f"{page}/word", {"word": word})
        shown = chandra.get(desk).text
        assert "“Listening before advice” is on now" in shown
        assert "1 person has shown so far that they are there." in shown
        assert ("is there</span>" in shown, "36 minutes" in shown, "was at" in shown) == (True, False, False)
        chandra.post(f"{desk}/beginning")
        chandra.post(f"{desk}/ending")  # the host ends it before its time
        assert "1 person was at “Listening before advice”" in chandra.get(desk).text
    with clock.held_at(END):
        shown = chandra.get(desk).text
        assert "1 person was at “Listening before advice”" in shown
        assert "36 minutes" in shown
        assert "1 of 2 were here" in chandra.get(f"{desk}/host").text


def test_on_the_day_staff_find_the_way(chandra: Visitor, desk: str) -> None:
    with clock.held_at(START - timedelta(hours=13)):
        assert f"""href="{desk}/host">The host's page""" in chandra.get(desk).text
        assert f'href="{desk}"' in chandra.get("/today").text
    with clock.held_at(DURING):
        assert f'href="{desk}/host">Lead the session' in chandra.get(desk).text
        assert f'href="{desk}/host"' in chandra.get("/today").text


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        (START - timedelta(minutes=61), None),
        (START - timedelta(minutes=60), "It begins at 20:00."),
        (DURING, "It lasts until 20:45."),
        (END + timedelta(minutes=29), "It was to last until 20:45."),
        (END + timedelta(minutes=30), None),
    ],
)
def test_who_leads_a_session_finds_it_above_all_else_however_much_waits(
    app: Flask,
    chandra: Visitor,
    faith: Visitor,
    amina: Visitor,
    program: Program,
    webinar_id: int,
    desk: str,
    at: datetime,
    moment: datetime,
    begins: str | None,
) -> None:
    a_task_about(app, amina.id, program.id, at)
    with app.app_context():
        session.get_one(Webinar, webinar_id).host_id = faith.id
        part = {"program_id": program.id, "cohort_id": session.merge(program).first_cohort.id}
        session.add(Participation(person_id=chandra.id, role="mentor", invited_at=START, **part))
        session.commit()

    def seen(visitor: Visitor, path: str) -> str | None:
        shown = visitor.get(path).text
        found = re.search(r"You lead “Listening before advice”</b><br>([^<]+)", shown)
        assert (found is not None) == (f'href="{desk}/host">Lead the session' in shown)
        return found and found[1]

    with clock.held_at(moment):
        assert "waits for you" in chandra.get("/today").text
        in_utc = begins and begins.replace(" 20:", " 17:")  # where Faith lives
        assert (seen(faith, "/programs"), seen(chandra, "/today")) == (in_utc, None)
    with app.app_context():
        session.get_one(Webinar, webinar_id).host_id = chandra.id
        session.commit()
    with clock.held_at(moment):
        pages = ("/today", f"/programs/{program.id}/today", "/programs", "/")
        assert [seen(chandra, path) for path in pages] == [begins] * 4
        assert (seen(faith, "/programs"), seen(amina, "/")) == (None, None)


def test_a_session_that_nobody_of_the_staff_leads_is_whose_who_may_change_it(
    chandra: Visitor, faith: Visitor, dov: Visitor, desk: str
) -> None:
    with clock.held_at(DURING):
        shown = chandra.get("/programs").text
        assert f'href="{desk}/host">Lead the session' in shown
        assert "“Listening before advice”: nobody of the staff is named to lead it" in shown
        assert "Lead the session" not in faith.get("/programs").text + dov.get("/programs").text
        chandra.post(f"{desk}/beginning")
        chandra.post(f"{desk}/ending")
        assert "Lead the session" not in chandra.get("/today").text
        assert "Lead the session" not in chandra.get("/programs").text


def test_nobody_starts_what_is_off(chandra: Visitor, desk: str, word: str) -> None:
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    with clock.held_at(DURING):
        chandra.post(f"{desk}/beginning")
        shown = chandra.get(f"{desk}/host").text
    assert "This session is cancelled." in shown
    assert (word in shown, "Start now" in shown) == (False, False)


def test_the_host_reads_how_to_lead_it_and_nobody_else_does(
    app: Flask, amina: Visitor, chandra: Visitor, page: str, desk: str, webinar_id: int
) -> None:
    with app.app_context():
        webinar = session.get_one(Webinar, webinar_id)
        webinar.course_id = version_in_force("mentoring-basics").course_id
        webinar.module = "The first meeting"
        session.commit()
    shown = chandra.get(f"{desk}/host").text
    assert "everybody leaves with a plan for their first meeting" in shown
    assert "where it ends" not in shown, "that is the other module"
    assert "everybody leaves with a plan" not in amina.get(page).text
    assert "everybody leaves with a plan" not in amina.get("/learn/mentoring-basics").text
