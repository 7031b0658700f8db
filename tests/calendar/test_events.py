"""What one event says, in a feed and in a mail."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mentortrain.calendar import SERIALIZER_VERSION, event_bytes, feed, new_uid
from mentortrain.calendar.text import clean, one_line
from tests.calendar.example import CANCELLED, SESSION, TEXT, assert_well_formed, unfolded


def test_event_says_everything_a_calendar_needs() -> None:
    assert unfolded(event_bytes(SESSION)) == [
        "BEGIN:VEVENT",
        "SUMMARY;LANGUAGE=en:The first meeting",
        "DTSTART:20261210T170000Z",
        "DTEND:20261210T174500Z",
        "DTSTAMP:20261123T090000Z",
        "UID:5a1f0f3e-7f0e-4b0a-9d3c-0a4c7f3e9b21",
        "SEQUENCE:0",
        "CONFERENCE;FEATURE=AUDIO,VIDEO;VALUE=URI:https://training.example.org/programs/1/sessions/7",
        "CREATED:20261120T080000Z",
        "DESCRIPTION;LANGUAGE=en:Bring one question\\; we practise in pairs.\\n\\n"
        "https://training.example.org/programs/1/sessions/7",
        "LAST-MODIFIED:20261123T090000Z",
        "LOCATION:https://training.example.org/programs/1/sessions/7",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://training.example.org/programs/1/sessions/7",
        "END:VEVENT",
    ]


def test_changed_bytes_raise_the_serializer_version() -> None:
    """Stored bytes and ETags know the version only: whoever changes the bytes must raise it, and this."""
    written = event_bytes(SESSION) + event_bytes(CANCELLED) + feed([], name="Puentes")
    assert (SERIALIZER_VERSION, hashlib.sha256(written).hexdigest()[:16]) == (1, "18e59ad05ec29835")


def test_cancelled_event_says_so_and_takes_no_time() -> None:
    lines = unfolded(event_bytes(CANCELLED))
    assert [line for line in lines if line.startswith(("SUMMARY", "STATUS", "TRANSP", "SEQUENCE"))] == [
        "SUMMARY;LANGUAGE=en:Cancelled: The first meeting",
        "SEQUENCE:2",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
    ]


def test_times_are_utc_whatever_zone_they_were_meant_in() -> None:
    nairobi = ZoneInfo("Africa/Nairobi")
    meant = replace(
        SESSION, starts_at=SESSION.starts_at.astimezone(nairobi), ends_at=SESSION.ends_at.astimezone(nairobi)
    )
    assert event_bytes(meant) == event_bytes(SESSION)


def test_link_is_not_said_twice_but_a_longer_one_does_not_count() -> None:
    said = replace(SESSION, description=f"Join at {SESSION.url} please.")
    longer = replace(SESSION, description=f"Not {SESSION.url}5")
    assert _read(event_bytes(said)).description == f"Join at {SESSION.url} please."
    assert _read(event_bytes(longer)).description == f"Not {SESSION.url}5\n\n{SESSION.url}"


def test_text_beyond_ascii_in_a_link_is_encoded() -> None:
    spanish = replace(SESSION, url="https://training.example.org/sesión 7\r\nATTENDEE:mailto:x@example.org")
    assert "URL:https://training.example.org/sesi%C3%B3n%207%20ATTENDEE:mailto:x@example.org" in unfolded(
        event_bytes(spanish)
    )


def test_language_is_written_as_calendars_write_it() -> None:
    brazilian = replace(SESSION, language="pt_BR", summary="O primeiro encontro")
    assert "SUMMARY;LANGUAGE=pt-BR:O primeiro encontro" in unfolded(event_bytes(brazilian))


def test_backslash_and_capital_n_stay_what_they_are() -> None:
    """icalendar 7.3 alone would make a line break of it."""
    assert _read(event_bytes(replace(SESSION, summary="C:\\News"))).summary == "C:\\News"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"starts_at": datetime(2026, 12, 10, 17)}, "has no time zone"),  # noqa: DTZ001
        ({"ends_at": SESSION.starts_at}, "not after its start"),
        ({"sequence": -1}, "SEQUENCE cannot be -1"),
        ({"uid": "a\r\nb"}, "is no UID"),
        ({"uid": ""}, "is no UID"),
        ({"language": "en:x"}, "is no language tag"),
    ],
)
def test_impossible_event_cannot_be_made(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        replace(SESSION, **change)


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "/programs/1", "https://"])
def test_only_web_addresses_are_written(url: str) -> None:
    with pytest.raises(ValueError, match="is no web address"):
        event_bytes(replace(SESSION, url=url))


def test_uids_are_random_and_say_nothing() -> None:
    uids = {new_uid() for _ in range(1000)}
    assert len(uids) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uid) for uid in uids)


@given(summary=TEXT, description=TEXT, cancelled=st.booleans())
def test_any_text_comes_back_as_it_was_typed(summary: str, description: str, cancelled: bool) -> None:
    event = replace(SESSION, summary=summary, description=description, cancelled=cancelled)
    content = feed([event_bytes(event)], name=summary)
    assert_well_formed(content)
    assert content == feed([event_bytes(event)], name=summary)
    calendar = Calendar.from_ical(content)
    (read,) = calendar.walk("VEVENT")
    title = one_line(summary) or "…"
    assert str(read["SUMMARY"]) == (f"Cancelled: {title}" if cancelled else title)
    words = clean(description).strip()
    assert str(read["DESCRIPTION"]) == (f"{words}\n\n{SESSION.url}" if words else SESSION.url)
    name = re.sub(r"\\(.)", r"\1", calendar["NAME"])  # icalendar reads NAME, but not its escapes
    assert name == (one_line(summary) or "mentortrain")


@given(
    start=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()),  # noqa: DTZ001
    minutes=st.integers(1, 100_000),
)
def test_any_time_comes_back_as_the_same_moment(start: datetime, minutes: int) -> None:
    starts_at = start.astimezone(UTC).replace(microsecond=0)
    event = replace(SESSION, starts_at=start, ends_at=starts_at + timedelta(minutes=minutes, seconds=1))
    read = _read(event_bytes(event))
    assert (read.start, read.end) == (starts_at, event.ends_at)


def _read(content: bytes) -> Any:
    (event,) = Calendar.from_ical(feed([content], name="x")).walk("VEVENT")
    return event
