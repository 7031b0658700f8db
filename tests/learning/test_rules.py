"""Grading and progress: exact, bounded, the same every time."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.learning import rules
from mentortrain.learning.rules import Progress, Step

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
ROLES = Step("lesson", "roles", "Roles", 8)
CHECK = Step("quiz", "roles", "Roles, a check", 5)
TRUST = Step("lesson", "trust", "Trust", 7)
COURSE = (ROLES, CHECK, TRUST)


@pytest.mark.parametrize(
    ("kind", "weights", "chosen", "worth"),
    [
        ("single", [0, 1], [1], 1),
        ("single", [0, 1], [0], 0),
        ("single", [0, 1], [], 0),
        ("single", [0, 1], [0, 1], 0),
        ("single", [0, HALF, 1], [1], HALF),
        ("single", [-HALF, 1], [0], 0),
        ("single", [0, 1], [7], 0),
        ("true-false", [1, 0], [0], 1),
        ("true-false", [1, 0], [1], 0),
        ("multiple", [HALF, HALF, 0], [0, 1], 1),
        ("multiple", [HALF, HALF, 0], [0], HALF),
        ("multiple", [HALF, HALF, -HALF], [0, 2], 0),
        ("multiple", [HALF, HALF, -HALF], [0, 1, 2], HALF),
        ("multiple", [HALF, HALF, -1], [2], 0),
        ("multiple", [THIRD, THIRD, THIRD], [0, 1, 2], 1),
        ("multiple", [HALF, HALF], [0, 0, 1, -1], 1),
    ],
)
def test_what_an_answer_is_worth(kind, weights, chosen, worth):
    assert rules.grade_question(kind, [Fraction(weight) for weight in weights], chosen) == worth


@given(
    kind=st.sampled_from(["single", "multiple", "true-false"]),
    weights=st.lists(st.fractions(-1, 1, max_denominator=9), min_size=1, max_size=8),
    chosen=st.lists(st.integers(-3, 10)),
)
def test_a_grade_stays_between_nothing_and_all_and_ignores_order(kind, weights, chosen):
    grade = rules.grade_question(kind, weights, chosen)
    assert 0 <= grade <= 1
    assert grade == rules.grade_question(kind, weights, list(reversed(chosen)) + chosen)


@pytest.mark.parametrize(
    ("right", "questions", "percent", "passed"),
    [
        (4, 5, 80, True),
        (3, 5, 60, True),
        (7, 8, 88, False),
        (7, 8, 87, True),
        (2, 3, 67, False),
        (29, 100, 29, True),
    ],
)
def test_passing_is_decided_without_rounding(right: int, questions: int, percent: int, passed: bool):
    grades = [Fraction(1)] * right + [Fraction(0)] * (questions - right)
    assert rules.has_passed(rules.quiz_score(grades), percent) is passed


def test_three_thirds_pass_at_one_hundred():
    grade = rules.grade_question("multiple", [THIRD] * 3, [0, 1, 2])
    assert rules.has_passed(rules.quiz_score([grade]), 100)


def test_a_quiz_without_questions_is_not_passed():
    assert rules.quiz_score([]) == 0


@given(st.integers(0, 40), st.integers(1, 40), st.integers(1, 100))
def test_missing_points_are_just_enough(right: int, questions: int, percent: int):
    score = Fraction(min(right, questions), questions)
    missing = rules.points_missing(score, percent, questions)
    assert rules.has_passed(score + Fraction(missing, questions), percent)
    assert missing == 0 or not rules.has_passed(score + Fraction(missing - 1, questions), percent)


def test_percent_is_rounded_down():
    assert rules.whole_percent(Fraction(7999, 10000)) == 79
    assert rules.whole_percent(Fraction(2, 3)) == 66
    assert rules.whole_percent(Fraction(1)) == 100


def test_the_next_step_is_the_first_that_is_not_done():
    assert rules.course_progress(COURSE, set(), set()) == Progress(0, 3, ROLES, 20)
    assert rules.course_progress(COURSE, {"roles"}, set()) == Progress(1, 3, CHECK, 12)
    assert rules.course_progress(COURSE, {"trust"}, {"roles"}) == Progress(2, 3, ROLES, 8)
    assert rules.course_progress(COURSE, {"roles", "trust"}, {"roles"}) == Progress(3, 3, None, 0)


def test_what_left_the_course_counts_for_nothing():
    assert rules.course_progress(COURSE, {"older", "roles"}, {"trust"}) == Progress(1, 3, CHECK, 12)


def test_a_course_without_steps_is_never_complete():
    assert not rules.course_progress((), set(), set()).is_complete


@given(st.sets(st.sampled_from(["roles", "trust", "x"])), st.sets(st.sampled_from(["roles", "y"])))
def test_progress_adds_up(completed, passed):
    progress = rules.course_progress(COURSE, completed, passed)
    left = [step for step in COURSE if not rules.is_done(step, completed, passed)]
    assert progress.done + len(left) == progress.total
    assert progress.minutes_left == sum(step.minutes for step in left)
    assert progress.next == (left[0] if left else None)


@pytest.mark.parametrize(
    ("step", "completed", "passed", "then"),
    [
        (ROLES, {"roles"}, set(), CHECK),
        (ROLES, {"roles"}, {"roles"}, TRUST),
        (TRUST, {"trust"}, set(), ROLES),
        (TRUST, {"roles", "trust"}, {"roles"}, None),
    ],
)
def test_going_on_leads_to_what_is_not_done_yet(step, completed, passed, then):
    assert rules.next_after(COURSE, step, completed, passed) == then


@given(st.integers(0, 30), st.integers(0, 2**31), st.integers(1, 60))
def test_a_seed_always_gives_the_same_order_of_the_same_things(count: int, seed: int, slot: int):
    order = rules.shuffled(count, seed, slot)
    assert sorted(order) == list(range(count))
    assert order == rules.shuffled(count, seed, slot)


def test_the_order_of_a_known_seed_never_changes():
    assert rules.shuffled(5, 42, 1) == [4, 0, 3, 2, 1]
    assert len({tuple(rules.shuffled(5, seed, 1)) for seed in range(50)}) > 20


def test_resuming_opens_the_first_question_without_an_answer():
    assert rules.first_unanswered([1, 2, 3], {1: [0], 3: [1]}) == 2
    assert rules.first_unanswered([3, 1, 2], {1}) == 3
    assert rules.first_unanswered([1, 2], {1, 2}) is None
