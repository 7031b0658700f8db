"""Signing in by a mailed link."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people.actions import make_link
from mentortrain.people.models import Person, SignInLink

pytestmark = pytest.mark.either  # pages and words, not the database


def link_in(message):
    """The path of the sign-in link of a mail."""
    return re.search(r"http://localhost(/sign-in/\S+)", message.get_body(("plain",)).get_content())[1]


def ask(nobody, email, **more):
    return nobody.post("/sign-in", {"email": email, **more})


def test_a_mailed_link_signs_in_once(amina, nobody, letters):
    ask(nobody, "amina@example.org")
    [mail] = letters()
    assert mail["To"] == "Amina Odhiambo <amina@example.org>"
    path = link_in(mail)

    assert "Sign in as Amina Odhiambo" in nobody.get(path).text
    answer = nobody.post(path)
    assert (answer.status_code, answer.location) == (302, "/")
    assert "Amina" in nobody.get("/").text

    amina.post("/sign-out")
    assert amina.get(path).status_code == 410


def test_a_mail_scanner_that_opens_the_link_uses_nothing_up(amina, nobody, app, letters):
    ask(nobody, "amina@example.org")
    path = link_in(letters()[0])
    for _ in range(3):
        assert app.test_client().get(path).status_code == 200
        assert app.test_client().head(path).status_code == 200
    assert nobody.post(path).location == "/"


def test_the_answer_is_the_same_whether_or_not_the_address_exists(amina, nobody, letters):
    known = ask(nobody, "amina@example.org")
    unknown = ask(nobody, "nimina@example.org")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert known.location == "/sign-in/code"
    assert [mail["To"] for mail in letters()] == ["Amina Odhiambo <amina@example.org>"]


def test_the_case_of_an_address_does_not_matter(amina, nobody, letters):
    ask(nobody, "AMINA@Example.org")
    assert len(letters()) == 1


def test_a_link_leads_to_the_page_that_was_wanted(amina, nobody, letters):
    assert nobody.get("/learn").location == "/sign-in?next=/learn"
    ask(nobody, "amina@example.org", next="/learn")
    assert nobody.post(link_in(letters()[0])).location == "/learn"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_a_link_never_leads_to_another_site(amina, nobody, letters, target):
    ask(nobody, "amina@example.org", next=target)
    assert nobody.post(link_in(letters()[0])).location == "/"


def test_an_expired_link_offers_a_new_one(amina, nobody, app, at, letters):
    with app.app_context():
        token = make_link(amina.person, at=at - timedelta(hours=2))
        session.commit()
    page = nobody.get(f"/sign-in/{token}")
    assert page.status_code == 410
    assert "Send me a new one" in page.text
    assert nobody.post(f"/sign-in/{token}").location == f"/sign-in/{token}"

    nobody.post(f"/sign-in/{token}/renewal")
    assert nobody.post(link_in(letters()[0])).location == "/"


def test_an_unknown_link_offers_the_sign_in_page(nobody):
    page = nobody.get("/sign-in/never-was")
    assert page.status_code == 410
    assert 'href="/sign-in"' in page.text
    assert nobody.post("/sign-in/never-was").location == "/sign-in/never-was"
    assert nobody.post("/sign-in/never-was/renewal").location == "/sign-in"


def test_of_two_who_press_at_once_one_gets_in(amina, app, at):
    with app.app_context():
        token = make_link(amina.person, at=at)
        session.commit()
    from tests.conftest import Visitor

    first, second = Visitor(app.test_client()), Visitor(app.test_client())
    assert first.post(f"/sign-in/{token}").location == "/"
    assert second.post(f"/sign-in/{token}").location == f"/sign-in/{token}"


def test_only_a_hash_of_the_token_is_stored(amina, app, at):
    with app.app_context():
        token = make_link(amina.person, at=at)
        session.commit()
        hashes = session.query(SignInLink.token_hash).all()
    assert token not in str(hashes)


def test_a_sixth_request_for_one_address_is_refused_with_what_to_do(nobody):
    answers = [ask(nobody, "amina@example.org").status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    page = ask(nobody, "amina@example.org")
    assert re.search(r"Try again in \d+ minutes?\. A link that you already have goes on working\.", page.text)
    assert int(page.headers["Retry-After"]) > 0


def test_no_address_is_asked_for_kindly(nobody):
    page = ask(nobody, "amina")
    assert page.status_code == 422
    assert "It looks like amina@example.org" in page.text


def test_participants_stay_for_60_days_and_staff_for_12_hours(amina, chandra, at):
    with clock.held_at(at + timedelta(hours=13)):
        assert amina.get("/").status_code == 200
        assert chandra.get("/programs").location == "/sign-in?next=/programs"
    with clock.held_at(at + timedelta(days=61)):
        assert amina.get("/").location == "/sign-in?next=/"


def test_a_person_changes_name_and_zone(amina, app):
    amina.post("/you", {"name": "Amina O.", "time_zone": "Europe/Belgrade"})
    with app.app_context():
        person = session.get(Person, amina.id)
        assert (person.name, person.time_zone) == ("Amina O.", "Europe/Belgrade")
    assert amina.post("/you", {"name": "", "time_zone": "Mars/Base"}).status_code == 422


def test_the_first_administrator_is_made_once(app, at, nobody):
    with app.app_context():
        token = make_link(None, at=at)
        session.commit()
    path = f"/first-administrator/{token}"
    assert nobody.get(f"/sign-in/{token}").status_code == 410
    form = {"name": "Ada", "email": "ada@example.org", "time_zone": "UTC"}
    assert nobody.get(path).status_code == 200
    assert nobody.post(path, {**form, "email": "no address"}).status_code == 422
    assert nobody.post(path, form).location == "/programs/new"
    assert nobody.get("/programs/new").status_code == 200
    assert nobody.post(path, form).status_code == 410


def test_the_command_line_gives_a_link(app, amina, nobody):
    runner = app.test_cli_runner()
    path = (
        runner.invoke(args=["people", "link", "amina@example.org"])
        .output.strip()
        .removeprefix("http://localhost")
    )
    assert nobody.post(path).location == "/"
    wrong = runner.invoke(args=["people", "link", "who@example.org"])
    assert wrong.exit_code == 1
    assert "error: nobody has the address who@example.org" in wrong.stderr


def test_nobody_can_keep_somebody_else_from_signing_in(amina, app, letters):
    """Asked for from many networks, a mailbox gets a few links, and its owner is not refused."""
    from tests.conftest import Visitor

    answers = []
    for number in range(12):
        visitor = Visitor(app.test_client())
        answer = visitor.post(
            "/sign-in", {"email": "amina@example.org"}, environ_base={"REMOTE_ADDR": f"10.0.0.{number}"}
        )
        answers.append(answer.status_code)
    assert answers == [302] * 12
    assert len(letters()) == 8


def test_who_becomes_staff_has_a_staff_session_from_then_on(amina, program, app, at):
    from mentortrain.programs.actions import grant_staff

    with app.app_context():
        grant_staff(session.merge(program), amina.person, at=at)
        session.commit()
    with clock.held_at(at + timedelta(hours=11)):
        assert amina.get(f"/programs/{program.id}/readiness").status_code == 200
    with clock.held_at(at + timedelta(hours=13)):
        assert amina.get("/").location == "/sign-in?next=/"


def test_who_was_signed_out_over_a_form_comes_back_to_it(amina, nobody):
    assert nobody.post("/you", {"name": "Amina"}).location == "/sign-in?next=/you"
    assert nobody.post("/sign-out").location == "/sign-in"
