"""An administrator erases somebody who wrote: they read what it does, and everybody else finds nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.privacy import jobs, queries
from mentortrain.privacy.models import Erasure
from tests.audit.stage import lines, people_of

pytestmark = pytest.mark.either  # pages and words, not the database

WEEK = timedelta(days=7)
LETTER = "letter of 20 November"


@pytest.fixture
def root(app, visit):
    """Runs the site, as somebody else does too."""
    root, other = visit("root@example.org", "Root Person"), visit("other@example.org", "Other Person")
    with app.app_context():
        root.person.is_admin = other.person.is_admin = True
        session.commit()
    return root


def page_of(visitor) -> str:
    return f"/site/erasures/{visitor.id}"


def erase(root, visitor, **changes):
    return root.post(page_of(visitor), {"reason": LETTER, "email": visitor.email, **changes})


def planned(app) -> int:
    with app.app_context():
        return session.scalar(select(func.count(Erasure.id)).where(Erasure.cancelled_at.is_(None)))


def test_she_is_found_previewed_and_planned_told_and_a_week_later_erased(
    app, root, amina, program, plan, letters, at
):
    coming = plan(title="Asking open questions", starts_wall="2026-12-01T20:00")
    amina.post(f"/programs/{program.id}/sessions/{coming}/registration")
    letters()
    found = root.get("/site/erasures?q=+ODHI").text
    assert re.findall(r'href="(/site/erasures/\d+)">([^<]+)<', found) == [(page_of(amina), "Amina Odhiambo")]

    page = root.get(page_of(amina)).text
    assert "They leave it as mentor." in page
    assert "Asking open questions" in page
    assert "Sessions you were invited to, registered for or wait for: <span" in page
    assert "Deleted at once: you are signed out everywhere." in page

    answer = erase(root, amina)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/site/retention#erasures")
    [letter] = letters()
    assert letter["To"].addresses[0].addr_spec == "amina@example.org"
    text = letter.get_body(("plain",)).get_content()
    assert "as you asked, whoever runs the site will erase your data" in text
    assert "http://localhost/erasure/" in text
    with app.app_context():
        one = session.scalars(select(Erasure)).one()
        assert (one.cause, one.asked_by_id, one.reason) == ("letter", root.id, LETTER)
        assert one.due_at == at + WEEK
        written = [(line.action, line.actor_id, people_of(line)) for line in lines()][-2:]
        assert written == [
            ("erasure.previewed", root.id, [amina.id]),
            ("erasure.planned", root.id, [amina.id]),
        ]
        assert jobs.erase_due(at + WEEK) == "1 person erased"
    told = letters(at + WEEK)
    assert [one["To"].addresses[0].addr_spec for one in told] == ["chandra@example.org"]
    assert root.get(page_of(amina)).status_code == 404  # nobody is erased twice
    assert "Nobody here has a name" in root.get("/site/erasures?q=odhiambo").text
    assert "Nobody here has a name" in root.get("/site/erasures?q=who+left").text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"email": "bruno@example.org"}, "This is not the address of this person."),
        ({"email": ""}, "Type their mail address, to show whom you mean."),
        ({"reason": " "}, "Say why: “letter of 3 March”."),
    ],
)
def test_what_is_typed_wrongly_erases_nobody(app, root, amina, bruno, changes, says):
    answer = erase(root, amina, **changes)
    assert answer.status_code == 422
    assert re.search(r'class="error"[^>]*>([^<]+)', answer.text)[1] == says
    assert planned(app) == 0


def test_who_signed_in_a_while_ago_first_shows_that_it_is_them(app, root, amina, at):
    with clock.held_at(at + timedelta(minutes=16)):
        for answer in (root.get(page_of(amina)), erase(root, amina)):
            assert answer.headers["Location"] == f"/you/security/proof?next={page_of(amina)}"
    assert planned(app) == 0


def test_nobody_erases_themselves_here_or_the_last_administrator(app, root, at):
    page = root.get(page_of(root)).text
    assert "This is you." in page
    assert 'name="reason"' not in page
    assert erase(root, root).status_code == 422
    assert planned(app) == 0


def test_the_only_other_administrator_may_go_while_one_stays(app, root, at):
    with app.app_context():
        other = session.scalars(select(Person).where(Person.email == "other@example.org")).one()
        number = other.id
    answer = root.post(f"/site/erasures/{number}", {"reason": LETTER, "email": "other@example.org"})
    assert answer.status_code == 302
    with app.app_context():
        assert queries.open_erasure_of(number) is not None


def test_what_an_administrator_planned_is_called_off_and_what_she_asked_for_herself_is_not(
    app, root, amina, at
):
    erase(root, amina)
    assert "is planned already" in follow(root, erase(root, amina))
    assert planned(app) == 1
    assert "Call it off" in root.get(page_of(amina)).text
    assert "Everything of Amina Odhiambo stays" in follow(root, root.post(f"{page_of(amina)}/cancellation"))
    assert planned(app) == 0

    amina.post("/you/privacy/erasure", {"email": amina.email})
    assert "They asked for it themselves" in root.get(page_of(amina)).text
    assert "no erasure of Amina Odhiambo here" in follow(root, root.post(f"{page_of(amina)}/cancellation"))
    assert planned(app) == 1


def follow(visitor, answer) -> str:
    return visitor.get(answer.headers["Location"]).text


def test_staff_participants_strangers_and_visitors_find_no_such_page(amina, bruno, chandra, dov, nobody, app):
    for visitor in (bruno, chandra, dov):
        assert visitor.get("/site/erasures").status_code == 403
        assert visitor.get(page_of(amina)).status_code == 403
        assert erase(visitor, amina).status_code == 403
        assert visitor.post(f"{page_of(amina)}/cancellation").status_code == 403
    for answer in (nobody.get(page_of(amina)), erase(nobody, amina)):
        assert answer.headers["Location"].startswith("/sign-in")
    assert planned(app) == 0


def test_a_program_that_she_runs_alone_is_said(root, chandra, program, visit, app, at):
    assert "Nobody else runs it: then only administrators do." in root.get(page_of(chandra)).text
    from mentortrain.programs.actions import grant_staff

    with app.app_context():
        eve = visit("eve@example.org", "Eve Okafor")
        grant_staff(session.merge(program), eve.person, at=at)
        session.commit()
    assert "Nobody else runs it" not in root.get(page_of(chandra)).text


@pytest.mark.parametrize(
    ("words", "status"), [("", 422), ("a", 422), ("x" * 201, 422), ("%", 422), ("__", 200)]
)
def test_a_search_says_what_is_missing_and_takes_signs_as_they_are(root, words, status):
    answer = root.get("/site/erasures", query_string={"q": words})
    assert answer.status_code == status
    assert ("Enter 2 to 200 letters." in answer.text or "Enter a name" in answer.text) is (status == 422)
    assert "root@example.org" not in answer.text
