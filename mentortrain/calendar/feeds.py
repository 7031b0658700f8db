"""A feed: what calendar apps poll. Events are rendered once, when they change; a feed only joins them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cache

from icalendar import Calendar
from icalendar.prop import vDuration

from mentortrain.calendar.text import Text, one_line

PRODUCT = "-//mentortrain//mentortrain//EN"
_END = b"END:VCALENDAR\r\n"


def feed(events: Iterable[bytes], *, name: str) -> bytes:
    """A calendar of VEVENTs made by `event_bytes`, in the given order, under `name` (one line).

    It carries no METHOD (it is no message) and no UID: with one, vdirsyncer keeps one event of all.
    """
    return b"".join([_opening(name), *events, _END])


def single(event: bytes) -> bytes:
    """A file with one VEVENT made by `event_bytes`, to be put into a calendar by hand: no name, nothing to poll."""
    calendar = Calendar()
    calendar.add("version", Text("2.0"))
    calendar.add("prodid", Text(PRODUCT))
    content: bytes = calendar.to_ical()
    return content.removesuffix(_END) + event + _END


@cache
def _opening(name: str) -> bytes:
    title = Text(one_line(name) or "mentortrain")
    hourly = vDuration(timedelta(hours=1), params={"VALUE": "DURATION"})  # RFC 7986 requires the VALUE
    calendar = Calendar()  # not Calendar.new(): that adds a random UID
    calendar.add("version", Text("2.0"))
    calendar.add("prodid", Text(PRODUCT))
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", hourly)
    calendar.add("x-published-ttl", vDuration(timedelta(hours=1)))
    content: bytes = calendar.to_ical()
    return content.removesuffix(_END)
