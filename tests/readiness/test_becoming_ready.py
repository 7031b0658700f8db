"""From the last missing thing to ready, and back when a mark was a mistake."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions as learning
from mentortrain.learning import queries as courses
from mentortrain.programs.queries import active_participations
from mentortrain.readiness import queries
from mentortrain.readiness.models import Declaration
from tests.webinars.stage import agreed

pytestmark = pytest.mark.either  # pages and words, not the database


def read_all(app, visitor, at, *, quiz=True):
    """Everything of the course but the live session, as clicks would."""
    with app.app_context():
        version = courses.version_in_force("mentoring-basics")
        for lesson in version.lessons:
            learning.complete_lesson(
                person_id=visitor.id, course_id=version.course_id, lesson=lesson, program_id=None, at=at
            )
        if quiz:
            begun = learning.start_attempt(
                person_id=visitor.id,
                course_id=version.course_id,
                quiz=version.quizzes[0],
                program_id=None,
                at=at,
            )
            attempt = courses.attempt(visitor.id, "mentoring-basics", version.quizzes[0].key, begun.id)
            for question in attempt.quiz.questions:
                right = [place for place, weight in enumerate(question.weights) if weight > 0]
                slot = courses.slot_held(
                    visitor.id, "mentoring-basics", attempt.quiz_key, attempt.id, question.position
                )
                learning.save_answer(slot=slot, chosen=right, client_uuid="x", client_seq=1, at=at)
            learning.submit_attempt(attempt=attempt, at=at)
        session.commit()


def standing(app, visitor, at):
    with app.app_context():
        return queries.standing_of(active_participations(visitor.id)[0], at=at)


@pytest.fixture
def after(app, amina, chandra, program, plan, at):
    """The webinar is over: (its address, the moment after)."""
    webinar_id = plan()
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    moment = at + timedelta(days=1)
    with clock.held_at(moment):
        token = app.test_cli_runner().invoke(args=["people", "link", "chandra@example.org"]).output
        chandra.post(token.strip().removeprefix("http://localhost"))
        yield f"/programs/{program.id}/webinars/{webinar_id}/attendance", moment


def mark(chandra, address, amina, minutes):
    was = re.search(rf'name="was-{amina.id}" value="(\d*)"', chandra.get(address).text)[1]
    form = {f"there-{amina.id}": "y", f"minutes-{amina.id}": minutes} if minutes else {}
    return chandra.post(address, {f"was-{amina.id}": was, **form})


def test_attendance_is_the_last_thing_and_makes_a_mentor_ready(app, amina, chandra, after, at):
    address, moment = after
    read_all(app, amina, at)
    assert not standing(app, amina, moment).ready
    assert "Only your live session is left" not in amina.get("/").text  # it is over: another one is needed

    assert mark(chandra, address, amina, "45").status_code == 302
    found = standing(app, amina, moment)
    assert found.ready
    assert found.declared_at == moment
    assert found.declaration.rubric_version == 1
    assert [entry["kind"] for entry in found.declaration.evidence] == ["lessons", "quizzes", "live_session"]
    assert "You are ready to be paired." in amina.get("/").text


def test_too_short_is_not_attended(app, amina, chandra, after, at):
    address, moment = after
    read_all(app, amina, at)
    mark(chandra, address, amina, "35")  # of 45: less than 80 %
    assert not standing(app, amina, moment).ready
    mark(chandra, address, amina, "36")
    assert standing(app, amina, moment).ready


def test_a_mark_taken_back_takes_ready_back_and_marked_again_declares_again(app, amina, chandra, after, at):
    address, moment = after
    read_all(app, amina, at)
    mark(chandra, address, amina, "45")
    mark(chandra, address, amina, "")
    assert not standing(app, amina, moment).ready
    mark(chandra, address, amina, "45")
    assert standing(app, amina, moment).ready
    with app.app_context():
        assert [row.withdrawn_at is None for row in session.query(Declaration).order_by(Declaration.id)] == [
            False,
            True,
        ]


def test_a_lesson_added_later_leaves_who_was_ready_ready(app, amina, chandra, after, at):
    from mentortrain.learning.models import Lesson

    address, moment = after
    read_all(app, amina, at)
    mark(chandra, address, amina, "45")
    with app.app_context():
        version = courses.version_in_force("mentoring-basics")
        session.add(
            Lesson(
                version=version,
                key="new",
                position=99,
                title="New",
                minutes=5,
                objective="o",
                html="<p>x</p>",
                size=8,
            )
        )
        session.commit()
        courses.forget_courses()
    found = standing(app, amina, moment)
    assert found.ready
    assert not found.readiness.ready


def test_learning_last_makes_ready_too(app, amina, chandra, after, at):
    address, moment = after
    mark(chandra, address, amina, "45")
    assert not standing(app, amina, moment).ready
    read_all(app, amina, moment)
    assert standing(app, amina, moment).ready


def test_a_mentee_needs_no_quiz(app, bruno, chandra, program, after, at):
    address, moment = after
    read_all(app, bruno, at, quiz=False)
    mark(chandra, address, bruno, "45")
    assert standing(app, bruno, moment).ready


def test_board_person_page_home_and_command_line_say_the_same(app, amina, chandra, program, after, at):
    address, _ = after
    read_all(app, amina, at)
    board = f"/programs/{program.id}/readiness"
    assert "0 of 1 mentor is ready" in chandra.get(board).text
    assert "live session" in chandra.get(board).text
    mark(chandra, address, amina, "45")
    assert "1 of 1 mentor is ready" in chandra.get(board).text
    with app.app_context():
        participation = active_participations(amina.id)[0]
    assert "Amina Odhiambo is ready" in chandra.get(f"{board}/{participation.id}").text
    shown = app.test_cli_runner().invoke(args=["readiness", "show", "amina@example.org", "--json"])
    [row] = json.loads(shown.output)
    assert row["ready"] is True
    assert [requirement["state"] for requirement in row["requirements"]] == ["met", "met", "met"]


def test_who_was_at_two_times_of_one_session_was_at_one(app, amina, chandra, after, at):
    address, moment = after
    desk = address.removesuffix("/attendance")
    agreed(chandra, f"{desk}/times", {"starts_wall": "2026-11-24T13:00"})
    number = int(desk.rpartition("/")[2])
    other = f"{desk.rpartition('/')[0]}/{number + 1}"
    assert "Tuesday 24 November" in chandra.get(other).text
    with clock.held_at(moment + timedelta(hours=3)):
        mark(chandra, f"{other}/attendance", amina, "45")
        mark(chandra, address, amina, "45")
        assert "you were there" in amina.get("/sessions").text
    facts = standing(app, amina, moment + timedelta(hours=3)).facts
    assert (len(facts.attended), [str(one.webinar_id) for one in facts.counting]) == (
        2,
        [desk.split("/")[-1]],
    )
    (live,) = [
        one
        for one in standing(app, amina, moment + timedelta(hours=3)).readiness.outcomes
        if one.requirement.kind == "live_session"
    ]
    assert live.evidence == (str(number),)
