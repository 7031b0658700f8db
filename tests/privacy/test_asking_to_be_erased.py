"""Asking to be erased, and calling it off: nobody is erased by a stolen phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.privacy import queries
from mentortrain.schedule.ticker import tick_at
from tests.privacy.stage import ADDRESS, WEEK, ask, erase

pytestmark = [pytest.mark.usefixtures("no_copies"), pytest.mark.either]

AT = "Monday 30 November"


def test_she_reads_what_goes_and_what_stays_types_her_address_and_has_a_week(app, amina, letters, at):
    letters()
    page = amina.get("/you/privacy/erasure").text
    assert "The count of who was there stays, without your name." in page
    assert "Deleted at once; only the score stays, without your name." in page
    assert ask(amina).headers["Location"] == "/you/privacy"
    (letter,) = letters()
    assert letter["To"].addresses[0].addr_spec == ADDRESS
    assert letter["Subject"] == f"Your data will be erased on {AT}"
    assert f"Your data will be erased on {AT}" in amina.get("/you/privacy").text
    assert erase(app, at + WEEK - timedelta(seconds=1)) == ""
    assert erase(app, at + WEEK) == "1 person erased"
    assert erase(app, at + WEEK) == ""


@pytest.mark.parametrize("typed", ["", "bruno@example.org", "amina"])
def test_what_is_not_her_address_erases_nobody(app, amina, typed):
    answer = amina.post("/you/privacy/erasure", {"email": typed})
    assert answer.status_code == 422
    assert "address" in re.search(r'class="error"[^>]*>([^<]+)', answer.text)[1]
    with app.app_context():
        assert queries.open_erasure_of(amina.id) is None


def test_her_address_in_other_letters_is_hers(app, amina):
    assert ask(amina, " AMINA@example.org ").status_code == 302


def test_it_is_asked_for_soon_after_a_sign_in_only(app, amina, at):
    with clock.held_at(at + timedelta(minutes=16)):
        assert ask(amina).status_code == 422
        assert "First show that it is you" in amina.get("/you/privacy/erasure").text
    with app.app_context():
        assert queries.open_erasure_of(amina.id) is None


def test_asking_twice_plans_one(app, amina, letters):
    letters()
    ask(amina)
    ask(amina)
    assert len(letters()) == 1


def test_the_button_calls_it_off(app, amina, at):
    ask(amina)
    assert amina.post("/you/privacy/erasure/cancellation").status_code == 302
    assert erase(app, at + WEEK) == ""
    assert "Your data is yours" in amina.get("/you/privacy").text
    ask(amina)  # and it can be asked for again
    assert erase(app, at + WEEK) == "1 person erased"


def test_the_link_in_the_mail_calls_it_off_without_a_sign_in(app, amina, nobody, letters, at):
    letters()
    ask(amina)
    (letter,) = letters()
    path = re.search(r"http://localhost(/erasure/\S+)", letter.get_body(("plain",)).get_content())[1]
    assert "Keep my data" in nobody.get(path).text
    assert erase(app, at + timedelta(days=6)) == ""  # a look calls nothing off, and it stays planned
    with app.app_context():
        assert queries.open_erasure_of(amina.id) is not None
    assert "Everything stays" in nobody.post(path).text
    assert nobody.get(path).status_code == 410
    assert nobody.post(path).status_code == 302
    assert nobody.get("/erasure/made-up").status_code == 410
    assert erase(app, at + WEEK) == ""


def test_a_simulated_tick_does_it_as_well(app, amina, program, letters, at):
    letters()
    ask(amina)
    with app.app_context():
        tasks = {one.task: one.did for one in tick_at(at + WEEK)}
    assert tasks["privacy.erase"] == "1 person erased"


def test_the_last_administrator_stays(app, visit, letters, at):
    root, other = visit("root@example.org", "Root Person"), visit("other@example.org", "Other Person")
    with app.app_context():
        root.person.is_admin = True
        session.commit()
    assert ask(root).status_code == 422
    assert "You are the only administrator" in root.get("/you/privacy/erasure").text

    with app.app_context():
        other.person.is_admin = True
        session.commit()
    assert ask(root).status_code == 302
    with app.app_context():
        other.person.is_admin = False  # meanwhile
        session.commit()
    assert erase(app, at + WEEK) == ""
    with app.app_context():
        assert session.get_one(Person, root.id).name == "Root Person"
        other.person.is_admin = True
        session.commit()
    assert erase(app, at + WEEK) == ""  # it looks again the next day
    assert erase(app, at + WEEK + timedelta(days=1)) == "1 person erased"
