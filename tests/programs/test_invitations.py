"""What becomes of invitations, and what staff do about it."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from mentortrain import clock
from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.people.models import Person
from mentortrain.programs.models import Participation
from mentortrain.programs.rules.invited import (
    BOUNCED,
    JOINED,
    OPENED,
    SENT,
    WAITING,
    Mailed,
    may_send_again,
    state_of,
)
from tests.audit.stage import lines, people_of
from tests.conftest import import_list
from tests.privacy.stage import sign_in_again

pytestmark = pytest.mark.either  # pages and words, not the database

LIST = "Ana,ana@example.org,mentor,Kenya\nBo,bo@example.org,mentee,Kenya"
LATER = timedelta(days=2)


@pytest.fixture
def page(program, chandra):
    import_list(chandra, program.id, LIST)
    return f"/programs/{program.id}/people/invitations"


def part_of(app, email):
    with app.app_context():
        found = select(Participation.id).join(Person, Person.id == Participation.person_id)
        return session.scalars(found.where(Person.email == email)).one()


def to_whom(messages):
    return sorted(message["To"].addresses[0].username for message in messages)


def test_a_state_is_the_furthest_that_an_invitation_came(at):
    mailed = Mailed(1, "sent", "", at, at)
    facts = {"invited_at": at, "joined_at": None, "seen_at": None, "mailed": mailed}
    assert state_of(**facts).name == SENT
    assert state_of(**facts | {"mailed": None}).name == WAITING
    assert state_of(**facts | {"mailed": Mailed(1, "pending", "", at, None)}).name == WAITING
    bounced = state_of(**facts | {"mailed": Mailed(1, "failed", "550 no such user", at, None)})
    assert (bounced.name, bounced.why) == (BOUNCED, "550 no such user")
    assert state_of(**facts | {"seen_at": at - LATER}).name == SENT  # that was before
    assert state_of(**facts | {"seen_at": at + LATER}).name == OPENED
    assert state_of(**facts | {"joined_at": at}).name == JOINED
    assert not may_send_again(state_of(**facts), mailed, at=at + LATER - timedelta(seconds=1))
    assert may_send_again(state_of(**facts), mailed, at=at + LATER)


def test_who_did_not_come_is_invited_again_after_two_days_and_once(app, chandra, page, program, letters, at):
    assert to_whom(letters()) == ["ana", "bo"]
    assert "0 of 2 have joined" in chandra.get(page).text
    chandra.post(page, {"all": "1"})
    assert letters() == []
    with clock.held_at(at + LATER):
        sign_in_again(app, chandra, at + LATER)
        assert "Invite 2 people again" in chandra.get(page).text
        chandra.post(page, {"part": part_of(app, "bo@example.org")})
        assert to_whom(letters(at + LATER)) == ["bo"]
        chandra.post(page, {"all": "1"})
        chandra.post(page, {"all": "1"})
        assert to_whom(letters(at + LATER)) == ["ana"]
    with app.app_context():
        assert [len(people_of(line)) for line in lines("people.invited_again")] == [1, 1]


def test_an_address_that_bounced_is_corrected_in_place(app, chandra, page, nobody, letters, at):
    old = next(mail for mail in letters() if mail["To"].addresses[0].username == "ana")
    with app.app_context():
        session.execute(
            update(Outbox)
            .where(Outbox.to_address == "ana@example.org")
            .values(status="failed", reason="550 5.1.1 no such user")
        )
        session.commit()
    listed = chandra.get(page).text
    assert "1 invitation could not be delivered" in listed
    ana = part_of(app, "ana@example.org")
    of_person = chandra.get(page.replace("people/invitations", f"readiness/{ana}")).text
    assert "Mails do not reach Ana" in of_person
    assert f'/people/invitations/{ana}">Mend the address' in of_person
    assert "550 5.1.1 no such user" in chandra.get(f"{page}?state=bounced").text
    one = f"{page}/{part_of(app, 'ana@example.org')}"
    taken = chandra.post(f"{one}/address", {"email": "bo@example.org"})
    assert (taken.status_code, "has this address already" in taken.text) == (422, True)
    assert "This is no mail address." in chandra.post(f"{one}/address", {"email": "ana"}).text
    assert chandra.post(f"{one}/address", {"email": "ana.b@example.org"}).location == one
    assert to_whom(letters()) == ["ana.b"]
    text = old.get_body(("plain",)).get_content()
    assert nobody.get(re.search(r"http://localhost(/sign-in/\S+)", text)[1]).status_code == 410
    with app.app_context():
        assert len(lines("invitation.address_corrected")) == 1


def test_a_link_for_whatsapp_is_shown_once_recorded_and_short(app, chandra, page, nobody, at):
    one = f"{page}/{part_of(app, 'ana@example.org')}"
    shown = html.unescape(chandra.post(f"{one}/link").text)
    link = re.search(r"http://localhost(/sign-in/[\w-]+)", shown)[1]
    assert 'href="https://wa.me/?text=Hello%20Ana' in shown
    assert link not in chandra.get(one).text
    with app.app_context():
        [line] = lines("invitation.link_handed_out")
        assert people_of(line) == [session.scalar(select(Person.id).where(Person.name == "Ana"))]
        assert link.rpartition("/")[2] not in str(line.details)
    with clock.held_at(at + timedelta(hours=24)):
        assert nobody.get(link).status_code == 410
    assert nobody.post(link).location == "/welcome"
    assert "joined" in chandra.get(page).text
    assert chandra.post(f"{one}/link").location == one  # a joined person asks for their own


def test_nobody_gets_into_an_account_that_opens_more(app, chandra, dov, program, page, visit, at):
    """dov runs another program; eve was here before: staff of this one could become them."""
    visit("eve@example.org", "Eve")
    import_list(chandra, program.id, "Dov,dov@example.org,mentee,\nEve,eve@example.org,mentee,")
    for email in ("dov@example.org", "eve@example.org"):
        one = f"{page}/{part_of_program(app, email, program.id)}"
        assert chandra.post(f"{one}/link").location == one
        refused = chandra.post(f"{one}/address", {"email": "chandra.b@example.org"})
        assert (refused.status_code, "sign-in/" in refused.text.replace("/sign-in?", "")) == (422, False)
    with app.app_context():
        assert lines("invitation.link_handed_out") == lines("invitation.address_corrected") == []


def part_of_program(app, email, program_id):
    with app.app_context():
        found = select(Participation.id).join(Person, Person.id == Participation.person_id)
        return session.scalars(
            found.where(Person.email == email, Participation.program_id == program_id)
        ).one()


def test_a_stranger_finds_nothing(app, dov, amina, page):
    one = f"{page}/{part_of(app, 'ana@example.org')}"
    for url in (page, one):
        assert dov.get(url).status_code == 404
        assert amina.get(url).status_code == 403
    for url in (page, f"{one}/link", f"{one}/address"):
        assert dov.post(url).status_code == 404
