"""The same later, under "You"; and staff's totals."""

from __future__ import annotations

import re
from datetime import date

import pytest

from mentortrain.db import session
from mentortrain.people.actions import find_or_create
from mentortrain.profiles import queries
from mentortrain.profiles.models import Profile
from mentortrain.profiles.rules.week import in_week
from mentortrain.programs.actions import enrol
from mentortrain.programs.models import Participation
from tests.profiles.stage import CONTACT, WORK, tell_all

pytestmark = pytest.mark.either  # pages and words, not the database


def test_each_half_of_the_page_is_saved_by_itself(app, amina):
    tell_all(app, amina)
    answer = amina.post(
        "/you/about", {**CONTACT, "part": "reach", "town": "Eldoret", "phone": "+381 64 123 4567"}
    )
    assert answer.headers["Location"] == "/you/about"
    answer = amina.post("/you/about", {**WORK, "part": "work", "offered": ["law"], "hours_per_month": ""})
    assert answer.headers["Location"] == "/you/about"
    with app.app_context():
        profile = queries.profile_of(amina.id)
        assert (profile.town, profile.phone, profile.about) == ("Eldoret", "+381641234567", WORK["about"])
        assert profile.hours_per_month is None
        assert queries.topics_of(amina.id) == {"offered": {"law"}}
        assert amina.person.name == "Amina Odhiambo"  # the page does not ask for it


def test_a_mistake_in_one_half_leaves_the_other_as_it_is_known(app, amina):
    tell_all(app, amina)
    answer = amina.post("/you/about", {**CONTACT, "part": "reach", "phone": "call me"})
    assert answer.status_code == 422
    assert "A number has digits only." in answer.text
    assert 'value="call me"' in answer.text
    assert WORK["about"] in answer.text


def test_staff_can_say_how_to_reach_them_too(app, chandra):
    assert chandra.get("/you/about").status_code == 200
    assert chandra.post("/you/about", {**CONTACT, "part": "reach"}).status_code == 302


def test_a_language_that_is_not_in_the_short_list_is_added(app, amina):
    amina.post("/you/about", {**CONTACT, "part": "reach", "one_more": "lg"})
    assert re.search(r'checked[^>]*value="lg"', amina.get("/you/about").text)


def test_free_hours_by_part_of_the_day_and_hour_by_hour(app, amina):
    def free():
        with app.app_context():
            return queries.free_hours_of(amina.id)

    before = re.compile(r'name="before" value="([^"]*)"')
    amina.post("/you/hours", {"part": ["0-evening", "2-morning"], "before": ""})
    assert free() == {(0, hour) for hour in range(18, 22)} | {(2, hour) for hour in range(6, 12)}
    page = amina.get("/you/hours").text
    assert "You usually have 10 hours a week" in page
    assert "on the clock of Nairobi" in page
    # One hour of the evening is taken out; the tick of the evening itself is left: no script moves it.
    ticks = [f"0-{hour}" for hour in (18, 19, 20)] + [f"2-{hour}" for hour in range(6, 12)]
    amina.post(
        "/you/hours", {"part": ["0-evening", "2-morning"], "hour": ticks, "before": before.search(page)[1]}
    )
    assert free() == {(0, 18), (0, 19), (0, 20)} | {(2, hour) for hour in range(6, 12)}
    amina.post("/you/hours", {"before": before.search(amina.get("/you/hours").text)[1]})
    assert free() == set()
    assert (
        amina.post("/you/hours", {"part": ["9-evening", "x"], "hour": ["<b>"], "before": "nine"}).status_code
        == 302
    )
    assert free() == set()


def test_free_hours_stay_on_the_clock_of_whoever_moves_and_they_are_told(app, amina, bruno):
    amina.post("/you/hours", {"part": ["0-evening"], "before": ""})
    you = {"name": "Amina Odhiambo", "time_zone": "America/Bogota"}
    told = "Saved. Your 4 free hours stay the same on the clock, and are meant in Bogota now."
    assert told in amina.post("/you", you, follow_redirects=True).text
    assert "on the clock of Bogota" in amina.get("/you/hours").text
    again = amina.post("/you", {**you, "name": "Amina O."}, follow_redirects=True).text
    assert "Saved." in again and "free hours" not in again
    with app.app_context():
        hours = queries.free_hours_of(amina.id)
    assert hours == {(0, hour) for hour in range(18, 22)}
    [(start, end)] = in_week(hours, "America/Bogota", date(2026, 11, 23))
    assert (start.isoformat(), end.isoformat()) == ("2026-11-23T23:00:00+00:00", "2026-11-24T03:00:00+00:00")
    other = bruno.post("/you", {"name": "Bruno", "time_zone": "Africa/Nairobi"}, follow_redirects=True).text
    assert "Saved." in other and "free hours" not in other


def crowd(app, program, at, answers):
    """Somebody joined for each answer to the question about gender."""
    with app.app_context():
        mine = session.merge(program)
        for number, answer in enumerate(answers):
            one = find_or_create(email=f"p{number}@example.org", name=f"P {number}", time_zone="UTC", at=at)
            enrol(mine, one, "mentee", at=at)
            session.add(Profile(person_id=one.id, gender=answer, changed_at=at))
        session.flush()
        session.query(Participation).update({"joined_at": at})
        session.commit()


def test_staff_see_totals_of_five_and_more(app, chandra, dov, amina, program, at):
    address = f"/programs/{program.id}/people/numbers"
    assert "Too few answers to show yet" in chandra.get(address).text
    crowd(app, program, at, ["woman"] * 11 + ["man"] * 3 + [None, "unsaid"])
    page = chandra.get(address).text
    assert "Whom Puentes 2027 reaches" in page
    assert "Of 17 people who have joined." in page  # and amina, who said nothing
    told = re.findall(r'<div[^>]*>([^<]+)</div> <b class="nums[^"]*">([^<]+)</b>', page)
    assert told == [("Woman", "10\u201314"), ("All other answers, and no answer", "5\u20139")]
    assert f'href="{address}"' in chandra.get(f"/programs/{program.id}/people").text
    assert dov.get(address).status_code == 404
    assert amina.get(address).status_code == 403
