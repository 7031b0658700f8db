"""Publishing, completing, answering and handing in, also when two do it at once; on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.learning import actions, content, queries
from mentortrain.learning.models import Answer, Attempt, Course, CourseVersion, LessonCompletion
from mentortrain.people.actions import find_or_create
from mentortrain.programs import events
from mentortrain.programs.queries import roles_by_program
from tests.learning import makers

PAGE, OTHER_PAGE = "0" * 8 + "-0000-4000-8000-" + "0" * 12, "1" * 8 + "-0000-4000-8000-" + "1" * 12


@pytest.fixture
def opened(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def eve(opened: Flask, at: datetime) -> int:
    person = find_or_create(email="eve@example.org", name="Eve", time_zone="UTC", at=at)
    session.commit()
    return person.id


@pytest.fixture
def small(opened: Flask, at: datetime) -> CourseVersion:
    published = actions.publish(makers.course(), at=at)
    session.commit()
    assert published
    return queries.version_in_force("small")


@contextmanager
def told_of_training() -> Iterator[list[tuple[int, datetime]]]:
    heard: list[tuple[int, datetime]] = []

    def listener(person_ids: Collection[int], at: datetime) -> None:
        heard.extend((person_id, at) for person_id in person_ids)

    events.on_training.append(listener)
    try:
        yield heard
    finally:
        events.on_training.remove(listener)


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
    question = attempt.quiz.questions[slot - 1]
    saved = actions.save_answer(
        attempt=attempt, question=question, chosen=chosen, client_uuid=page, client_seq=seq, at=at
    )
    session.commit()
    return saved


def at_once(app: Flask, what: Callable[[], Any], times: int = 2) -> list[Any]:
    """Run it in several threads with a session each, let go at the same moment."""
    gate = threading.Barrier(times)

    def run(_: int) -> Any:
        with app.app_context():
            gate.wait()
            try:
                return what()
            finally:
                session.rollback()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_publishing_the_same_course_again_changes_nothing(opened: Flask, at: datetime):
    first = actions.publish(makers.course(), at=at)
    assert first and first.number == 1
    assert actions.publish(makers.course(), at=at) is None
    second = actions.publish(makers.course(makers.lesson("one")), at=at)
    assert second and second.number == 2
    # What was there before is news again.
    third = actions.publish(makers.course(), at=at)
    assert third and third.number == 3


def test_a_published_course_reads_as_it_was_written(small: CourseVersion):
    outline = queries.current_courses()["small"]
    assert [(step.kind, step.key, step.minutes) for step in outline.steps] == [
        ("lesson", "one", 5),
        ("quiz", "check", 3),
        ("lesson", "two", 5),
    ]
    assert (outline.lesson_keys, outline.quiz_keys, outline.minutes) == ({"one", "two"}, {"check"}, 13)
    assert (outline.title, outline.summary, outline.roles) == ("Small course", "A summary.", {"mentor"})
    assert queries.outline(small) == outline
    assert queries.lesson(small, "one").html == "<p>About one.</p>"


def test_two_processes_publish_at_once_and_make_one_version(opened: Flask, at: datetime):
    session.rollback()

    def publish() -> int | None:
        version = actions.publish(makers.course(key="raced"), at=at)
        session.commit()
        return version.number if version else None

    assert sorted(at_once(opened, publish, 4), key=str) == [1, None, None, None]
    versions = select(func.count()).select_from(CourseVersion).join(Course).where(Course.key == "raced")
    assert session.scalar(versions) == 1


def test_a_lesson_is_completed_once(small: CourseVersion, eve: int, at: datetime):
    one = queries.lesson(small, "one")

    def complete(when: datetime) -> bool:
        return actions.complete_lesson(
            person_id=eve, course_id=small.course_id, lesson=one, program_id=None, at=when
        )

    with told_of_training() as heard:
        assert complete(at) is True
        assert complete(at + timedelta(hours=1)) is False
    assert heard == [(eve, at)]
    assert queries.completed_at(eve, small.course_id, "one") == at


def test_a_new_version_keeps_progress_by_key(small: CourseVersion, eve: int, at: datetime):
    one = queries.lesson(small, "one")
    actions.complete_lesson(person_id=eve, course_id=small.course_id, lesson=one, program_id=None, at=at)
    actions.publish(
        makers.course(makers.lesson("new"), makers.lesson("one", "Rewritten"), makers.quiz()), at=at
    )
    (standing,) = queries.progress_in(eve, [queries.current_courses()["small"]], roles={"mentor"})
    assert (standing.progress.done, standing.progress.total) == (1, 3)
    assert standing.progress.next and standing.progress.next.key == "new"
    new = queries.lesson(queries.version_in_force("small"), "one")
    assert (
        actions.complete_lesson(person_id=eve, course_id=small.course_id, lesson=new, program_id=None, at=at)
        is False
    )


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
    for chosen in ([0, 1], [0, 1, 2], [0, 1]):
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
    def race(attempt_id: int, turn: Iterator[str]) -> None:
        mine, attempt = next(turn), queries.attempt(eve, "small", "check", attempt_id)
        question = attempt.quiz.questions[0]
        try:
            if mine == "submit":
                actions.submit_attempt(attempt=attempt, at=at)
            else:
                actions.save_answer(
                    attempt=attempt, question=question, chosen=[0], client_uuid=PAGE, client_seq=1, at=at
                )
            session.commit()
        except RuleBroken as broken:
            assert broken.code == "learning.closed"

    for _ in range(8):
        attempt_id = begin(queries.version_in_force("small"), eve, at).id
        session.rollback()
        at_once(opened, partial(race, attempt_id, iter(("submit", "save", "save", "save"))), 4)
        done = queries.attempt(eve, "small", "check", attempt_id)
        kept = [answer.chosen for answer in done.answers]
        assert kept in ([], [[0]])
        assert done.score == Fraction(len(kept), 3)
        session.rollback()


def test_facts_of_a_whole_program_take_two_statements(
    small: CourseVersion, at: datetime, statements: Callable[[], Any]
):
    people = []
    for number in range(40):
        person = find_or_create(email=f"p{number}@example.org", name=f"P {number}", time_zone="UTC", at=at)
        session.flush()
        people.append(person.id)
        for key in ("one", "two"):
            actions.complete_lesson(
                person_id=person.id,
                course_id=small.course_id,
                lesson=queries.lesson(small, key),
                program_id=None,
                at=at,
            )
    session.commit()
    with statements() as ran:
        facts = queries.facts_for(people)
    assert len([each for each in ran if each.startswith("SELECT")]) == 2
    assert {key for found in facts.values() for key in found.completed["small"]} == {"one", "two"}
    assert len(facts) == 40


def test_progress_for_home_takes_the_same_statements_for_one_course_and_for_twenty(
    small: CourseVersion, eve: int, at: datetime, statements: Callable[[], Any]
):
    with statements() as few:
        queries.progress_of(eve, roles_by_program(eve))
    for number in range(20):
        actions.publish(makers.course(key=f"c{number}"), at=at)
    session.commit()
    with statements() as many:
        queries.progress_of(eve, roles_by_program(eve))
    assert len(few) == len(many)


def test_a_course_value_survives_the_way_through_the_database(opened: Flask, at: datetime):
    thirds = tuple(content.Option(f"option {n}", Fraction(1, 3), "") for n in range(3))
    question = content.Question("thirds", "multiple", "Which?", thirds, "")
    actions.publish(makers.course(makers.quiz(question, percent=100)), at=at)
    session.commit()
    session.expunge_all()
    version = queries.version_in_force("small")
    assert version.quizzes[0].questions[0].weights == [Fraction(1, 3)] * 3


def test_completion_is_kept_for_the_person(small: CourseVersion, eve: int, at: datetime):
    one = queries.lesson(small, "one")
    actions.complete_lesson(person_id=eve, course_id=small.course_id, lesson=one, program_id=None, at=at)
    session.commit()
    kept = session.scalars(select(LessonCompletion)).one()
    assert (kept.person_id, kept.lesson_key, kept.version_id, kept.program_id) == (eve, "one", small.id, None)
