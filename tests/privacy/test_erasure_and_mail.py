"""Who hears of an erasure, and that nothing reaches who was erased."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from mentortrain.db import session
from mentortrain.mail import actions as mail
from mentortrain.mail.models import Outbox
from mentortrain.people.models import Person
from mentortrain.programs.rules import Scope
from mentortrain.webinars import queries as webinars
from tests.privacy.stage import ADDRESS, NAME, WEEK, ask, erase

pytestmark = [pytest.mark.usefixtures("no_copies"), pytest.mark.either]


def test_she_is_out_of_what_is_to_come_and_hears_nothing_of_it(app, amina, bruno, program, life, letters, at):
    letters()
    ask(amina)
    letters()
    erase(app, at + WEEK)
    assert [letter["To"].addresses[0].addr_spec for letter in letters(at + WEEK)] == ["chandra@example.org"]
    with app.app_context():
        (coming,) = webinars.coming(life["coming"], Scope.whole(program.id))
        assert coming.person_id == bruno.id


def test_staff_are_told_who_left_in_a_mail_and_nowhere_else(app, amina, program, letters, at):
    letters()
    ask(amina)
    letters()
    erase(app, at + WEEK)
    (letter,) = letters(at + WEEK)
    assert letter["To"].addresses[0].addr_spec == "chandra@example.org"
    assert letter["Subject"] == "Somebody left Puentes 2027 and was erased"
    assert "Amina Odhiambo left Puentes 2027" in letter.get_body(("plain",)).get_content()
    with app.app_context():
        row = session.scalars(select(Outbox).where(Outbox.kind == "privacy.somebody_left")).one()
        assert (row.params, row.status) == ({}, "sent")


def test_mail_that_has_not_gone_is_dropped(app, amina, at):
    amina.post("/you/security/proof/mail", {"next": "/you/privacy"})
    ask(amina)
    erase(app, at + WEEK)
    with app.app_context():
        theirs = session.scalars(select(Outbox).where(Outbox.person_id == amina.id)).all()
        assert {(row.status, row.to_address, row.subject) for row in theirs} == {("dropped", "", None)}


def test_a_mail_about_who_left_that_failed_names_nobody_when_it_is_tried_again(app, amina, letters, at):
    letters()
    ask(amina)
    letters()
    erase(app, at + WEEK)
    with app.app_context():
        row = session.scalars(select(Outbox).where(Outbox.kind == "privacy.somebody_left")).one()
        assert row.params["name"] == NAME
        mail.settle_failed(row, reason="the address is refused")
        session.commit()
        assert row.params == {}
        mail.retry_failed(None, at=at + WEEK)
        session.commit()
    assert letters(at + WEEK) == []
    with app.app_context():
        row = session.scalars(select(Outbox).where(Outbox.kind == "privacy.somebody_left")).one()
        assert (row.status, row.reason) == ("dropped", "nobody to tell")


def test_she_cannot_come_in_any_more_and_nothing_can_be_mailed_to_her(app, amina, nobody, letters, at):
    amina.post("/calendar", {"name": "Phone"})
    feed = re.search(r"/feeds/[\w-]+\.ics", amina.get("/calendar/addresses/new").text)[0]
    ask(amina)
    letters()
    erase(app, at + WEEK)
    letters(at + WEEK)
    assert amina.get("/you").status_code == 302
    assert nobody.get(feed).status_code == 404
    with app.app_context():
        address = session.get_one(Person, amina.id).email
    for typed in (ADDRESS, address):
        nobody.post("/sign-in", {"email": typed})
    assert letters(at + WEEK) == []
