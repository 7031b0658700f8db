"""One session as a file, for calendar apps that cannot subscribe."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from tests.conftest import Visitor
from tests.readers import javascript, libical
from tests.webinars.stage import event_in

pytestmark = pytest.mark.either  # a file, not the database


def test_who_is_expected_gets_the_session_as_mails_and_feeds_have_it(
    amina: Visitor, page: str, letters: Callable[..., list[EmailMessage]]
) -> None:
    for deed in ("registration", "withdrawal", "registration"):
        amina.post(f"{page}/{deed}")
    (mail,) = letters()
    assert f'href="{page}/session.ics">Add to my calendar</a>' in amina.get(page).text
    answer = amina.get(f"{page}/session.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="session.ics"'
    assert libical.faults(answer.data) == []
    (found,) = libical.read(answer.data)
    mailed = event_in(mail)
    assert (found.uid, found.sequence) == (str(mailed["UID"]), int(mailed["SEQUENCE"])) == (found.uid, 2)
    assert javascript.read(answer.data) == {"ical.js": [[found]], "node-ical": [[found]]}
    for secret in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"meet.example.org", b"REFRESH-INTERVAL"):
        assert secret not in answer.data


def test_who_is_not_expected_gets_none(amina: Visitor, bruno: Visitor, dov: Visitor, page: str) -> None:
    amina.post(f"{page}/registration")
    amina.post(f"{page}/withdrawal")
    for visitor in (amina, bruno, dov):
        assert visitor.get(f"{page}/session.ics").status_code == 404
    assert "session.ics" not in bruno.get(page).text
