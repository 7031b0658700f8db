"""A session offered at several times, of which people choose one; and series."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from mentortrain import clock
from mentortrain.agenda.models import Entry
from mentortrain.db import session
from mentortrain.webinars import queries
from mentortrain.webinars.models import Webinar
from tests.webinars.stage import said

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.fixture
def other_id(chandra, desk, app, webinar_id):
    """The same session on Tuesday morning."""
    answer = chandra.post(f"{desk}/times", {"starts_wall": "2026-11-24T09:00"})
    assert answer.status_code == 302, answer.text
    with app.app_context():
        return session.scalars(select(Webinar.id).where(Webinar.id != webinar_id)).one()


@pytest.fixture
def other(program, other_id):
    return f"/programs/{program.id}/sessions/{other_id}"


def starts(app, **where):
    """By the clocks of their zones, in order."""
    with app.app_context():
        rows = session.scalars(
            select(Entry.wall_start).join(Webinar).filter_by(**where).order_by(Entry.starts_at)
        )
        return list(rows)


def standing(app, person, *webinar_ids):
    with app.app_context():
        found = [queries.registration(one, person.id) for one in webinar_ids]
        return [one.state if one else None for one in found]


def full(app, webinar_id, places=1):
    with app.app_context():
        session.get_one(Webinar, webinar_id).capacity = places
        session.commit()


def test_each_time_is_shown_at_the_other_one(amina, page, other, letters):
    assert letters() == []
    assert other in amina.get(page).text
    assert page in amina.get(other).text


def test_registering_for_another_time_moves_people(amina, page, other, app, webinar_id, other_id, letters):
    amina.post(f"{page}/registration")
    letters()
    amina.post(f"{other}/registration")
    assert standing(app, amina, webinar_id, other_id) == ["withdrawn", "registered"]
    assert sorted(said(letters())) == [
        ("amina@example.org", "CANCEL", 1),
        ("amina@example.org", "REQUEST", 0),
    ]
    amina.post(f"{page}/registration")
    assert standing(app, amina, webinar_id, other_id) == ["registered", "withdrawn"]


def test_who_has_chosen_is_not_offered_the_rest(amina, bruno, page, other):
    amina.post(f"{page}/registration")
    assert other not in amina.get("/sessions").text
    assert other in bruno.get("/sessions").text


def test_moving_away_gives_the_place_to_who_is_first_in_line(
    amina, bruno, page, other, app, webinar_id, other_id
):
    full(app, webinar_id)
    amina.post(f"{page}/registration")
    bruno.post(f"{page}/registration")
    amina.post(f"{other}/registration")
    assert standing(app, bruno, webinar_id) == ["registered"]


def test_nobody_loses_their_place_for_a_time_that_is_full(
    amina, bruno, page, other, app, webinar_id, other_id
):
    full(app, other_id)
    bruno.post(f"{other}/registration")
    amina.post(f"{page}/registration")
    amina.post(f"{other}/registration")
    assert "You keep the one that you have." in amina.get(other).text
    assert standing(app, amina, webinar_id, other_id) == ["registered", None]


def test_who_waits_at_one_time_waits_there_no_more_when_they_choose_another(
    amina, bruno, page, other, app, webinar_id, other_id
):
    full(app, webinar_id)
    bruno.post(f"{page}/registration")
    amina.post(f"{page}/registration")
    amina.post(f"{other}/registration")
    assert standing(app, amina, webinar_id, other_id) == ["withdrawn", "registered"]


def test_being_at_one_of_them_counts_and_the_rest_is_not_needed(
    amina, chandra, desk, page, other, app, other_id, at
):
    amina.post(f"{page}/registration")
    with clock.held_at(at + timedelta(hours=9)):
        there = {f"there-{amina.id}": "y", f"was-{amina.id}": "", f"minutes-{amina.id}": "45"}
        chandra.post(f"{desk}/attendance", there)
    amina.post(f"{other}/registration")
    assert "You were at this session already" in amina.get(other).text
    assert standing(app, amina, other_id) == [None]


@pytest.mark.parametrize(
    ("starts_wall", "says"),
    [
        ("", "Choose a day and a time."),
        ("2026-11-20T09:00", "This time has passed."),
        ("2026-11-23T20:00", "It is offered at this time already."),
    ],
)
def test_a_time_that_cannot_be_is_said_at_its_field(chandra, desk, app, starts_wall, says):
    answer = chandra.post(f"{desk}/times", {"starts_wall": starts_wall})
    assert (answer.status_code, says in answer.text) == (422, True)
    assert len(starts(app)) == 1


def test_six_times_are_enough(chandra, desk, app):
    answers = [
        chandra.post(f"{desk}/times", {"starts_wall": f"2026-11-{day}T09:00"}).status_code
        for day in range(24, 31)
    ]
    assert answers == [302] * 5 + [422] * 2


def test_a_series_has_the_same_hour_every_week_also_across_summer_time(chandra, program, plan, app):
    first = plan(starts_wall="2027-03-22T18:00", time_zone="Europe/Belgrade")
    chandra.post(f"/programs/{program.id}/webinars/{first}/series", {"weeks": "2"})
    assert starts(app) == ["2027-03-22T18:00", "2027-03-29T18:00", "2027-04-05T18:00"]
    with app.app_context():
        hours = [one.entry.starts_at.hour for one in queries.series_of(session.get_one(Webinar, first))]
    assert hours == [17, 16, 16]
    chandra.post(f"/programs/{program.id}/webinars/{first}/series", {"weeks": "1"})
    assert starts(app)[-1] == "2027-04-12T18:00"


@pytest.mark.parametrize("weeks", ["", "0", "27", "many"])
def test_a_number_of_weeks_that_cannot_be_is_said_at_its_field(chandra, desk, app, weeks):
    answer = chandra.post(f"{desk}/series", {"weeks": weeks})
    assert answer.status_code == 422
    assert 'id="weeks-error"' in answer.text
    assert len(starts(app)) == 1


def test_what_follows_becomes_like_this_one_and_who_moves_is_told(
    chandra, amina, bruno, program, plan, app, letters
):
    first = plan()
    desk = f"/programs/{program.id}/webinars/{first}"
    chandra.post(f"{desk}/series", {"weeks": "2"})
    with app.app_context():
        second, third = (one.id for one in queries.rest_of_series(session.get_one(Webinar, first)))
        webinar = session.get_one(Webinar, first)
        webinar.host_name, webinar.capacity = "Wanjiku Mwangi", 12
        session.commit()
    amina.post(f"/programs/{program.id}/sessions/{second}/registration")
    bruno.post(f"/programs/{program.id}/sessions/{third}/registration")
    letters()
    assert "nobody is mailed" in chandra.get(f"{desk}/again").text
    chandra.post(f"{desk}/series/following")
    assert letters() == []
    with app.app_context():
        entry = session.get_one(Webinar, first).entry
        entry.wall_start = "2026-11-23T19:30"
        session.commit()
    told = int(re.search(r"(\d+) people are told by mail", chandra.get(f"{desk}/again").text)[1])
    chandra.post(f"{desk}/series/following")
    assert len(letters()) == told == 2
    assert starts(app)[1:] == ["2026-11-30T19:30", "2026-12-07T19:30"]
    assert chandra.get(f"/programs/{program.id}/record").text.count("moved <") == 2
    with app.app_context():
        rest = queries.rest_of_series(session.get_one(Webinar, first))
        assert {(one.host_name, one.capacity) for one in rest} == {("Wanjiku Mwangi", 12)}


@pytest.mark.parametrize("deed", ["times", "series", "series/following"])
def test_only_staff_of_the_program_offer_it_once_more(dov, amina, desk, app, deed):
    given = {"starts_wall": "2026-11-24T09:00", "weeks": "2"}
    assert [one.post(f"{desk}/{deed}", given).status_code for one in (dov, amina)] == [404, 403]
    assert [one.get(f"{desk}/again").status_code for one in (dov, amina)] == [404, 403]
    assert starts(app) == ["2026-11-23T20:00"]


def test_hours_are_named_at_which_everybody_would_have_one_by_day(chandra, amina, visit, program, desk):
    assert "for 0 of the 1 person it is for" in chandra.get(f"{desk}/again").text  # 20:00 to 20:45 is late
    visit("kay@example.org", "Kay Ivanoff", role="mentee", program=program, zone="America/Anchorage")
    shown = chandra.get(f"{desk}/again").text
    assert "It lies between 08:00 and 20:30 for 1 of the 2 people it is for." in shown
    assert "With 08:00 it would be 2." in shown
    chandra.post(f"{desk}/times", {"starts_wall": "2026-11-25T08:00"})
    assert "between 08:00 and 20:30" not in chandra.get(f"{desk}/again").text
