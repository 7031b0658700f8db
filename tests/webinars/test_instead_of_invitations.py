"""Who has a calendar address gets mails without a calendar part, if they say so."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed, said
from tests.webinars.test_calendar_mails import text_of

Letters = Callable[..., list[EmailMessage]]
NAMED = {"name": "Phone", "replaces_invitations": "y"}


def test_a_new_session_comes_plainly_and_one_that_was_an_invitation_goes_on_as_one(
    amina: Visitor, chandra: Visitor, page: str, desk: str, plan: Any, letters: Letters
) -> None:
    assert re.search(r'<input [^>]*checked [^>]*name="replaces_invitations"', amina.get("/calendar").text)
    amina.post(f"{page}/registration")
    assert said(letters()) == [("amina@example.org", "REQUEST", 0)]
    amina.post("/calendar", NAMED)
    new = plan(title="Later")
    amina.post(f"{page.rpartition('/')[0]}/{new}/registration")
    (mail,) = letters()
    assert (said([mail]), mail.get_content_type()) == ([], "multipart/alternative")
    assert "attached file" not in text_of(mail)
    for webinar in (desk, f"{desk.rpartition('/')[0]}/{new}"):
        agreed(chandra, f"{webinar}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    mails = letters()
    assert len(mails) == 2
    assert said(mails) == [("amina@example.org", "REQUEST", 1)]
    amina.post(f"{page.rpartition('/')[0]}/{new}/withdrawal")
    assert said(letters()) == []


def test_invitations_come_back_when_asked_for_or_when_the_address_ends(
    amina: Visitor, page: str, letters: Letters
) -> None:
    amina.post("/calendar", NAMED)
    assert "Attach invitations again" in amina.get("/calendar").text
    amina.post("/calendar/invitations", {"attach": "yes"})
    assert "Stop attaching invitations" in amina.get("/calendar").text
    amina.post(f"{page}/registration")
    assert said(letters()) == [("amina@example.org", "REQUEST", 0)]
    amina.post("/calendar/invitations", {"attach": "no"})
    amina.post(f"{page}/withdrawal")
    assert said(letters()) == [("amina@example.org", "CANCEL", 1)]
    amina.post("/calendar/addresses/1/revocation")
    amina.post(f"{page}/registration")
    assert said(letters()) == [("amina@example.org", "REQUEST", 2)]
