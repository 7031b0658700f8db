"""Reports through the door: uploaded, looked over, imported, taken back; and marks by hand beside them."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from mentortrain import clock
from mentortrain.audit.models import AuditEvent
from mentortrain.db import session
from mentortrain.holdings import Leaver
from mentortrain.profiles.models import Profile
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.webinars import actions, queries
from mentortrain.webinars.models import AttendanceEvidence, AttendanceReport
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed

pytestmark = pytest.mark.either  # pages and words, not the database

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
AFTER = START + timedelta(hours=1)
FILES = Path(__file__).parent / "reports"
HEAD = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
TWO = (
    HEAD
    + "Amina Odhiambo,amina@example.org,11/23/2026 08:00:00 PM,11/23/2026 08:41:00 PM,41,Yes\n"
    + "BR,br@home.example.net,11/23/2026 08:00:00 PM,11/23/2026 08:20:00 PM,20,Yes\n"
)


@pytest.fixture(autouse=True)
def afterwards(webinar_id: int) -> Any:
    """The session, made before, is over."""
    with clock.held_at(AFTER):
        yield


def before() -> Any:
    """An hour before it, when people can still register."""
    return clock.held_at(START - timedelta(hours=1))


def upload(visitor: Visitor, desk: str, data: bytes | str, name: str = "participants.csv") -> Any:
    """Send a report, without the test client's temporary file, which it forgets to close."""
    content = data.encode() if isinstance(data, str) else data
    fields = {"csrf_token": visitor.token(), "file": FileStorage(io.BytesIO(content), name)}
    boundary, body = encode_multipart(fields)
    kind = f"multipart/form-data; boundary={boundary}"
    return visitor.client.post(f"{desk}/reports", data=body, content_type=kind)


def minutes(app: Flask, webinar_id: int) -> dict[int, int]:
    with app.app_context():
        return {
            person_id: one.minutes
            for person_id, one in queries.attendance_of(webinar_id, Scope.whole(1)).items()
        }


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_report_is_looked_over_then_counts(
    app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, desk: str, page: str, webinar_id: int
) -> None:
    with before():
        amina.post(f"{page}/registration")
    address = upload(chandra, desk, TWO).location
    shown = chandra.get(address).text
    assert "2 people are in the report" in shown
    assert "It was read by the clocks of Africa/Nairobi." in shown
    assert re.search(r'name="who-3"[^>]*value=""', shown), "nobody is known as BR"
    assert minutes(app, webinar_id) == {}, "nothing counts before it is confirmed"

    wrong = chandra.post(address, {"who-3": "Nobody Known"})
    assert (wrong.status_code, minutes(app, webinar_id)) == (422, {})
    assert "Write the mail address or the full name of one person" in wrong.text
    assert 'value="Nobody Known"' in wrong.text

    done = chandra.post(address, {"who-3": ""})
    assert done.location == address, "one is still open"
    assert minutes(app, webinar_id) == {amina.id: 41}
    assert "1 person in the report is still open" in chandra.get(address).text
    done = chandra.post(address, {"who-3": "Bruno <BRUNO@example.org>"})
    assert done.location == f"{desk}/attendance"
    assert minutes(app, webinar_id) == {amina.id: 41, bruno.id: 20}
    assert "from a report" in chandra.get(f"{desk}/attendance").text
    assert "41 of 45 minutes: it counts." in amina.get(page).text
    assert "20 of 45 minutes; 36 count." in bruno.get(page).text
    with app.app_context():
        kinds = session.scalars(
            select(AuditEvent.action).where(AuditEvent.action.like("attendance.%")).order_by(AuditEvent.id)
        ).all()
    assert kinds == ["attendance.imported", "attendance.imported"]


def test_the_same_file_twice_changes_nothing_and_says_so(
    app: Flask, amina: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    address = upload(chandra, desk, TWO).location
    assert upload(chandra, desk, TWO, "again.csv").location == address
    chandra.post(address, {"nobody-3": "1"})
    had = count(app, AttendanceEvidence)
    again = upload(chandra, desk, TWO)
    assert again.location == address
    assert "This file was imported before. Nothing has changed." in chandra.get(address).text
    chandra.post(address)
    assert (count(app, AttendanceEvidence), count(app, AttendanceReport)) == (had, 1)
    assert minutes(app, webinar_id) == {amina.id: 41}


def test_what_staff_said_is_known_for_the_next_report(
    app: Flask, bruno: Visitor, chandra: Visitor, desk: str, plan: Callable[..., int], program: Program
) -> None:
    rows = TWO + "Visitor,,11/23/2026 08:00:00 PM,11/23/2026 08:20:00 PM,20,Yes\n"
    chandra.post(upload(chandra, desk, rows).location, {"who-3": "bruno@example.org", "nobody-4": "1"})
    with before():
        other = plan(title="The same evening")
    shown = chandra.get(upload(chandra, f"/programs/{program.id}/webinars/{other}", rows).location).text
    assert re.search(r'name="who-3"[^>]*value="bruno@example.org"', shown)
    assert "as staff said before" in shown
    assert re.search(r'name="nobody-4" value="1" checked', shown)


def test_people_are_found_by_name_and_by_the_end_of_their_phone(
    app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    with app.app_context():
        profile = session.get(Profile, amina.id) or Profile(person_id=amina.id, changed_at=AFTER)
        profile.phone = "+254711004567"
        session.add(profile)
        session.commit()
    shown = chandra.get(upload(chandra, desk, (FILES / "zoom_webinar.csv").read_bytes()).location).text
    assert "1 person registered with the provider and did not come." in shown
    assert re.search(r'name="who-12"[^>]*value="bruno@example.org"', shown)
    assert re.search(r'name="who-15"[^>]*value="amina@example.org"', shown)
    assert "by the last digits of their phone" in shown


@pytest.mark.parametrize("name", ["teams", "teams_old", "meet_names", "zoom_totals"])
def test_every_provider_comes_through_the_door(
    name: str, app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    address = upload(chandra, desk, (FILES / f"{name}.csv").read_bytes()).location
    fields = re.findall(r'name="(who-\d+)"[^>]*value="([^"]*)"', chandra.get(address).text)
    assert chandra.post(address, dict(fields)).location == f"{desk}/attendance"
    assert minutes(app, webinar_id) == {amina.id: 45, bruno.id: 40}


def test_a_mark_by_hand_outweighs_a_report_with_a_reason_until_it_is_lifted(
    app: Flask, amina: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    chandra.post(upload(chandra, desk, TWO).location, {"nobody-3": "1"})
    boxes = {f"was-{amina.id}": "41", f"minutes-{amina.id}": "45", f"there-{amina.id}": "1"}
    refused = chandra.post(f"{desk}/attendance", boxes)
    assert (refused.status_code, minutes(app, webinar_id)) == (422, {amina.id: 41})
    assert "Say why it is otherwise than the report or the word says." in refused.text
    chandra.post(f"{desk}/attendance", boxes | {"reason": "Her line broke; she dialled in."})
    assert minutes(app, webinar_id) == {amina.id: 45}
    shown = chandra.get(f"{desk}/attendance").text
    assert "by hand; the report says 41 minutes" in shown
    assert "Her line broke; she dialled in." in shown
    chandra.post(f"{desk}/attendance", {f"was-{amina.id}": "45", "reason": "It was her sister."})
    assert minutes(app, webinar_id) == {}, "not there, whatever the report says"
    chandra.post(f"{desk}/attendance", {f"was-{amina.id}": "", f"lift-{amina.id}": "1"})
    assert minutes(app, webinar_id) == {amina.id: 41}
    with app.app_context():
        reasons = [
            event.details.get("reason")
            for event in session.scalars(
                select(AuditEvent).where(AuditEvent.action == "attendance.marked").order_by(AuditEvent.id)
            )
        ]
    assert reasons == ["Her line broke; she dialled in.", "It was her sister.", None]


def test_a_mark_of_before_the_report_stands_and_the_report_can_be_taken_back(
    app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    boxes = {f"was-{amina.id}": "", f"minutes-{amina.id}": "45", f"there-{amina.id}": "1"}
    chandra.post(f"{desk}/attendance", boxes)
    with app.app_context():  # as a version of before there was evidence wrote it
        session.execute(AttendanceEvidence.__table__.delete())  # type: ignore[attr-defined]
        session.commit()
    address = upload(chandra, desk, TWO).location
    assert "Marked by hand: that stands." not in chandra.get(address).text
    chandra.post(address, {"who-3": "bruno@example.org"})
    assert minutes(app, webinar_id) == {amina.id: 45, bruno.id: 20}
    assert "1 mark by hand stands, whatever the report says." in chandra.get(f"{desk}/attendance").text
    chandra.post(f"{address}/removal")
    assert minutes(app, webinar_id) == {amina.id: 45}
    assert chandra.get(address).status_code == 404


def test_other_clocks_are_asked_for_only_where_the_file_names_none(
    app: Flask, amina: Visitor, chandra: Visitor, desk: str, webinar_id: int
) -> None:
    rows = HEAD + "Amina,amina@example.org,11/23/2026 05:00:00 PM,11/23/2026 05:30:00 PM,30,Yes\n"
    address = upload(chandra, desk, rows).location
    assert "By these times nobody was there during the session" in chandra.get(address).text
    chandra.post(f"{address}/zone", {"zone": "Europe/London"})
    assert "nobody was there" not in chandra.get(address).text
    chandra.post(address)
    assert minutes(app, webinar_id) == {amina.id: 30}
    utc = upload(chandra, desk, (FILES / "teams_utc_european.csv").read_bytes()).location
    assert "clocks" not in chandra.get(utc).text


def test_another_share_counts_at_once(
    app: Flask, amina: Visitor, chandra: Visitor, desk: str, page: str
) -> None:
    with before():
        amina.post(f"{page}/registration")
    rows = HEAD + "Amina,amina@example.org,11/23/2026 08:00:00 PM,11/23/2026 08:30:00 PM,30,Yes\n"
    chandra.post(upload(chandra, desk, rows).location)
    assert "30 of 45 minutes; 36 count." in amina.get(page).text
    refused = agreed(chandra, f"{desk}/edit", DETAILS | {"threshold_percent": "49"})
    assert "Enter a number from 50 to 100." in refused.text
    agreed(chandra, f"{desk}/edit", DETAILS | {"threshold_percent": "60"})
    assert "30 of 45 minutes: it counts." in amina.get(page).text
    assert "at least 27 of 45 minutes (60 %)" in chandra.get(f"{desk}/attendance").text


def test_who_was_expected_and_is_in_no_report_has_missed_it(
    bruno: Visitor, chandra: Visitor, desk: str, page: str
) -> None:
    with before():
        bruno.post(f"{page}/registration")
    assert "Nothing is marked for you yet." in bruno.get(page).text
    chandra.post(upload(chandra, desk, TWO).location, {"nobody-3": "1"})
    assert "missed" in bruno.get(page).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This file is empty."),
        (bytes(range(256)) * 4000, "This is no report"),
        (b"%PDF-1.7\n\x00\x01", "This is no report"),
        (b"name,colour\nAmina,red\n", "No list of people was found in this file."),
        (HEAD.encode(), "This report names nobody who was there."),
        (HEAD.encode() + b"A,a@example.org,,,5,Yes\n" * 20_001, "more than 20,000 lines"),
        (b"Name,Email,Duration\n" + b"A,a@example.org,5\n" * 350_000, "The limit is 5 MB."),
    ],
)
def test_what_is_no_report_is_said_at_the_form_and_leaves_nothing(
    data: bytes, words: str, app: Flask, chandra: Visitor, desk: str
) -> None:
    answer = upload(chandra, desk, data)
    assert answer.status_code in (413, 422)
    assert words in answer.text
    assert "Let a report fill it in" in answer.text
    assert (count(app, AttendanceReport), count(app, AttendanceEvidence)) == (0, 0)


def test_no_file_is_said(chandra: Visitor, desk: str) -> None:
    answer = chandra.post(f"{desk}/reports", {})
    assert answer.status_code == 422
    assert "Choose the file that you got from" in answer.text


def test_five_thousand_lines_and_formulas(app: Flask, amina: Visitor, chandra: Visitor, desk: str) -> None:
    evil = '"=HYPERLINK(""http://x.example"",""<script>alert(1)</script>"")"'
    lines = "".join(
        f"{evil} {n},,11/23/2026 08:{n % 30:02}:00 PM,11/23/2026 08:40:00 PM,10,Yes\n" for n in range(5_000)
    )
    own = "Amina,amina@example.org,11/23/2026 08:00:00 PM,11/23/2026 08:41:00 PM,41,Yes\n"
    began = time.monotonic()
    address = upload(chandra, desk, HEAD + lines + own).location
    shown = chandra.get(address).text
    assert "5001 people are in the report" in shown
    assert "4700 more people come after these" in shown
    assert "<script>alert" not in shown
    chandra.post(address)
    assert time.monotonic() - began < 60, "it takes a few seconds on a slow machine"
    assert count(app, AttendanceEvidence) == 1


@pytest.mark.parametrize("path", ["reports", "reports/1", "reports/1/zone", "reports/1/removal"])
def test_strangers_and_participants_have_no_part_in_reports(
    path: str, dov: Visitor, amina: Visitor, chandra: Visitor, desk: str, app: Flask
) -> None:
    upload(chandra, desk, TWO)
    assert dov.post(f"{desk}/{path}").status_code == 404
    assert amina.post(f"{desk}/{path}").status_code == 403
    assert (count(app, AttendanceReport), count(app, AttendanceEvidence)) == (1, 0)


def test_a_report_is_not_found_at_another_session(
    chandra: Visitor, desk: str, plan: Callable[..., int], program: Program
) -> None:
    upload(chandra, desk, TWO)
    with before():
        other = plan(title="Another")
    elsewhere = f"/programs/{program.id}/webinars/{other}/reports/1"
    assert chandra.get(elsewhere).status_code == 404
    assert chandra.post(f"{elsewhere}/removal").status_code == 404


def test_who_is_erased_goes_from_reports_that_wait(app: Flask, chandra: Visitor, desk: str) -> None:
    upload(chandra, desk, TWO)
    with app.app_context():
        actions.forget_in_reports(Leaver(99, "BR", "br@home.example.net"))
        session.commit()
        waiting = session.scalars(select(AttendanceReport.open_rows)).one()
    assert "br@home" not in waiting
    assert "amina@example.org" in waiting
