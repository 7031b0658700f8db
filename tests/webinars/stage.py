"""A session, the doors to it, and what a mail says to a calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from icalendar import Calendar, Event
from werkzeug.test import TestResponse

from mentortrain.db import session
from mentortrain.programs.models import Program
from mentortrain.webinars.actions import schedule
from mentortrain.webinars.models import AttendanceAlias, AttendanceEvidence, AttendanceReport, Webinar
from mentortrain.webinars.reports import Attendee, dumped
from mentortrain.webinars.stays import Stay
from tests.readers import libical
from tests.replayed import Steps

if TYPE_CHECKING:
    from tests.conftest import Visitor  # which imports this room

DETAILS: dict[str, Any] = {
    "title": "Listening before advice",
    "description": "Two cases from a salon and a fish shop.",
    "starts_wall": "2026-11-23T20:00",
    "time_zone": "Africa/Nairobi",
    "minutes": "45",
    "threshold_percent": "80",
    "host_name": "Grace Wanjiru",
    "meeting_url": "https://meet.example.org/room",
    "reminders": ["1440", "15"],
}
"""As staff fill in the form: Monday evening in Nairobi, 17:00 to 17:45 UTC."""


def agreed(visitor: Visitor, url: str, details: dict[str, Any]) -> TestResponse:
    """Send the form of a session, and say yes to what it would do as often as it is asked: as staff do who mean it."""
    answer = visitor.post(url, details)
    while answer.status_code == 200 and (sure := re.search(r'name="sure" value="(\w+)"', answer.text)):
        answer = visitor.post(url, details | {"sure": sure[1]})
    return answer


@pytest.fixture
def plan(app: Flask, program: Program, at: datetime) -> Callable[..., int]:
    """plan(title=...): a session of the program (or another), as the form would make it; its id."""

    def make(program: Program = program, **changes: Any) -> int:
        with app.app_context():
            details = DETAILS | changes
            webinar = schedule(
                session.merge(program),
                **{
                    **details,
                    "starts_wall": datetime.fromisoformat(details["starts_wall"]),
                    "minutes": int(details["minutes"]),
                    "reminders": [int(one) for one in details["reminders"]],
                    "threshold_percent": int(details["threshold_percent"]),
                },
                at=at,
            )
            session.commit()
            return webinar.id

    return make


@pytest.fixture
def webinar_id(plan: Callable[..., int], steps: Steps, at: datetime) -> int:
    """The usual session."""
    return steps.take(("webinar_id", at), plan)


@pytest.fixture
def page(program: Program, webinar_id: int) -> str:
    """Its page for participants."""
    return f"/programs/{program.id}/sessions/{webinar_id}"


@pytest.fixture
def desk(program: Program, webinar_id: int) -> str:
    """Its page for staff."""
    return f"/programs/{program.id}/webinars/{webinar_id}"


def report_about(webinar_id: int, *person_ids: int, at: datetime) -> int:
    """A report that waits to be looked over, of which a part is imported already for these people, who read it in
    themselves: they were there at another time. Its id. Needs an app context."""
    webinar = session.get_one(Webinar, webinar_id)
    row = Attendee("Amina Odhiambo", "amina@example.org", "", (Stay(at, at, None),), (2,))
    early = webinar.entry.starts_at - timedelta(hours=5)
    report = AttendanceReport(
        webinar_id=webinar_id,
        digest=f"{person_ids}",
        provider="zoom",
        file_name="participants.csv",
        zone="",
        about='{"faults": []}',
        open_rows=dumped([row]),
        uploaded_by_id=person_ids[0],
        uploaded_at=at,
    )
    session.add(report)
    session.flush()
    for person_id in person_ids:
        stay = {"starts_at": early, "ends_at": early + timedelta(minutes=5)}
        known = {"report_id": report.id, "noted_by_id": person_id, "noted_at": at}
        session.add(
            AttendanceEvidence(webinar_id=webinar_id, person_id=person_id, source="report", **stay, **known)
        )
        alias = {"provider": "zoom", "key": f"{webinar_id} {person_id}"}
        session.add(AttendanceAlias(program_id=webinar.program_id, person_id=person_id, **alias))
    session.flush()
    return report.id


def event_in(message: EmailMessage) -> Event:
    """The VEVENT of a mail, which libical accepts, is the same in both places and asks its one recipient."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    files = [part for part in message.walk() if part.get_content_type() == "application/ics"]
    assert len(parts) == len(files) == 1
    body = parts[0].get_payload(decode=True)
    assert isinstance(body, bytes)
    assert files[0].get_payload(decode=True) == body
    assert libical.faults(body) == []
    calendar = Calendar.from_ical(body)
    assert calendar["METHOD"] == parts[0].get_param("method")
    (event,) = calendar.walk("VEVENT")
    recipient = message["To"].addresses[0].addr_spec
    assert event["ATTENDEE"] == f"mailto:{recipient}"
    assert event["ORGANIZER"].startswith("mailto:hello+")
    assert isinstance(event, Event)
    return event


def said(messages: list[EmailMessage]) -> list[tuple[str, str, int]]:
    """(to, method, SEQUENCE) of each mail that carries a calendar part, in order."""
    found = []
    for message in messages:
        method = next(
            (
                part.get_param("method")
                for part in message.walk()
                if part.get_content_type() == "text/calendar"
            ),
            None,
        )
        if method:
            found.append(
                (message["To"].addresses[0].addr_spec, str(method), int(event_in(message)["SEQUENCE"]))
            )
    return found
