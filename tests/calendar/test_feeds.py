"""A feed as calendar apps see it: one that we wrote ourselves, and two that we did not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from icalendar import Calendar

from mentortrain.calendar import event_bytes, feed, new_uid
from tests.calendar.example import CANCELLED, MOVED, SESSION, unfolded
from tests.readers import khal, libical


def test_feed_has_a_name_and_an_hour_but_no_method_and_no_uid() -> None:
    assert unfolded(feed([], name="Amina's sessions,\n Puentes")) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//mentortrain//mentortrain//EN",
        "NAME:Amina's sessions\\, Puentes",
        "X-WR-CALNAME:Amina's sessions\\, Puentes",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "END:VCALENDAR",
    ]


def test_feed_is_a_join_of_what_was_stored() -> None:
    one, other = event_bytes(SESSION), event_bytes(replace(SESSION, uid=new_uid()))
    content = feed(iter([one, other]), name="Puentes")
    assert content == feed([], name="Puentes").replace(
        b"END:VCALENDAR\r\n", one + other + b"END:VCALENDAR\r\n"
    )
    assert len(Calendar.from_ical(content).walk("VEVENT")) == 2


def test_feed_names_nobody() -> None:
    content = feed([event_bytes(SESSION), event_bytes(CANCELLED)], name="Puentes")
    assert b"ATTENDEE" not in content
    assert b"ORGANIZER" not in content
    assert b"mailto:" not in content


def test_libical_minds_nothing_in_a_feed() -> None:
    assert libical.faults(feed([event_bytes(SESSION), event_bytes(CANCELLED)], name="Puentes")) == []


def test_calendar_app_shows_the_feed_follows_a_move_and_a_cancellation(tmp_path: Path) -> None:
    other = replace(
        SESSION,
        uid=new_uid(),
        summary="Questions; and, answers — 🤝 मार्गदर्शक",
        description="First line\nSecond line",
        starts_at=datetime(2027, 7, 1, 9, 30, tzinfo=UTC),  # summer, where zone rules used to go wrong
        ends_at=datetime(2027, 7, 1, 11, 0, tzinfo=UTC),
    )
    with served(feed([event_bytes(SESSION), event_bytes(other)], name="Puentes")) as site:
        assert shown(site.url, tmp_path) == [
            ("The first meeting", SESSION.starts_at, SESSION.ends_at, "CONFIRMED"),
            (other.summary, other.starts_at, other.ends_at, "CONFIRMED"),
        ]
        site.content = feed([event_bytes(MOVED), event_bytes(other)], name="Puentes")
        assert shown(site.url, tmp_path) == [
            ("The first meeting", MOVED.starts_at, MOVED.ends_at, "CONFIRMED"),
            (other.summary, other.starts_at, other.ends_at, "CONFIRMED"),
        ]
        site.content = feed([event_bytes(CANCELLED)], name="Puentes")
        assert shown(site.url, tmp_path) == [
            ("Cancelled: The first meeting", MOVED.starts_at, MOVED.ends_at, "CANCELLED"),
        ]


def test_calendar_app_keeps_each_of_many_events(tmp_path: Path) -> None:
    """With a UID on the calendar itself, vdirsyncer kept one of four."""
    events = [
        replace(SESSION, uid=new_uid(), starts_at=SESSION.starts_at + day, ends_at=SESSION.ends_at + day)
        for day in (timedelta(days=at) for at in range(40))
    ]
    with served(feed(map(event_bytes, events), name="Puentes")) as site:
        listed = khal.listed(site.url, tmp_path, since=date(2026, 11, 23))
    assert [event.start for event in listed] == [event.starts_at for event in events]
    assert {event.location for event in listed} == {SESSION.url}


class Site(ThreadingHTTPServer):
    """Serves one feed, as it is at the moment."""

    content = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/feed.ics"


class _Answer(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/calendar; charset=utf-8")
        self.send_header("Content-Length", str(len(self.server.content)))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *args: object) -> None:
        """Tests are quiet."""


@contextmanager
def served(content: bytes) -> Iterator[Site]:
    """The feed on a port of this machine."""
    with Site(("127.0.0.1", 0), _Answer) as site:
        site.content = content
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join()


def shown(url: str, folder: Path) -> list[tuple[str, datetime, datetime, str]]:
    """(title, start, end, status) of what a person's calendar app lists."""
    listed = khal.listed(url, folder, since=date(2026, 11, 23))
    return [(event.title, event.start, event.end, event.status) for event in listed]
