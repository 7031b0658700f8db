"""What staff schedule, change, cancel and mark."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock
from mentortrain.agenda.models import Entry
from mentortrain.db import session
from mentortrain.programs import events
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.webinars import queries
from mentortrain.webinars.models import Webinar
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed

pytestmark = pytest.mark.either  # pages and words, not the database

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
AFTER = START + timedelta(hours=1)


@pytest.fixture
def webinars(program: Program) -> str:
    return f"/programs/{program.id}/webinars"


def test_staff_schedule_a_session(chandra: Visitor, webinars: str, app: Flask) -> None:
    assert "No session is coming" in chandra.get(webinars).text
    answer = chandra.post(f"{webinars}/new", DETAILS)
    assert answer.status_code == 302
    with app.app_context():
        webinar = session.scalars(select(Webinar)).one()
        assert answer.location == f"{webinars}/{webinar.id}"
        assert webinar.entry.starts_at == START
        assert (webinar.entry.wall_start, webinar.entry.time_zone) == ("2026-11-23T20:00", "Africa/Nairobi")
        assert webinar.entry.path == f"/programs/{webinar.program_id}/sessions/{webinar.id}"
    shown = chandra.get(answer.location).text
    assert f"http://localhost{webinars.replace('webinars', 'sessions')}/" in shown
    assert "One session is coming, on Monday 23 November" in chandra.get(webinars).text
    with clock.held_at(START + timedelta(minutes=5)):
        shown = chandra.get(webinars).text
    assert "“Listening before advice” is on now" in shown
    assert "Invited" not in shown, "no column of zeros"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "Give the session a title."),
        ({"starts_wall": ""}, "Choose a day and a time."),
        ({"starts_wall": "2026-11-23T11:59"}, "This time has passed."),
        ({"starts_wall": "0001-01-01T00:00"}, "This time has passed."),
        ({"starts_wall": "9999-12-31T23:59"}, "Choose a day within the next 5 years."),
        ({"starts_wall": "2032-01-01T20:00"}, "Choose a day within the next 5 years."),
        (
            {"starts_wall": "2027-03-28T02:30", "time_zone": "Europe/Belgrade"},
            "The clocks in Europe/Belgrade jump over this time",
        ),
        ({"time_zone": "Mars/Olympus"}, "Choose a zone from the list."),
        ({"minutes": "4"}, "Enter a number from 5 to 480."),
        ({"minutes": "long"}, "Enter a number of minutes, such as 45."),
        ({"meeting_url": "javascript:alert(1)"}, "This is no link to a meeting."),
        ({"meeting_url": "https://a.example/x; script-src *"}, "This is no link to a meeting."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    changes: dict[str, str], words: str, chandra: Visitor, webinars: str, app: Flask
) -> None:
    answer = chandra.post(f"{webinars}/new", DETAILS | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert DETAILS["description"] in answer.text, "what was typed is still there"
    if changes.get("starts_wall") == "2027-03-28T02:30":
        assert "The hours of Sunday 28 March" in answer.text, "others of the same day to choose from"
    with app.app_context():
        assert session.scalars(select(Entry)).all() == []


def test_the_first_of_two_equal_times_is_meant(chandra: Visitor, webinars: str, app: Flask) -> None:
    """And staff hear of it before the session is scheduled."""
    twice = DETAILS | {"starts_wall": "2027-10-31T02:30", "time_zone": "Europe/Belgrade"}
    shown = chandra.post(f"{webinars}/new", twice).text
    assert "The clocks in Belgrade show 02:30 twice that night, as they are put back." in shown
    agreed(chandra, f"{webinars}/new", twice)
    with app.app_context():
        assert session.scalars(select(Entry.starts_at)).one() == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_what_has_begun_keeps_its_time_but_not_its_words(chandra: Visitor, desk: str) -> None:
    with clock.held_at(START):
        answer = agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-12-01T20:00"})
        assert answer.status_code == 422
        assert "This session has begun: its time stays as it was." in answer.text
        assert agreed(chandra, f"{desk}/edit", DETAILS | {"title": "Listening first"}).status_code == 302
        assert "Listening first" in chandra.get(desk).text


def test_a_session_does_not_move_into_the_past(chandra: Visitor, desk: str) -> None:
    answer = agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-20T20:00"})
    assert answer.status_code == 422
    assert "This time has passed." in answer.text
    assert "Monday 23 November" in chandra.get(desk).text


def test_a_cancelled_session_cannot_be_changed(chandra: Visitor, desk: str) -> None:
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    assert chandra.get(f"{desk}/edit").status_code == 422
    assert agreed(chandra, f"{desk}/edit", DETAILS).status_code == 422
    assert chandra.get(f"{desk}/attendance").status_code == 422


def test_what_is_over_cannot_be_cancelled(chandra: Visitor, desk: str) -> None:
    with clock.held_at(AFTER):
        chandra.post(f"{desk}/cancellation", {"reason": "Grace was ill."})
        shown = chandra.get(desk).text
    assert "This session is over." in shown
    assert "Cancelled:" not in shown


def sent(visitor: Visitor, minutes: str | None, was: str = "") -> dict[str, str]:
    """The boxes of one person on the attendance page, where `was` stood."""
    boxes = {f"was-{visitor.id}": was, f"minutes-{visitor.id}": was if minutes is None else minutes}
    return boxes if minutes is None else boxes | {f"there-{visitor.id}": "1"}


@pytest.fixture
def heard() -> Any:
    """Whose training was reported as changed."""
    people: list[int] = []

    def listen(person_ids: Collection[int], at: datetime) -> None:
        people.extend(person_ids)

    events.on_training.append(listen)
    yield people
    events.on_training.remove(listen)


def marks(app: Flask, webinar_id: int) -> dict[int, int]:
    with app.app_context():
        return {
            person_id: mark.minutes
            for person_id, mark in queries.attendance_of(webinar_id, Scope.whole(1)).items()
        }


def test_marking_who_was_there(
    app: Flask,
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    desk: str,
    webinar_id: int,
    heard: list[int],
    program: Program,
) -> None:
    with clock.held_at(AFTER):
        shown = chandra.get(f"{desk}/attendance").text
        assert "at least 36 of 45 minutes (80 %) counts as having attended" in shown
        assert "Amina Odhiambo" in shown
        chandra.post(f"{desk}/attendance", sent(amina, "40") | sent(bruno, None))
        assert (marks(app, webinar_id), heard) == ({amina.id: 40}, [amina.id])
        chandra.post(f"{desk}/attendance", sent(amina, "40", "40") | sent(bruno, "45"))
        assert (marks(app, webinar_id), heard) == ({amina.id: 40, bruno.id: 45}, [amina.id, bruno.id])
        chandra.post(f"{desk}/attendance", sent(amina, None, "40") | sent(bruno, "45", "45"))
    assert (marks(app, webinar_id), heard) == ({bruno.id: 45}, [amina.id, bruno.id, amina.id])
    with app.app_context():
        facts = queries.attended_facts([program.id], [amina.id, bruno.id])
    (fact,) = facts[program.id, bruno.id]
    assert (fact.webinar_id, fact.title, fact.minutes, fact.length_minutes) == (
        webinar_id,
        DETAILS["title"],
        45,
        45,
    )
    assert list(facts) == [(program.id, bruno.id)]


@pytest.mark.parametrize("minutes", ["0", "46", "-5", "x", "²", "9" * 5000])
def test_impossible_minutes_are_said_and_nothing_is_saved(
    minutes: str, app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    with clock.held_at(AFTER):
        answer = chandra.post(f"{desk}/attendance", sent(amina, "45") | sent(bruno, " " + minutes))
    assert answer.status_code == 422
    assert "minutes are a number from 1 to 45" in answer.text
    assert f'id="said-{bruno.id}">a number from 1 to 45<' in answer.text
    assert marks(app, webinar_id) == {}


def test_an_old_page_takes_back_nothing_that_a_colleague_marked(
    app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    with clock.held_at(AFTER):
        chandra.post(f"{desk}/attendance", sent(amina, "45") | sent(bruno, None))
        chandra.post(f"{desk}/attendance", sent(amina, None) | sent(bruno, "40"))  # opened before
    assert marks(app, webinar_id) == {amina.id: 45, bruno.id: 40}


def test_who_is_ticked_without_minutes_was_there_for_all_of_it(
    app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    with clock.held_at(AFTER):
        shown = chandra.get(f"{desk}/attendance").text
        assert f'name="minutes-{amina.id}" min="1" max="45" placeholder="45" value=""' in shown
        answer = chandra.post(f"{desk}/attendance", sent(amina, "") | sent(bruno, "20"))
        shown = chandra.get(answer.location).text
        again = chandra.post(f"{desk}/attendance", sent(amina, "45", "45") | sent(bruno, "20", "20"))
        assert "Nothing was changed." in chandra.get(again.location).text
    assert marks(app, webinar_id) == {amina.id: 45, bruno.id: 20}
    assert "<h1>1 of 2 stayed long enough</h1>" in shown
    assert f'id="said-{bruno.id}">too short to count<' in shown
    assert f"said-{amina.id}" not in shown


def test_nobody_is_marked_before_the_start(
    app: Flask, amina: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    assert "It has not begun" in chandra.get(f"{desk}/attendance").text
    assert chandra.post(f"{desk}/attendance", sent(amina, "45")).status_code == 422
    assert marks(app, webinar_id) == {}


def test_strangers_to_the_program_are_not_marked(
    app: Flask, dov: Visitor, amina: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    with clock.held_at(AFTER):
        chandra.post(f"{desk}/attendance", sent(dov, "45") | sent(amina, "45"))
    assert marks(app, webinar_id) == {amina.id: 45}


def test_who_is_not_on_the_posted_page_keeps_their_mark(
    app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    with clock.held_at(AFTER):
        chandra.post(f"{desk}/attendance", sent(amina, "45"))
        chandra.post(f"{desk}/attendance", sent(bruno, "45"))
    assert marks(app, webinar_id) == {amina.id: 45, bruno.id: 45}


@pytest.mark.parametrize("path", ["", "/{wid}", "/{wid}/attendance"])
def test_more_sessions_and_people_take_no_more_statements(
    path: str,
    amina: Visitor,
    chandra: Visitor,
    plan: Callable[..., int],
    visit: Callable[..., Visitor],
    program: Program,
    page: str,
    webinars: str,
    webinar_id: int,
    statements: Any,
) -> None:
    url = webinars + path.format(wid=webinar_id)
    amina.post(f"{page}/registration")
    with clock.held_at(AFTER):
        chandra.get(url)
        with statements() as few:
            assert chandra.get(url).status_code == 200
    for number in range(12):
        plan(title=f"Session {number}", starts_wall=f"2026-12-{number + 1:02}T20:00")
        one = visit(f"p{number}@example.org", f"P {number}", role="mentee", program=program)
        one.post(f"{page}/registration")
    with clock.held_at(AFTER), statements() as many:
        assert chandra.get(url).status_code == 200
    assert len(many) == len(few)
