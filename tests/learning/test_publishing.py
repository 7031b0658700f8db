"""Publishing courses, and what was done counted over their versions; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentortrain.db import session
from mentortrain.learning import actions, content, queries
from mentortrain.learning.models import Course, CourseVersion, LessonCompletion
from mentortrain.people.actions import find_or_create
from mentortrain.programs.queries import roles_by_program
from tests.learning import makers
from tests.learning.stage import at_once, told_of_training

pytestmark = pytest.mark.either  # pages and words, not the database


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
    assert ([step.key for step in outline.lesson_steps], [step.key for step in outline.quiz_steps]) == (
        ["one", "two"],
        ["check"],
    )
    assert outline.minutes == 13
    assert (outline.title, outline.summary, outline.roles) == ("Small course", "A summary.", {"mentor"})
    assert queries.outline(small) == outline
    assert queries.lesson(small, "one").html == "<p>About one.</p>"


def test_courses_are_called_by_their_newest_titles_whatever_the_numbers(opened: Flask, at: datetime):
    """In the record: also where another course has been published more often."""
    actions.publish(makers.course(key="once"), at=at)
    often = makers.course(key="often")
    for title in ("First", "Second"):
        actions.publish(replace(often, title=title), at=at)
    session.commit()
    courses = queries.current_courses()
    ids = [courses[key].course_id for key in ("once", "often")]
    assert list(queries.titles_of(ids).values()) == ["Small course", "Second"]


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
    (standing,) = queries.progress_in(eve, [queries.current_courses()["small"]], roles={"mentor"})
    assert standing.completed == {"one": at}


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


def test_facts_of_a_whole_program_take_one_statement(
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
    assert len([each for each in ran if each.startswith("SELECT")]) == 1
    assert {key for found in facts.values() for key in found.completed["small"]} == {"one", "two"}
    assert len(facts) == 40


def test_progress_for_home_takes_the_same_statements_for_one_course_and_for_twenty(
    small: CourseVersion, eve: int, at: datetime, statements: Callable[[], Any]
):
    queries.progress_of(eve, roles_by_program(eve))  # what this process has not seen is read, once
    with statements() as few:
        queries.progress_of(eve, roles_by_program(eve))
    for number in range(20):
        actions.publish(makers.course(key=f"c{number}"), at=at)
    session.commit()
    queries.progress_of(eve, roles_by_program(eve))
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
