"""Answering and handing in, also when two do it at once; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.learning import actions, queries
from mentortrain.learning.models import Answer, Attempt, CourseVersion
from tests.learning import makers
from tests.learning.stage import at_once, told_of_training

PAGE, OTHER_PAGE = "0" * 8 + "-0000-4000-8000-" + "0" * 12, "1" * 8 + "-0000-4000-8000-" + "1" * 12


def begin(version: CourseVersion, person_id: int, at: datetime) -> Attempt:
    attempt = actions.start_attempt(
        person_id=person_id,
        course_id=version.course_id,
        quiz=queries.quiz(version, "check"),
        program_id=None,
        at=at,
    )
    session.commit()
    return queries.attempt(person_id, "small", "check", attempt.id)


def say(
    attempt: Attempt, slot: int, chosen: list[int], at: datetime, page: str = PAGE, seq: int = 1
) -> Answer:
    held = queries.slot_held(attempt.person_id, "small", attempt.quiz_key, attempt.id, slot)
    actions.save_answer(slot=held, chosen=chosen, client_uuid=page, client_seq=seq, at=at)
    saved = session.scalars(
        select(Answer)
        .where(Answer.attempt_id == attempt.id, Answer.slot == slot)
        .execution_options(populate_existing=True)
    ).one()
    session.commit()
    return saved


def test_starting_twice_gives_the_same_attempt(small: CourseVersion, eve: int, at: datetime):
    first, second = begin(small, eve, at), begin(small, eve, at + timedelta(minutes=1))
    assert first.id == second.id
    assert (second.number, second.started_at, second.pass_percent, second.is_open) == (1, at, 80, True)


def test_two_tabs_start_at_once_and_share_one_attempt(
    opened: Flask, small: CourseVersion, eve: int, at: datetime
):
    session.rollback()

    def start() -> int:
        version = queries.version_in_force("small")
        attempt = actions.start_attempt(
            person_id=eve,
            course_id=version.course_id,
            quiz=queries.quiz(version, "check"),
            program_id=None,
            at=at,
        )
        session.commit()
        return attempt.id

    assert len(set(at_once(opened, start, 4))) == 1
    assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_an_open_attempt_stays_with_the_questions_it_began_with(small: CourseVersion, eve: int, at: datetime):
    attempt = begin(small, eve, at)
    actions.publish(makers.course(makers.quiz(makers.single("new"), percent=100)), at=at)
    session.commit()
    again = begin(queries.version_in_force("small"), eve, at)
    assert again.id == attempt.id
    assert [question.key for question in again.quiz.questions] == ["who", "which", "is-it"]
    assert again.pass_percent == 80


def test_an_answer_replaces_the_one_before(small: CourseVersion, eve: int, at: datetime):
    attempt = begin(small, eve, at)
    say(attempt, 2, [0], at, seq=1)
    later = at + timedelta(minutes=3)
    say(attempt, 2, [1, 0, 1], later, seq=2)
    (answer,) = queries.attempt(eve, "small", "check", attempt.id).answers
    assert (answer.slot, answer.chosen, answer.client_seq, answer.saved_at) == (2, [0, 1], 2, later)


def test_the_same_saving_may_arrive_twice_but_an_older_one_is_refused(
    small: CourseVersion, eve: int, at: datetime
):
    attempt = begin(small, eve, at)
    say(attempt, 1, [0], at, seq=2)
    assert say(attempt, 1, [0], at, seq=2).chosen == [0]
    with pytest.raises(RuleBroken, match=r"learning\.outdated"):
        say(attempt, 1, [1], at, seq=1)
    session.rollback()
    # Another page (a second phone) counts for itself.
    assert say(attempt, 1, [1], at, page=OTHER_PAGE, seq=1).chosen == [1]


@pytest.mark.parametrize(("slot", "chosen"), [(1, [0, 1]), (1, [2]), (1, [-1]), (3, [0, 1]), (2, [3])])
def test_what_cannot_be_chosen_is_refused(
    small: CourseVersion, eve: int, at: datetime, slot: int, chosen: list[int]
):
    attempt = begin(small, eve, at)
    with pytest.raises(RuleBroken, match=r"learning\.choice"):
        say(attempt, slot, chosen, at)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Answer)) == 0


def test_only_what_is_saved_is_graded_and_exactly(small: CourseVersion, eve: int, at: datetime):
    attempt = begin(small, eve, at)
    say(attempt, 1, [0], at)
    say(attempt, 2, [0], at)
    with told_of_training() as heard:
        assert actions.submit_attempt(attempt=attempt, at=at) is True
        session.commit()
    assert heard == [(eve, at)]
    done = queries.attempt(eve, "small", "check", attempt.id)
    assert (done.state, done.score, done.passed, done.submitted_at) == (
        "submitted",
        Fraction(1, 2),
        False,
        at,
    )
    facts = queries.facts_for([eve, 999])
    assert facts[eve] == queries.LearningFacts({}, {})
    assert facts[999] == queries.LearningFacts({}, {})


def test_a_passed_quiz_counts_with_its_best_percent(small: CourseVersion, eve: int, at: datetime):
    for number, chosen in enumerate(([0, 1], [0, 1, 2], [0, 1])):
        at += timedelta(minutes=10 * number)
        attempt = begin(small, eve, at)
        say(attempt, 1, [0], at)
        say(attempt, 2, chosen, at)
        say(attempt, 3, [0], at)
        actions.submit_attempt(attempt=attempt, at=at)
        session.commit()
    assert [each.passed for each in queries.attempts_of(eve, small.course_id, "check")] == [True, True, True]
    assert queries.facts_for([eve])[eve].passed == {"small": {"check": 100}}
    (standing,) = queries.progress_in(eve, [queries.current_courses()["small"]], roles={"mentor"})
    assert standing.quizzes["check"] == queries.QuizState(None, 3, 100, True)
    assert standing.passed == {"check"}


def test_nothing_is_saved_after_handing_in(small: CourseVersion, eve: int, at: datetime):
    attempt = begin(small, eve, at)
    say(attempt, 1, [1], at)
    actions.submit_attempt(attempt=attempt, at=at)
    session.commit()
    with pytest.raises(RuleBroken, match=r"learning\.closed"):
        say(attempt, 1, [0], at, seq=9)
    session.rollback()
    assert queries.attempt(eve, "small", "check", attempt.id).answers[0].chosen == [1]


def test_handing_in_twice_at_once_grades_once(opened: Flask, small: CourseVersion, eve: int, at: datetime):
    attempt_id = begin(small, eve, at).id
    say(queries.attempt(eve, "small", "check", attempt_id), 1, [0], at)

    def submit() -> tuple[bool, Fraction]:
        attempt = queries.attempt(eve, "small", "check", attempt_id)
        session.rollback()
        first = actions.submit_attempt(attempt=session.merge(attempt), at=at)
        session.commit()
        return first, queries.attempt(eve, "small", "check", attempt_id).score

    with told_of_training() as heard:
        results = at_once(opened, submit, 4)
    assert sorted(first for first, _ in results) == [False, False, False, True]
    assert {score for _, score in results} == {Fraction(1, 3)}
    assert heard == [(eve, at)]


def test_answers_race_with_handing_in_and_the_score_is_that_of_what_is_kept(
    opened: Flask, small: CourseVersion, eve: int, at: datetime
):
    def race(attempt_id: int, at: datetime, turn: Iterator[str]) -> None:
        try:
            if next(turn) == "submit":
                attempt = queries.attempt(eve, "small", "check", attempt_id)
                actions.submit_attempt(attempt=attempt, at=at)
            else:
                held = queries.slot_held(eve, "small", "check", attempt_id, 1)
                actions.save_answer(slot=held, chosen=[0], client_uuid=PAGE, client_seq=1, at=at)
            session.commit()
        except RuleBroken as broken:
            assert broken.code == "learning.closed"

    for _ in range(8):
        at += timedelta(minutes=10)
        attempt_id = begin(queries.version_in_force("small"), eve, at).id
        session.rollback()
        at_once(opened, partial(race, attempt_id, at, iter(("submit", "save", "save", "save"))), 4)
        done = queries.attempt(eve, "small", "check", attempt_id)
        kept = [answer.chosen for answer in done.answers]
        assert kept in ([], [[0]])
        assert done.score == Fraction(len(kept), 3)
        session.rollback()


@pytest.mark.trial
def test_fifty_hand_in_one_attempt_at_once_and_one_result_stands(
    opened: Flask, small: CourseVersion, eve: int, at: datetime
):
    attempt_id = begin(small, eve, at).id
    say(queries.attempt(eve, "small", "check", attempt_id), 1, [0], at)

    def submit() -> bool:
        attempt = queries.attempt(eve, "small", "check", attempt_id)
        session.rollback()
        first = actions.submit_attempt(attempt=session.merge(attempt), at=at)
        session.commit()
        return first

    with told_of_training() as heard:
        results = at_once(opened, submit, 50)
    assert sorted(results) == [False] * 49 + [True]
    assert heard == [(eve, at)]
    assert queries.attempt(eve, "small", "check", attempt_id).score == Fraction(1, 3)


@pytest.mark.trial
def test_sixteen_writers_save_their_answers_at_once_and_each_is_kept(opened: Flask, eve: int, at: datetime):
    asked = [makers.single(f"s{number}") for number in range(16)]
    actions.publish(makers.course(makers.quiz(*asked)), at=at)
    session.commit()
    attempt_id = begin(queries.version_in_force("small"), eve, at).id
    session.rollback()
    turn = iter(range(1, 17))

    def write() -> None:
        slot = next(turn)
        for sequence in range(1, 6):
            held = queries.slot_held(eve, "small", "check", attempt_id, slot)
            chosen = [sequence % 2]
            actions.save_answer(slot=held, chosen=chosen, client_uuid=PAGE, client_seq=sequence, at=at)
            session.commit()

    at_once(opened, write, 16)
    kept = queries.attempt(eve, "small", "check", attempt_id).answers
    assert [(each.slot, each.chosen, each.client_seq) for each in kept] == [
        (slot, [1], 5) for slot in range(1, 17)
    ]
