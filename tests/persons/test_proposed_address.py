"""Staff propose an address: the person says yes, the new mailbox confirms it; else nothing changes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people import jobs
from mentortrain.people.models import BrowserSession, Person
from mentortrain.programs.models import Participation
from tests.audit.stage import lines, people_of
from tests.conftest import Visitor
from tests.persons.stage import at_once
from tests.privacy.stage import sign_in_again

pytestmark = pytest.mark.either  # pages and words, not the database

OLD, NEW = "amina@example.org", "amina.new@example.org"
DAY = timedelta(days=1)


def link_in(message):
    return re.search(r"http://localhost(/\S+)", message.get_body(("plain",)).get_content())[1]


def to(message):
    return message["To"].addresses[0].addr_spec


def address_of(app, visitor):
    with app.app_context():
        return session.get(Person, visitor.id).email


@pytest.fixture
def theirs(app, amina, program):
    """Amina's page, as staff see it: (its address, that under which her address is proposed)."""
    with app.app_context():
        part_id = session.scalars(select(Participation.id).where(Participation.person_id == amina.id)).one()
    return f"/programs/{program.id}/readiness/{part_id}", f"/programs/{program.id}/people/{part_id}/address"


@pytest.fixture
def proposed(chandra, theirs, letters):
    """Chandra proposed the new address; the mail about it."""
    letters()
    said = {"email": NEW, "because": "She told me on the phone."}
    assert chandra.post(theirs[1], said).location == f"{theirs[0]}#address"
    [mail] = letters()
    return mail


def test_two_yeses_change_it_and_the_old_address_may_take_it_back(
    app, amina, chandra, theirs, proposed, nobody, letters
):
    assert to(proposed) == OLD
    text = proposed.get_body(("plain",)).get_content()
    assert "Chandra Rao of the staff" in text and "She told me on the phone." in text and NEW in text
    assert "It waits for the yes of Amina" in chandra.get(theirs[0]).text
    asks = link_in(proposed)
    assert NEW in nobody.get(asks).text  # a look changes nothing
    assert letters() == []
    assert "Now open the link at the new address" in nobody.post(asks).text
    assert nobody.post(asks).status_code == 410  # pressed twice: one mail
    [confirms] = letters()
    assert (to(confirms), address_of(app, amina)) == (NEW, OLD)
    assert "It waits for the link that went to the new address." in chandra.get(theirs[0]).text
    nobody.post(link_in(confirms))
    assert address_of(app, amina) == NEW
    [told] = letters()
    assert to(told) == OLD
    assert nobody.post(link_in(told)).location == "/sign-in"
    assert address_of(app, amina) == OLD
    with app.app_context():
        [line] = lines("address.proposed")
        assert (line.actor_id, people_of(line)) == (chandra.id, [amina.id])
        assert NEW not in str(line.details) and "phone" not in str(line.details)


def test_a_no_or_a_withdrawal_ends_every_link_of_it(
    app, at, amina, chandra, theirs, proposed, nobody, letters
):
    asks = link_in(proposed)
    nobody.post(asks)
    [confirms] = letters()
    shown = amina.get("/you/security/address").text
    number = re.search(r"proposals/(\d+)/refusal", shown)[1]
    assert amina.post(f"/you/security/address/proposals/{number}/refusal").status_code == 302
    assert nobody.post(link_in(confirms)).status_code == 410
    chandra.post(theirs[1], {"email": NEW, "because": "Again."})
    [first] = map(link_in, letters())
    chandra.post(theirs[1], {"email": "third@example.org", "because": "No, this one."})
    [second] = map(link_in, letters())
    assert nobody.get(first).status_code == 410  # the later one stands for it
    [number] = re.findall(r"address/(\d+)/withdrawal", chandra.get(theirs[0]).text)
    for _ in range(2):
        chandra.post(f"{theirs[1]}/{number}/withdrawal")
    assert nobody.post(second).status_code == nobody.post(f"{second}/refusal").status_code == 410
    chandra.post(theirs[1], {"email": NEW, "because": "Once more."})
    late = link_in(letters()[0])
    with clock.held_at(at + 14 * DAY):
        assert nobody.get(late).status_code == 410
    nobody.post(f"{late}/refusal")
    assert letters() == [] and address_of(app, amina) == OLD
    with app.app_context():
        assert len(lines("address.proposal_dropped")) == 1


def test_signed_in_a_yes_asks_for_proof_and_that_browser_stays(
    app, at, amina, bruno, proposed, letters, nobody
):
    assert "Staff of your program propose another mail address" in amina.get("/you/security").text
    number = re.search(r"proposals/(\d+)\"", amina.get("/you/security/address").text)[1]
    yes = f"/you/security/address/proposals/{number}"
    assert bruno.post(yes).status_code == bruno.post(f"{yes}/refusal").status_code == 404
    with app.app_context():
        begun = session.scalars(select(BrowserSession).where(BrowserSession.person_id == amina.id)).one()
        begun.proven_at = at - timedelta(hours=1)
        session.commit()
    assert amina.post(yes).location.startswith("/you/security/proof")
    assert letters() == []
    sign_in_again(app, amina, at)
    assert amina.post(yes).location == "/you/security/address"
    [confirms] = letters()
    nobody.post(link_in(confirms))
    assert address_of(app, amina) == NEW and amina.get("/").status_code == 200


def test_who_may_propose_what(app, amina, bruno, chandra, dov, program, theirs, letters):
    for visitor, status in ((amina, 403), (bruno, 403), (dov, 404)):
        assert visitor.post(theirs[1], {"email": NEW, "because": "Mine now."}).status_code == status
    letters()
    for form, said in (
        ({"email": "nonsense", "because": "x"}, "This is no mail address."),
        ({"email": NEW, "because": ""}, "they read it, and decide by it"),
        ({"email": OLD.upper(), "because": "x"}, "This is the address that they have."),
    ):
        answer = chandra.post(theirs[1], form)
        assert answer.status_code == 422 and said in answer.text
    assert letters() == []
    # Of an address that another account has, staff learn nothing.
    assert chandra.post(theirs[1], {"email": bruno.email, "because": "x"}).status_code == 302
    [number] = re.findall(r"address/(\d+)/withdrawal", chandra.get(theirs[0]).text)
    assert chandra.post(f"{theirs[1]}/{number}/waiver", {"reason": "I rang her."}).status_code == 403


@pytest.fixture
def ada(app, visit):
    """An administrator."""
    ada = visit("ada@example.org", "Ada Mensah")
    with app.app_context():
        ada.person.is_admin = True
        session.commit()
    return ada


def waive(app, ada: Visitor, theirs, at):
    sign_in_again(app, ada, at)
    [number] = re.findall(r"address/(\d+)/withdrawal", ada.get(theirs[0]).text)
    return ada.post(f"{theirs[1]}/{number}/waiver", {"reason": "Rang the number she gave before."})


def let_on(app, at):
    with app.app_context():
        return jobs.let_waived_on(at)


def test_nobody_reads_the_old_mailbox_so_it_goes_on_after_a_week_with_notice(
    app, at, amina, ada, theirs, proposed, nobody, letters
):
    with clock.held_at(at + DAY):
        early = waive(app, ada, theirs, at + DAY)
        assert early.status_code == 422 and "Wait for an answer first" in early.text
    begun = at + 2 * DAY
    with clock.held_at(begun):
        assert waive(app, ada, theirs, begun).status_code == 302
        [notice] = [mail for mail in letters(begun) if to(mail) == OLD]
        assert "it goes on without your yes" in notice.get_body(("plain",)).get_content()
        assert waive(app, ada, theirs, begun).status_code == 422  # once
    assert let_on(app, begun + 7 * DAY - timedelta(minutes=1)) == ""
    due = begun + 7 * DAY
    with clock.held_at(due):
        assert let_on(app, due) == "1 proposed addresses let on"
        assert let_on(app, due) == ""
        [confirms] = [mail for mail in letters(due) if to(mail) == NEW]
        assert address_of(app, amina) == OLD
        nobody.post(link_in(confirms))
        assert address_of(app, amina) == NEW
    with app.app_context():
        [line] = lines("address.waived")
        assert (line.actor_id, line.details["reason"]) == (ada.id, "Rang the number she gave before.")
        assert people_of(line) == [amina.id] and len(lines("address.let_on")) == 1


@pytest.mark.parametrize("stopped_by", ["a no", "a visit"])
def test_within_the_week_a_no_or_a_visit_stops_it(
    app, at, amina, ada, theirs, proposed, nobody, letters, stopped_by
):
    begun = at + 2 * DAY
    with clock.held_at(begun):
        waive(app, ada, theirs, begun)
        [notice] = [mail for mail in letters(begun) if to(mail) == OLD]
    with clock.held_at(begun + DAY):
        if stopped_by == "a no":
            assert "Your address stays as it is" in nobody.post(f"{link_in(notice)}/refusal").text
        else:
            sign_in_again(app, amina, begun + DAY)
    assert let_on(app, begun + 8 * DAY) == ""
    assert address_of(app, amina) == OLD


def test_an_administrator_and_who_was_here_since_say_yes_themselves(app, at, amina, ada, theirs, proposed):
    begun = at + 2 * DAY
    with clock.held_at(begun):
        sign_in_again(app, amina, begun)
        here = waive(app, ada, theirs, begun)
        assert here.status_code == 422 and "They were on the site since" in here.text
        with app.app_context():
            amina.person.is_admin = True
            session.commit()
        assert "This is an administrator" in waive(app, ada, theirs, begun).text


def test_of_two_yeses_at_once_one_link_goes(app, amina, proposed, nobody, letters):
    asks = link_in(proposed)
    number = re.search(r"proposals/(\d+)\"", amina.get("/you/security/address").text)[1]
    signed_in = f"/you/security/address/proposals/{number}"
    answers = at_once((nobody, asks, {}), (amina, signed_in, {}))
    assert answers in ([200, 302], [302, 410])
    assert [to(mail) for mail in letters()] == [NEW]
