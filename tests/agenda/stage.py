"""A person's calendar address, and what a reader finds behind it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from icalendar import Calendar

from tests.conftest import Visitor

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def address_for(visitor: Visitor, name: str = "Phone", **more: str) -> str:
    """Make an address on the Calendar page; its path."""
    answer = visitor.get(visitor.post("/calendar", {"name": name, **more}).location)
    assert answer.status_code == 200
    found = re.search(r'value="http://localhost(/feeds/[^"]+\.ics)"', answer.text)
    assert found
    return found[1]


def events(client: FlaskClient, feed: str) -> list[Any]:
    """What a reader finds in a feed."""
    return list(Calendar.from_ical(client.get(feed).data).walk("VEVENT"))
