"""When the session is that brings a slowing program back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.engagement.rules import MINUTES, SHORTEST_NOTICE, STARTS, session_start
from mentortrain.programs.rules import Timeline

ZONES = ("Africa/Nairobi", "America/Bogota", "America/New_York", "Asia/Kathmandu", "Europe/Belgrade", "Pacific/Apia",
         "Pacific/Chatham", "Pacific/Pago_Pago", "UTC")  # fmt: skip


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    opens = draw(st.dates(date(2024, 1, 1), date(2035, 1, 1)))
    pairing = opens + timedelta(days=draw(st.integers(0, 60)))
    ends = pairing + timedelta(days=draw(st.integers(1, 500)))
    return Timeline(opens, pairing, ends, draw(st.sampled_from(ZONES)))


@st.composite
def slowing(draw: st.DrawFn) -> tuple[Timeline, datetime]:
    """A program and a moment between its two thirds and its end."""
    timeline = draw(timelines())
    seconds = int((timeline.end - timeline.two_thirds).total_seconds())
    return timeline, timeline.two_thirds + timedelta(seconds=draw(st.integers(0, seconds - 1)))


def evenings_left(timeline: Timeline, at: datetime) -> list[datetime]:
    """Every weekday evening that would do, by looking at each day until the end."""
    zone = ZoneInfo(timeline.time_zone)
    day = at.astimezone(zone).date()
    found = []
    while day <= timeline.ends_on:
        start = datetime.combine(day, STARTS, zone).astimezone(UTC)
        in_time = at + SHORTEST_NOTICE <= start <= timeline.end - timedelta(minutes=MINUTES)
        if day.weekday() < 5 and in_time:
            found.append(datetime.combine(day, STARTS))
        day += timedelta(days=1)
    return found


@given(slowing())
def test_it_is_on_a_weekday_evening_that_people_can_still_plan(case):
    timeline, at = case
    start = session_start(timeline, at)
    left = evenings_left(timeline, at)
    if start is None:
        assert left == []
        return
    assert start in left
    assert (start.time(), start.tzinfo, start.weekday() < 5) == (time(18, 0), None, True)
    begins = start.replace(tzinfo=ZoneInfo(timeline.time_zone)).astimezone(UTC)
    assert begins - at >= timedelta(hours=24)
    assert begins + timedelta(minutes=45) <= timeline.end


@given(slowing())
def test_it_is_as_near_to_ten_days_ahead_as_the_end_allows(case):
    timeline, at = case
    wished = (at + timedelta(days=10)).astimezone(ZoneInfo(timeline.time_zone)).date()
    later = [one for one in evenings_left(timeline, at) if one.date() >= wished]
    sooner = [one for one in evenings_left(timeline, at) if one.date() < wished]
    assert session_start(timeline, at) == (later[:1] or sooner[-1:] or [None])[0]


@given(slowing(), st.sampled_from(ZONES))
def test_it_does_not_matter_in_which_zone_the_moment_is_told(case, zone):
    timeline, at = case
    assert session_start(timeline, at.astimezone(ZoneInfo(zone))) == session_start(timeline, at)


@pytest.mark.parametrize(
    ("at", "start"),
    [
        ("2027-02-08T00:00", "2027-02-18T18:00"),  # a Monday: Thursday of next week
        ("2027-02-10T09:00", "2027-02-22T18:00"),  # ten days ahead is a Saturday: the Monday after
        ("2027-02-11T09:00", "2027-02-22T18:00"),  # a Sunday
        ("2027-02-28T09:00", "2027-03-10T18:00"),  # the very last day
        ("2027-03-01T09:00", "2027-03-10T18:00"),  # ten days ahead it is over
        ("2027-03-09T18:00", "2027-03-10T18:00"),  # a day before
        ("2027-03-09T18:01", None),  # less than a day before
        ("2027-03-10T23:59", None),
    ],
)
def test_examples_on_the_program_s_clock(at, start):
    timeline = Timeline(date(2026, 11, 16), date(2026, 12, 10), date(2027, 3, 10), "Africa/Nairobi")
    then = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Africa/Nairobi")).astimezone(UTC)
    assert session_start(timeline, then) == (datetime.fromisoformat(start) if start else None)


def test_a_program_of_a_weekend_has_no_evening():
    timeline = Timeline(date(2027, 1, 8), date(2027, 1, 8), date(2027, 1, 10), "UTC")
    assert session_start(timeline, timeline.two_thirds) is None
