"""Dates and times in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mentortrain.web import dates

pytestmark = pytest.mark.either  # pages and words, not the database

AT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _reading(app, at):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Africa/Nairobi", "Monday 23 November, 20:00 to 20:45, your time (EAT)"),
        ("Europe/Belgrade", "Monday 23 November, 18:00 to 18:45, your time (CET)"),
        ("America/Bogota", "Monday 23 November, 12:00 to 12:45, your time (Colombia Time)"),
        ("Asia/Kathmandu", "Monday 23 November, 22:45 to 23:30, your time (Nepal Time)"),
        ("Pacific/Auckland", "Tuesday 24 November, 06:00 to 06:45, your time (NZDT)"),
    ],
)
def test_a_session_is_read_on_the_readers_clock_with_the_zone_named(zone, words):
    assert dates.span((AT, AT + timedelta(minutes=45)), zone) == words


def test_a_year_is_said_where_it_is_not_plain():
    assert dates.day(date(2027, 5, 1)) == "Saturday 1 May"
    assert dates.day(date(2027, 6, 1)) == "Tuesday 1 June 2027"
    assert dates.short_day(date(2026, 1, 2)) == "2 Jan 2026"


def test_inside_of_a_mail_its_readers_zone_holds():
    with dates.read_in("America/Bogota"):
        assert dates.clock_time(AT) == "12:00"
    assert dates.clock_time(AT) == "17:00"


def test_minutes_have_their_plural():
    assert [dates.minutes(1), dates.minutes(8)] == ["1 minute", "8 minutes"]
