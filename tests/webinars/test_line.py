"""Places of a session, the line before a full one, and moving up."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.programs.models import Program
from mentortrain.webinars import actions, queries
from mentortrain.webinars.models import Registration, Webinar
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed, event_in, said

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.fixture
def people(visit: Callable[..., Visitor], program: Program) -> list[Visitor]:
    """Six mentees."""
    return [
        visit(f"p{number}@example.org", f"P{number} Person", role="mentee", program=program)
        for number in range(6)
    ]


@pytest.fixture
def small(chandra: Visitor, desk: str, page: str) -> str:
    """The page of a session with two places."""
    assert agreed(chandra, f"{desk}/edit", DETAILS | {"capacity": "2"}).status_code == 302
    return page


def states(app: Flask, webinar_id: int) -> dict[int, str]:
    with app.app_context():
        rows = session.execute(
            select(Registration.person_id, Registration.state).where(Registration.webinar_id == webinar_id)
        )
        return {row[0]: row[1] for row in rows}


def lines_of(app: Flask, webinar_id: int) -> list[int]:
    with app.app_context():
        found = session.get_one(Webinar, webinar_id)
        return [one.person_id for one in queries.first_waiting(found.id, 100)]


def to(messages: list[Any]) -> list[tuple[str, str]]:
    return [(one["To"].addresses[0].addr_spec, str(one["Subject"]).partition(":")[0]) for one in messages]


def test_a_full_session_lets_people_wait_and_the_first_moves_up(
    app: Flask,
    people: list[Visitor],
    chandra: Visitor,
    small: str,
    desk: str,
    webinar_id: int,
    letters: Callable[..., Any],
) -> None:
    first, second, third, fourth, fifth, _ = people
    assert "2 of 2 places are free" in first.get(small).text
    for one in (first, second):
        one.post(f"{small}/registration")
    letters()
    shown = third.get("/sessions").text
    assert "full: you can wait" in shown
    for one in (third, fourth, fifth, third):  # once more is no second place in line
        one.post(f"{small}/registration")
    mails = letters()
    assert to(mails) == [(one.email, "You are waiting for a place") for one in (third, fourth, fifth)]
    assert said(mails) == [], "nothing for the calendar"
    assert "You are number 2 in line." in mails[1].get_body(("plain",)).get_content()
    assert "You are number 2 in line for" in fourth.get(small).text
    assert "number 3 in line" in fifth.get("/sessions").text
    desk_shown = chandra.get(desk).text
    assert "2 of 2 are taken" in desk_shown
    assert desk_shown.index("P2 Person") < desk_shown.index("P3 Person") < desk_shown.index("P4 Person")
    assert "3 waiting" in chandra.get(desk.rpartition("/")[0]).text
    with clock.held_at(START):
        assert third.post(f"{small}/visit").location.endswith(small), "who waits is not led in"

    assert "You wait no more." in third.get(third.post(f"{small}/withdrawal").location).text
    assert letters() == []
    first.post(f"{small}/withdrawal")
    mails = letters()
    assert sorted(to(mails)) == [
        (first.email, "You are not coming"),
        (fourth.email, "A place is free, you are in"),
    ]
    assert {one[:2] for one in said(mails)} == {(first.email, "CANCEL"), (fourth.email, "REQUEST")}
    (invitation,) = [one for one in mails if one["To"].addresses[0].addr_spec == fourth.email]
    assert event_in(invitation)["SUMMARY"] == DETAILS["title"]
    assert "You are registered for" in fourth.get(small).text
    assert "You are first in line for" in fifth.get(small).text
    third.post(f"{small}/registration")
    assert lines_of(app, webinar_id) == [fifth.id, third.id], "who comes back is the last"


def test_more_places_let_in_as_many_and_fewer_take_nobodys_away(
    app: Flask,
    people: list[Visitor],
    chandra: Visitor,
    small: str,
    desk: str,
    webinar_id: int,
    letters: Callable[..., Any],
) -> None:
    for one in people:
        one.post(f"{small}/registration")
    letters()
    agreed(chandra, f"{desk}/edit", DETAILS | {"capacity": "4"})
    assert to(letters()) == [(one.email, "A place is free, you are in") for one in people[2:4]]
    assert "4 people have a place now" in chandra.get(f"{desk}/edit").text
    agreed(chandra, f"{desk}/edit", DETAILS | {"capacity": "1"})
    shown = chandra.get(desk).text
    assert "1 place, and 4 people who keep theirs" in shown
    assert "2 people wait for a place. Nobody moves up before 4 of those who have one leave." in shown
    people[0].post(f"{small}/withdrawal")
    assert to(letters()) == [(people[0].email, "You are not coming")]
    assert lines_of(app, webinar_id) == [people[4].id, people[5].id]
    assert (
        "Enter a number from 1 to 10,000" in agreed(chandra, f"{desk}/edit", DETAILS | {"capacity": "0"}).text
    )
    agreed(chandra, f"{desk}/edit", DETAILS | {"capacity": ""})
    assert lines_of(app, webinar_id) == []
    assert len(letters()) == 2


def test_moving_up_ends_when_the_session_begins(
    app: Flask, people: list[Visitor], small: str, webinar_id: int, letters: Callable[..., Any]
) -> None:
    for one in people[:4]:
        one.post(f"{small}/registration")
    with clock.held_at(START + timedelta(minutes=1)):
        assert "is full, and has begun" in people[4].get(small).text
        assert "nobody waits any more" in people[4].get(people[4].post(f"{small}/registration").location).text
        people[0].post(f"{small}/withdrawal")
        assert lines_of(app, webinar_id) == [people[2].id, people[3].id]
        people[3].post(f"{small}/registration")  # whoever is there takes the place
    assert states(app, webinar_id)[people[3].id] == "registered"


def test_who_leaves_the_program_or_is_invited(
    app: Flask, people: list[Visitor], small: str, webinar_id: int, at: datetime, letters: Callable[..., Any]
) -> None:
    first, second, third, _fourth, fifth, sixth = people
    for one in people[:5]:
        one.post(f"{small}/registration")
    letters()
    with app.app_context():
        webinar = session.get_one(Webinar, webinar_id)
        actions.leave_program(third.id, webinar.program_id, at)  # from the line
        actions.leave_program(second.id, webinar.program_id, at)  # from a place
        session.commit()
        assert queries.place_in_line(webinar_id, fifth.id) == 1
        assert actions.invite(webinar, [session.get_one(Person, sixth.id)], at=at) == 1
        session.commit()
    first.post(f"{small}/withdrawal")
    found = states(app, webinar_id)
    assert [found[one.id] for one in people] == [
        "withdrawn",
        "withdrawn",
        "withdrawn",
        "registered",
        "waiting",
        "invited",
    ], "an invitation holds a place: it stands in the calendar"
    assert "You are invited to" in sixth.get(small).text


def test_calling_it_off_tells_who_waits(
    people: list[Visitor], chandra: Visitor, small: str, desk: str, letters: Callable[..., Any]
) -> None:
    for one in people[:3]:
        one.post(f"{small}/registration")
    letters()
    shown = chandra.get(desk).text
    assert "The 2 people who are expected get a mail" in shown
    assert "1 person who waits for a place is told by mail too." in shown
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    assert "The session is cancelled. 3 people are told by mail." in chandra.get(desk).text
    mails = letters()
    assert sorted(to(mails)) == [(one.email, "Cancelled") for one in people[:3]]
    assert len(said(mails)) == 2, "what never stood in a calendar is not taken out of it"


def test_many_deeds_leave_nobody_skipped(
    app: Flask, people: list[Visitor], plan: Callable[..., int], at: datetime
) -> None:
    """Against a line as anybody would keep it on paper."""
    chance, capacity = random.Random(364), 2
    webinar_id, inside, line = plan(capacity=2), set[int](), list[int]()
    with app.app_context():
        webinar = session.get_one(Webinar, webinar_id)
        for step in range(120):
            person = session.get_one(Person, chance.choice(people).id)
            deed = chance.choice(("come", "come", "go", "places"))
            if deed == "come":
                actions.register(webinar, person, at=at)
                if person.id not in inside and person.id not in line:
                    line.append(person.id)
            elif deed == "go":
                actions.withdraw(webinar, person, at=at)
                inside.discard(person.id)
                line = [one for one in line if one != person.id]
            else:
                capacity = chance.randint(1, 4)
                details = DETAILS | {
                    "starts_wall": datetime.fromisoformat(DETAILS["starts_wall"]),
                    "threshold_percent": int(DETAILS["threshold_percent"]),
                    "minutes": 45,
                    "reminders": [15],
                }
                actions.edit(webinar, **details, cohort_id=None, host_id=None, capacity=capacity, at=at)
            while line and len(inside) < capacity:
                inside.add(line.pop(0))
            session.commit()
            rows = session.scalars(select(Registration).where(Registration.webinar_id == webinar_id)).all()
            assert {one.person_id for one in rows if one.is_expected} == inside, step
            assert [one.person_id for one in queries.first_waiting(webinar_id, 100)] == line, step
