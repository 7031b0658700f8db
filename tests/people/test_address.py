"""Changing one's mail address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mentortrain import clock
from mentortrain.agenda.models import FeedToken
from mentortrain.db import session
from mentortrain.people.actions import make_link
from mentortrain.people.models import Person, RecoveryCode, TwoStep
from mentortrain.privacy.models import Erasure
from tests.agenda.stage import address_for
from tests.people.test_sessions import DESK, _signed_in
from tests.people.test_two_step import set_up

pytestmark = pytest.mark.either  # pages and words, not the database

OLD, NEW = "amina@example.org", "amina.new@example.org"


def ask(visitor, email=NEW):
    return visitor.post("/you/security/address", {"email": email})


def link_in(message):
    return re.search(r"http://localhost(/\S+)", message.get_body(("plain",)).get_content())[1]


def address_of(app, visitor):
    with app.app_context():
        return session.get(Person, visitor.id).email


@pytest.fixture
def changed(amina, letters):
    """Amina has her new address; the link that takes it back."""
    letters()
    assert ask(amina).location == "/you/security"
    [mail] = letters()
    assert amina.post(link_in(mail)).location == "/you/security"
    [told] = letters()
    assert told["To"].addresses[0].addr_spec == OLD
    return link_in(told)


def test_the_new_address_is_confirmed_there_first(app, amina, letters):
    letters()
    ask(amina)
    [mail] = letters()
    assert mail["To"].addresses[0].addr_spec == NEW
    assert address_of(app, amina) == OLD
    assert amina.get(link_in(mail)).status_code == 200  # a look changes nothing
    assert address_of(app, amina) == OLD
    assert amina.post(link_in(mail)).location == "/you/security"
    assert address_of(app, amina) == NEW
    assert amina.post(link_in(mail)).status_code == 410


def test_a_change_ends_other_sessions_and_links_to_the_old_address(app, amina, at, letters):
    desk = _signed_in(app, amina, at, DESK, "198.51.100.4")
    with app.app_context():
        invitation = make_link(amina.person, at=at, lasts=timedelta(days=14))
        session.commit()
    letters()
    ask(amina)
    amina.post(link_in(letters()[0]))
    letters()
    assert amina.get("/").status_code == 200
    assert desk.get("/").status_code == 302
    # An invitation's page offers a new link, which goes to the new address.
    assert "Send me a new one" in desk.get(f"/sign-in/{invitation}").text
    desk.post(f"/sign-in/{invitation}/renewal")
    assert [mail["To"].addresses[0].addr_spec for mail in letters()] == [NEW]


def test_what_waits_for_the_old_address_goes_to_the_new_one(app, amina, nobody, letters):
    letters()
    ask(amina)
    [mail] = letters()
    nobody.post("/sign-in", {"email": OLD})
    amina.post(link_in(mail))
    subjects = {one["Subject"]: one["To"].addresses[0].addr_spec for one in letters()}
    assert subjects["Your address was changed"] == OLD
    assert subjects.get("Your sign-in link", NEW) == NEW


def test_the_old_address_takes_it_back_and_everybody_is_signed_out(app, amina, changed, nobody):
    amina.post("/you/security/password", {"password": "teapot voyage quilt anchor"})
    assert nobody.get(changed).status_code == 200
    assert nobody.post(changed).location == "/sign-in"
    assert address_of(app, amina) == OLD
    assert amina.get("/").status_code == 302
    form = {"email": OLD, "password": "teapot voyage quilt anchor"}
    assert nobody.post("/sign-in/password", form).status_code == 422
    assert nobody.post(changed).status_code == 410


def test_a_change_is_confirmed_within_a_day_and_undone_within_three(app, amina, changed, at, nobody):
    with clock.held_at(at + timedelta(hours=73)):
        assert nobody.get(changed).status_code == nobody.post(changed).status_code == 410


def test_taking_back_the_first_of_two_changes_ends_the_links_of_the_second(
    app, amina, changed, letters, nobody
):
    ask(amina, "third@example.org")
    amina.post(link_in(letters()[0]))
    later = link_in(letters()[0])
    nobody.post(changed)
    assert address_of(app, amina) == OLD
    assert nobody.post(later).status_code == 410


def test_a_change_that_still_waits_ends_when_another_one_is_taken_back(app, amina, letters, nobody):
    letters()
    ask(amina, "thief@example.org")
    waits = link_in(letters()[0])
    ask(amina)
    [mail] = letters()
    amina.post(link_in(mail))
    [told] = letters()
    nobody.post(link_in(told))
    assert nobody.post(waits).status_code == 410
    assert address_of(app, amina) == OLD


def test_taking_back_ends_what_a_thief_may_have_begun(app, amina, at, letters, nobody):
    amina.post("/calendar", {"name": "Mine"})
    with clock.held_at(at + timedelta(hours=25)):
        thief = _signed_in(app, amina, at + timedelta(hours=25), DESK, "198.51.100.4")
        set_up(thief, at + timedelta(hours=25))
        feed = address_for(thief, "Theirs")
        letters(at + timedelta(hours=25))
        ask(thief)
        thief.post(link_in(letters(at + timedelta(hours=25))[0]))
        thief.post("/you/privacy/erasure", {"email": NEW})
        told = next(
            one
            for one in letters(at + timedelta(hours=25))
            if one["To"].addresses[0].addr_spec == OLD and "address" in one["Subject"]
        )
        assert nobody.get(feed).status_code == 200
        assert nobody.post(link_in(told)).location == "/sign-in"
        assert nobody.get(feed).status_code == 404
    with app.app_context():
        assert session.scalars(select(FeedToken.name).where(FeedToken.revoked_at.is_(None))).all() == ["Mine"]
        assert session.scalars(select(Erasure.cancelled_at.is_not(None))).all() == [True]
        assert session.scalar(select(func.count()).select_from(TwoStep)) == 0
        assert session.scalar(select(func.count()).select_from(RecoveryCode)) == 0


def test_somebody_elses_address_is_not_told_on_the_page_and_not_given(app, amina, bruno, letters):
    letters()
    assert ask(amina, "BRUNO@example.org").location == ask(amina).location
    taken = next(mail for mail in letters() if mail["To"].addresses[0].addr_spec == "BRUNO@example.org")
    assert "Another account has it already" in taken.get_body(("plain",)).get_content()
    assert link_in(taken) == "/sign-in"


def test_odd_links_and_addresses_do_no_harm(amina, nobody):
    for token in ("x", "1-x", "99999999999-x", "-", "1-\u00e9"):
        assert nobody.get(f"/address/{token}").status_code == 410
        assert nobody.post(f"/address/undo/{token}").status_code == 410
    assert "already" in ask(amina, "AMINA@example.org").text
    assert ask(amina, "amina").status_code == 422
