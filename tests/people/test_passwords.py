"""A password, for those who want one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people import passwords
from mentortrain.people.models import Password, SignIn
from tests.conftest import Visitor

pytestmark = pytest.mark.either  # pages and words, not the database

AMINA, GOOD = "amina@example.org", "teapot voyage quilt anchor"


def set_password(visitor, password=GOOD):
    return visitor.post("/you/security/password", {"password": password})


def sign_in(visitor, password=GOOD, email=AMINA, environ_base=None, **more):
    form = {"email": email, "password": password, **more}
    return visitor.post("/sign-in/password", form, environ_base=environ_base or {})


def stored(app):
    with app.app_context():
        return session.scalar(select(Password.hash))


def test_amina_sets_a_password_and_signs_in_with_it(app, amina, nobody, letters):
    assert 'href="/sign-in/password"' in nobody.get("/sign-in").text
    assert 'autocomplete="new-password"' in amina.get("/you/security/password").text
    assert set_password(amina).location == "/you/security"
    assert [mail["Subject"] for mail in letters()] == ["Your account has a password now"]
    page = nobody.get("/sign-in/password?next=/learn").text
    assert 'autocomplete="username"' in page and 'autocomplete="current-password"' in page

    answer = sign_in(nobody, next="/learn")
    assert (answer.status_code, answer.location) == (302, "/learn")
    assert "by password" in nobody.get("/you/security").text


def test_it_is_stored_as_argon2_with_the_parameters_of_today(app, amina):
    set_password(amina)
    assert stored(app).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert GOOD not in stored(app)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("teapot", "at least 12 characters"),
        ("amina odhiambo", "are the first that"),
        ("passwordpassword", "."),
        ("qwertyuiopas", "."),
        ("aaaaaaaaaaaaaa", "easy to guess"),
        ("x" * 201, "at most 200 characters"),
        ("", "Enter a password."),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(app, amina, password, words):
    page = set_password(amina, password)
    assert page.status_code == 422
    assert words in re.search(r'class="error"[^>]*>([^<]+)<', page.text)[1]
    assert password == "" or password not in page.text.replace(amina.email, "")
    assert stored(app) is None


@pytest.mark.parametrize(
    "password",
    [
        "žluťoučký kůň úpěl ódy",
        "пять слов которые я помню",
        "🦉🎈 teapots in the rain",
        "  spaces around it all ",
    ],
)
def test_any_characters_will_do(app, amina, nobody, password):
    assert set_password(amina, password).status_code == 302
    assert sign_in(nobody, password).status_code == 302


def test_the_same_password_typed_on_another_keyboard(app, amina, nobody):
    set_password(amina, "caf\u00e9 teapot voyage quilt")
    assert sign_in(nobody, "cafe\u0301 teapot voyage quilt").status_code == 302


def test_a_wrong_one_is_refused_the_same_for_everybody(app, amina, bruno, nobody, statements):
    set_password(amina)
    pages, ran = [], []
    for email in (AMINA, "bruno@example.org", "nimina@example.org"):  # wrong, none set, nobody
        visitor = Visitor(app.test_client())
        visitor.get("/dev/clock")
        with statements() as asked:
            page = sign_in(visitor, "not the one at all", email)
        assert page.status_code == 422
        pages.append(re.sub(r'value="[^"]*"', "", page.text))
        ran.append(asked)
    assert pages[0] == pages[1] == pages[2]
    assert ran[0] == ran[1] == ran[2]
    with app.app_context():
        tries = session.execute(select(SignIn.person_id, SignIn.succeeded).order_by(SignIn.id)).all()[-3:]
    assert tries == [(amina.id, False), (bruno.id, False), (None, False)]
    assert "failed" in amina.get("/you/security").text


def test_for_nobody_a_hash_is_compared_too(monkeypatch):
    compared = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher,
        "verify",
        lambda self, hashed, typed: compared.append(hashed) or verify(self, hashed, typed),
    )
    assert not passwords.matches(None, GOOD)
    assert compared[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_no_transaction_is_open_while_a_password_is_hashed(app, amina, nobody, monkeypatch):
    set_password(amina)
    open_ones = []
    for name in ("hash", "verify"):
        real = getattr(PasswordHasher, name)

        def looked_at(*args, real=real):
            open_ones.append(session().in_transaction())
            return real(*args)

        monkeypatch.setattr(PasswordHasher, name, looked_at)
    assert set_password(amina, "another voyage of quilts").status_code == 302
    assert sign_in(nobody, "another voyage of quilts").status_code == 302
    assert open_ones == [False, False]


def test_a_hash_of_old_parameters_is_renewed_at_the_next_sign_in(app, amina, nobody):
    set_password(amina)
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD)
    with app.app_context():
        session.execute(update(Password).values(hash=old))
        session.commit()
    assert sign_in(nobody).status_code == 302
    assert stored(app) != old
    assert stored(app).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_change_ends_every_other_session(app, amina, nobody, letters):
    set_password(amina)
    sign_in(nobody)
    assert nobody.get("/").status_code == 200
    set_password(amina, "another voyage of quilts")
    assert nobody.get("/").status_code == 302
    assert amina.get("/").status_code == 200
    assert sign_in(nobody, GOOD).status_code == 422
    assert sign_in(nobody, "another voyage of quilts").status_code == 302
    amina.post("/you/security/password/removal")
    assert nobody.get("/").status_code == 302
    assert sign_in(nobody, "another voyage of quilts").status_code == 422
    subjects = [mail["Subject"] for mail in letters()]
    assert sorted(subjects) == [
        "A new browser signed in to your account",  # once, though it signed in again
        "Your account has a password now",
        "Your password was changed",
        "Your password was removed",
    ]


def test_a_while_after_signing_in_it_asks_once_more(app, amina, at, letters):
    set_password(amina)
    letters()
    with clock.held_at(at + timedelta(minutes=16)):
        proof = "/you/security/proof?next=/you/security/password"
        assert amina.get("/you/security/password").location == proof
        assert set_password(amina, "another voyage of quilts").location == proof  # and back to its page
        assert amina.post(proof, {"password": "not the one at all"}).status_code == 422
        assert amina.post(proof, {"password": GOOD}).location == "/you/security/password"
        assert amina.get("/you/security/password").status_code == 200


def test_who_has_no_password_shows_it_by_mail(amina, at, letters):
    from tests.people.test_codes import code_in

    with clock.held_at(at + timedelta(minutes=16)):
        page = amina.get(amina.get("/you/security/password").location).text
        assert "By mail" in page and 'type="password"' not in page
        asked = amina.post("/you/security/proof/mail", {"next": "/you/security/password"})
        assert asked.location == "/sign-in/code"
        code = code_in(letters(at + timedelta(minutes=16))[0])
        assert amina.post("/sign-in/code", {"code": code}).location == "/you/security/password"
        assert amina.get("/you/security/password").status_code == 200


def test_guessing_from_many_networks_is_slowed_and_the_mail_stays_open(app, amina, letters):
    from tests.people.test_sign_in import link_in

    set_password(amina)
    letters()
    found = []
    for number in range(31):
        visitor = Visitor(app.test_client())
        found.append(sign_in(visitor, "", environ_base={"REMOTE_ADDR": f"10.0.{number}.1"}))
    assert [page.status_code for page in found] == [422] * 30 + [429]
    assert "Meanwhile a link by mail signs you in." in found[-1].text
    visitor.post("/sign-in", {"email": AMINA})
    assert visitor.post(link_in(letters()[0])).location == "/"
