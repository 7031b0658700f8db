"""Somebody ends their own part: reads what ends, ends it once, may take it back for a day; staff find a task."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.programs.models import Participation
from mentortrain.tasks import jobs
from mentortrain.webinars.models import Registration
from tests.audit.stage import lines, people_of
from tests.persons.stage import at_once
from tests.privacy.stage import sign_in_again

pytestmark = pytest.mark.either  # pages and words, not the database

WHY = "My shop needs me."


@pytest.fixture
def part_id(app, amina):
    with app.app_context():
        return session.scalars(select(Participation.id).where(Participation.person_id == amina.id)).one()


def test_who_leaves_reads_what_ends_and_all_of_it_ends_once(
    app, at, amina, bruno, chandra, dov, program, plan, letters, part_id
):
    told = plan()
    amina.post(f"/programs/{program.id}/sessions/{told}/registration")
    leaving = f"/you/programs/{part_id}/leaving"
    assert leaving in amina.get("/you/programs").text
    page = amina.get(leaving).text
    assert "Leave Puentes 2027?" in page
    assert "Your place in “" in page and "2 mails of the program that wait for you" in page
    for other in (bruno, dov, chandra):
        assert other.get(leaving).status_code == other.post(leaving).status_code == 404
    assert "Enter at most 500 letters." in amina.post(leaving, {"why": "a" * 501}).text
    assert amina.post(leaving, {"why": WHY}).location == "/you/programs"
    page = amina.get("/you/programs").text
    assert "no more. Ended with it: 2 mails that waited, 1 place in a session." in page
    assert "You take part in no program now" in page and "Take part again" in page
    assert amina.post(leaving, {"why": "Twice"}).location == "/you/programs"  # pressed twice, ended once
    assert "Your part in Puentes 2027 has ended already." in amina.get("/you/programs").text
    assert amina.get(f"/programs/{program.id}/sessions/{told}").status_code == 404
    assert letters() == []
    with app.app_context():
        part = session.get_one(Participation, part_id)
        assert (part.left_at, part.left_how, part.left_by_id, part.left_why) == (
            at,
            "withdrawn",
            amina.id,
            WHY,
        )
        assert session.scalars(select(Registration.state)).all() == ["withdrawn"]
        assert session.scalars(select(Outbox.reason).where(Outbox.kind == "agenda.invitation")).all() == [
            "left the program"
        ]
        [line] = lines("person.left_alone")
        assert (line.actor_id, people_of(line), lines("person.left")) == (amina.id, [amina.id], [])
        assert jobs.refresh(at) == "1 task found"
    assert "Ended their part themselves." in chandra.get(f"/programs/{program.id}/today").text
    theirs = chandra.get(f"/programs/{program.id}/readiness/{part_id}").text
    assert "ended by themselves" in theirs and WHY in theirs and "Take Amina back in" not in theirs
    refused = chandra.post(f"/programs/{program.id}/people/{part_id}/return")
    assert refused.status_code == 422 and "They ended it themselves" in refused.text


def test_within_a_day_who_left_takes_it_back_and_the_task_goes(
    app, at, amina, bruno, chandra, program, part_id
):
    amina.post(f"/you/programs/{part_id}/leaving")
    back = f"/you/programs/{part_id}/return"
    with app.app_context():
        jobs.refresh(at)
    assert bruno.post(back).status_code == 404
    amina.post(back)
    assert "You take part in Puentes 2027 again." in amina.get("/you/programs").text
    amina.post(back)
    assert "You take part in Puentes 2027 already." in amina.get("/you/programs").text
    with app.app_context():
        parts = select(Participation).where(Participation.person_id == amina.id).order_by(Participation.id)
        first, again = session.scalars(parts).all()
        assert (first.left_at, again.left_at) == (at, None)
        jobs.refresh(at)
    assert "Ended their part themselves." not in chandra.get(f"/programs/{program.id}/today").text
    amina.post(f"/you/programs/{again.id}/leaving")
    late = at + timedelta(days=1, minutes=1)
    with clock.held_at(late):
        sign_in_again(app, amina, late)
        assert "Take part again" not in amina.get("/you/programs").text
        amina.post(f"/you/programs/{again.id}/return")
        assert "It is longer ago than a day." in amina.get("/you/programs").text


def test_what_staff_ended_is_not_theirs_to_take_back(amina, chandra, program, part_id):
    chandra.post(f"/programs/{program.id}/people/{part_id}/departure", {"how": "withdrawn", "why": ""})
    amina.post(f"/you/programs/{part_id}/return")
    assert "Staff ended this part." in amina.get("/you/programs").text


def test_who_has_two_parts_keeps_the_other_with_its_sessions(app, at, amina, program, plan, visit, part_id):
    visit("amina@example.org", "Amina Odhiambo", role="mentee", program=program)
    told = plan()
    amina.post(f"/programs/{program.id}/sessions/{told}/registration")
    assert "You stay as mentee, with your sessions." in amina.get(f"/you/programs/{part_id}/leaving").text
    amina.post(f"/you/programs/{part_id}/leaving")
    assert amina.get(f"/programs/{program.id}/sessions/{told}").status_code == 200
    with app.app_context():
        assert session.scalars(select(Registration.state)).all() == ["registered"]


def test_pressed_in_two_browsers_at_once_a_part_ends_once_and_comes_back_once(
    app, at, amina, program, plan, visit, part_id
):
    amina.post(f"/programs/{program.id}/sessions/{plan()}/registration")
    other = visit(amina.email, "Amina Odhiambo")
    for deed in ("leaving", "return"):
        press = (f"/you/programs/{part_id}/{deed}", {})
        assert at_once((amina, *press), (other, *press)) == [302, 302]
    with app.app_context():
        parts = select(Participation.left_at).where(Participation.person_id == amina.id)
        assert session.scalars(parts.order_by(Participation.id)).all() == [at, None]
        assert len(lines("person.left_alone")) == len(lines("person.came_back")) == 1
