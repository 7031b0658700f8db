"""The dates of a program."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.people.zones import choices
from mentortrain.programs.rules import Break, Timeline
from mentortrain.programs.rules.drawing import GAP, LEFT, RIGHT, draw
from mentortrain.programs.rules.timeline import (
    END,
    FEEDBACK,
    FIRST_DAY,
    LAST_DAY,
    MID_POINT,
    PAIRING_DAY,
    TRAINING_OPENS,
    TWO_THIRDS,
    months_after,
)

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


@st.composite
def rested(draw_: st.DrawFn) -> Timeline:
    """Any dates in any zone, with up to four breaks anywhere around them, also on top of each other."""
    opens = draw_(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
    pairing = opens + timedelta(days=draw_(st.integers(0, 90)))
    ends = pairing + timedelta(days=draw_(st.integers(1, 800)))
    firsts = st.dates(opens - timedelta(days=30), ends + timedelta(days=30))
    breaks = [
        Break(first, first + timedelta(days=days), "rest")
        for first, days in draw_(st.lists(st.tuples(firsts, st.integers(0, 119)), max_size=4))
    ]
    return Timeline(opens, pairing, ends, draw_(st.sampled_from(choices())), tuple(breaks))


@given(rested())
def test_shares_of_the_time_lie_inside_and_never_in_a_break(timeline):
    start, end = timeline.start_of(timeline.pairing_on), timeline.start_of(timeline.ends_on)
    running = timeline.running(start, end)
    assert start <= timeline.mid_point <= timeline.two_thirds < timeline.end
    if not running:
        return  # one long break: the calendar alone says
    assert not timeline.rests_at(timeline.two_thirds)
    assert not timeline.rests_at(timeline.mid_point)
    before = timeline.running(start, timeline.two_thirds)
    after = timeline.running(timeline.two_thirds, end)
    assert abs(before - 2 * after) <= timedelta(minutes=3)


@given(rested(), st.integers(0, 1000 * 24 * 60), st.integers(0, 300 * 24 * 60))
def test_a_clock_that_stops_in_breaks_tells_the_time_that_it_ran(timeline, from_start, minutes):
    since = timeline.start_of(timeline.opens_on) + timedelta(minutes=from_start)
    until = timeline.after(since, timedelta(minutes=minutes))
    assert timeline.running(since, until) == timedelta(minutes=minutes)
    assert not timeline.rests_at(until)
    assert until - since >= timedelta(minutes=minutes)


@given(
    st.dates(FIRST_DAY + timedelta(days=1), LAST_DAY),
    st.sampled_from(choices()),
)
def test_a_day_begins_with_its_first_moment_also_where_clocks_skip_or_repeat_midnight(day, zone):
    timeline = Timeline(day, day, day, zone)
    start = timeline.start_of(day)
    assert timeline.day_of(start) >= day  # later only where a country left a day out
    assert timeline.day_of(start - timedelta(minutes=1)) < day
    assert timeline.start_of(day - timedelta(days=1)) <= start < timeline.start_of(day + timedelta(days=2))


@given(rested(), st.lists(st.integers(0, 1000 * 24 * 60), min_size=3, max_size=3))
def test_a_clock_with_breaks_never_runs_back_and_adds_up(timeline, minutes):
    opens = timeline.start_of(timeline.opens_on)
    first, second, third = (opens + timedelta(minutes=one) for one in sorted(minutes))
    assert timeline.running(first, second) + timeline.running(second, third) == timeline.running(first, third)
    assert timedelta(0) <= timeline.running(first, second) <= second - first
    assert timeline.running(third, first) == timedelta(0)
    ran = [timedelta(minutes=one) for one in sorted(minutes)]
    reached = [timeline.after(opens, one) for one in ran]
    assert reached == sorted(reached)
    assert all(
        later - earlier >= two - one
        for (earlier, one), (later, two) in pairwise(zip(reached, ran, strict=True))
    )


@given(rested(), st.integers(1, 400))
def test_a_later_end_brings_no_share_of_the_time_nearer(timeline, days):
    longer = replace(timeline, ends_on=timeline.ends_on + timedelta(days=days))
    start, end = timeline.start_of(timeline.pairing_on), timeline.start_of(timeline.ends_on)
    if timeline.running(start, end):  # else the calendar says where they are, breaks and all
        assert longer.two_thirds >= timeline.two_thirds
        assert longer.mid_point >= timeline.mid_point
    assert longer.end > timeline.end


@given(rested())
def test_a_break_more_never_shortens_the_six_weeks_and_none_of_its_days_is_counted(timeline):
    days = {mark.name: mark.day for mark in replace(timeline, ends_on=LAST_DAY).marks()}
    usual = {mark.name: mark.day for mark in replace(timeline, ends_on=LAST_DAY, breaks=()).marks()}
    asked = days[FEEDBACK]
    between = [timeline.pairing_on + timedelta(days=n) for n in range((asked - timeline.pairing_on).days)]
    assert sum(not timeline.rests_on(day) for day in between) == 42
    assert asked >= usual[FEEDBACK] and not timeline.rests_on(asked)


@pytest.mark.parametrize(
    "zone", ["Africa/Nairobi", "America/Asuncion", "Pacific/Apia", "Australia/Lord_Howe"]
)
def test_a_program_of_one_day_has_its_marks_within_it(zone):
    day = date(2026, 10, 4)  # on which clocks change in Asuncion's and Lord Howe's October
    timeline = Timeline(day, day, day + timedelta(days=1), zone)
    start = timeline.start_of(day)
    assert start < timeline.mid_point < timeline.two_thirds < timeline.start_of(timeline.ends_on)
    assert [mark.name for mark in timeline.marks()][:5] == [
        TRAINING_OPENS,
        PAIRING_DAY,
        MID_POINT,
        TWO_THIRDS,
        END,
    ]


@given(rested())
def test_marks_come_in_their_order_and_stand_apart_in_the_picture(timeline):
    marks = timeline.marks()
    assert [mark.at for mark in marks] == sorted(mark.at for mark in marks)
    names = [mark.name for mark in marks]
    within = [PAIRING_DAY, MID_POINT, TWO_THIRDS, END, "follow_up_3", "follow_up_6", "follow_up_12"]
    assert [name for name in names if name in within] == within
    assert names[0] == TRAINING_OPENS
    places = [dot.x for dot in draw(timeline, timeline.two_thirds).dots]
    assert places[0] + 0.1 >= LEFT and places[-1] <= RIGHT
    assert all(later - earlier >= GAP - 0.2 for earlier, later in pairwise(places))


@given(rested(), st.integers(-2000, 2000))
def test_a_copy_on_other_days_has_the_same_length_of_everything(timeline, days):
    by = timedelta(days=days)
    moved = timeline.shifted(by)
    assert moved.pairing_on - moved.opens_on == timeline.pairing_on - timeline.opens_on
    assert [each.first - by for each in moved.breaks] == [each.first for each in timeline.breaks]


def test_a_month_that_is_shorter_ends_on_its_last_day():
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert months_after(date(2026, 12, 31), 12) == date(2027, 12, 31)


def test_a_break_moves_what_comes_after_it_by_its_length():
    rest = Break(date(2026, 12, 20), date(2027, 1, 5), "Holidays")
    breaks = Timeline(PUENTES.opens_on, PUENTES.pairing_on, PUENTES.ends_on, PUENTES.time_zone, (rest,))
    at = {mark.name: mark.day for mark in breaks.marks()}
    usual = {mark.name: mark.day for mark in PUENTES.marks()}
    assert (usual["feedback"], at["feedback"]) == (date(2027, 1, 21), date(2027, 2, 7))  # 17 days
    assert (usual[END], at[END]) == (date(2027, 3, 10), date(2027, 3, 10))
