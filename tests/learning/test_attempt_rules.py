"""When an attempt may begin and must end, what it asks, and what several are worth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.learning import rules
from mentortrain.learning.rules import Draw, Extra, NotNow, QuizSettings

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MOMENTS = st.timedeltas(-30 * 24 * 60 * MINUTE, 30 * 24 * 60 * MINUTE).map(lambda passed: NOON + passed)
CATEGORIES = ("money", "money", "", "trust", "money", "trust")


@pytest.mark.parametrize(
    ("settings", "minutes_ago", "found"),
    [
        ({}, [], None),
        ({}, [10], None),
        ({}, [9], NotNow(rules.WAITING, NOON + MINUTE)),
        ({}, [9, 30], NotNow(rules.WAITING, NOON + MINUTE)),
        ({"wait_minutes": 0}, [0], None),
        ({"attempts": 2}, [20], None),
        ({"attempts": 2}, [20, 40], NotNow(rules.NONE_LEFT)),
        ({"attempts": 2}, [1, 40], NotNow(rules.NONE_LEFT)),
        ({"attempts": 1, "wait_minutes": 0}, [500], NotNow(rules.NONE_LEFT)),
    ],
)
def test_when_another_try_may_begin(settings, minutes_ago, found):
    ended = [NOON - each * MINUTE for each in minutes_ago]
    assert rules.may_start(ended, QuizSettings(**settings), NOON) == found


@given(st.lists(MOMENTS, max_size=4), st.integers(0, 5), st.integers(0, 600), MOMENTS)
def test_who_comes_when_it_opens_gets_in(ended, attempts, wait, at):
    settings = QuizSettings(attempts=attempts, wait_minutes=wait)
    found = rules.may_start(ended, settings, at)
    if found and found.opens_at:
        assert found.opens_at > at
        assert rules.may_start(ended, settings, found.opens_at) is None
        assert rules.may_start(ended, settings, found.opens_at - timedelta(microseconds=1)) is not None


@pytest.mark.parametrize(
    ("limit", "extra", "minutes"),
    [
        (None, Extra(50, 5), None),
        (20, Extra(), 20),
        (20, Extra(percent=25), 25),
        (20, Extra(minutes=7), 27),
        (20, Extra(50, 5), 35),
    ],
)
def test_the_deadline_has_the_extra_time_in_it(limit, extra, minutes):
    assert rules.deadline(NOON, limit, extra) == (None if minutes is None else NOON + minutes * MINUTE)


@given(st.integers(1, 600), st.integers(0, 300), st.integers(0, 240))
def test_extra_time_never_takes_any(limit: int, percent: int, minutes: int):
    usual = rules.deadline(NOON, limit)
    assert usual and rules.deadline(NOON, limit, Extra(percent, minutes)) >= usual + minutes * MINUTE


def test_late_is_what_comes_after_the_deadline_and_a_poor_network():
    assert not rules.is_late(None, NOON)
    assert not rules.is_late(NOON, NOON + rules.GRACE)
    assert rules.is_late(NOON, NOON + rules.GRACE + timedelta(microseconds=1))
    assert not rules.takes_late(NOON, NOON)
    assert rules.takes_late(NOON, NOON + timedelta(days=7))
    assert not rules.takes_late(NOON, NOON + timedelta(days=7, microseconds=1))


@pytest.mark.parametrize(
    ("told", "seed", "asked"),
    [
        ({}, 1, [1, 2, 3, 4, 5, 6]),
        ({"shuffle": True}, 1, [4, 6, 5, 1, 2, 3]),
        ({"draw": (Draw(2, "money"), Draw(1, "trust"))}, 1, [1, 4, 5]),
        ({"draw": (Draw(9, "trust"),)}, 1, [4, 6]),
        ({"draw": (Draw(1, "nothing"),)}, 1, []),
    ],
)
def test_what_a_known_seed_asks_never_changes(told, seed, asked):
    assert rules.drawn(CATEGORIES, QuizSettings(**told), seed) == asked


@given(
    st.lists(st.sampled_from(["", "a", "b"]), min_size=1, max_size=30),
    st.integers(1, 40),
    st.integers(0, 2**31),
    st.booleans(),
)
def test_a_draw_is_so_many_different_ones_of_the_category(categories, count, seed, shuffle):
    settings = QuizSettings(draw=(Draw(count, "a"), Draw(count, "b")), shuffle=shuffle)
    asked = rules.drawn(categories, settings, seed)
    assert len(asked) == len(set(asked))
    for category in ("a", "b"):
        of_it = [number for number in asked if categories[number - 1] == category]
        assert len(of_it) == min(count, categories.count(category))
    assert all(categories[number - 1] for number in asked)
    assert shuffle or asked == sorted(asked)
    assert asked == rules.drawn(categories, settings, seed)


def test_every_question_is_drawn_by_some_seed():
    seen = {
        number
        for seed in range(40)
        for number in rules.drawn(CATEGORIES, QuizSettings(draw=(Draw(2),)), seed)
    }
    assert seen == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    ("grading", "worth"), [("best", Fraction(9, 10)), ("last", Fraction(1, 2)), ("average", Fraction(3, 5))]
)
def test_what_several_tries_are_worth(grading, worth):
    assert rules.worth([Fraction(2, 5), Fraction(9, 10), Fraction(1, 2)], grading) == worth


@given(st.lists(st.fractions(0, 1, max_denominator=20), min_size=1, max_size=6))
def test_the_best_is_never_less_than_the_average_or_the_last(scores):
    best = rules.worth(scores, "best")
    assert best >= rules.worth(scores, "average") >= min(scores)
    assert best >= rules.worth(scores, "last")


def test_settings_are_stored_as_what_is_other_than_usual():
    assert QuizSettings().changed() == {}
    mine = QuizSettings(attempts=2, draw=(Draw(2, "money"), Draw(1)), feedback="immediate")
    assert QuizSettings.of(mine.changed()) == mine
    assert QuizSettings.of({"attempts": 3, "of a later version": True}) == QuizSettings(attempts=3)
