"""Tracks through the doors: staff choose, people see their courses in that order, prerequisites lock."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.learning import actions, queries, rules
from mentortrain.learning.models import LessonCompletion
from mentortrain.learning.rules import Entry
from mentortrain.people.models import Person
from mentortrain.programs.actions import enrol
from tests.conftest import Visitor
from tests.learning import makers

pytestmark = pytest.mark.either  # pages and words, not the database

BASICS = "/learn/mentoring-basics"


@pytest.fixture
def published(app: Flask, at: Any) -> Callable[..., None]:
    def publish(*courses: Any) -> None:
        with app.app_context():
            for course in courses:
                actions.publish(course, at=at)
            session.commit()

    return publish


@pytest.fixture
def choose(chandra: Visitor, program: Any) -> Callable[..., Any]:
    def chosen(deed: str, course: str = "", role: str = "mentor", **more: str) -> Any:
        url = f"/programs/{program.id}/settings/training"
        return chandra.post(url, {"role": role, "deed": deed, "course": course, **more})

    return chosen


def course(key: str, title: str, *needs: str, roles: tuple[str, ...] = ("mentor",)) -> Any:
    made = makers.course(makers.lesson(f"{key}-one", f"First of {title}"), key=key, roles=roles)
    return replace(made, title=title, prerequisites=needs)


def titles(page: str) -> list[str]:
    return re.findall(r'class="row-title" href="/learn/[^"]+"[^>]*>([^<]+)<', page)


def test_people_see_the_track_that_staff_chose_in_its_order(
    amina: Visitor, published: Callable[..., None], choose: Callable[..., Any]
):
    published(course("feedback", "Feedback"), course("money", "Money"))
    assert titles(amina.get("/learn").text) == ["Mentoring basics", "Feedback", "Money"]
    assert choose("up", "money").status_code == 302
    assert titles(amina.get("/learn").text) == ["Mentoring basics", "Money", "Feedback"]
    choose("save", "money")  # not required
    page = amina.get("/learn").text
    assert titles(page) == ["Mentoring basics", "Feedback", "Money"]
    assert page.index("If you like") > page.index("Feedback")
    choose("remove", "feedback")
    assert titles(amina.get("/learn").text) == ["Mentoring basics", "Money"]
    assert amina.get("/learn/feedback").status_code == 404
    choose("add", "feedback")
    assert titles(amina.get("/learn").text) == ["Mentoring basics", "Feedback", "Money"]
    choose("usual")
    assert titles(amina.get("/learn").text) == ["Mentoring basics", "Feedback", "Money"]


def test_staff_read_what_they_chose(
    chandra: Visitor, program: Any, published: Callable[..., None], choose: Callable[..., Any]
):
    published(course("feedback", "Feedback", "mentoring-basics"))
    url = f"/programs/{program.id}/settings/training"
    assert "as usual: every course for this role" in chandra.get(url).text
    assert choose("save", "feedback", required="y", due_days="30").location == f"{url}#mentor"
    page = chandra.get(url).text
    assert "chosen by the staff of this program" in page
    assert "5 minutes · required · due 30 days after joining" in page
    assert "Opens after: Mentoring basics" in page
    assert "39 minutes required" in page
    record = " ".join(re.sub(r"<[^>]+>", "", chandra.get(f"/programs/{program.id}/record").text).split())
    assert "changed what mentors of “Puentes 2027” learn: Mentoring basics, Feedback." in record


def test_a_course_is_due_so_many_days_after_joining_and_late_is_said(
    app: Flask, amina: Visitor, published: Callable[..., None], choose: Callable[..., Any], at: Any
):
    published(course("feedback", "Feedback"))
    choose("save", "feedback", required="y", due_days="17")
    assert "by Thursday 10 December" in amina.get("/learn").text
    assert "by Thursday 10 December" in amina.get("/").text
    with clock.held_at(at + timedelta(days=17)):
        assert "late" not in amina.get("/learn").text
    with clock.held_at(at + timedelta(days=18)):
        for page in ("/learn", "/"):
            assert "late: it was due by Thursday 10 December" in amina.get(page).text
        amina.post("/learn/feedback/lessons/feedback-one/completion")
        assert "it was due" not in amina.get("/learn").text + amina.get("/").text


@pytest.mark.parametrize("days", ["0", "731", "-1", "soon", "9" * 30])
def test_wrong_days_are_said_beside_their_field(choose: Callable[..., Any], days: str):
    answer = choose("save", "mentoring-basics", required="y", due_days=days)
    assert answer.status_code == 422
    words = "Write whole days from 1 to 730, or leave it empty."
    assert f'<p class="error" id="mentor-mentoring-basics-error">{words}</p>' in answer.text
    assert (
        f'value="{days}" aria-invalid="true" aria-describedby="mentor-mentoring-basics-error"' in answer.text
    )


def test_what_readiness_asks_for_stays_required(
    amina: Visitor, published: Callable[..., None], choose: Callable[..., Any]
):
    published(course("feedback", "Feedback"))
    for answer in (choose("remove", "mentoring-basics"), choose("save", "mentoring-basics")):
        assert answer.status_code == 422
        assert "Nobody is ready to be paired without this course" in answer.text
    assert titles(amina.get("/learn").text) == ["Mentoring basics", "Feedback"]


def test_what_is_no_button_of_the_page_is_not_there(
    choose: Callable[..., Any], published: Callable[..., None]
):
    published(course("feedback", "Feedback"))
    assert choose("add", "gone").status_code == 404
    assert choose("add", "feedback", role="mentee").status_code == 404  # it is for mentors
    assert choose("burn", "feedback").status_code == 404
    assert choose("up", "feedback", role="boss").status_code == 404


def test_only_who_runs_the_program_opens_the_page(
    amina: Visitor, chandra: Visitor, dov: Visitor, program: Any
):
    url = f"/programs/{program.id}/settings/training"
    assert [who.get(url).status_code for who in (chandra, amina, dov)] == [200, 403, 404]
    assert [who.post(url, {}).status_code for who in (amina, dov)] == [403, 404]


def test_what_somebody_has_begun_stays_theirs(
    amina: Visitor,
    published: Callable[..., None],
    choose: Callable[..., Any],
    visit: Callable[..., Visitor],
    program: Any,
):
    published(course("feedback", "Feedback"))
    eli = visit("eli@example.org", "Eli", role="mentor", program=program)
    amina.post("/learn/feedback/lessons/feedback-one/completion")
    choose("remove", "feedback")
    assert [who.get("/learn/feedback").status_code for who in (amina, eli)] == [200, 404]


def test_a_course_opens_when_what_comes_first_is_done(
    app: Flask, amina: Visitor, published: Callable[..., None]
):
    published(course("first", "First steps"), course("second", "Second steps", "first"))
    page = amina.get("/learn/second")
    assert page.status_code == 200
    assert "Second steps opens when you have done First steps." in page.text
    assert 'href="/learn/first/lessons/first-one">Go to First steps</a>' in page.text
    assert "/learn/second/lessons" not in page.text
    assert "Opens when you have done First steps." in amina.get("/learn").text
    url = "/learn/second/lessons/second-one"
    for answer in (amina.get(url), amina.post(f"{url}/completion")):
        assert answer.status_code == 403
        assert "Second steps opens when you have done First steps." in answer.text
        assert "About second-one" not in answer.text
    with app.app_context():
        assert session.query(LessonCompletion).count() == 0
    amina.post("/learn/first/lessons/first-one/completion")
    assert "About second-one" in amina.get(url).text
    assert amina.post(f"{url}/completion").status_code == 302


def test_a_locked_quiz_cannot_be_begun(amina: Visitor, published: Callable[..., None]):
    tried = replace(makers.course(makers.quiz(), key="tried"), prerequisites=("first",))
    published(course("first", "First steps"), tried)
    assert amina.get("/learn/tried/quizzes/check").status_code == 403
    assert amina.post("/learn/tried/quizzes/check/attempts").status_code == 403


def test_a_course_in_progress_is_never_locked(amina: Visitor, published: Callable[..., None]):
    published(makers.course(key="second"))
    amina.post("/learn/second/lessons/one/completion")
    again = replace(makers.course(key="second"), prerequisites=("first",))
    published(course("first", "First steps"), again)
    assert amina.get("/learn/second/lessons/two").status_code == 200
    assert amina.post("/learn/second/quizzes/check/attempts").status_code == 302


def test_what_is_not_on_the_track_locks_nothing(
    amina: Visitor, published: Callable[..., None], choose: Callable[..., Any]
):
    published(
        course("first", "First steps", roles=("mentee",)), course("second", "Second steps", "first", "gone")
    )
    assert amina.get("/learn/second/lessons/second-one").status_code == 200


def test_home_leads_to_what_opens_a_course(amina: Visitor, published: Callable[..., None]):
    basics = makers.course(makers.lesson("roles"), key="mentoring-basics", roles=("mentor", "mentee"))
    published(course("first", "First steps"), replace(basics, prerequisites=("first",)))
    page = amina.get("/").text
    assert 'href="/learn/first/lessons/first-one"' in page
    amina.post("/learn/first/lessons/first-one/completion")
    assert 'href="/learn/mentoring-basics/lessons/roles"' in amina.get("/").text


def test_while_waiting_home_shows_what_staff_ask_for(
    amina: Visitor, published: Callable[..., None], choose: Callable[..., Any]
):
    basics = makers.course(makers.lesson("roles"), key="mentoring-basics", roles=("mentor", "mentee"))
    published(basics, course("feedback", "Feedback"))
    amina.post(f"{BASICS}/lessons/roles/completion")
    assert "Your part is done for now." in amina.get("/").text
    choose("save", "feedback", required="y", due_days="90")
    assert "One lesson is next: 5 minutes." in amina.get("/").text


def test_staff_have_a_track_and_a_way_to_it(
    chandra: Visitor, amina: Visitor, published: Callable[..., None], choose: Callable[..., Any], program: Any
):
    published(
        course("matching", "Matching", roles=("staff",)), course("evaluating", "Evaluating", roles=("staff",))
    )
    choose("up", "evaluating", role="staff")
    page = chandra.get("/learn").text
    assert titles(page)[:2] == ["Evaluating", "Matching"]
    assert "Next: “First of Evaluating”, 5 minutes." in page
    assert chandra.post("/learn/matching/lessons/matching-one/completion").status_code == 302
    assert "First of Evaluating" in chandra.get("/learn").text
    assert (
        '<a class="aside" href="/learn">My training</a>' in chandra.get(f"/programs/{program.id}/people").text
    )
    assert amina.get("/learn/matching").status_code == 404
    home = chandra.get("/")
    assert home.status_code == 200
    assert "Next in your training: 5 minutes." in home.text
    assert '<a class="button" href="/learn/evaluating/lessons/evaluating-one">Start</a>' in home.text
    assert '<a class="button quiet" href="/today">What waits for you as staff</a>' in home.text


def test_two_parts_make_one_path(
    app: Flask,
    amina: Visitor,
    program: Any,
    published: Callable[..., None],
    choose: Callable[..., Any],
    at: Any,
):
    published(course("both", "Both", roles=("mentor", "mentee")))
    with app.app_context():
        enrol(session.merge(program), session.get_one(Person, amina.id), "mentee", at=at)
        session.commit()
    choose("save", "both", role="mentor", due_days="40")
    choose("save", "both", role="mentee", required="y", due_days="9")
    page = amina.get("/learn").text
    assert titles(page) == ["Mentoring basics", "Both"]
    assert "by Wednesday 2 December" in page  # the mentees' day, who are invited: they joined with their part


def test_a_copied_program_asks_the_same(
    app: Flask, chandra: Visitor, program: Any, published: Callable[..., None], choose: Callable[..., Any]
):
    published(course("feedback", "Feedback"))
    choose("save", "feedback", due_days="9")
    answer = chandra.post(f"/programs/{program.id}/copy", {"name": "Copy", "opens_on": "2027-01-04"})
    copy_id = int(re.findall(r"/programs/(\d+)/", answer.location)[0])
    with app.app_context():
        assert queries.tracks_of(copy_id) == queries.tracks_of(program.id) != {}


def test_the_command_says_the_minutes_of_each_track(
    app: Flask, program: Any, published: Callable[..., None], choose: Callable[..., Any]
):
    published(course("feedback", "Feedback"))
    choose("save", "feedback")
    run = app.test_cli_runner().invoke
    assert run(args=["courses", "tracks"]).output.splitlines() == [
        "Puentes 2027, mentor: 34 minutes, 5 more if they like",
        "  mentoring-basics, feedback",
        "Puentes 2027, mentee: 26 minutes",
        "  mentoring-basics",
    ]
    lost = run(args=["courses", "tracks", "999"])
    assert (lost.exit_code, lost.output) == (1, "error: there is no program 999\n")


TRACK = (Entry(1), Entry(2, False), Entry(3, True, 9))


def test_moving_stops_at_the_ends():
    assert rules.moved(TRACK, 3, -1) == (TRACK[0], TRACK[2], TRACK[1])
    assert rules.moved(TRACK, 1, -1) == rules.moved(TRACK, 3, 1) == rules.moved(TRACK, 9, 1) == TRACK


def test_the_last_course_stays():
    with pytest.raises(RuleBroken, match=r"track\.last"):
        rules.removed((Entry(1),), 1, asked=())


@given(st.lists(st.tuples(st.sampled_from("audc"), st.integers(1, 6)), max_size=20))
def test_whatever_staff_do_no_course_is_twice_on_a_track(deeds: list[tuple[str, int]]):
    track: rules.Track = TRACK
    for deed, course_id in deeds:
        before = track
        if deed == "a":
            track = rules.added(track, course_id)
        elif deed == "c":
            track = rules.changed(track, course_id, (), required=False, due_days=3)
        else:
            track = rules.moved(track, course_id, -1 if deed == "u" else 1)
        ids = [entry.course_id for entry in track]
        assert len(ids) == len(set(ids))
        assert set(ids) >= {entry.course_id for entry in before}
