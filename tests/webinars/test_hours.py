"""Whose day it is at which hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.webinars.hours import (
    Listener,
    StartingAt,
    at_night,
    best_of,
    chart,
    hours_held,
    is_by_day,
    starts_of,
    together,
)

ZONES = ["UTC", "Africa/Nairobi", "America/Bogota", "Europe/Belgrade", "Asia/Kathmandu", "Pacific/Kiritimati"]
PEOPLE = st.lists(
    st.builds(
        Listener,
        st.sampled_from(ZONES),
        st.frozensets(st.tuples(st.integers(0, 6), st.integers(0, 23)), max_size=60),
    ),
    max_size=8,
)
DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))


@pytest.mark.parametrize(
    ("start", "minutes", "by_day"),
    [
        ("08:00", 45, True),
        ("07:59", 45, False),
        ("19:45", 45, True),
        ("19:46", 45, False),
        ("23:30", 45, False),
    ],
)
def test_from_eight_to_half_past_eight_in_the_evening(start: str, minutes: int, by_day: bool) -> None:
    moment = datetime.fromisoformat(f"2026-12-08T{start}").replace(tzinfo=ZoneInfo("Africa/Nairobi"))
    assert is_by_day(moment, moment + timedelta(minutes=minutes), "Africa/Nairobi") is by_day


@pytest.mark.parametrize(
    ("day", "zone", "count"),
    [
        (date(2027, 3, 28), "Europe/Belgrade", 23),
        (date(2027, 10, 31), "Europe/Belgrade", 25),
        (date(2027, 3, 28), "Africa/Nairobi", 24),
    ],
)
def test_a_day_has_as_many_hours_as_its_clocks_show(day: date, zone: str, count: int) -> None:
    assert len(starts_of(day, zone)) == count


def test_a_session_touches_the_hours_of_the_week_there() -> None:
    start = datetime(2026, 12, 6, 20, 30, tzinfo=UTC)  # Sunday 23:30 in Nairobi
    assert hours_held(start, start + timedelta(minutes=45), "Africa/Nairobi") == {(6, 23), (0, 0)}


@given(DAYS, st.sampled_from(ZONES), st.integers(5, 480), PEOPLE)
def test_the_chart_promises_what_the_warning_says(
    day: date, zone: str, minutes: int, people: list[Listener]
) -> None:
    for hour in chart(day, zone, minutes=minutes, people=people):
        assert hour.starts_at.astimezone(ZoneInfo(zone)).date() == day
        night = at_night(hour.starts_at, hour.starts_at + timedelta(minutes=minutes), people)
        assert hour.by_day == len(people) - sum(count for _zone, count in night)
        assert hour.free <= sum(bool(one.free) for one in people)


@given(DAYS, st.sampled_from(ZONES), PEOPLE)
def test_one_more_person_takes_nobodys_hour_away(day: date, zone: str, people: list[Listener]) -> None:
    every_hour = frozenset((weekday, hour) for weekday in range(7) for hour in range(24))
    more = [*people, Listener("UTC", every_hour)]
    for before, after in zip(
        chart(day, zone, minutes=45, people=people), chart(day, zone, minutes=45, people=more), strict=True
    ):
        assert after.by_day - before.by_day in (0, 1)
        assert after.free == before.free + 1


@given(st.lists(st.integers(0, 3), max_size=24))
def test_the_best_hours_are_the_first_run_of_the_highest(counts: list[int]) -> None:
    hours = [
        StartingAt(datetime(2026, 12, 8, tzinfo=UTC) + timedelta(hours=n), count, 0)
        for n, count in enumerate(counts)
    ]
    best = best_of(hours)
    most = max(counts, default=0)
    assert [one.by_day for one in best] == [most] * len(best)
    if most:
        first = hours.index(best[0])
        assert best == hours[first : first + len(best)]
        assert counts.index(most) == first
        assert counts[first + len(best) : first + len(best) + 1] != [most]
    else:
        assert best == []


@pytest.mark.parametrize(
    ("zones", "offered", "hours", "by_day"),
    [
        (["Africa/Nairobi"] * 3, None, [8], 3),
        (["Africa/Nairobi", "Europe/Belgrade"], None, [10], 2),
        (["Africa/Nairobi", "America/Anchorage"], None, [0, 8], 2),
        (["Africa/Nairobi", "America/Anchorage"], 18, [0], 2),
        (["Africa/Nairobi"], 12, [], 1),
        ([], None, [], 0),
    ],
)
def test_a_session_is_offered_at_as_few_hours_as_suit_everybody(
    zones: list[str], offered: int | None, hours: list[int], by_day: int
) -> None:
    day, here = date(2026, 12, 8), ZoneInfo("Africa/Nairobi")
    begun = [datetime(2026, 12, 8, offered, tzinfo=here)] if offered is not None else []
    found = together(
        day,
        "Africa/Nairobi",
        minutes=45,
        people=[Listener(zone) for zone in zones],
        offered=[(start, start + timedelta(minutes=45)) for start in begun],
    )
    assert ([one.astimezone(here).hour for one in found.starts], found.by_day) == (hours, by_day)


@given(DAYS, st.sampled_from(ZONES), PEOPLE)
def test_more_hours_suit_no_fewer_people_than_the_best_one(
    day: date, zone: str, people: list[Listener]
) -> None:
    found = together(day, zone, minutes=60, people=people)
    best = max((one.by_day for one in chart(day, zone, minutes=60, people=people)), default=0)
    assert best <= found.by_day <= len(people)
    assert len(found.starts) <= 3
    assert found.by_day == sum(
        any(is_by_day(start, start + timedelta(hours=1), one.zone) for start in found.starts)
        for one in people
    )
