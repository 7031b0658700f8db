"""The board: who is ready, and what each other person lacks."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from mentortrain.db import session
from mentortrain.learning import actions, queries
from mentortrain.people.actions import find_or_create
from mentortrain.people.models import Person
from mentortrain.programs.actions import enrol
from mentortrain.programs.models import StaffGrant
from tests.readiness.test_becoming_ready import read_all

pytestmark = pytest.mark.either  # pages and words, not the database


def names(page):
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page)


def test_an_empty_program_says_what_to_do(chandra, program):
    page = chandra.get(f"/programs/{program.id}/readiness").text
    assert "Invite people, then watch them get ready" in page
    assert f'href="/programs/{program.id}/people/import"' in page


def test_the_nearest_to_ready_stand_on_top(app, amina, chandra, visit, program, at):
    visit("zoe@example.org", "Zoe Nearly", role="mentor", program=program)
    far = visit("abe@example.org", "Abe Far", role="mentor", program=program)
    read_all(app, amina, at)
    with app.app_context():
        version = queries.version_in_force("mentoring-basics")
        actions.complete_lesson(
            person_id=far.id,
            course_id=version.course_id,
            lesson=version.lessons[0],
            program_id=program.id,
            at=at,
        )
        session.commit()
    page = chandra.get(f"/programs/{program.id}/readiness").text
    assert names(page) == ["Amina Odhiambo", "Abe Far", "Zoe Nearly"]
    # No session is scheduled, and only that is left for amina.
    assert "1 person waits for you. No session with a free place is scheduled: that is yours to do." in page
    assert f'<a class="button" href="/programs/{program.id}/webinars/new">Schedule a session</a>' in page


def test_a_session_after_pairing_day_is_not_in_time(amina, chandra, program, plan):
    board = f"/programs/{program.id}/readiness"
    plan(starts_wall="2026-12-14T18:00")
    page = chandra.get(board).text
    assert '<span class="chip stuck">not in time</span> 14 Dec' in page
    assert "that is yours to do" not in page
    webinar_id = plan(starts_wall="2026-12-08T18:00")
    assert "not in time" not in chandra.get(board).text
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    assert "not in time" not in chandra.get(board).text


def test_who_is_registered_has_the_day_as_their_move(app, amina, chandra, program, plan, at):
    read_all(app, amina, at)
    webinar_id = plan(starts_wall="2026-12-08T18:00")
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    page = chandra.get(f"/programs/{program.id}/readiness").text
    assert '<span class="chip today">on 8 Dec</span>' in page


def test_mentors_and_mentees_are_apart(amina, bruno, chandra, program):
    page = chandra.get(f"/programs/{program.id}/readiness").text
    assert names(page) == ["Amina Odhiambo"]
    assert "0 of 1 mentor is ready, 17 days before pairing day" in page
    page = chandra.get(f"/programs/{program.id}/readiness?role=mentee").text
    assert names(page) == ["Bruno Restrepo"]
    assert names(chandra.get(f"/programs/{program.id}/readiness?role=boss").text) == ["Amina Odhiambo"]


def test_a_long_board_has_pages(app, chandra, program, at):
    with app.app_context():
        for number in range(120):
            person = find_or_create(
                email=f"m{number}@example.org", name=f"Mentor {number:03}", time_zone="UTC", at=at
            )
            enrol(session.merge(program), person, "mentor", at=at - timedelta(days=1))
        session.commit()
    board = f"/programs/{program.id}/readiness"
    first, third, beyond, odd = (
        chandra.get(board + query).text for query in ("", "?page=3", "?page=99", "?page=x")
    )
    assert len(names(first)) == 50
    assert names(third) == names(beyond) == [f"Mentor {number:03}" for number in range(100, 120)]
    assert names(odd) == names(first)
    assert "Page 1 of 3" in first


def test_lines_that_were_written_before_say_what_is_so_now(app, amina, chandra, visit, program, at):
    """Each process keeps the HTML of lines, by all that stands in it."""
    board, vera = f"/programs/{program.id}/readiness", visit("vera@example.org", "Vera")
    with app.app_context():
        session.add(StaffGrant(program_id=program.id, person_id=vera.id, role="viewer", granted_at=at))
        session.commit()
    opens = f'<a href="{board}/'
    for _ in range(2):
        assert opens in chandra.get(board).text
        page = vera.get(board).text
        assert '<th scope="row">Amina Odhiambo<small>amina@example.org</small></th>' in page
        assert opens not in page  # one of those who open nobody's page
    for name, shown in (("A <b>", "A &lt;b&gt;"), ("A &lt;b>", "A &amp;lt;b&gt;"), ("Amina", "Amina")):
        with app.app_context():
            session.execute(update(Person).where(Person.id == amina.id).values(name=name))
            session.commit()
        for _ in range(2):
            page = chandra.get(board).text
            assert names(page) == [shown]
            assert f'<span class="chip yours">{shown.split()[0]}</span>' in page
    read_all(app, amina, at)
    assert '<span class="chip waiting">you</span>' in chandra.get(board).text


def test_the_navigation_that_was_written_before_is_of_who_reads(app, chandra, visit, program, at):
    board, vera = f"/programs/{program.id}/readiness", visit("vera@example.org", "Vera")
    with app.app_context():
        session.add(StaffGrant(program_id=program.id, person_id=vera.id, role="viewer", granted_at=at))
        session.commit()
    for _ in range(2):
        for page in (board, f"/programs/{program.id}/people"):
            lead, viewer = chandra.get(page).text, vera.get(page).text
            assert lead.count(f'<a href="{page}" aria-current="page">') >= 2
            assert viewer.count(f'<a href="{page}" aria-current="page">') >= 2
            assert ("Settings" in lead, "Settings" in viewer) == (True, False)
