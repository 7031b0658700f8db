"""The dates of a program."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.people.zones import choices
from mentortrain.programs.rules import Timeline

PUENTES = Timeline(date(2026, 11, 16), date(2026, 12, 10), date(2027, 3, 10), "Africa/Nairobi")


def test_two_thirds_of_90_days_are_60_days_after_pairing():
    assert PUENTES.two_thirds == datetime(2027, 2, 7, 21, 0, tzinfo=UTC)  # midnight of the 8th in Nairobi


def test_the_end_is_the_midnight_after_the_last_day():
    assert PUENTES.end == datetime(2027, 3, 10, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "slows"),
    [
        (datetime(2027, 2, 7, 20, 59, tzinfo=UTC), False),
        (datetime(2027, 2, 7, 21, 0, tzinfo=UTC), True),
        (datetime(2027, 3, 10, 20, 59, tzinfo=UTC), True),
        (datetime(2027, 3, 10, 21, 0, tzinfo=UTC), False),
    ],
)
def test_a_program_slows_from_two_thirds_to_its_end(at, slows):
    assert PUENTES.slows_at(at) is slows


@pytest.mark.parametrize(
    ("at", "days"),
    [
        (datetime(2026, 11, 22, 20, 59, tzinfo=UTC), 18),
        (datetime(2026, 11, 22, 21, 0, tzinfo=UTC), 17),  # already the 23rd in Nairobi
        (datetime(2026, 12, 11, 9, 0, tzinfo=UTC), -1),
    ],
)
def test_days_to_pairing_are_counted_on_the_programs_calendar(at, days):
    assert PUENTES.days_to_pairing(at) == days


@given(
    start=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    days=st.integers(1, 1500),
    zone=st.sampled_from(choices()),
)
def test_two_thirds_divide_any_length_in_any_zone(start, days, zone):
    timeline = Timeline(start, start, start + timedelta(days=days), zone)
    begin = datetime.combine(start, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    before, after = timeline.two_thirds - begin, timeline.start_of(timeline.ends_on) - timeline.two_thirds
    assert abs(before - 2 * after) <= timedelta(minutes=3)
    assert begin < timeline.two_thirds < timeline.end
