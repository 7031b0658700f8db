"""The pure rules of sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.errors import RuleBroken
from mentortrain.webinars import rules

START = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
END = START + timedelta(minutes=45)


@pytest.mark.parametrize("minutes", [5, 45, 480])
def test_a_session_lasts_from_five_minutes_to_eight_hours(minutes: int) -> None:
    rules.check_length(minutes)


@pytest.mark.parametrize("minutes", [-45, 0, 4, 481])
def test_other_lengths_are_refused(minutes: int) -> None:
    with pytest.raises(RuleBroken) as refusal:
        rules.check_length(minutes)
    assert refusal.value.code == "webinar.length"


def test_a_session_starts_in_the_future() -> None:
    rules.check_start(START, at=START - timedelta(seconds=1))
    with pytest.raises(RuleBroken) as refusal:
        rules.check_start(START, at=START)
    assert refusal.value.code == "webinar.in_the_past"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://meet.example.org/room?pwd=a%20b&x=1#here",
        "http://localhost:8443/j/1",
        "https://us02web.zoom.us/j/85512345678?pwd=QUJD",
    ],
)
def test_links_to_meetings(url: str) -> None:
    rules.check_meeting_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "meet.example.org/room",
        "javascript:alert(1)",
        "data:text/html,hello",
        "ftp://example.org/x",
        "//example.org/x",
        "https://",
        "https:///room",
        "https://user:secret@example.org/",
        "https://example.org:port/",
        "https://example.org;script-src/",
        "https://example.org 'unsafe-inline'/",
        "https://*.example.org/",
        "https://example.org/\nSet-Cookie: a=b",
        "https://example.org/a b",
        "https://[::1",
    ],
)
def test_what_is_no_link_to_a_meeting(url: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        rules.check_meeting_url(url)
    assert refusal.value.code == "webinar.meeting_url"


def test_origin_keeps_the_port() -> None:
    assert rules.origin_of("https://meet.example.org:8443/room") == "https://meet.example.org:8443"


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (START - timedelta(minutes=15, seconds=1), False),
        (START - timedelta(minutes=15), True),
        (END + timedelta(minutes=29, seconds=59), True),
        (END + timedelta(minutes=30), False),
    ],
)
def test_the_door_is_open_around_the_session(moment: datetime, is_open: bool) -> None:
    assert rules.is_open(START, END, at=moment) is is_open


@pytest.mark.parametrize(
    ("minutes", "length", "counts"),
    [(36, 45, True), (35, 45, False), (44, 55, True), (4, 5, True), (3, 5, False)],
)
def test_four_fifths_of_the_length_count(minutes: int, length: int, counts: bool) -> None:
    assert rules.attended(minutes, length) is counts


@given(length=st.integers(5, 480), percent=st.integers(50, 100))
def test_the_minutes_needed_are_the_fewest_that_count(length: int, percent: int) -> None:
    needed = rules.minutes_needed(length, percent)
    assert rules.outcome(needed, length, percent) == "attended"
    assert rules.outcome(needed - 1, length, percent) == "partly"
    assert rules.outcome(0, length, percent) == rules.outcome(None, length, percent) == "missed"
