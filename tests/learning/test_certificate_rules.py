"""Numbers, expiry, and when a certificate is due; training time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.learning.rules import (
    SIGNS,
    Credit,
    Standing,
    credited_minutes,
    expiry,
    is_due,
    number_in,
    number_of,
    once,
    standing_of,
)

CHOSEN = st.lists(st.integers(0, 30), min_size=7, max_size=7)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@given(CHOSEN)
def test_a_number_is_read_back_however_it_is_typed(chosen):
    number = number_of(chosen)
    assert len(number) == 12
    for typed in (
        number,
        number.lower(),
        number.replace("-", ""),
        number[3:],
        f" {number.replace('-', ' ')} ",
    ):
        assert number_in(typed) == number


@given(CHOSEN, st.integers(0, 7), st.sampled_from(SIGNS))
def test_every_single_wrong_sign_is_found(chosen, place, sign):
    signs = number_of(chosen).replace("-", "")[2:]
    wrong = signs[:place] + sign + signs[place + 1 :]
    assert (number_in(wrong) is not None) == (wrong == signs)


@given(CHOSEN, st.integers(0, 7), st.integers(0, 7))
def test_two_signs_that_changed_places_are_found(chosen, one, other):
    signs = list(number_of(chosen).replace("-", "")[2:])
    signs[one], signs[other] = signs[other], signs[one]
    typed = "".join(signs)
    assert (number_in(typed) is not None) == (typed == number_of(chosen).replace("-", "")[2:])


@pytest.mark.parametrize(
    "typed", ["", "MT", "MT-7K3F", "MT-0000-0000", "MT-7K3F-9Q2MM", "ÄÖ-7K3F-9Q2M", "٣" * 8]
)
def test_what_is_no_number(typed):
    assert number_in(typed) is None


@pytest.mark.parametrize(
    ("issued", "months", "expected"),
    [
        ("2026-11-23", None, None),
        ("2026-11-23", 12, "2027-11-23"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-31", 1, "2026-02-28"),
    ],
)
def test_expiry_is_the_same_day_or_the_last_of_a_shorter_month(issued, months, expected):
    found = expiry(datetime.fromisoformat(f"{issued}T10:00+00:00"), months)
    assert (found and found.date().isoformat()) == expected


@pytest.mark.parametrize(
    ("expires", "revoked", "standing"),
    [
        (None, None, Standing.VALID),
        (1, None, Standing.VALID),
        (0, None, Standing.EXPIRED),
        (-1, None, Standing.EXPIRED),
        (None, -1, Standing.REVOKED),
        (-1, -1, Standing.REVOKED),
    ],
)
def test_what_a_certificate_is_worth(expires, revoked, standing):
    hours = [None if each is None else NOON + timedelta(hours=each) for each in (expires, revoked)]
    assert standing_of(*hours, at=NOON) is standing


@pytest.mark.parametrize(
    ("complete", "ended", "learned", "due"),
    [
        (True, None, 0, True),
        (False, None, 0, False),
        (True, 1, 0, False),
        (True, 0, 0, False),
        (True, 0, 1, True),
    ],
)
def test_after_one_that_ended_something_is_passed_first(complete, ended, learned, due):
    ended_at = None if ended is None else NOON + timedelta(days=ended)
    assert is_due(complete=complete, ended_at=ended_at, learned_at=NOON + timedelta(days=learned)) is due


STEPS = st.sampled_from([("lesson", "one", 5), ("lesson", "two", 7), ("quiz", "one", 3)])


def credit(step, hour, percent=None):
    kind, key, minutes = step
    return Credit("small", kind, key, key, minutes, NOON + timedelta(hours=hour), None, percent)


@given(st.lists(st.tuples(STEPS, st.integers(0, 99)), max_size=9), st.randoms())
def test_each_step_counts_once_whatever_the_order(done, chance):
    every = [credit(step, hour) for step, hour in done]
    total = credited_minutes(every)
    assert total == sum(minutes for _, _, minutes in {step for step, _ in done})
    chance.shuffle(every)
    assert credited_minutes(every + every) == total


def test_a_quiz_passed_again_keeps_its_first_day_and_its_best_result():
    quiz = ("quiz", "one", 3)
    assert once([credit(quiz, 5, 90), credit(quiz, 1, 80)]) == (credit(quiz, 1, 90),)
