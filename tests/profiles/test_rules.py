"""Numbers of phones, weeks, and totals that give nobody away."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.errors import RuleBroken
from mentortrain.people.zones import choices
from mentortrain.profiles.rules.phone import international, normalised
from mentortrain.profiles.rules.totals import _split, totals_of
from mentortrain.profiles.rules.week import PARTS, SHOWN, chosen, in_week, spans


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("0712 345 678", "KE", "+254712345678"),
        ("712345678", "KE", "+254712345678"),
        ("254712345678", "KE", "+254712345678"),
        ("00254 712-345-678", "", "+254712345678"),
        ("+254 (0)712 345 678", "", "+254712345678"),
        ("+381 64 123 4567", "KE", "+381641234567"),
        ("064/123-4567", "RS", "+381641234567"),
        ("300 123 4567", "CO", "+573001234567"),
        ("8 912 345-67-89", "RU", "+79123456789"),
        ("1 (212) 555-0100", "US", "+12125550100"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("\u0660\u0667\u0661\u0662 \u0663\u0664\u0665 \u0666\u0667\u0668", "KE", "+254712345678"),
        ("\u202a+254712345678\u202c", "", "+254712345678"),
        ("044 123 456", "XK", "+38344123456"),
        ("+683 4000", "", "+6834000"),
    ],
)
def test_a_number_is_what_any_phone_can_dial(typed, country, number):
    assert normalised(typed, country) == number


@pytest.mark.parametrize(
    ("typed", "country", "code"),
    [
        ("call me", "KE", "phone.signs"),
        ("+", "KE", "phone.signs"),
        ("+254 712 345 678 ext 3", "KE", "phone.signs"),
        ("0800 FLOWERS", "KE", "phone.signs"),
        ("+999 1234 5678", "KE", "phone.country"),
        ("0712345678", "", "phone.country"),
        ("12", "KE", "phone.length"),
        ("+2547123456789012345", "KE", "phone.length"),
    ],
)
def test_what_cannot_be_a_number_says_why(typed, country, code):
    with pytest.raises(RuleBroken) as broken:
        normalised(typed, country)
    assert broken.value.code == code


@given(st.text(max_size=40), st.sampled_from(["", "KE", "RS", "IT", "US", "RU", "XX"]))
def test_any_text_is_a_number_or_a_reason(typed, country):
    try:
        number = normalised(typed, country)
    except RuleBroken:
        return
    assert number.startswith("+")
    assert number[1:].isascii()
    assert 4 <= len(number[1:]) <= 15
    assert normalised(number, "") == number
    assert normalised(international(number), "") == number


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+254712345678", "+254 712 345678"),
        ("+381641234567", "+381 64 1234567"),
        ("0712 is mine", "0712 is mine"),
    ],
)
def test_a_number_is_shown_as_people_read_it(number, shown):
    assert international(number) == shown


HOURS = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 23)))


def full(hours):
    return {
        (day, part)
        for day in range(7)
        for part, span in PARTS.items()
        if all((day, h) in hours for h in span)
    }


@given(HOURS)
def test_a_week_sent_back_untouched_stays(hours):
    assert chosen(hours, full(hours), hours) == hours


@given(HOURS, st.integers(0, 6), st.sampled_from(sorted(PARTS)))
def test_a_tap_on_a_part_of_a_day_gives_or_takes_all_of_it_and_nothing_else(hours, day, part):
    """Without a script the hours' own ticks stay as they were."""
    own = {(day, hour) for hour in PARTS[part]}
    before = full(hours)
    after = chosen(hours, before ^ {(day, part)}, hours)
    assert after == (hours - own if (day, part) in before else hours | own)


@given(HOURS, HOURS)
def test_with_a_script_the_ticks_agree_and_mean_what_they_show(before, after):
    shown = {one for one in after if one[1] in SHOWN}
    found = chosen(before, full(shown), shown)
    assert {one for one in found if one[1] in SHOWN} == shown
    assert {one for one in found if one[1] not in SHOWN} == {one for one in before if one[1] not in SHOWN}


@given(HOURS, st.sampled_from(["Africa/Nairobi", "America/Bogota", "Europe/Belgrade", "Asia/Kathmandu"]))
def test_a_week_in_utc_is_as_long_as_on_the_wall(hours, zone):
    found = in_week(hours, zone, date(2026, 11, 23))
    assert sum((end - start for start, end in found), timedelta()) == timedelta(hours=len(hours))
    assert all(one[1] < two[0] for one, two in itertools.pairwise(found))


def test_monday_evening_stays_monday_evening_when_the_clocks_change():
    for monday, hour in ((date(2026, 10, 19), 16), (date(2026, 10, 26), 17)):
        start = datetime(monday.year, monday.month, monday.day, hour, tzinfo=UTC)
        assert in_week({(0, 18), (0, 19)}, "Europe/Belgrade", monday) == [(start, start + timedelta(hours=2))]


def test_days_with_the_same_hours_stand_together():
    evening = {(day, hour) for day in (0, 3) for hour in (18, 19, 20)}
    assert spans(evening | {(1, 7), (1, 9), (1, 10)}) == [((0, 3), ((18, 21),)), ((1,), ((7, 8), (9, 11)))]
    assert spans([]) == []


@given(HOURS, st.sampled_from(choices()), st.dates(date(2020, 1, 6), date(2035, 12, 31)))
def test_in_any_week_of_any_zone_the_wall_shows_the_hours_that_were_meant(hours, zone, day):
    """Also in those in which clocks change, by an hour or by half of one: nothing is doubled, nothing else is free."""
    monday, there = day - timedelta(days=day.weekday()), ZoneInfo(zone)
    found = in_week(hours, zone, monday)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(found))
    begun = [
        (start + timedelta(hours=number)).astimezone(there).replace(tzinfo=None)
        for start, end in found
        for number in range((end - start) // timedelta(hours=1))
    ]
    meant = {datetime.combine(monday + timedelta(days=one), time(hour)) for one, hour in hours}
    skipped = {
        wall
        for wall in meant
        if wall.replace(tzinfo=there).astimezone(UTC).astimezone(there).replace(tzinfo=None) != wall
    }
    assert set(begun) == meant - skipped and len(begun) == len(set(begun))
    assert sum((end - start for start, end in found), timedelta()) == timedelta(hours=len(begun))


def test_an_hour_that_the_clocks_skip_is_not_there_and_one_they_repeat_is_there_once():
    assert in_week({(6, 2)}, "Europe/Belgrade", date(2026, 3, 23)) == []
    assert in_week({(6, 2)}, "Europe/Belgrade", date(2026, 10, 19)) == [
        (datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
    ]


COUNTS = st.fixed_dictionaries({key: st.integers(0, 30) for key in ("woman", "man", "other", "more")})


@given(COUNTS, st.integers(0, 30))
def test_every_group_that_is_shown_or_can_be_reckoned_is_of_five_or_more(counts, others):
    """Whatever sum of totals is taken from another, or from the number of people: none or five and more are left."""
    shown, rest = _split(counts, others)
    everybody = others + sum(counts.values())
    if not shown:
        return
    assert all(counts[key] >= 5 for key in shown)
    assert rest == 0 or rest >= 5
    assert sum(counts[key] for key in shown) + rest == everybody


@given(COUNTS, st.integers(0, 30), COUNTS, st.integers(0, 30))
def test_no_difference_of_two_totals_reveals_fewer_than_five(counts, others, later, others_later):
    """Of one day, or of two, of one program or of a group of it."""
    told = [totals_of(counts, others), totals_of(later, others_later)]
    figures = [least for one in told for least in (*(least for _key, least in one.shown), one.rest)]
    assert {abs(one - two) for one in figures for two in figures} & {1, 2, 3, 4} == set()


@given(COUNTS, st.integers(0, 30))
def test_a_total_never_says_more_than_there_are(counts, others):
    told = totals_of(counts, others)
    assert all(5 <= least <= counts[key] < least + 5 for key, least in told.shown)


@pytest.mark.parametrize(
    ("counts", "others", "shown", "rest"),
    [
        ({"woman": 7, "man": 6}, 0, (("woman", 5), ("man", 5)), 0),
        ({"woman": 7, "man": 6}, 1, (("woman", 5),), 5),  # the one who did not say is not to be reckoned
        ({"woman": 12, "man": 4}, 3, (("woman", 10),), 5),
        ({"woman": 12, "man": 4}, 0, (), 0),
        ({"woman": 4, "man": 4}, 30, (), 0),
        ({"woman": 0, "man": 0}, 0, (), 0),
    ],
)
def test_few_are_shown_with_others_or_not_at_all(counts, others, shown, rest):
    told = totals_of(counts, others)
    assert (told.shown, told.rest) == (shown, rest)
