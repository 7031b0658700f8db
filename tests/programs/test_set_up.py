"""The guided set-up: saved at every step, a draft until the last one opens it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from mentortrain.db import session
from mentortrain.programs.models import Program
from mentortrain.readiness.models import PublishedRubric
from tests.conftest import import_list

pytestmark = pytest.mark.either  # pages and words, not the database

WHAT = {
    "name": "Bridges",
    "audience": "Owners of repair shops in Niš.",
    "hours_per_month": "3",
    "digital_requirements": "A phone.",
    "touch_level": "high",
}
DATES = {
    "opens_on": "2026-12-01",
    "pairing_on": "2027-01-15",
    "ends_on": "2027-07-15",
    "time_zone": "Europe/Belgrade",
}


@pytest.fixture
def draft(chandra, app) -> int:
    """Bridges after its first step."""
    location = chandra.post("/programs/new", WHAT).location
    return int(re.fullmatch(r"/programs/(\d+)/set-up/dates", location)[1])


def test_a_name_makes_a_draft_with_good_dates(chandra, app):
    answer = chandra.post("/programs/new", {"name": "Bridges", "hours_per_month": "2", "touch_level": "low"})
    with app.app_context():
        made = session.scalars(select(Program).where(Program.name == "Bridges")).one()
        group = made.first_cohort
        assert (made.state, made.touch_level, made.opened_at, group.time_zone) == (
            "draft", "low", None, "Africa/Nairobi",
        )  # fmt: skip
        # Today is Monday, 23 November: the next one is in a week.
        assert (group.opens_on, group.pairing_on, group.ends_on) == (
            date(2026, 11, 30), date(2026, 12, 28), date(2027, 4, 19),
        )  # fmt: skip
        roles = session.scalars(select(PublishedRubric.role).where(PublishedRubric.program_id == made.id))
        assert sorted(roles) == ["mentee", "mentor"]
        assert answer.location == f"/programs/{made.id}/set-up/dates"
    assert f"/programs/{made.id}/set-up/dates" in chandra.get("/programs").text  # one goes on where one left


@pytest.mark.parametrize(
    ("step", "field", "value", "says"),
    [
        ("what", "name", "", "Give the program a name."),
        ("what", "hours_per_month", "0", "Enter a number from 1 to 40."),
        ("what", "hours_per_month", "many", "Enter a number, such as 2."),
        ("what", "touch_level", "huge", "Choose one of the three."),
        ("dates", "pairing_on", "2026-11-01", "Pairing day comes after training opens."),
        ("dates", "ends_on", "2027-01-15", "The end comes after pairing day."),
        ("dates", "opens_on", "soon", "Enter a date, such as 2026-12-10."),
        ("dates", "opens_on", "0001-01-01", "Enter a year from 2000 to 2099."),
        ("dates", "ends_on", "2100-01-01", "Enter a year from 2000 to 2099."),
        ("dates", "time_zone", "Mars/Base", "Choose a zone from the list."),
    ],
)
def test_a_mistake_is_shown_beside_its_field_and_nothing_is_saved(
    chandra, app, draft, step, field, value, says
):
    form = WHAT | {"audience": "Other words."} if step == "what" else DATES
    page = chandra.post(f"/programs/{draft}/set-up/{step}", form | {field: value})
    assert page.status_code == 422
    assert says in page.text
    assert step == "dates" or "Other words." in page.text
    with app.app_context():
        program = session.get_one(Program, draft)
        assert program.audience == "Owners of repair shops in Niš."
        assert program.first_cohort.opens_on == date(2026, 11, 30)


def test_each_step_is_saved_and_leads_to_the_next(chandra, app, draft, letters):
    steps = f"/programs/{draft}/set-up"
    look = chandra.post(f"{steps}/dates", DATES | {"look": "1"})
    assert look.location == f"{steps}/dates"
    page = chandra.get(f"{steps}/dates").text
    assert "Monday 5 April" not in page
    assert "<svg" in page and "Pairing day" in page and "Follow-up at 12 months" in page
    assert "style=" not in page
    assert chandra.post(f"{steps}/dates", DATES).location == f"{steps}/groups"
    assert chandra.post(f"{steps}/groups").location == f"{steps}/people"
    assert chandra.post(f"{steps}/people").location == f"{steps}/open"
    people = "\n".join(f"P{n},p{n}@example.org,mentor,Serbia" for n in range(5))
    import_list(chandra, draft, people)
    page = chandra.get(f"{steps}/open").text
    assert "Bridges can open" in page
    assert "Opening sends 5 invitations." in page
    assert letters() == []
    chandra.post(f"/programs/{draft}/opening")
    assert len(letters()) == 5
    assert chandra.post(f"/programs/{draft}/opening").location == f"/programs/{draft}/settings"
    assert letters() == []
    for step in ("what", "dates", "groups", "people", "open"):
        assert chandra.get(f"{steps}/{step}").location == f"/programs/{draft}/settings"


def test_what_is_missing_is_said_with_a_way_to_it_and_it_does_not_open(chandra, app):
    location = chandra.post("/programs/new", WHAT | {"audience": "", "digital_requirements": ""}).location
    steps = location.removesuffix("/dates")
    program = steps.removesuffix("/set-up")
    chandra.post(
        f"{steps}/dates",
        DATES | {"opens_on": "2025-01-01", "pairing_on": "2025-02-01", "ends_on": "2025-06-01"},
    )
    page = chandra.get(f"{steps}/open").text
    assert "What is missing before Bridges can open" in page
    for text, where in [
        ("Say who the program is for.", "set-up/what"),
        ("Say what people need to take part.", "set-up/what"),
        ("The end of Bridges has passed. Choose dates that are still to come.", "set-up/dates"),
        ("Nobody is invited yet. You can open it and invite people later.", "people/import"),
    ]:
        assert f'href="{program}/{where}">{text}' in page
    refused = chandra.post(f"{program}/opening")
    assert refused.status_code == 422
    assert "Something is still missing" in refused.text


def test_two_of_staff_see_what_the_other_has_saved(chandra, app, draft):
    url = f"/programs/{draft}/set-up/what"
    seen = seen_on(chandra.get(url).text)
    assert chandra.post(url, WHAT | {"hours_per_month": "4", "seen": seen}).status_code == 302
    page = chandra.post(url, WHAT | {"name": "Bridges of Niš", "seen": seen})
    assert page.status_code == 409
    assert "Somebody else saved this meanwhile" in page.text
    assert "it was “3”, now it is “4”" in page.text
    assert 'value="Bridges of Niš"' in page.text
    assert 'value="4"' in page.text  # left alone by who saves second: what stands there now
    again = WHAT | {"name": "Bridges of Niš", "hours_per_month": "4", "seen": seen_on(page.text)}
    assert chandra.post(url, again).status_code == 302
    with app.app_context():
        program = session.get_one(Program, draft)
        assert (program.name, program.hours_per_month) == ("Bridges of Niš", 4)
        assert program.first_cohort.name == "Bridges of Niš"


@pytest.mark.parametrize(
    "seen", ["", "{", "[1]", '"x"', "{}", "null", '{"name": {"a": 1}, "hours_per_month": null}']
)
def test_a_page_s_memory_that_says_nonsense_breaks_nothing(chandra, draft, seen):
    assert chandra.post(f"/programs/{draft}/set-up/what", WHAT | {"seen": seen}).status_code in (302, 409)


def seen_on(page: str) -> str:
    import html

    return html.unescape(re.search(r'name="seen"[^>]*value="([^"]*)"', page)[1])


def test_a_participant_makes_no_program(amina, draft):
    assert amina.get("/programs/new").status_code == 403
    assert amina.post("/programs/new", WHAT).status_code == 403
    assert amina.get(f"/programs/{draft}/set-up/what").status_code == 404
