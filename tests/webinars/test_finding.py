"""Finding sessions: a month to look at, a day to choose, and which of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.agenda.rules import Month
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.programs.actions import enrol, make_program
from mentortrain.programs.models import Program
from mentortrain.webinars.forms import Wanted
from tests.conftest import Visitor, puentes

pytestmark = pytest.mark.either  # pages and words, not the database

TODAY = date(2026, 11, 23)


@given(st.integers(2100, 2198), st.integers(1, 12), st.integers(-1200, 1200), st.integers(0, 6))
def test_a_month_turns_there_and_back_and_has_each_of_its_days_once(
    year: int, number: int, turns: int, first: int
) -> None:
    month = Month(year, number)
    assert month.moved(turns).moved(-turns) == month
    assert Month.read(str(month), otherwise=Month(2000, 1)) == month
    weeks = month.weeks(first)
    assert {(len(week), week[0].weekday()) for week in weeks} == {(7, first)}
    of_month = [day for week in weeks for day in week if month.holds(day)]
    assert of_month[0] == month.first
    assert len(of_month) == (month.moved(1).first - month.first).days


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "1999-12", "2026-1", "2026-12-01", "٢٠٢٦-١٢"]
)
def test_a_month_that_is_none_is_the_current_one(text: str) -> None:
    assert Wanted.of({"show": "month", "month": text}, today=TODAY).month == Month(2026, 11)


@pytest.mark.parametrize("text", ["", "2026-02-30", "yesterday", "20261203", "2026-W49-4"])
def test_a_day_that_is_none_asks_for_all(text: str) -> None:
    assert Wanted.of({"day": text, "program": f"-{text}", "mine": f"{text}1x"}, today=TODAY) == Wanted()


def test_an_address_says_what_is_wanted_and_nothing_more() -> None:
    wanted = Wanted(month=Month(2026, 12), topic="Hard talks", program_id=3, mine=True)
    args = {"show": "month", "month": "2026-12", "topic": "Hard talks", "program": "3", "mine": "1"}
    assert wanted.as_args() == args
    assert Wanted.of(args, today=TODAY) == wanted
    assert Wanted().as_args() == {}


def cells(html: str) -> dict[str, list[str]]:
    """What a month shows: by the day that a cell leads to, its titles with their times."""
    found = {}
    for cell in re.findall(r"<td.*?</td>", html, re.DOTALL):
        for day in re.findall(r"day=([\d-]+)", cell):
            found[day] = [
                " ".join(re.sub(r"<[^>]+>", " ", one).split())
                for one in re.findall(r"<li>(.*?)</li>", cell, re.DOTALL)
            ]
    return found


def test_a_month_shows_sessions_under_their_day_in_my_zone(
    amina: Visitor, bruno: Visitor, plan: Callable[..., int], page: str
) -> None:
    plan(title="Late", starts_wall="2026-11-30T23:30", time_zone="UTC")
    amina.post(f"{page}/registration")
    november = amina.get("/sessions?show=month").text
    assert "One session in November 2026" in november
    assert cells(november) == {"2026-11-23": ["20:00 Listening before advice yours"]}
    assert november.count('class="today" aria-current="date"') == 1
    assert re.search(r'class="today"[^>]*>\s*<a[^>]*day=2026-11-23', november)
    assert cells(amina.get("/sessions?show=month&month=2026-12").text) == {"2026-12-01": ["02:30 Late"]}
    assert cells(bruno.get("/sessions?show=month").text) == {
        "2026-11-23": ["12:00 Listening before advice"],
        "2026-11-30": ["18:30 Late"],
    }, "in Bogotá it is still November"


def test_months_turn_and_lead_back(amina: Visitor) -> None:
    january = amina.get("/sessions?show=month&month=2027-01").text
    assert "No session in January 2027" in january
    assert 'href="/sessions?show=month&amp;month=2026-12" rel="prev"' in january
    assert 'href="/sessions?show=month&amp;month=2027-02" rel="next"' in january
    assert "This month</a>" in january
    assert "This month</a>" not in amina.get("/sessions?show=month").text


def test_weeks_begin_as_the_language_has_it(amina: Visitor) -> None:
    (head,) = re.findall(r"<thead>.*?</thead>", amina.get("/sessions?show=month").text, re.DOTALL)
    assert re.findall(r'title="(\w+)"', head)[0] == "Monday"


def test_a_day_of_the_month_leads_to_its_list(amina: Visitor, plan: Callable[..., int], page: str) -> None:
    plan(title="Another day", starts_wall="2026-11-24T18:00")
    shown = amina.get("/sessions?day=2026-11-23").text
    assert "One session on Monday 23 November" in shown
    assert "Listening before advice" in shown
    assert "Another day" not in shown
    empty = amina.get("/sessions?day=2026-11-25").text
    assert "No session on Wednesday 25 November" in empty
    assert "Show all sessions" in empty


@pytest.mark.parametrize("show", ["", "&show=month"])
def test_topic_and_only_mine_leave_the_others_out(
    amina: Visitor, plan: Callable[..., int], page: str, show: str
) -> None:
    plan(title="A hard one", starts_wall="2026-11-24T18:00", topic="Hard talks")
    amina.post(f"{page}/registration")

    def titles(query: str) -> list[str]:
        text = amina.get(f"/sessions?{query}{show}").text
        return [title for title in ("Listening before advice", "A hard one") if f"{title}" in text]

    assert titles("") == ["Listening before advice", "A hard one"]
    assert titles("topic=Hard+talks") == ["A hard one"]
    assert titles("topic=hard++TALKS") == ["A hard one"]
    assert titles("mine=1") == ["Listening before advice"]
    assert titles("mine=1&topic=Hard+talks") == []


def test_sessions_of_one_program_of_several(
    app: Flask, amina: Visitor, chandra: Visitor, plan: Callable[..., int], page: str, program: Program, at
) -> None:
    assert 'name="program"' not in amina.get("/sessions").text
    with app.app_context():
        other = make_program(puentes(name="Elsewhere"), by=session.get_one(Person, chandra.id), at=at)
        enrol(other, session.get_one(Person, amina.id), "mentor", at=at)
        session.commit()
        other_id = other.id
        session.expunge(other)
    plan(other, title="Over there")
    both = amina.get("/sessions").text
    assert "Elsewhere" in both
    only = amina.get(f"/sessions?program={other_id}").text
    assert "Over there" in only
    assert "Listening before advice" not in only
    assert "Nothing here" in amina.get("/sessions?program=999999").text


def test_a_month_keeps_what_was_chosen_and_its_list_too(amina: Visitor, plan: Callable[..., int]) -> None:
    plan(topic="Hard talks")
    month = amina.get("/sessions?show=month&month=2026-11&topic=Hard+talks&mine=1").text
    assert 'href="/sessions?topic=Hard+talks&amp;mine=1"' in month, "as a list"
    assert 'href="/sessions?show=month&amp;month=2026-12&amp;topic=Hard+talks&amp;mine=1"' in month
    assert '<input type="hidden" name="month" value="2026-11">' in month
    assert '<option value="Hard talks" selected>' in month


def test_what_is_hostile_in_a_topic_stays_text(amina: Visitor, plan: Callable[..., int]) -> None:
    plan(topic="<i>&\"'")
    for address in ("/sessions", "/sessions?show=month&topic=%3Ci%3E%26%22%27"):
        shown = amina.get(address).text
        assert "<i>&" not in shown
        assert "&lt;i&gt;&amp;&#34;&#39;" in shown


def test_a_month_is_for_participants(nobody: Visitor) -> None:
    assert nobody.get("/sessions?show=month").location == "/sign-in?next=/sessions?show%3Dmonth"
