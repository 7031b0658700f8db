"""The six digits beside the link: read the mail on the phone, sign in at the desk."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people.models import Person, SignIn, SignInRequest
from tests.conftest import Visitor
from tests.people.test_sign_in import link_in

pytestmark = pytest.mark.either  # pages and words, not the database

AMINA = "amina@example.org"


def ask(visitor, email=AMINA, environ_base=None, **more):
    answer = visitor.post("/sign-in", {"email": email, **more}, environ_base=environ_base or {})
    assert answer.location == "/sign-in/code"


def code_in(message):
    return re.search(r"^ +(\d{3} \d{3})\s", message.get_body(("plain",)).get_content(), re.M)[1]


def enter(visitor, code):
    return visitor.post("/sign-in/code", {"code": code})


def another(code):
    """Six other digits."""
    return f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06d}"


def tries_of(app):
    with app.app_context():
        return [(one.how, one.succeeded) for one in session.scalars(select(SignIn).order_by(SignIn.id))][-2:]


@pytest.fixture
def desk(app, amina):
    """A browser on amina's desk, not signed in."""
    return Visitor(app.test_client(), amina.id, AMINA)


def test_the_code_signs_in_the_browser_that_asked_once(desk, letters):
    ask(desk, next="/learn")
    page = desk.get("/sign-in/code").text
    assert 'autocomplete="one-time-code"' in page and 'inputmode="numeric"' in page
    [mail] = letters()
    assert code_in(mail) in mail.get_body(("html",)).get_content()

    answer = enter(desk, code_in(mail))
    assert (answer.status_code, answer.location) == (302, "/learn")
    assert desk.get("/learn").status_code == 200
    assert desk.get("/sign-in/code").location == "/sign-in"


@pytest.mark.parametrize("form", ["{0}{1}", " {0}-{1} ", "{0}\u2013{1}"])
def test_a_code_is_understood_as_people_copy_it(desk, letters, form):
    ask(desk)
    assert enter(desk, form.format(*code_in(letters()[0]).split())).location == "/"


def test_in_another_browser_the_code_is_of_no_use(desk, nobody, letters):
    ask(desk)
    code = code_in(letters()[0])
    assert enter(nobody, code).location == "/sign-in"
    ask(nobody, "nimina@example.org")
    assert enter(nobody, code).status_code == 422
    assert enter(desk, code).location == "/"


def test_five_wrong_codes_end_the_request(app, desk, letters):
    ask(desk)
    [mail] = letters()
    wrong = another(code_in(mail))
    for left in (4, 3, 2, 1):
        page = enter(desk, wrong)
        assert page.status_code == 422
        assert f"Tries left: {left}." in page.text
    assert enter(desk, wrong).status_code == 410
    assert "This code has ended" in enter(desk, code_in(mail)).text
    assert tries_of(app) == [("code", False), ("code", False)]
    assert desk.post(link_in(mail)).location == "/"  # the link of the same mail still works


def test_a_code_ends_after_15_minutes_and_its_link_after_an_hour(desk, letters, at):
    ask(desk)
    [mail] = letters()
    with clock.held_at(at + timedelta(minutes=15)):
        assert enter(desk, code_in(mail)).status_code == 410
        assert desk.post(link_in(mail)).location == "/"


def test_code_and_link_of_one_mail_end_each_other(app, desk, letters):
    ask(desk)
    [mail] = letters()
    phone = Visitor(app.test_client())
    assert phone.post(link_in(mail)).location == "/"
    assert enter(desk, code_in(mail)).status_code == 410

    ask(desk)
    [mail] = letters()
    assert enter(desk, code_in(mail)).location == "/"
    assert phone.get(link_in(mail)).status_code in (302, 410)
    assert Visitor(app.test_client()).get(link_in(mail)).status_code == 410


def test_a_mail_that_comes_late_has_the_link_alone(desk, letters):
    now = clock.real_now()
    with clock.held_at(now - timedelta(minutes=20)):
        ask(desk)
    text = letters(now)[0].get_body(("plain",)).get_content()
    assert "/sign-in/" in text and "code" not in text


def test_nothing_that_is_stored_tells_the_code(app, desk, letters):
    ask(desk)
    code = code_in(letters()[0]).replace(" ", "")
    with app.app_context():
        [row] = session.scalars(select(SignInRequest))
        stored = [str(value) for value in vars(row).values()]
    assert not any(code in value or AMINA in value for value in stored)


def test_after_twenty_wrong_codes_from_anywhere_only_links_sign_in(app, desk, letters, at):
    for number in range(4):
        guesser = Visitor(app.test_client())
        where = {"REMOTE_ADDR": f"10.0.{number}.1"}
        ask(guesser, environ_base=where)
        wrong = another(code_in(letters()[0]))
        for _ in range(5):
            guesser.post("/sign-in/code", {"code": wrong}, environ_base=where)
    ask(desk)
    [mail] = letters()
    assert "code" not in mail.get_body(("plain",)).get_content()
    assert desk.post(link_in(mail)).location == "/"
    with clock.held_at(at + timedelta(days=1, minutes=1)):
        ask(desk)
        assert enter(desk, code_in(letters()[0])).location == "/"


def test_known_and_unknown_addresses_cost_the_same_statements(app, amina, statements):
    """Who measures the answer learns nothing: the same statements run, and no mail is made meanwhile."""
    ran = {}
    for email in (AMINA, "nimina@example.org"):
        visitor = Visitor(app.test_client())
        visitor.get("/dev/clock")
        with statements() as asking:
            ask(visitor, email)
        with statements() as guessing:
            assert enter(visitor, "000000").status_code == 422
        ran[email] = (asking, guessing)
    assert ran[AMINA] == ran["nimina@example.org"]


def test_for_nobody_no_code_is_right(app, nobody):
    from mentortrain.people.actions.requests import _code

    ask(nobody, "nimina@example.org")
    with app.app_context():
        [row] = session.scalars(select(SignInRequest))
        code = _code(row)
    assert enter(nobody, code).status_code == 422


def test_the_same_code_twice_at_once_signs_in_once(app, desk, letters, at):
    ask(desk)
    code = code_in(letters()[0])
    page = desk.get("/sign-in/code").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    cookie = desk.client.get_cookie("mentortrain").value
    found = []

    def press():
        client = app.test_client()
        client.set_cookie("mentortrain", cookie)
        with clock.held_at(at):
            found.append(client.post("/sign-in/code", data={"csrf_token": token, "code": code}).status_code)

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [302, 410, 410, 410]
    with app.app_context():
        assert session.get(Person, desk.id).last_sign_in_at == at
