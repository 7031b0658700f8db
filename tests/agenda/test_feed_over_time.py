"""A session in a feed while it is renamed, moved, left, cancelled and over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from mentortrain import clock
from mentortrain.programs.models import Program
from tests.agenda.stage import START, address_for, events
from tests.conftest import Visitor
from tests.readers import khal
from tests.webinars.stage import DETAILS, agreed, event_in

pytestmark = pytest.mark.either  # pages and words, not the database


def test_other_words_keep_the_sequence_and_move_the_stamps(
    amina: Visitor, chandra: Visitor, page: str, desk: str, phone: FlaskClient, at: datetime
) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    (before,) = events(phone, feed)
    with clock.held_at(at + timedelta(hours=1)):
        agreed(chandra, f"{desk}/edit", DETAILS | {"title": "Listening first"})
        (after,) = events(phone, feed)
    assert (before["UID"], before["SEQUENCE"]) == (after["UID"], after["SEQUENCE"])
    assert after["SUMMARY"] == "Listening first"
    for stamp in ("DTSTAMP", "LAST-MODIFIED"):
        assert (before[stamp].dt, after[stamp].dt) == (at, at + timedelta(hours=1))
    assert after["CREATED"].dt == at


def test_a_moved_session_moves_in_the_feed(
    amina: Visitor, chandra: Visitor, page: str, desk: str, phone: FlaskClient
) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    (before,) = events(phone, feed)
    agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    (after,) = events(phone, feed)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


def test_a_cancelled_session_is_said_for_thirty_days(
    amina: Visitor,
    chandra: Visitor,
    plan: Callable[..., int],
    program: Program,
    phone: FlaskClient,
    at: datetime,
) -> None:
    webinar = plan(starts_wall="2027-02-26T20:00")
    feed = address_for(amina)
    amina.post(f"/programs/{program.id}/sessions/{webinar}/registration")
    chandra.post(f"/programs/{program.id}/webinars/{webinar}/cancellation", {"reason": "Grace is ill."})
    (event,) = events(phone, feed)
    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert event["SUMMARY"] == "Cancelled: Listening before advice"
    with clock.held_at(at + timedelta(days=29, hours=23)):
        tag = phone.get(feed).headers["ETag"]
        assert len(events(phone, feed)) == 1
    with clock.held_at(at + timedelta(days=30)):
        answer = phone.get(feed, headers={"If-None-Match": tag})
        assert (answer.status_code, b"VEVENT" in answer.data) == (200, False), "growing old changes the tag"


def test_what_is_over_stays_for_ninety_days(amina: Visitor, page: str, phone: FlaskClient) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    end = START + timedelta(minutes=45)
    with clock.held_at(end + timedelta(days=89)):
        tag = phone.get(feed).headers["ETag"]
        assert len(events(phone, feed)) == 1
    with clock.held_at(end + timedelta(days=90)):
        answer = phone.get(feed, headers={"If-None-Match": tag})
        assert (answer.status_code, b"VEVENT" in answer.data) == (200, False)


def test_who_withdraws_loses_it_and_gets_it_back_above_the_cancel(
    amina: Visitor, bruno: Visitor, page: str, phone: FlaskClient, letters: Callable[..., Any]
) -> None:
    feed, other = address_for(amina), address_for(bruno)
    amina.post(f"{page}/registration")
    bruno.post(f"{page}/registration")
    letters()
    amina.post(f"{page}/withdrawal")
    letters()
    assert events(phone, feed) == []
    amina.post(f"{page}/registration")
    (mail,) = letters()
    (event,) = events(phone, feed)
    assert event["SEQUENCE"] == event_in(mail)["SEQUENCE"] == 2
    assert [one["SEQUENCE"] for one in events(phone, other)] == [0]


def test_a_calendar_app_follows_a_session_that_moves_and_is_cancelled(
    amina: Visitor, chandra: Visitor, page: str, desk: str, served: str, tmp_path: Path
) -> None:
    """vdirsyncer fetches, khal shows."""
    url, title = served + address_for(amina), DETAILS["title"]
    amina.post(f"{page}/registration")

    def seen() -> list[tuple[str, datetime, datetime]]:
        found = khal.listed(url, tmp_path, since=START.date())
        return [(one.title, one.start, one.end) for one in found]

    length = timedelta(minutes=45)
    assert seen() == [(title, START, START + length)]
    agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    moved = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    assert seen() == [(title, moved, moved + length)]
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    assert seen() == [(f"Cancelled: {title}", moved, moved + length)]
