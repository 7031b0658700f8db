"""Each deed of staff, through its door, and the line that it leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people.actions import find_or_create
from tests.audit.stage import lines, people_of, who_did_what
from tests.conftest import import_list
from tests.webinars.stage import DETAILS, agreed

pytestmark = pytest.mark.either  # pages and words, not the database


def test_moving_a_session_says_who_from_when_and_to_when(app, program, chandra, plan):
    webinar_id = plan()
    url = f"/programs/{program.id}/webinars/{webinar_id}/edit"
    assert (
        agreed(chandra, url, DETAILS | {"meeting_url": "https://meet.example.org/other"}).status_code == 302
    )
    moved = DETAILS | {"starts_wall": "2026-12-11T20:00", "meeting_url": "https://meet.example.org/other"}
    assert agreed(chandra, url, moved).status_code == 302
    assert agreed(chandra, url, moved).status_code == 302  # nothing changes: no line
    with app.app_context():
        [edited], [line] = lines("webinar.edited"), lines("webinar.moved")
        assert "meet.example.org" not in str(edited.details) + str(line.details)
        assert edited.details["changed"]["meeting_url"] == []
        assert line.details == {
            "name": "Listening before advice",
            "changed": {"starts_at": ["2026-11-23T17:00:00+00:00", "2026-12-11T17:00:00+00:00"]},
        }
        assert (line.actor_kind, line.actor_id, line.program_id) == ("person", chandra.id, program.id)
        assert (line.object_kind, line.object_id) == ("webinar", webinar_id)
        assert line.network == "127.0.0.0/24"
        assert line.really_at is not None  # the clock is held in tests


def test_an_import_names_nobody_and_finds_everybody(app, program, chandra):
    text = "name,email,role\nEve,eve@example.org,mentor\nFay,fay@example.org,staff\n"
    import_list(chandra, program.id, text)
    import_list(chandra, program.id, text)  # all known: no line
    with app.app_context():
        [line] = lines("people.invited")
        ids = [
            find_or_create(email=f"{name}@example.org", name="", time_zone="UTC", at=line.at).id
            for name in ("eve", "fay")
        ]
        assert people_of(line) == sorted(ids)
        assert (len(line.details["participations"]), len(line.details["grants"])) == (1, 1)
        assert "eve" not in str(line.details).lower()


def test_marks_say_of_whom_from_what_to_what(app, program, chandra, amina, bruno, plan, at):
    webinar_id = plan()
    url = f"/programs/{program.id}/webinars/{webinar_id}/attendance"
    with clock.held_at(at + timedelta(hours=9)):
        chandra.post(url, {f"was-{amina.id}": "", f"there-{amina.id}": "y", f"minutes-{amina.id}": "45"})
        chandra.post(url, {f"was-{amina.id}": "45", f"there-{amina.id}": "y", f"minutes-{amina.id}": "20"})
    with app.app_context():
        first, second = lines("attendance.marked")
        assert first.details["marks"] == [[amina.id, None, 45]]
        assert second.details["marks"] == [[amina.id, 45, 20]]
        assert people_of(second) == [amina.id]


def test_a_link_made_at_the_command_line_is_recorded_without_the_link(app, amina):
    with app.app_context():
        before = len(lines())
    printed = app.test_cli_runner().invoke(args=["people", "link", "amina@example.org"]).output
    with app.app_context():
        [line] = lines()[before:]
        assert (line.action, line.actor_kind, line.actor_id) == ("link.made", "command", None)
        assert line.operator
        assert people_of(line) == [amina.id]
        assert printed.strip().rsplit("/", 1)[1] not in str(line.details)


def test_what_the_site_does_by_itself_is_the_sites(app, program, amina, bruno):
    with app.app_context():
        before = len(lines())
    app.test_cli_runner().invoke(args=["tick", "--at", "2027-02-10T09:00+00:00"])
    with app.app_context():
        assert who_did_what(before) == [
            ("command", None, "clock.simulated"),
            ("system", None, "webinar.scheduled"),
            ("system", None, "engagement.invited"),
        ]
        [line] = lines("engagement.invited")
        assert people_of(line) == sorted([amina.id, bruno.id])
        assert session.get(type(line), line.id).really_at < line.at
