"""Home says what is next, in one sentence."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from mentortrain import clock
from mentortrain.db import session
from mentortrain.home.rules import CourseStep, Next, next_step, part_of_day
from mentortrain.learning.rules import Step
from mentortrain.people.models import Person
from mentortrain.programs.actions import enrol, make_program
from mentortrain.readiness.rules import CourseFacts, Facts, assess, default_rubric
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.rules import AttendedSession
from tests.conftest import puentes
from tests.readiness.test_becoming_ready import read_all

pytestmark = pytest.mark.either  # pages and words, not the database

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
LESSON = CourseStep("lesson", "mentoring-basics", "roles", "Roles", 6)
QUIZ = CourseStep("quiz", "mentoring-basics", "check", "Check", 8)
OTHER = CourseStep("lesson", "another", "one", "One", 5)


def readiness(role="mentor", *, read=(), passed=(), was_there=False, **more):
    course = CourseFacts(
        "mentoring-basics",
        "Mentoring basics",
        (Step("lesson", "roles", "Roles", 6),),
        (Step("quiz", "check", "Check", 8),),
        frozenset(read),
        dict.fromkeys(passed, 90),
    )
    sessions = (AttendedSession(1, "Welcome", 60, 60, AT),) if was_there else ()
    return assess(default_rubric(role), Facts({"mentoring-basics": course}, sessions, **more), AT)


@pytest.mark.parametrize(
    ("found", "steps", "expected"),
    [
        (readiness(), (LESSON,), (Next.LESSON, LESSON)),
        (readiness(next_open={"": AT}), (OTHER, LESSON), (Next.LESSON, LESSON)),
        (readiness(read=["roles"]), (QUIZ,), (Next.QUIZ, QUIZ)),
        (readiness("mentee", read=["roles"], next_open={"": AT}), (QUIZ,), (Next.REGISTER, None)),
        (readiness(read=["roles"], passed=["check"], next_open={"": AT}), (), (Next.REGISTER, None)),
        (readiness(read=["roles"], passed=["check"], registered_for={"": AT}), (), (Next.ATTEND, None)),
        (readiness(read=["roles"], passed=["check"]), (), (Next.WAIT, None)),
        (readiness(read=["roles"], passed=["check"], was_there=True), (OTHER,), (Next.READY, None)),
    ],
)
def test_one_thing_is_next(found, steps, expected):
    assert next_step(found, declared=False, courses=steps) == expected


def test_who_was_declared_ready_stays_so():
    assert next_step(readiness(), declared=True, courses=(LESSON,)) == (Next.READY, None)


@pytest.mark.parametrize(
    ("hour", "part"),
    [(4, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening"), (3, "evening")],
)
def test_greetings_follow_the_readers_clock(hour, part):
    assert part_of_day(AT.replace(hour=hour)) == part


def test_a_new_mentor_sees_the_first_lesson(amina):
    page = amina.get("/").text
    assert "Good afternoon, Amina. One lesson is next:" in page  # noon in Nairobi
    assert "Puentes 2027 · mentor · pairing day in 17 days" in page
    assert 'href="/learn/mentoring-basics/lessons/' in page


def test_somebody_in_bogota_is_greeted_in_the_early_morning(bruno):
    assert "Good morning, Bruno." in bruno.get("/").text  # 4 o'clock


def test_after_learning_a_session_is_next(app, amina, program, plan, at):
    read_all(app, amina, at)
    assert "Your part is done for now." in amina.get("/").text
    webinar_id = plan()
    assert "Choose your live session." in amina.get("/").text
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    page = amina.get("/").text
    assert "Only your live session is left." in page
    assert "Listening before advice" in page


def test_staff_alone_are_led_to_what_waits_for_them(chandra):
    assert chandra.get("/").location == "/today"


def test_a_program_that_ended_says_so(amina, at):
    with clock.held_at(at + timedelta(days=59)):
        amina.get("/")
    with clock.held_at(datetime(2027, 1, 20, tzinfo=UTC)):
        assert "until 10 Mar" in amina.get("/").text


def test_who_runs_the_program_can_be_asked(amina, chandra, program):
    page = amina.get("/").text
    assert "Who runs Puentes 2027" in page
    assert f'<a href="mailto:{chandra.email}">{chandra.email}</a>' in page


def test_the_hour_of_their_session_is_told(amina, program, plan):
    webinar_id = plan()
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    page = amina.get("/").text
    assert re.search(r"\(EAT\): be there", page)
    assert '<span class="chip today">registered</span>' in page
    assert '<span class="chip waiting">' not in page


def test_of_two_programs_one_has_the_loud_button(app, amina, chandra, at):
    with app.app_context():
        second = make_program(puentes(name="Second program"), by=session.get_one(Person, chandra.id), at=at)
        enrol(second, amina.person, "mentor", at=at)
        session.commit()
    page = amina.get("/").text
    assert "Second program · mentor" in page
    assert page.count('class="button"') == 1


def test_who_was_signed_in_before_the_invitation_joins_with_the_first_lesson(app, dov, program, at):
    from mentortrain.db import session
    from mentortrain.programs.models import Participation

    with app.app_context():
        session.add(
            Participation(
                program_id=program.id,
                cohort_id=session.merge(program).first_cohort.id,
                person_id=dov.id,
                role="mentor",
                invited_at=at,
            )
        )
        session.commit()
    read_all(app, dov, at, quiz=False)
    with app.app_context():
        joined = session.query(Participation.joined_at).filter_by(program_id=program.id, person_id=dov.id)
        assert joined.scalar() == at


def test_who_waits_for_a_place_reads_so(bruno, amina, app, plan, program, at):
    webinar_id = plan()
    with app.app_context():
        session.get_one(Webinar, webinar_id).capacity = 1
        session.commit()
    page = f"/programs/{program.id}/sessions/{webinar_id}"
    amina.post(f"{page}/registration")
    bruno.post(f"{page}/registration")
    assert "you wait for a place" in bruno.get("/").text
    read_all(app, bruno, at)
    shown = bruno.get("/").text
    assert "You wait for a place in a live session" in shown
    assert f'href="{page}">Your place in line' in shown
    amina.post(f"{page}/withdrawal")
    assert "You are registered" in bruno.get("/").text


def test_a_session_that_is_on_stands_above_all_else(amina, program, plan, at):
    """From 15 minutes before: whoever opens the site then has come for it."""
    where = f"/programs/{program.id}/sessions/{plan(starts_wall='2026-11-23T12:14')}"
    amina.post(f"{where}/registration")
    page = amina.get("/").text
    assert "“Listening before advice”: the door is open" in page
    assert "It begins at 12:14." in page
    assert page.index(f'class="button" href="{where}"') < page.index("Your path to ready")
    assert page.count('class="button" ') == 1, "one loud button"
    assert "Your next session" not in page
    with clock.held_at(at + timedelta(minutes=20)):
        page = amina.get("/").text
    assert "“Listening before advice” is on now" in page
    assert "It lasts until 12:59." in page
    with clock.held_at(at - timedelta(minutes=2)):
        page = amina.get("/").text
    assert "the door is open" not in page
    assert "Your next session" in page
