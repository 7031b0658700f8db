"""What the public page offers, mentors first, and the settings of the door."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mentortrain.applications.models import Intake, Interest
from mentortrain.applications.rules import Facts, door, is_slug, mentors_first, needs, slug_of
from mentortrain.db import session
from mentortrain.programs.models import Program
from mentortrain.prose import as_html
from tests.applications.stage import DOOR, ELENA, PAGE, link_in, open_door
from tests.audit.stage import lines

pytestmark = pytest.mark.either  # pages and words, not the database

LEFT = {"email": "mira@example.org", "consent": "y"}


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (Facts(False, None, 0), "closed"),
        (Facts(True, None, 900), "open"),
        (Facts(True, 3, 2), "open"),
        (Facts(True, 3, 3), "full"),
        (Facts(True, 3, 0, may_come=False), "not yet"),
        (Facts(False, 3, 3, may_come=False), "closed"),
    ],
)
def test_the_door(facts, found):
    assert door(facts) == found


def test_mentors_first_is_half_of_the_places():
    assert [mentors_first(places) for places in (None, 1, 2, 5, 20)] == [5, 1, 1, 3, 10]


def test_names_become_addresses():
    names = ("Puentes 2027", "Đorđe & Žene – Niš", "日本", "  --A--B ")
    assert [slug_of(name) for name in names] == ["puentes-2027", "djordje-zene-nis", "program", "a-b"]
    assert [is_slug(text) for text in ("a-b", "A", "a--b", "-a", "", "confirmation", "a/b")] == [True] + [
        False
    ] * 6


def test_needs_are_lines_or_sentences():
    assert needs("A phone.\n- A mail address\n\n") == ["A phone.", "A mail address"]
    assert needs("A phone with a browser. 1 GB a month.") == ["A phone with a browser.", "1 GB a month."]
    assert needs("") == []


def test_an_introduction_cannot_run_anything():
    source = "# Hi\n<script>alert(1)</script>[x](javascript:alert(1)) ![p](https://evil.example/p.png) **b**"
    made = str(as_html(source))
    assert "<script" not in made and "<img" not in made and 'href="javascript' not in made
    assert made.startswith("<h3>Hi</h3>")
    assert "<strong>b</strong>" in made


def test_mentees_wait_until_enough_mentors_are_on_the_way(nobody, chandra, visit, program, letters, app, at):
    open_door(chandra, program)
    assert nobody.get(f"{PAGE}/mentee").location == PAGE
    assert nobody.post(f"{PAGE}/mentee", {**ELENA}).status_code == 422
    for _again in range(2):
        nobody.post(f"{PAGE}/interest", LEFT)
    first, _second = letters()
    assert first["Subject"] == "Shall we write to you when mentees can apply for Puentes 2027?"
    link = link_in(first)
    assert "Shall we write to you" in nobody.get(link).text
    nobody.post(link)
    nobody.post(f"{PAGE}/interest", {**LEFT, "email": "never@example.org"})  # does not confirm
    letters()
    visit("m1@example.org", "M One", role="mentor", program=program)
    assert "1 of 2 mentors are on the way." in nobody.get(PAGE).text
    visit("m2@example.org", "M Two", role="mentor", program=program)
    assert "looks for mentors and mentees" in nobody.get(PAGE).text
    [mail] = letters()
    assert (mail["To"], mail["Subject"]) == (
        "mira@example.org",
        "You can apply for a mentor in Puentes 2027 now",
    )
    assert link_in(mail) == f"{PAGE}/mentee"
    with app.app_context():
        [line] = lines("intake.mentees_opened_by_itself")
        assert line.details == {"told": 1, "mentors": 2}
    assert nobody.post(f"{PAGE}/interest", LEFT).status_code == 422  # nothing to wait for any more
    nobody.post(link, {"remove": "1"})
    with app.app_context():
        emails = session.scalars(select(Interest.email).order_by(Interest.id)).all()
        assert emails == ["never@example.org"]


def test_staff_open_for_mentees_by_hand(nobody, chandra, program, app):
    open_door(chandra, program, mentors_first="")
    chandra.post(f"/programs/{program.id}/settings/applications/mentees")
    chandra.post(f"/programs/{program.id}/settings/applications/mentees")
    assert "looks for mentors and mentees" in nobody.get(PAGE).text
    with app.app_context():
        assert len(lines("intake.mentees_opened")) == 1


def test_the_ticker_opens_what_two_at_once_did_not_see(nobody, chandra, amina, program, app, at):
    from mentortrain.applications.jobs import open_doors

    open_door(chandra, program, mentors_first="3")
    with app.app_context():
        session.get_one(Intake, program.id).mentors_first = 1
        session.commit()
        assert open_doors(at) == f"mentees can apply for program {program.id}"
        assert open_doors(at) == ""


def test_a_full_an_archived_and_an_ended_program_say_so(nobody, chandra, amina, program, app, at):
    open_door(chandra, program, mentor_places="1")
    assert "All places for mentors are taken." in nobody.get(PAGE).text
    assert nobody.post(f"{PAGE}/mentor", ELENA).status_code == 422
    with app.app_context():
        session.get_one(Program, program.id).state = "archived"
        session.commit()
    assert "Puentes 2027 is over" in nobody.get(PAGE).text
    assert nobody.post(f"{PAGE}/mentor", ELENA).status_code == 422


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"slug": "A b"}, "Use small letters, digits and single dashes"),
        ({"slug": "elsewhere"}, "Another program has this address."),
        ({"slug": "interest"}, "Use small letters"),
        ({"mentor_places": "0"}, "Enter a number from 1 to 100,000."),
        ({"mentors_first": "x"}, "Enter a whole number, or nothing."),
    ],
)
def test_a_mistake_in_the_settings_is_shown_and_nothing_is_lost(chandra, dov, program, app, at, change, says):
    from mentortrain.programs.queries import programs_run_by

    with app.app_context():
        [other] = programs_run_by(dov.person)
        session.add(Intake(program_id=other.id, slug="elsewhere", introduction=""))
        session.commit()
    page = chandra.post(f"/programs/{program.id}/settings/applications", {**DOOR, **change})
    assert page.status_code == 422
    assert says in page.text
    assert "Come **as you are**." in page.text


def test_a_draft_takes_no_applications(chandra, program, app):
    with app.app_context():
        session.get_one(Program, program.id).state = "draft"
        session.commit()
    page = chandra.post(f"/programs/{program.id}/settings/applications", DOOR)
    assert page.status_code == 422
    assert "Open the program first." in page.text
