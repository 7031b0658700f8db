"""Mails that come in any order leave a calendar right: a tiny one that keeps to RFC 5546, fed with what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import permutations

import pytest
from icalendar import Calendar

from mentortrain import clock
from tests.conftest import Visitor
from tests.readers import javascript, libical
from tests.webinars.stage import DETAILS, agreed

pytestmark = pytest.mark.either  # mails, not the database


class TinyCalendar:
    """RFC 5546: of one UID the higher SEQUENCE counts, of two with the same the later DTSTAMP (2.1.5). What is
    cancelled is kept as that, so that an older request does not bring it back."""

    def __init__(self) -> None:
        self.events: dict[str, tuple[int, datetime, str, datetime, datetime]] = {}

    def take(self, content: bytes) -> None:
        calendar = Calendar.from_ical(content)
        (event,) = calendar.walk("VEVENT")
        uid, rank = str(event["UID"]), (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
        known = self.events.get(uid)
        if known is None or rank > known[:2]:
            state = "CANCELLED" if calendar["METHOD"] == "CANCEL" else "CONFIRMED"
            self.events[uid] = (*rank, state, event["DTSTART"].dt, event["DTEND"].dt)

    @classmethod
    def after(cls, contents: Iterable[bytes]) -> list[tuple[str, datetime, datetime]]:
        """(state, start, end) of all that it holds in the end."""
        calendar = cls()
        for content in contents:
            calendar.take(content)
        return [found[2:] for found in calendar.events.values()]


def content_of(mail: EmailMessage) -> bytes:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


@pytest.fixture
def sent(
    amina: Visitor,
    chandra: Visitor,
    page: str,
    desk: str,
    letters: Callable[..., list[EmailMessage]],
    at: datetime,
) -> list[bytes]:
    """A REQUEST, three updates and a CANCEL, an hour apart, as they were mailed."""
    found = []
    amina.post(f"{page}/registration")
    found += letters()
    moves: list[dict[str, str]] = [
        {"starts_wall": "2026-11-27T18:00"},
        {"starts_wall": "2026-11-27T18:00", "minutes": "60"},
        {"starts_wall": "2026-11-26T19:00", "minutes": "60"},
    ]
    for hours, move in enumerate(moves, start=1):
        with clock.held_at(at + timedelta(hours=hours)):
            agreed(chandra, f"{desk}/edit", DETAILS | move)
            found += letters(at + timedelta(hours=hours))
    with clock.held_at(at + timedelta(hours=4)):
        chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
        found += letters(at + timedelta(hours=4))
    return [content_of(mail) for mail in found]


LAST = (datetime(2026, 11, 26, 16, 0, tzinfo=UTC), datetime(2026, 11, 26, 17, 0, tzinfo=UTC))


def test_in_whatever_order_they_come_the_calendar_is_right(sent: list[bytes]) -> None:
    methods = [str(Calendar.from_ical(content)["METHOD"]) for content in sent]
    assert methods == ["REQUEST"] * 4 + ["CANCEL"]
    for order in permutations(sent):
        assert TinyCalendar.after(order) == [("CANCELLED", *LAST)]
    for order in permutations(sent[:4]):
        assert TinyCalendar.after(order) == [("CONFIRMED", *LAST)]
        assert TinyCalendar.after((*order, *order)) == [("CONFIRMED", *LAST)], (
            "one that comes twice changes nothing"
        )


def test_one_that_is_lost_is_made_up_for_by_the_next(sent: list[bytes]) -> None:
    for lost in range(4):
        assert TinyCalendar.after(sent[:lost] + sent[lost + 1 :]) == [("CANCELLED", *LAST)]


def test_all_readers_find_the_same_in_each_mail(sent: list[bytes]) -> None:
    by_libical = [libical.read(content) for content in sent]
    for reader, found in javascript.read(*sent, zone="Asia/Kathmandu").items():
        assert found == by_libical, reader
    assert [(one.sequence, one.status) for (one,) in by_libical] == [
        (0, "CONFIRMED"),
        (1, "CONFIRMED"),
        (2, "CONFIRMED"),
        (3, "CONFIRMED"),
        (4, "CANCELLED"),
    ]
    assert len({one.uid for (one,) in by_libical}) == 1
    assert [(one.starts, one.ends) for (one,) in by_libical[3:]] == [LAST, LAST]


def test_who_left_and_came_back_has_it_whatever_comes_late(
    amina: Visitor, page: str, letters: Callable[..., list[EmailMessage]]
) -> None:
    found = []
    for deed in ("registration", "withdrawal", "registration"):
        amina.post(f"{page}/{deed}")
        found += [content_of(mail) for mail in letters()]
    assert len(found) == 3
    for order in permutations(found):
        ((state, *_),) = TinyCalendar.after(order)
        assert state == "CONFIRMED"
