"""A mail tells that a new browser signed in, to whom it can help."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from mentortrain import clock
from mentortrain.db import session
from mentortrain.mail import kinds
from mentortrain.people.actions import make_link, set_password
from mentortrain.people.passwords import hash_of
from tests.conftest import Visitor
from tests.people.test_two_step import first_step, set_up

pytestmark = pytest.mark.either  # pages and words, not the database

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 Version/18.1 Safari/604.1"
SUBJECT = "A new browser signed in to your account"


def sign_in(app: Flask, person: Visitor, at, browser: Visitor | None = None) -> Visitor:
    """With a link, in a browser that was never here, or in this one."""
    with app.app_context():
        token = make_link(person.person, at=at)
        session.commit()
    found = browser or Visitor(app.test_client(), person.id, person.email)
    headers, network = {"User-Agent": PHONE}, {"REMOTE_ADDR": "203.0.113.77"}
    assert found.post(f"/sign-in/{token}", headers=headers, environ_base=network).status_code == 302
    return found


def told(letters):
    return [(letter["To"], letter["Subject"]) for letter in letters()]


CHANDRA = ("Chandra Rao <chandra@example.org>", SUBJECT)
AMINA = ("Amina Odhiambo <amina@example.org>", SUBJECT)


def test_staff_are_told_when_which_browser_and_from_which_network(app, chandra, at, letters):
    assert told(letters) == []  # not of a first sign-in
    with clock.held_at(at + timedelta(minutes=30)):
        sign_in(app, chandra, at)
    assert kinds.is_urgent("people.new_browser")
    [letter] = letters(at + timedelta(minutes=30))
    assert (letter["To"], letter["Subject"]) == CHANDRA
    text = letter.get_body(("plain",)).get_content()
    assert "12:30" in text  # in Nairobi
    assert "Safari on iPhone" in text
    assert "203.0.113.0/24" in text and "203.0.113.77" not in letter.as_string()
    assert "http://localhost/you/security" in text
    assert "reply to this mail" in text


def test_a_browser_that_was_here_is_not_new_and_another_is(app, chandra, at, letters):
    phone = sign_in(app, chandra, at)
    assert told(letters) == [CHANDRA]
    phone.post("/sign-out")
    sign_in(app, chandra, at, phone)
    sign_in(app, chandra, at, chandra)  # the browser of the first sign-in
    assert told(letters) == []
    sign_in(app, chandra, at)
    assert told(letters) == [CHANDRA]


def test_a_browser_of_somebody_else_is_new(app, amina, chandra, at, letters):
    sign_in(app, chandra, at, amina)
    assert told(letters) == [CHANDRA]
    sign_in(app, chandra, at, amina)
    assert told(letters) == []


def test_who_signs_in_by_mail_alone_is_not_told(app, amina, at, letters):
    sign_in(app, amina, at)
    assert told(letters) == []


def test_who_has_a_password_is_told(app, amina, at, letters):
    with app.app_context():
        set_password(amina.person, hash_of("a horse of the battery"), keep=0, at=at)
        session.commit()
    letters()
    sign_in(app, amina, at)
    assert told(letters) == [AMINA]


def test_with_two_steps_only_after_the_second(app, amina, at, letters):
    _, codes = set_up(amina, at)
    letters()
    browser, led = first_step(app, amina, at)
    assert led == "/sign-in/two-step"
    assert told(letters) == []
    browser.post("/sign-in/two-step", {"code": codes[0]})
    assert AMINA in told(letters)


@pytest.mark.parametrize("value", ["", "forged", "WzFd.forged"])
def test_a_forged_cookie_makes_no_browser_known(app, chandra, at, letters, value):
    browser = Visitor(app.test_client(), chandra.id)
    browser.client.set_cookie("mentortrain_seen", value, path="/sign-in")
    sign_in(app, chandra, at, browser)
    assert told(letters) == [CHANDRA]


def test_the_cookie_goes_to_the_sign_in_pages_alone(app, chandra, at):
    with app.app_context():
        token = make_link(chandra.person, at=at)
        session.commit()
    answer = Visitor(app.test_client()).post(f"/sign-in/{token}")
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("mentortrain_seen")]
    assert {"HttpOnly", "Path=/sign-in", "SameSite=Lax"} <= set(cookie.split("; "))
