"""The three steps after the first sign-in."""

from __future__ import annotations

import re

import pytest

from mentortrain.db import session
from mentortrain.people.actions import find_or_create, make_link
from mentortrain.profiles import queries
from mentortrain.programs.actions import enrol, invite, make_program
from mentortrain.programs.queries import active_participations
from mentortrain.programs.roster import Row
from mentortrain.programs.rules import Scope
from tests.conftest import Visitor, puentes
from tests.profiles.stage import CONTACT, WORK, asked, said, tell_all

pytestmark = pytest.mark.either  # pages and words, not the database


def arrive(app, program, at, path="/", role="mentor"):
    """Eve's first sign-in: (visitor, where it leads)."""
    with app.app_context():
        eve = find_or_create(email="eve@example.org", name="Eve", time_zone="Africa/Nairobi", at=at)
        if program:
            row = Row(1, "Eve", eve.email, role, "", "Africa/Nairobi")
            assert len(invite(session.merge(program), [row], at=at)) == 1
        token = make_link(eve, at=at, next_path=path)
        session.commit()
        visitor = Visitor(app.test_client(), eve.id, eve.email)
    return visitor, visitor.post(f"/sign-in/{token}").headers["Location"]


def left(app, visitor):
    with app.app_context():
        return queries.unsaid(visitor.id).steps


def test_the_first_sign_in_leads_to_three_steps_and_the_last_one_home(app, program, at):
    eve, where = arrive(app, program, at)
    assert where == "/welcome"
    path = []
    for form in (asked(app, eve), {**CONTACT, "name": "Eve Wanjiru"}, WORK):
        where = eve.get(where).headers.get("Location", where)
        path.append(where)
        where = eve.post(where, form).headers["Location"]
    assert path == ["/welcome/asked", "/welcome/you", "/welcome/bring"]
    assert where == "/"
    assert left(app, eve) == ()
    page = eve.get("/").text
    assert "That was all." in page
    assert "Finish your profile" not in page
    with app.app_context():
        assert eve.person.name == "Eve Wanjiru"
        profile = queries.profile_of(eve.id)
        assert (profile.country, profile.town, profile.phone) == ("KE", "Kisumu", "+254712345678")
        assert (profile.phone_typed, profile.on_whatsapp, profile.channel) == (
            "0712 345 678",
            True,
            "whatsapp",
        )
        assert queries.languages_of(eve.id) == ["en", "sw"]
        assert queries.topics_of(eve.id) == {"offered": {"pricing", "cash"}}
        assert queries.free_hours_of(eve.id) == {(0, 18), (0, 19), (0, 20), (0, 21), (5, 9)}
        assert (profile.about, profile.own_offered, profile.hours_per_month) == (
            WORK["about"],
            "Sourdough",
            3,
        )
        assert (profile.gender, profile.employees) == ("woman", "unsaid")


def test_a_link_that_names_a_page_leads_there_and_home_offers_the_steps(app, program, at):
    eve, where = arrive(app, program, at, path="/sessions")
    assert where == "/sessions"
    assert "Finish your profile: 3 minutes" in eve.get("/").text


def test_the_second_sign_in_leads_home_and_what_is_left_is_offered(app, program, at):
    eve, _where = arrive(app, program, at)
    eve.post("/welcome/asked", asked(app, eve))
    _eve, where = arrive(app, None, at)
    assert where == "/"
    page = eve.get("/").text
    assert "Finish your profile: 2 minutes" in page
    assert 'href="/welcome"' in page
    assert eve.get("/welcome").headers["Location"] == "/welcome/you"


def test_who_joined_before_is_not_led_anywhere(app, amina):
    assert amina.get("/").status_code == 200
    assert amina.get("/learn").status_code == 200
    assert left(app, amina) == (1, 2, 3)


def test_who_takes_part_in_nothing_is_asked_nothing(app, chandra, at):
    eve, where = arrive(app, None, at)
    assert where == "/"
    for visitor in (eve, chandra):
        assert visitor.get("/welcome").headers["Location"] == "/"
        assert visitor.get("/welcome/asked").headers["Location"] == "/"


def test_back_saves_too_and_what_was_entered_is_there_again(app, amina):
    amina.post("/welcome/asked", asked(app, amina))
    answer = amina.post("/welcome/you", {**CONTACT, "go": "back"})
    assert answer.headers["Location"] == "/welcome/asked"
    assert re.search(r'checked[^>]*value="can"', amina.get("/welcome/asked").text)
    assert 'value="Kisumu"' in amina.get("/welcome/you").text
    answer = amina.post("/welcome/bring", {**WORK, "go": "back"})
    assert answer.headers["Location"] == "/welcome/you"
    assert "Twelve years of running a bakery." in amina.get("/welcome/bring").text


def test_what_does_not_hold_is_said_at_its_field_and_nothing_typed_is_lost(app, amina):
    answer = amina.post("/welcome/bring", {**WORK, "hours_per_month": "many", "hour": ["2-10", "x-9", "9-9"]})
    assert answer.status_code == 422
    assert "Enter a whole number of hours." in answer.text
    assert "Twelve years of running a bakery." in answer.text
    assert re.search(r'value="2-10"[^>]*checked', answer.text)
    assert left(app, amina) == (1, 2, 3)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"phone": "call me"}, "A number has digits only."),
        ({"phone": "12"}, "too few or too many digits"),
        ({"phone": "0712 345 678", "country": ""}, "Begin with a plus"),
        ({"phone": "", "channel": "phone"}, "Enter your mobile number for this, or choose mail."),
        ({"name": "\u200b"}, "Enter your name."),
        ({"time_zone": "Mars/Olympus"}, "Choose a zone from the list."),
        ({"country": "ZZ"}, "Choose from the list."),
        ({"languages": ["klingon"]}, "Choose from the list."),
        ({"town": "x" * 121}, "Enter at most 120 letters."),
    ],
)
def test_who_you_are_is_checked_kindly(app, amina, changed, words):
    answer = amina.post("/welcome/you", {**CONTACT, **changed})
    assert answer.status_code == 422
    assert words in answer.text
    assert left(app, amina) == (1, 2, 3)


def test_what_is_lacking_is_said_in_words_and_is_a_fact_that_others_can_ask_for(app, amina, bruno, program):
    answer = amina.post("/welcome/asked", asked(app, amina, ""))
    assert (answer.status_code, "so that somebody can help" in answer.text) == (422, True)
    amina.post("/welcome/asked", asked(app, amina, "My phone is too old."))
    bruno.post("/welcome/asked", asked(app, bruno))
    with app.app_context():
        found = queries.lacking_in(Scope.whole(program.id))
        assert [(part.person.name, one.lacking) for part, one in found] == [
            ("Amina Odhiambo", "My phone is too old.")
        ]
        assert found[0][1].hours_asked == 2
        (part,) = active_participations(bruno.id)
        assert queries.answers_for([part.id])[part.id].can_do is True
    amina.post("/welcome/asked", asked(app, amina))
    with app.app_context():
        assert queries.lacking_in(Scope.whole(program.id)) == []


def test_a_second_program_asks_its_own_question(app, amina, program, at):
    tell_all(app, amina)
    assert left(app, amina) == ()
    with app.app_context():
        other = make_program(puentes(name="Elsewhere", hours_per_month=4), by=amina.person, at=at)
        enrol(other, amina.person, "mentee", at=at)
        session.commit()
    assert left(app, amina) == (1,)
    assert "Finish your profile: 1 minute<" in amina.get("/").text
    page = amina.get("/welcome/asked").text
    assert "Puentes 2027" in page
    assert "4 hours a month" in page
    bring = amina.get("/welcome/bring").text
    assert "What you can help with" in bring
    assert "What you want help with" in bring


def test_each_field_says_who_sees_it(amina):
    page = amina.get("/welcome/you").text
    assert page.count("Seen by the staff of your programs.") == 6
    assert page.count("Seen by the staff of your programs and the people you meet there.") == 1
    page = amina.get("/welcome/bring").text
    assert page.count("it is shown only in totals of five or more") == 1
    assert page.count("Seen by the staff of your programs.") == 4


def test_a_stranger_has_no_welcome_of_others(app, amina, dov, nobody):
    amina.post("/welcome/you", CONTACT)
    assert "Kisumu" not in dov.get("/welcome/you").text
    assert nobody.get("/welcome/you").headers["Location"].startswith("/sign-in")


def test_consents_are_written_down_with_their_words(app, amina, at):
    amina.post("/welcome/asked", asked(app, amina, nudge="y"))
    amina.post("/welcome/asked", asked(app, amina, nudge="y"))  # the same again is no news
    assert said(app, amina) == [
        ("notice", True, "welcome"),
        ("nudge", True, "welcome"),
        ("newsletter", False, "welcome"),
    ]
    with app.app_context():
        last = queries.consent_in_force(amina.id, "nudge")
        assert (last.version, last.language, len(last.digest), last.at) == (1, "en", 64, at)
