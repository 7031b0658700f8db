"""Feeds of staff: all sessions of a program, or those that somebody leads. They end with the role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from mentortrain import clock
from mentortrain.agenda.models import FeedToken
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.programs.actions.groups import add_group, facts_of
from mentortrain.programs.models import Program, StaffGrant
from tests.agenda.stage import address_for, events
from tests.agenda.test_polling import as_told, both_ways
from tests.conftest import Visitor
from tests.persons.merging_stage import OLD, merge
from tests.webinars.stage import DETAILS, agreed


@pytest.fixture
def whole(chandra: Visitor, program: Program) -> Callable[..., str]:
    """whole(): the path of a new feed of the program, made by its staff."""
    return lambda name="All": address_for(chandra, name, holds=f"program-{program.id}")


def titles(client: FlaskClient, feed: str) -> list[str]:
    return [str(event["SUMMARY"]) for event in events(client, feed)]


def test_a_program_feed_shows_all_its_sessions_with_who_leads_them(
    amina: Visitor,
    chandra: Visitor,
    dov: Visitor,
    plan: Callable[..., int],
    desk: str,
    page: str,
    whole: Any,
    phone: FlaskClient,
) -> None:
    plan(title="Asking well", starts_wall="2026-11-25T18:00", host_name="", description="Bring one case.")
    feed = whole()
    found = events(phone, feed)
    assert [str(one["SUMMARY"]) for one in found] == ["Listening before advice", "Asking well"]
    assert str(found[0]["DESCRIPTION"]).startswith("With Grace Wanjiru\n\nTwo cases from a salon")
    assert str(found[1]["DESCRIPTION"]).startswith("Bring one case.")
    assert found[0]["URL"] == f"http://localhost{desk}", "where staff look at it"
    content = phone.get(feed).data
    for secret in (b"meet.example.org", b"ATTENDEE", b"ORGANIZER", b"METHOD", b"amina"):
        assert secret not in content
    assert b"X-WR-CALNAME:mentortrain: Puentes 2027\r\n" in content
    amina.post(f"{page}/registration")
    (own,) = events(phone, address_for(amina))
    assert own["UID"] == found[0]["UID"], "one session has one UID in every feed"


def test_a_hosts_feed_shows_only_what_they_lead(
    app: Flask, chandra: Visitor, plan: Callable[..., int], page: str, phone: FlaskClient
) -> None:
    mine = plan(title="Mine", starts_wall="2026-11-26T18:00")
    feed = address_for(chandra, holds="leading")
    assert titles(phone, feed) == []
    tag = phone.get(feed).headers["ETag"]
    form = DETAILS | {"title": "Mine", "starts_wall": "2026-11-26T18:00", "host_id": str(chandra.id)}
    program_id = page.split("/")[2]
    agreed(chandra, f"/programs/{program_id}/webinars/{mine}/edit", form)
    answer = phone.get(feed, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert titles(phone, feed) == ["Mine"]


def test_both_ways_a_poll_of_staff_is_answered_the_same_in_two_statements(
    app: Flask, phone: FlaskClient, webinar_id: int, whole: Any, statements: Any
) -> None:
    feed = whole()
    tag = phone.get(feed).headers["ETag"]
    for method in ("GET", "HEAD"):
        before, own = both_ways(app, phone, feed, tag, method)
        assert as_told(before) == as_told(own)
        assert (before.status_code, before.headers["ETag"]) == (304, tag)
    with statements() as ran:
        assert phone.get(feed, headers={"If-None-Match": tag}).status_code == 304
    assert len([one for one in ran if one.lstrip().startswith("SELECT")]) == 2


def test_a_feed_of_thirty_takes_no_more_statements_than_one_of_one(
    plan: Callable[..., int], webinar_id: int, whole: Any, phone: FlaskClient, statements: Any
) -> None:
    feed = whole()
    counts = []
    for more in (0, 29):
        for number in range(more):
            plan(title=f"Session {number}")
        phone.get(feed)
        with statements() as ran:
            assert phone.get(feed).data.count(b"BEGIN:VEVENT") == 1 + more
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_every_change_that_shows_changes_the_tag_and_nothing_else_does(
    amina: Visitor,
    chandra: Visitor,
    plan: Callable[..., int],
    page: str,
    desk: str,
    whole: Any,
    phone: FlaskClient,
) -> None:
    feed = whole()
    tags = [phone.get(feed).headers["ETag"]]

    def now_differs() -> None:
        answer = phone.get(feed, headers={"If-None-Match": tags[-1]})
        assert answer.status_code == 200
        tags.append(answer.headers["ETag"])

    plan(title="Another")
    now_differs()
    amina.post(f"{page}/registration")
    assert phone.get(feed, headers={"If-None-Match": tags[-1]}).status_code == 304, "people do not show"
    agreed(chandra, f"{desk}/edit", DETAILS | {"title": "Listening first"})
    now_differs()
    agreed(chandra, f"{desk}/edit", DETAILS | {"title": "Listening first", "host_name": "Juma"})
    now_differs()
    agreed(chandra, f"{desk}/edit", DETAILS | {"title": "Listening first", "host_name": "Juma"})
    assert phone.get(feed, headers={"If-None-Match": tags[-1]}).status_code == 304
    agreed(chandra, f"{desk}/edit", DETAILS | {"title": "Listening first", "starts_wall": "2026-11-27T18:00"})
    now_differs()
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    now_differs()
    assert len(set(tags)) == len(tags)


@pytest.mark.either
def test_what_is_refused_raises_nothing(chandra: Visitor, desk: str, whole: Any, phone: FlaskClient) -> None:
    feed = whole()
    tag = phone.get(feed).headers["ETag"]
    assert agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2020-01-01T10:00"}).status_code == 422
    assert phone.get(feed, headers={"If-None-Match": tag}).status_code == 304


def test_a_cancelled_session_leaves_after_thirty_days(
    chandra: Visitor, desk: str, whole: Any, phone: FlaskClient, at: datetime
) -> None:
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    feed = whole()
    (event,) = events(phone, feed)
    assert (event["STATUS"], str(event["SUMMARY"])) == ("CANCELLED", "Cancelled: Listening before advice")
    tag = phone.get(feed).headers["ETag"]
    with clock.held_at(at + timedelta(days=31)):
        answer = phone.get(feed, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data.count(b"BEGIN:VEVENT")) == (200, 0)


@pytest.mark.either
@pytest.mark.parametrize("holds", ["program", "leading"])
def test_it_ends_with_the_role(
    app: Flask, chandra: Visitor, program: Program, webinar_id: int, phone: FlaskClient, holds: str
) -> None:
    feed = address_for(chandra, holds=f"program-{program.id}" if holds == "program" else holds)
    tag = phone.get(feed).headers["ETag"]
    with app.app_context():
        session.execute(delete(StaffGrant).where(StaffGrant.person_id == chandra.id))
        session.commit()
    assert phone.get(feed).status_code == 404
    assert phone.get(feed, headers={"If-None-Match": tag}).status_code == 404
    shown = chandra.get("/calendar").text
    assert "ended" in shown
    assert 'name="holds"' not in shown


@pytest.mark.either
def test_a_role_that_sees_no_sessions_has_no_such_feed(
    app: Flask, chandra: Visitor, webinar_id: int, whole: Any, phone: FlaskClient
) -> None:
    feed = whole()
    with app.app_context():
        session.execute(update(StaffGrant).where(StaffGrant.person_id == chandra.id).values(role="reviewer"))
        session.commit()
    assert phone.get(feed).status_code == 404
    assert 'name="holds"' not in chandra.get("/calendar").text


def test_who_is_limited_to_a_group_sees_its_sessions_and_those_for_all(
    app: Flask,
    chandra: Visitor,
    program: Program,
    plan: Callable[..., int],
    webinar_id: int,
    whole: Any,
    phone: FlaskClient,
    at: datetime,
) -> None:
    with app.app_context():
        here = session.get_one(Program, program.id)
        first = here.first_cohort
        other = add_group(here, replace(facts_of(first), name="Kenya"), at=at)
        session.commit()
        first_id, other_id = first.id, other.id
    new = f"/programs/{program.id}/webinars/new"
    for title, cohort_id in (("Of the first", first_id), ("Of Kenya", other_id)):
        agreed(chandra, new, DETAILS | {"title": title, "cohort_id": str(cohort_id)})
    feed = whole()
    tag = phone.get(feed).headers["ETag"]
    assert sorted(titles(phone, feed)) == ["Listening before advice", "Of Kenya", "Of the first"]
    with app.app_context():
        session.execute(
            update(StaffGrant).where(StaffGrant.person_id == chandra.id).values(cohort_id=other_id)
        )
        session.commit()
    assert phone.get(feed, headers={"If-None-Match": tag}).status_code == 200, "their view is another one"
    assert sorted(titles(phone, feed)) == ["Listening before advice", "Of Kenya"]


@pytest.mark.either
def test_nobody_makes_one_of_a_program_that_is_not_theirs(
    amina: Visitor, dov: Visitor, program: Program, phone: FlaskClient
) -> None:
    answer = dov.post("/calendar", {"name": "All", "holds": f"program-{program.id}"})
    assert answer.status_code == 422
    assert "Choose from the list." in answer.text
    assert "End this address" not in dov.get("/calendar").text
    assert events(phone, address_for(amina, holds=f"program-{program.id}")) == [], (
        "who is no staff has their own"
    )


@pytest.mark.either
def test_the_page_of_sessions_leads_to_an_address_with_all_of_them(
    chandra: Visitor, dov: Visitor, program: Program
) -> None:
    link = f"/calendar?holds=program-{program.id}"
    assert f'href="{link}#addresses"' in chandra.get(f"/programs/{program.id}/webinars").text
    made = chandra.post("/calendar", {"name": "Wall", "holds": f"program-{program.id}"})
    shown = chandra.get(made.location).text
    assert "It ends with your role." in shown
    assert "you also get a mail at once" not in shown, "staff are mailed nothing of it"
    chosen = f'<option selected value="program-{program.id}">All sessions of {program.name}</option>'
    assert chosen in chandra.get(link).text
    assert program.name not in dov.get(link).text


@pytest.mark.either
def test_several_are_named_shown_and_ended_one_by_one(
    app: Flask, chandra: Visitor, webinar_id: int, whole: Any, phone: FlaskClient, program: Program
) -> None:
    one, two = whole("Office"), whole("Wall")
    shown = chandra.get("/calendar").text
    assert shown.count(f"Holds all sessions of {program.name}") == 2
    assert "Mails about new sessions carry" not in shown, "that is about their own sessions"
    with app.app_context():
        office = session.scalars(select(FeedToken.id).where(FeedToken.name == "Office")).one()
    chandra.post(f"/calendar/addresses/{office}/revocation")
    assert (phone.get(one).status_code, phone.get(two).status_code) == (404, 200)


@pytest.mark.either
def test_an_administrator_without_a_role_in_the_program_is_offered_none(
    app: Flask, amina: Visitor, program: Program
) -> None:
    with app.app_context():
        session.get_one(Person, amina.id).is_admin = True
        session.commit()
    assert amina.get(f"/programs/{program.id}/webinars").status_code == 200
    assert 'name="holds"' not in amina.get("/calendar").text


def test_who_leads_a_session_no_more_loses_it_from_their_feed(
    app: Flask, chandra: Visitor, desk: str, whole: Any, phone: FlaskClient
) -> None:
    agreed(chandra, f"{desk}/edit", DETAILS | {"host_id": str(chandra.id)})
    leading = address_for(chandra, "Leading", holds="leading")
    assert titles(phone, leading) == [DETAILS["title"]]
    tag = phone.get(leading).headers["ETag"]
    agreed(chandra, f"{desk}/edit", DETAILS | {"host_id": ""})
    answer = phone.get(leading, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data.count(b"BEGIN:VEVENT")) == (200, 0)
    assert titles(phone, whole()) == [DETAILS["title"]]


def test_a_draft_is_in_no_feed_and_no_month_until_it_is_published(
    amina: Visitor, chandra: Visitor, program: Program, whole: Any, phone: FlaskClient
) -> None:
    feed = whole()
    made = chandra.post(f"/programs/{program.id}/webinars/new", DETAILS | {"draft": "1"}).location
    tag = phone.get(feed).headers["ETag"]
    assert titles(phone, feed) == []
    assert DETAILS["title"] not in amina.get("/sessions?show=month").text
    chandra.post(f"{made}/publication")
    assert phone.get(feed, headers={"If-None-Match": tag}).status_code == 200
    assert titles(phone, feed) == [DETAILS["title"]]
    assert DETAILS["title"] in amina.get("/sessions?show=month").text


def test_of_two_accounts_that_become_one_the_feed_shows_what_both_led(
    app: Flask,
    amina: Visitor,
    visit: Callable[..., Visitor],
    chandra: Visitor,
    nobody: Visitor,
    letters: Callable[..., Any],
    desk: str,
    phone: FlaskClient,
    program: Program,
    at: datetime,
) -> None:
    twin = visit(OLD, "Amina Odhiambo", role="mentor", program=program)
    with app.app_context():
        for one in (amina, twin):
            session.add(StaffGrant(program_id=program.id, person_id=one.id, role="host", granted_at=at))
        session.commit()
    agreed(chandra, f"{desk}/edit", DETAILS | {"host_id": str(twin.id)})
    feed = address_for(amina, holds="leading")
    tag = phone.get(feed).headers["ETag"]
    assert titles(phone, feed) == []
    merge(app, chandra, program, amina, twin, letters, nobody)
    assert phone.get(feed, headers={"If-None-Match": tag}).status_code == 200
    assert titles(phone, feed) == [DETAILS["title"]]
