"""Learn, a course and a lesson, as people open them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from mentortrain.db import session
from mentortrain.learning import actions
from mentortrain.learning.models import LessonCompletion
from mentortrain.people.models import Person
from mentortrain.programs.actions import enrol
from tests.conftest import Visitor
from tests.learning import makers

pytestmark = pytest.mark.either  # pages and words, not the database

BASICS = "/learn/mentoring-basics"


def headings(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.S)]


def buttons(html: str) -> list[str]:
    """The primary buttons: one per page."""
    found = re.findall(r'<(?:a|button)[^>]*class="button"[^>]*>(.*?)</(?:a|button)>', html, re.S)
    return [each.strip() for each in found]


@pytest.fixture
def published(app: Flask, at: Any) -> Callable[..., None]:
    def publish(*courses: Any) -> None:
        with app.app_context():
            for course in courses:
                actions.publish(course, at=at)
            session.commit()

    return publish


def test_learn_says_what_is_next_with_one_button(amina: Visitor):
    page = amina.get("/learn")
    assert page.status_code == 200
    assert headings(page.text) == ["Next: “What a mentor does”, 8 minutes."]
    assert buttons(page.text) == ["Start: What a mentor does"]
    assert "0 of 4 done · about 34 minutes left" in page.text


def test_a_mentor_reads_the_course_to_its_quiz(amina: Visitor):
    page = amina.get(BASICS)
    assert headings(page.text) == ["Mentoring basics: 3 lessons and one quiz to go."]
    for lesson, then in (("roles", "What stays between you"), ("boundaries", "The first meeting")):
        url = f"{BASICS}/lessons/{lesson}"
        assert buttons(amina.get(url).text) == [f"Done, next: {then}"]
        answer = amina.post(f"{url}/completion")
        assert answer.status_code == 302
    assert answer.location == f"{BASICS}/lessons/first-meeting"
    assert headings(amina.get(BASICS).text) == ["Mentoring basics: one lesson and one quiz to go."]
    assert (
        amina.post(f"{BASICS}/lessons/first-meeting/completion").location == f"{BASICS}/quizzes/final-check"
    )
    assert headings(amina.get("/learn").text) == ["Next: the quiz “Final check”, 8 minutes."]


def test_a_mentee_may_leave_the_quiz(bruno: Visitor):
    assert "0 of 3 done · about 26 minutes left" in bruno.get("/learn").text
    page = bruno.get(BASICS)
    assert headings(page.text) == ["Mentoring basics: 3 lessons to go."]
    assert re.findall(r'<span class="chip [^"]*">([^<]+)</span>', page.text)[-1] == "if you like"
    for lesson in ("roles", "boundaries", "first-meeting"):
        answer = bruno.post(f"{BASICS}/lessons/{lesson}/completion")
    assert answer.location == BASICS
    assert headings(bruno.get(BASICS).text) == ["Mentoring basics: you have done all of it."]
    assert bruno.get(f"{BASICS}/quizzes/final-check").status_code == 200


def test_who_is_a_mentor_elsewhere_is_asked_for_the_quiz(
    visit: Callable[..., Visitor], program: Any, dov: Visitor, app: Flask, at: Any
):
    with app.app_context():
        enrol(session.merge(program), session.get_one(Person, dov.id), "mentee", at=at)
        session.commit()
    assert headings(dov.get(BASICS).text) == ["Mentoring basics: 3 lessons and one quiz to go."]


def test_a_lesson_shows_objective_minutes_and_weight(amina: Visitor):
    page = amina.get(f"{BASICS}/lessons/roles").text
    assert headings(page) == ["What a mentor does"]
    assert "Goal of this lesson:" in page
    assert "Say in one sentence what a mentor does" in page
    assert "8 minutes" in page
    assert "text, 7 KB" in page
    assert "Lesson 1 of 3" in page
    assert "<summary>One good answer</summary>" in page


def test_a_finished_lesson_is_quiet_and_completing_it_again_changes_nothing(app: Flask, amina: Visitor):
    url = f"{BASICS}/lessons/roles"
    amina.post(f"{url}/completion")
    amina.post(f"{url}/completion")
    page = amina.get(url).text
    assert buttons(page) == []
    assert "done on 23 Nov" in page
    assert "Not done yet: What stays between you" in page
    with app.app_context():
        kept = session.query(LessonCompletion).all()
        assert [(each.lesson_key, each.program_id is not None) for each in kept] == [("roles", True)]


def test_the_last_step_says_that_the_course_is_done(amina: Visitor, published: Callable[..., None]):
    published(makers.course(makers.lesson("only"), key="tiny"))
    answer = amina.post("/learn/tiny/lessons/only/completion")
    assert answer.location == "/learn/tiny"
    page = amina.get("/learn/tiny").text
    assert headings(page) == ["Small course: you have done all of it."]
    assert "Small course is done." in page


def test_reading_changes_nothing(amina: Visitor, app: Flask):
    amina.get(f"{BASICS}/lessons/roles")
    with app.app_context():
        assert session.query(LessonCompletion).count() == 0


def test_nobody_is_sent_to_sign_in_and_back(nobody: Visitor):
    answer = nobody.get(BASICS)
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/learn/mentoring-basics"


def test_a_course_for_mentors_is_not_there_for_a_mentee(
    amina: Visitor, bruno: Visitor, published: Callable[..., None]
):
    published(makers.course(key="for-mentors", roles=("mentor",)))
    pages = ("", "/lessons/one", "/quizzes/check")
    assert [amina.get(f"/learn/for-mentors{page}").status_code for page in pages] == [200, 200, 200]
    assert [bruno.get(f"/learn/for-mentors{page}").status_code for page in pages] == [404, 404, 404]
    assert bruno.post("/learn/for-mentors/lessons/one/completion").status_code == 404
    assert bruno.post("/learn/for-mentors/quizzes/check/attempts").status_code == 404
    assert "for-mentors" not in bruno.get("/learn").text


def test_staff_may_read_any_shipped_course(chandra: Visitor, published: Callable[..., None]):
    published(makers.course(key="for-mentors", roles=("mentor",)))
    assert chandra.get("/learn/for-mentors/lessons/one").status_code == 200
    page = chandra.get("/learn").text
    assert headings(page) == ["No course is asked of you."]
    assert "/learn/for-mentors" in page


def test_somebody_without_any_part_has_no_courses(visit: Callable[..., Visitor]):
    eve = visit("eve@example.org", "Eve")
    assert [eve.get(url).status_code for url in ("/learn", BASICS)] == [403, 403]


def test_unknown_courses_and_lessons_are_not_there(amina: Visitor):
    for url in ("/learn/gone", f"{BASICS}/lessons/gone", f"{BASICS}/quizzes/gone"):
        assert amina.get(url).status_code == 404


def test_a_programs_own_course_is_only_for_its_people(
    app: Flask, amina: Visitor, dov: Visitor, chandra: Visitor, published: Callable[..., None], program: Any
):
    from mentortrain.learning.models import Course

    published(makers.course(key="ours"))
    with app.app_context():
        session.query(Course).filter_by(key="ours").one().program_id = program.id
        session.commit()
    assert [who.get("/learn/ours").status_code for who in (amina, chandra, dov)] == [200, 200, 404]
    assert "/learn/ours" in amina.get("/learn").text
    assert "/learn/ours" not in dov.get("/learn").text


def test_learn_takes_the_same_statements_for_one_course_and_for_thirty(
    amina: Visitor, published: Callable[..., None], statements: Callable[[], Any]
):
    amina.get("/learn")
    with statements() as few:
        amina.get("/learn")
    published(*(makers.course(key=f"c{number}") for number in range(30)))
    amina.get("/learn")  # what this process has not seen is read, once
    with statements() as many:
        amina.get("/learn")
    assert len(few) == len(many)


def test_a_course_takes_the_same_statements_for_one_item_and_for_thirty(
    amina: Visitor, published: Callable[..., None], statements: Callable[[], Any]
):
    quizzes = [makers.quiz(key=f"q{number}") for number in range(15)]
    lessons = [makers.lesson(f"l{number}") for number in range(15)]
    published(
        makers.course(makers.lesson("l"), makers.quiz(), key="short"),
        makers.course(*quizzes, *lessons, key="long"),
    )
    amina.get("/learn")
    with statements() as few:
        amina.get("/learn/short")
    with statements() as many:
        amina.get("/learn/long")
    assert len(few) == len(many)
