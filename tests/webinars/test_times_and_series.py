"""A session offered at several times, of which people choose one; and series."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from mentortrain import clock
from mentortrain.agenda.models import Entry
from mentortrain.db import session
from mentortrain.programs.models import StaffGrant
from mentortrain.webinars import queries
from mentortrain.webinars.models import Webinar
from tests.webinars.stage import agreed, said

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.fixture
def other_id(chandra, desk, app, webinar_id):
    """The same session on Tuesday morning."""
    answer = agreed(chandra, f"{desk}/times", {"starts_wall": "2026-11-24T09:00"})
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


def test_a_series_can_have_days_of_ones_own_choice_at_the_same_hour(chandra, program, plan, app):
    first = plan(starts_wall="2027-03-22T18:00", time_zone="Europe/Belgrade")
    desk = f"/programs/{program.id}/webinars/{first}"
    agreed(chandra, f"{desk}/series", {"day": "2027-04-08"})
    agreed(chandra, f"{desk}/series", {"day": "2027-03-30"})
    assert starts(app, series_id=first) == ["2027-03-22T18:00", "2027-03-30T18:00", "2027-04-08T18:00"]
    assert "2 that follow" in chandra.get(f"{desk}/again").text


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("", "Choose a day."),
        ("soon", "Choose a day."),
        ("2026-11-23", "The series has a session on this day already."),
        ("2026-11-20", "This time has passed."),
        ("9999-12-31", "Choose a day within the next 5 years."),
    ],
)
def test_a_day_that_cannot_be_is_said_at_its_field(chandra, desk, app, day, says):
    answer = chandra.post(f"{desk}/series", {"day": day})
    assert (answer.status_code, says in answer.text) == (422, True)
    assert 'id="day-error"' in answer.text
    assert len(starts(app)) == 1


@pytest.fixture
def series(chandra, program, plan, app):
    """The ids of three weeks of a session, of which the first has another host and 12 places."""
    first = plan()
    agreed(chandra, f"/programs/{program.id}/webinars/{first}/series", {"weeks": "2"})
    with app.app_context():
        webinar = session.get_one(Webinar, first)
        webinar.host_name, webinar.capacity = "Wanjiku Mwangi", 12
        session.commit()
        return [one.id for one in queries.series_of(webinar)]


def moved_to(app, webinar_id, wall):
    """Another time of day, of which nobody was told yet."""
    with app.app_context():
        session.get_one(Webinar, webinar_id).entry.wall_start = wall
        session.commit()


def shown_of(page):
    """The cards of the page before it is done, in words."""
    main = page.text.partition("<main")[2].partition('<form method="post" class="actions">')[0]
    words = [
        " ".join(re.sub(r"<[^>]+>", " ", card).split()) for card in main.split('<section class="card')[1:]
    ]
    return [one.partition(">")[2].strip() for one in words]


def test_what_follows_becomes_like_this_one_after_a_look_at_each(
    chandra, amina, bruno, program, series, app, letters
):
    first, second, third = series
    desk = f"/programs/{program.id}/webinars/{first}"
    amina.post(f"/programs/{program.id}/sessions/{second}/registration")
    bruno.post(f"/programs/{program.id}/sessions/{third}/registration")
    letters()
    seen = chandra.post(f"{desk}/series/following")
    assert "Before you save it" in seen.text
    assert shown_of(seen) == [
        "What changes in each of the 2 sessions Places Before as many as come Now 12"
        " With whom Before Grace Wanjiru Now Wanjiku Mwangi",
        "Nobody is told Nobody is mailed: a change of text does not nag."
        " Calendars that fetch it show it by themselves.",
    ]
    with app.app_context():
        assert {one.host_name for one in queries.rest_of_series(session.get_one(Webinar, first))} == {
            "Grace Wanjiru"
        }
    done = agreed(chandra, f"{desk}/series/following", {})
    assert (
        "2 sessions that follow are like this one now. Nobody is mailed." in chandra.get(done.location).text
    )
    assert letters() == []

    moved_to(app, first, "2026-11-23T19:30")
    seen = chandra.post(f"{desk}/series/following")
    assert "Before you tell anybody" in seen.text
    assert shown_of(seen) == [
        "Monday 30 November, 20:00 (EAT) Starts Before Monday 30 November, 20:00 (EAT)"
        " Now Monday 30 November, 19:30 (EAT) 1 mail.",
        "Monday 7 December, 20:00 (EAT) Starts Before Monday 7 December, 20:00 (EAT)"
        " Now Monday 7 December, 19:30 (EAT) 1 mail.",
        "2 people are told, with 2 mails 2 people who are expected get the new time, for their calendars too."
        " 4 reminders wait for the time that it then has.",
    ]
    assert "Save and tell 2 people" in seen.text
    assert (letters(), starts(app)[1:]) == ([], ["2026-11-30T20:00", "2026-12-07T20:00"])
    done = agreed(chandra, f"{desk}/series/following", {})
    assert "2 people are told by mail." in chandra.get(done.location).text
    assert len(letters()) == 2
    assert starts(app)[1:] == ["2026-11-30T19:30", "2026-12-07T19:30"]
    assert chandra.get(f"/programs/{program.id}/record").text.count("moved <") == 2
    chandra.post(f"{desk}/series/following")
    assert "They are like this one already." in chandra.get(f"{desk}/again").text


def test_what_changed_since_somebody_looked_is_looked_over_again(
    chandra, amina, program, series, app, letters
):
    first, second, _third = series
    desk = f"/programs/{program.id}/webinars/{first}"
    moved_to(app, first, "2026-11-23T19:30")
    sure = re.search(r'name="sure" value="(\w+)"', chandra.post(f"{desk}/series/following").text)[1]
    amina.post(f"/programs/{program.id}/sessions/{second}/registration")
    letters()
    again = chandra.post(f"{desk}/series/following", {"sure": sure})
    assert "Something has changed since you looked." in again.text
    assert "1 person is told, with 1 mail" in again.text
    answer = chandra.post(f"{desk}/series/following", {"sure": sure, "back": "1"})
    assert answer.location == f"{desk}/again"
    assert (letters(), starts(app)[1:]) == ([], ["2026-11-30T20:00", "2026-12-07T20:00"])


def test_what_speaks_against_the_time_of_each_is_said(chandra, amina, bruno, program, series, app, plan):
    first, second, _third = series
    desk = f"/programs/{program.id}/webinars/{first}"
    other = plan(title="Asking well", starts_wall="2026-11-30T19:00")
    for one in (second, other):
        amina.post(f"/programs/{program.id}/sessions/{one}/registration")
    moved_to(app, first, "2026-11-23T19:15")
    elsewhere = "1 person is in “Asking well” then: Monday 30 November, 19:00 to 19:45, your time (EAT)."
    cards = shown_of(chandra.post(f"{desk}/series/following"))
    assert [elsewhere in one for one in cards] == [False, True, False, False]


def test_who_is_limited_to_a_group_changes_only_its_sessions(app, chandra, visit, program, series, at):
    first, second, third = series
    grace = visit("grace@example.org", "Grace Wanjiru")
    with app.app_context():
        group = session.merge(program).first_cohort.id
        session.add(
            StaffGrant(
                program_id=program.id, person_id=grace.id, role="coordinator", cohort_id=group, granted_at=at
            )
        )
        for one in (first, second):
            session.get_one(Webinar, one).cohort_id = group
        session.commit()
    done = agreed(grace, f"/programs/{program.id}/webinars/{first}/series/following", {})
    assert done.status_code == 302
    with app.app_context():
        hosts = [session.get_one(Webinar, one).host_name for one in (second, third)]
    assert hosts == ["Wanjiku Mwangi", "Grace Wanjiru"]


def test_what_speaks_against_another_time_or_a_week_is_said_before_it_is_offered(
    chandra, amina, program, plan, desk, page, app
):
    plan(title="Asking well", starts_wall="2026-12-07T20:00", host_id=chandra.id)
    amina.post(f"{page}/registration")
    with app.app_context():
        session.scalars(select(Webinar).order_by(Webinar.id)).first().host_id = chandra.id
        session.commit()
    busy = "Who leads it leads “Asking well” then"
    for deed, given, button in (
        ("times", {"starts_wall": "2026-12-07T20:15"}, "Schedule it all the same"),
        ("series", {"weeks": "2"}, "Schedule them all the same"),
    ):
        before = starts(app)
        seen = chandra.post(f"{desk}/{deed}", given)
        assert (busy in seen.text, button in seen.text, starts(app)) == (True, True, before)
        back = chandra.post(f"{desk}/{deed}", given | {"back": "1"})
        assert all(f'value="{value}"' in back.text for value in given.values())
        assert agreed(chandra, f"{desk}/{deed}", given).status_code == 302
        assert len(starts(app)) > len(before)


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
    agreed(chandra, f"{desk}/times", {"starts_wall": "2026-11-25T08:00"})
    assert "between 08:00 and 20:30" not in chandra.get(f"{desk}/again").text


def test_what_is_cancelled_is_not_offered_once_more(chandra, desk):
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    answer = chandra.get(f"{desk}/again")
    assert (answer.status_code, "This session is cancelled." in answer.text) == (422, True)
