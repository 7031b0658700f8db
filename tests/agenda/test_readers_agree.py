"""Readers that are not ours find the same in a feed: each session at its instant, wherever its clocks stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from mentortrain.programs.models import Program
from tests.agenda.stage import START, address_for
from tests.conftest import Visitor
from tests.readers import Read, javascript, khal, libical
from tests.webinars.stage import DETAILS, agreed

pytestmark = pytest.mark.either  # what is read, not the database

LENGTH = timedelta(minutes=45)


def ours(content: bytes) -> list[Read]:
    """What icalendar, with which the site writes, reads."""
    return sorted(
        Read(
            str(one["UID"]),
            int(one["SEQUENCE"]),
            one["DTSTART"].dt,
            one["DTEND"].dt,
            str(one["STATUS"]),
            str(one["SUMMARY"]),
        )
        for one in Calendar.from_ical(content).walk("VEVENT")
    )


def understood(client: FlaskClient, served: str, feed: str, folder: Path) -> list[Read]:
    """What a feed says, once all readers agree; khal tells no UID and no SEQUENCE, and so agrees on the rest.

    The machine of the JavaScript ones stands in New York: what they read must not hang on that.
    """
    content = client.get(feed).data
    found = ours(content)
    for reader, (told,) in javascript.read(content, zone="America/New_York").items():
        assert told == found, reader
    assert libical.read(content) == found
    shown = khal.listed(served + feed, folder, since=date(2026, 11, 1), days=800)
    assert sorted((one.title, one.start, one.end, one.status) for one in shown) == sorted(
        (one.title, one.starts, one.ends, one.status) for one in found
    )
    return found


def test_moved_cancelled_and_reworded_sessions_are_the_same_to_all_readers(
    amina: Visitor,
    chandra: Visitor,
    plan: Callable[..., int],
    program: Program,
    phone: FlaskClient,
    served: str,
    tmp_path: Path,
) -> None:
    hard = 'Questions; and, answers: "why?" — 🤝 मार्गदर्शक'
    titles = ("Stays", "Moves", "Is off", hard)
    ids = {title: plan(title=title) for title in titles}
    for number in ids.values():
        amina.post(f"/programs/{program.id}/sessions/{number}/registration")

    def desk(title: str) -> str:
        return f"/programs/{program.id}/webinars/{ids[title]}"

    longer = {"title": "Moves", "starts_wall": "2026-11-27T18:00", "minutes": "60"}
    agreed(chandra, f"{desk('Moves')}/edit", DETAILS | longer)
    chandra.post(f"{desk('Is off')}/cancellation", {"reason": "Grace is ill."})
    agreed(chandra, f"{desk('Stays')}/edit", DETAILS | {"title": "Stays, in other words"})
    moved = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    found = understood(phone, served, address_for(amina), tmp_path)
    assert sorted((one.title, one.sequence, one.starts, one.ends, one.status) for one in found) == sorted(
        [
            ("Stays, in other words", 0, START, START + LENGTH, "CONFIRMED"),
            ("Moves", 1, moved, moved + timedelta(hours=1), "CONFIRMED"),
            ("Cancelled: Is off", 1, START, START + LENGTH, "CANCELLED"),
            (hard, 0, START, START + LENGTH, "CONFIRMED"),
        ]
    )


ACROSS = [
    # (zone, a wall time before its clocks change and the instant, one after it and the instant), by hand
    ("Africa/Nairobi", "2027-03-13T18:00", "2027-03-13T15:00Z", "2027-03-15T18:00", "2027-03-15T15:00Z"),
    ("America/New_York", "2027-03-13T18:00", "2027-03-13T23:00Z", "2027-03-15T18:00", "2027-03-15T22:00Z"),
    ("Europe/Belgrade", "2027-03-27T18:00", "2027-03-27T17:00Z", "2027-03-29T18:00", "2027-03-29T16:00Z"),
    ("Australia/Lord_Howe", "2027-04-03T18:00", "2027-04-03T07:00Z", "2027-04-05T18:00", "2027-04-05T07:30Z"),
    ("America/Sao_Paulo", "2027-10-15T18:00", "2027-10-15T21:00Z", "2027-10-18T18:00", "2027-10-18T21:00Z"),
    ("Asia/Kathmandu", "2027-03-27T18:00", "2027-03-27T12:15Z", "2027-03-29T18:00", "2027-03-29T12:15Z"),
    # In autumn: the hour that the clocks show twice is meant the first time.
    ("Europe/Madrid", "2027-10-30T02:30", "2027-10-30T00:30Z", "2027-10-31T02:30", "2027-10-31T00:30Z"),
    ("America/Santiago", "2027-04-02T18:00", "2027-04-02T21:00Z", "2027-04-05T18:00", "2027-04-05T22:00Z"),
]


def test_a_session_moved_across_a_change_of_clocks_is_at_the_right_instant_for_all_readers(
    amina: Visitor,
    chandra: Visitor,
    plan: Callable[..., int],
    program: Program,
    phone: FlaskClient,
    served: str,
    tmp_path: Path,
) -> None:
    feed, ids = address_for(amina), {}
    for zone, before, *_ in ACROSS:
        ids[zone] = plan(title=zone, starts_wall=before, time_zone=zone)
        amina.post(f"/programs/{program.id}/sessions/{ids[zone]}/registration")

    def starts() -> dict[str, Any]:
        found = understood(phone, served, feed, tmp_path)
        assert {one.ends - one.starts for one in found} == {LENGTH}
        return {one.title: (one.starts, one.sequence) for one in found}

    assert starts() == {zone: (datetime.fromisoformat(instant), 0) for zone, _, instant, *_ in ACROSS}
    for zone, _, _, after, _ in ACROSS:
        form = DETAILS | {"title": zone, "starts_wall": after, "time_zone": zone}
        assert agreed(chandra, f"/programs/{program.id}/webinars/{ids[zone]}/edit", form).status_code == 302
    assert starts() == {zone: (datetime.fromisoformat(instant), 1) for zone, *_, instant in ACROSS}
