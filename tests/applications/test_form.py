"""The public form: mistakes, machines, limits, and what it never tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mentortrain import clock
from mentortrain.applications.models import Application
from mentortrain.db import session
from mentortrain.holdings import rules
from mentortrain.mail.models import Outbox
from tests.applications.stage import ELENA, PAGE, TEN_MINUTES, answer, apply, carry_out, link_in, open_door

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.fixture
def door(chandra, program):
    open_door(chandra, program)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": " "}, "Enter your name."),
        ({"email": "elena"}, "This is no mail address."),
        ({"country": ""}, "Choose your country."),
        ({"country": "QQ"}, "Choose your country."),
        ({"hours": "many"}, "Enter a number, such as 2."),
        ({"hours": "0"}, "Enter a number from 1 to 100."),
        ({"why": ""}, "Say it in a sentence or two."),
        ({"consent": ""}, "Tick this: without it we may not keep what you write."),
        ({"language": "xx"}, "Choose a language from the list."),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_is_lost(door, nobody, app, change, says):
    data = {**ELENA, "source": "radio", **change}
    if not data["consent"]:
        del data["consent"]
    page = nobody.post(f"{PAGE}/mentor", data)
    assert page.status_code == 422
    assert says in page.text
    assert "Bakery, accounts, staff of six." in page.text
    assert 'name="has" value="0" checked' in page.text
    assert 'value="radio"' in page.text
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Application)) == 0


def test_a_machine_is_told_what_people_are_told(door, nobody, app, letters):
    sent = nobody.post(f"{PAGE}/mentor", {**ELENA, "website": "http://spam.example"})
    assert sent.location == f"{PAGE}/sent"
    assert "elena@example.org" in nobody.get(sent.location).text
    assert letters() == []
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Application)) == 0


def test_the_answer_is_the_same_for_a_known_address(door, nobody, amina, letters):
    pages = []
    for email in ("amina@example.org", "nobody@example.org"):
        sent = nobody.post(f"{PAGE}/mentor", {**ELENA, "email": email})
        assert (sent.status_code, sent.location) == (302, f"{PAGE}/sent")
        pages.append(nobody.get(sent.location).text.replace(email, ""))
    import re

    token = re.compile(r'(name="csrf_token" value="|trace=)[^"]*')
    assert token.sub("", pages[0]) == token.sub("", pages[1])
    assert [mail["Subject"] for mail in letters()] == ["Confirm your application for Puentes 2027"] * 2


def test_the_mail_can_be_sent_again_five_times_in_all(door, nobody, letters, monkeypatch):
    from mentortrain.web.security import limiter

    monkeypatch.setattr(limiter, "enabled", False)
    nobody.post(f"{PAGE}/mentor", ELENA)
    links = {link_in(mail) for mail in letters()}
    for _again in range(6):
        assert nobody.post(f"{PAGE}/sent").location == f"{PAGE}/sent?again=1"
    again = letters()
    assert len(again) == 4
    assert {link_in(mail) for mail in again} == links


def test_one_address_is_not_flooded(door, nobody, letters, app, at):
    answers = [nobody.post(f"{PAGE}/mentor", ELENA).status_code for _again in range(12)]
    assert answers == [302] * 10 + [429] * 2
    [mail] = letters()  # of the others a newer one took the place
    with app.app_context():
        kinds = session.scalars(select(Outbox.status).where(Outbox.kind == "applications.confirm")).all()
        assert sorted(kinds) == ["dropped"] * 4 + ["sent"]
    with clock.held_at(at + timedelta(days=1)):
        assert nobody.get(link_in(mail)).status_code == 200


def test_a_link_ends_after_two_weeks(door, nobody, letters, at):
    nobody.post(f"{PAGE}/mentor", ELENA)
    link = link_in(letters()[0])
    with clock.held_at(at + timedelta(days=14)):
        assert nobody.post(link).status_code == 410
    assert nobody.get("/apply/confirmation/unknown").status_code == 410
    assert nobody.get("/apply/interest/unknown").status_code == 410


HOSTILE = "<script>alert(1)</script>\"'{{7*7}}\u202e\r\nBcc: evil@example.org"


def test_hostile_words_come_out_as_words(door, nobody, chandra, program, letters, app, at):
    words = dict.fromkeys(("name", "town", "why", "background"), HOSTILE)
    nobody.post(f"{PAGE}/mentor", {**ELENA, **words, "source": HOSTILE, "campaign": HOSTILE * 9})
    [mail] = letters()
    link = link_in(mail)
    assert mail["Bcc"] is None
    nobody.post(link)
    base = f"/programs/{program.id}/applications"
    pages = [
        nobody.get(link),
        chandra.get(base),
        chandra.get(f"{base}/1"),
        chandra.get(f"{base}/1/acceptance"),
    ]
    pages.append(chandra.get(base, query_string={"campaign": HOSTILE, "state": HOSTILE, "country": HOSTILE}))
    pages.append(nobody.get(PAGE, query_string={"utm_source": HOSTILE, "ref": HOSTILE}))
    pages.append(nobody.get(f"{PAGE}/mentor", query_string={"utm_source": HOSTILE}))
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    answer(chandra, program, 1, "decline", letter=HOSTILE, why=HOSTILE)
    carry_out(app, at + TEN_MINUTES)
    [mail] = letters(at + TEN_MINUTES)
    assert "<script>" not in mail.get_body(("html",)).get_content()


def test_what_nobody_needs_goes_by_itself(door, nobody, chandra, program, letters, app, at):
    apply(nobody, letters)
    answer(chandra, program, 1, "decline")
    nobody.post(f"{PAGE}/mentor", {**ELENA, "email": "late@example.org"})
    with app.app_context():
        ours = {rule.key: rule for rule in rules() if rule.key.startswith("applications.")}
        assert {key: rule.days for key, rule in ours.items()} == {
            "applications.unconfirmed": 14,
            "applications.declined": 180,
            "applications.undecided": 540,
            "applications.interest": 30,
        }
        for key, expected in (("applications.declined", [1]), ("applications.unconfirmed", [2])):
            rule = ours[key]
            assert session.scalars(select(Application.id).where(rule.due(at))).all() == []
            due = session.scalars(select(Application.id).where(rule.due(at + timedelta(seconds=1)))).all()
            assert due == expected
            rule.act(due, at)
        assert session.scalars(select(Application)).all() == []
