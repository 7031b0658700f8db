"""A session is over: its recording, its material, and who is told."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from mentortrain import clock
from mentortrain.db import session
from mentortrain.programs.actions import grant_staff
from mentortrain.programs.models import Program
from mentortrain.webinars.models import Webinar
from tests.conftest import Visitor
from tests.webinars.test_staff import sent

pytestmark = pytest.mark.either  # pages and words, not the database

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
AFTER = START + timedelta(hours=1)
TAPE = {"url": "https://video.example.org/listening", "minutes": "42"}
REMINDERS = {"nudge": "y"}


@pytest.fixture
def both(amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str) -> None:
    """amina and bruno were expected; she was there for 20 of 45 minutes, and he was not."""
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    with clock.held_at(AFTER):
        chandra.post(f"{desk}/attendance", sent(amina, "20"))


def to(messages: list[EmailMessage]) -> list[tuple[str, str]]:
    """(address, subject) of each."""
    return [(one["To"].addresses[0].addr_spec, one["Subject"]) for one in messages]


def later(hours: float) -> Any:
    return clock.held_at(AFTER + timedelta(hours=hours))


def test_a_recording_stands_on_the_page_and_in_the_list(
    amina: Visitor, chandra: Visitor, page: str, desk: str, both: None
) -> None:
    with later(1):
        answer = chandra.post(f"{desk}/afterwards/recording", TAPE)
        assert (answer.status_code, answer.location) == (302, f"{desk}/afterwards")
        shown = amina.get(page).text
        assert 'href="https://video.example.org/listening"' in shown
        assert "Recording, 42 minutes" in shown
        assert "Recording, 42 minutes" in amina.get("/sessions").text
        chandra.post(f"{desk}/afterwards/recording/removal")
        assert "Recording" not in amina.get(page).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": ""}, "Paste the link to the recording."),
        ({"url": "http://video.example.org/x"}, "This is no link that starts with https://."),
        ({"url": "javascript:alert(1)"}, "This is no link that starts with https://."),
        ({"url": "https://a.example/x; script-src *"}, "This is no link that starts with https://."),
        ({"url": "https://a.example/" + "x" * 1000}, "This address is too long."),
        ({"minutes": ""}, "Enter a number of minutes, such as 42."),
        ({"minutes": "0"}, "Enter a number from 1 to 480."),
        ({"minutes": "9" * 30}, "Enter a number from 1 to 480."),
    ],
)
def test_what_is_no_recording_is_said_at_its_field(
    changes: dict[str, str], words: str, chandra: Visitor, desk: str, both: None
) -> None:
    with later(1):
        answer = chandra.post(f"{desk}/afterwards/recording", TAPE | changes)
        assert answer.status_code == 422
        assert words in answer.text
        assert (TAPE | changes)["minutes"] in answer.text
        assert "is there</h1>" not in chandra.get(f"{desk}/afterwards").text


def test_nothing_is_added_before_the_end(chandra: Visitor, desk: str, page: str) -> None:
    assert "is not over yet" in chandra.get(f"{desk}/afterwards").text
    assert chandra.post(f"{desk}/afterwards/recording", TAPE).status_code == 422
    link = {"link_title": "Slides", "link_url": "https://slides.example.org/"}
    assert chandra.post(f"{desk}/afterwards/links", link).status_code == 422
    upload = {"file": (io.BytesIO(b"Three questions"), "three.txt")}
    assert chandra.post(f"{desk}/afterwards/files", upload).status_code == 422


def test_who_missed_it_and_wants_reminders_is_told_once_and_the_number_is_the_truth(
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    visit: Callable[..., Visitor],
    program: Program,
    page: str,
    desk: str,
    letters: Callable[..., list[EmailMessage]],
) -> None:
    eli = visit("eli@example.org", "Eli Otieno", role="mentee", program=program)
    faith = visit("faith@example.org", "Faith Achieng", role="mentee", program=program)
    for one in (amina, bruno, eli, faith):
        one.post(f"{page}/registration")
    for one in (amina, eli, faith):
        one.post("/you/messages", REMINDERS)
    faith.post("/you/messages", {})  # she took it back
    with clock.held_at(AFTER):
        shown = chandra.get(f"{desk}/afterwards").text
        assert "Nobody has said yet who was there" in shown
        chandra.post(f"{desk}/attendance", sent(amina, "20"))
    with later(2):
        letters()
        shown = chandra.get(f"{desk}/afterwards").text
        assert "Tell those who missed it (2 people)" in shown, "amina saw a part, eli nothing"
        assert "2 more want no reminders, or had one this week" in shown
        answer = chandra.post(f"{desk}/afterwards/recording", TAPE | {"tell": "y"})
        assert "2 people are told by mail." in chandra.get(answer.location).text
        subject = "The recording of “Listening before advice” is there"
        told = letters()
        assert to(told) == [("amina@example.org", subject), ("eli@example.org", subject)]
        assert "The recording lasts 42 minutes." in told[0].get_body(("plain",)).get_content()
        chandra.post(f"{desk}/afterwards/recording", TAPE | {"tell": "y"})
        assert letters() == [], "once"
        assert "Who missed it was told on" in chandra.get(f"{desk}/afterwards").text


def test_nobody_gets_two_reminders_in_a_week(
    bruno: Visitor,
    amina: Visitor,
    chandra: Visitor,
    program: Program,
    plan: Callable[..., int],
    letters: Callable[..., list[EmailMessage]],
) -> None:
    bruno.post("/you/messages", REMINDERS)
    for hour in ("20:00", "21:00"):
        number = plan(starts_wall=f"2026-11-23T{hour}")
        for one in (amina, bruno):
            one.post(f"/programs/{program.id}/sessions/{number}/registration")
    told = []
    with later(2):
        letters()
        for number in (1, 2):
            desk = f"/programs/{program.id}/webinars/{number}"
            chandra.post(f"{desk}/attendance", sent(amina, "45"))
            chandra.post(f"{desk}/afterwards/recording", TAPE | {"tell": "y"})
            told.append(len(letters()))
    assert told == [1, 0]


def test_who_was_marked_meanwhile_or_left_is_not_told(
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    page: str,
    desk: str,
    letters: Callable[..., list[EmailMessage]],
) -> None:
    for one in (amina, bruno):
        one.post(f"{page}/registration")
        one.post("/you/messages", REMINDERS)
    with later(1):
        letters()
        chandra.post(f"{desk}/attendance", sent(amina, "45"))
        chandra.post(f"{desk}/afterwards/recording", TAPE | {"tell": "y"})
        chandra.post(f"{desk}/attendance", sent(bruno, "45"))
        assert letters() == []


def test_material_is_there_for_the_audience_and_for_nobody_else(
    amina: Visitor, dov: Visitor, chandra: Visitor, nobody: Visitor, page: str, desk: str, both: None
) -> None:
    link = {"link_title": "Slides", "link_url": "https://slides.example.org/listening"}
    with later(1):
        assert chandra.post(f"{desk}/afterwards/links", link).status_code == 302
        upload = {"file": (io.BytesIO(b"%PDF-1.7 three questions"), "three questions.pdf")}
        assert chandra.post(f"{desk}/afterwards/files", upload).status_code == 302
        shown = amina.get(page).text
        assert 'href="https://slides.example.org/listening"' in shown
        assert "slides.example.org" in shown
        start = shown.index("/files/webinars.material/")
        file = shown[start : shown.index('"', start)]
        answer = amina.get(file)
        assert answer.data == b"%PDF-1.7 three questions"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert chandra.get(file).status_code == 200
        assert dov.get(file).status_code == 404
        assert nobody.get(file).status_code == 302
        chandra.post(f"{desk}/afterwards/links/1/removal")
        digest = file.rpartition("/")[2]
        assert chandra.post(f"{desk}/afterwards/files/{digest}/removal").status_code == 302
        assert amina.get(file).status_code == 404
        assert "slides.example.org" not in amina.get(page).text


def test_material_of_one_role_is_not_there_for_the_other(
    amina: Visitor, bruno: Visitor, chandra: Visitor, program: Program, plan: Callable[..., int]
) -> None:
    number = plan(role="mentor")
    with later(1):
        desk = f"/programs/{program.id}/webinars/{number}/afterwards"
        chandra.post(f"{desk}/files", {"file": (io.BytesIO(b"For mentors."), "mentors.txt")})
        shown = amina.get(f"/programs/{program.id}/sessions/{number}").text
        start = shown.index("/files/webinars.material/")
        file = shown[start : shown.index('"', start)]
        assert (amina.get(file).status_code, bruno.get(file).status_code) == (200, 404)


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (None, "Choose a file first."),
        ((b"", "empty.txt"), "This file is empty."),
        ((b"MZ\x90\x00" + bytes(200), "slides.pdf"), "This kind of file is not taken here."),
        ((b"x" * (10 * 1024**2 + 1), "long.txt"), "The limit is 10 MB."),
        ((b"x" * (11 * 1024**2), "longer.txt"), "The limit is 10 MB."),
    ],
)
def test_what_cannot_be_kept_is_said_at_the_field(
    upload: tuple[bytes, str] | None, words: str, chandra: Visitor, desk: str, both: None
) -> None:
    with later(1):
        # Without the test client's temporary file, which it forgets to close.
        file = {"file": FileStorage(io.BytesIO(upload[0]), upload[1])} if upload else {}
        boundary, body = encode_multipart({"csrf_token": chandra.token()} | file)
        kind = f"multipart/form-data; boundary={boundary}"
        answer = chandra.client.post(f"{desk}/afterwards/files", data=body, content_type=kind)
    assert answer.status_code in (413, 422)
    assert words in answer.text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("recording", TAPE),
        ("recording/removal", {}),
        ("links", {"link_title": "x", "link_url": "https://x.example/"}),
        ("links/1/removal", {}),
        ("files", {}),
        (f"files/{'a' * 64}/removal", {}),
        ("make-up", {"open_to": "nobody"}),
    ],
)
def test_strangers_and_participants_add_nothing(
    path: str, data: dict[str, str], dov: Visitor, amina: Visitor, desk: str, both: None
) -> None:
    with later(1):
        assert dov.get(f"{desk}/afterwards").status_code == 404
        assert dov.post(f"{desk}/afterwards/{path}", data).status_code == 404
        assert amina.get(f"{desk}/afterwards").status_code == 403
        assert amina.post(f"{desk}/afterwards/{path}", data).status_code == 403


def test_the_host_adds_to_theirs_and_to_no_other(
    app: Flask,
    visit: Callable[..., Visitor],
    program: Program,
    plan: Callable[..., int],
    at: datetime,
) -> None:
    hana = visit("hana@example.org", "Hana Wanjiru")
    with app.app_context():
        grant_staff(session.merge(program), hana.person, role="host", at=at)
        session.commit()
    theirs, other = plan(host_id=hana.id), plan(title="Another")
    with later(1):
        desk = f"/programs/{program.id}/webinars"
        assert hana.post(f"{desk}/{theirs}/afterwards/recording", TAPE).status_code == 302
        assert hana.post(f"{desk}/{other}/afterwards/recording", TAPE).status_code == 403
        assert "Recording and making up" in hana.get(f"{desk}/{theirs}").text
        assert "Recording and making up" not in hana.get(f"{desk}/{other}").text
    with app.app_context():
        assert len(session.scalars(select(Webinar)).all()) == 2


def test_a_cancelled_session_has_no_afterwards(
    chandra: Visitor, page: str, desk: str, amina: Visitor
) -> None:
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    with later(1):
        assert chandra.get(f"{desk}/afterwards").status_code == 422
        assert chandra.post(f"{desk}/afterwards/recording", TAPE).status_code == 422
        assert "How was it?" not in amina.get(page).text


def test_the_record_says_who_added_what(chandra: Visitor, desk: str, program: Program, both: None) -> None:
    after = f"{desk}/afterwards"
    with later(1):
        chandra.post(f"{after}/recording", TAPE)
        chandra.post(f"{after}/links", {"link_title": "Slides", "link_url": "https://slides.example.org/"})
        chandra.post(f"{after}/files", {"file": (io.BytesIO(b"Three questions"), "three.txt")})
        chandra.post(f"{after}/make-up", {"open_to": "everybody", "watching_counts": "y"})
        shown = chandra.get(after).text
        digest = re.search(r"/files/webinars\.material/\d+/([0-9a-f]{64})", shown)
        assert digest
        chandra.post(f"{after}/files/{digest[1]}/removal")
        chandra.post(f"{after}/links/1/removal")
        chandra.post(f"{after}/recording/removal")
        page = html.unescape(re.sub(r"<[^>]+>", "", chandra.get(f"/programs/{program.id}/record").text))
    text = " ".join(page.split())
    about = "“Listening before advice”"
    for line in (
        f"added the recording of {about} and told 0 people by mail",
        f"added “Slides” to {about}",
        f"added “three.txt” to {about}",
        f"said who may make {about} up: everybody whom it is for",
        f"removed “three.txt” from {about}",
        f"removed “Slides” from {about}",
        f"removed the recording of {about}",
    ):
        assert line in text
