"""Calendars answer an invitation by mail: from the mailbox, over IMAP, to the list of who comes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from mentortrain import clock, config
from mentortrain.agenda.models import EntryPerson
from mentortrain.db import session
from mentortrain.mail import events, receiving
from mentortrain.mail.models import Received
from mentortrain.people.models import Person
from mentortrain.schedule.actions import claim_run
from mentortrain.schedule.ticker import run_task
from mentortrain.webinars import actions, queries
from mentortrain.webinars.models import Webinar
from tests.agenda.replies import PROGRAMS, gmail, outlook_com, thunderbird
from tests.conftest import Visitor
from tests.mail.imap_server import Folder, imap_server
from tests.webinars.stage import DETAILS, agreed, event_in, said

pytestmark = pytest.mark.either  # pages and words, not the database

Letters = Callable[..., list[EmailMessage]]


@pytest.fixture
def folder(app: Flask, settings: config.Settings) -> Iterator[Folder]:
    """The mailbox that this site reads."""
    with imap_server() as folder:
        app.extensions["mentortrain.settings"] = replace(settings, inbound_imap_url=folder.url)
        yield folder
        app.extensions["mentortrain.settings"] = settings


@pytest.fixture
def receive(app: Flask, folder: Folder) -> Callable[..., str]:
    """receive(mail, ...): these arrive and the ticker comes by; what it did."""

    def read(*messages: bytes) -> str:
        for message in messages:
            folder.put(message)
        with app.app_context():
            return run_task("mail.receive")

    return read


@pytest.fixture
def invited(
    app: Flask, amina: Visitor, bruno: Visitor, webinar_id: int, letters: Letters
) -> dict[str, dict[str, str]]:
    """Amina and Bruno are invited; by first name, what the reply of each is made from."""
    with app.app_context():
        actions.invite(session.get_one(Webinar, webinar_id), [amina.person, bruno.person], at=clock.now())
        session.commit()
    found = {}
    for mail in letters():
        event, address = event_in(mail), mail["To"].addresses[0].addr_spec
        organizer = str(event["ORGANIZER"]).removeprefix("mailto:")
        found[address.partition("@")[0]] = {
            "uid": str(event["UID"]),
            "organizer": organizer,
            "attendee": address,
            "sender": address,
        }
    return found


@pytest.fixture
def states(
    app: Flask, amina: Visitor, bruno: Visitor, webinar_id: int
) -> Callable[[], tuple[str | None, ...]]:
    """states(): what Amina and Bruno have to do with the session."""

    def look() -> tuple[str | None, ...]:
        with app.app_context():
            found = [queries.registration(webinar_id, one.id) for one in (amina, bruno)]
            return tuple(one.state if one else None for one in found)

    return look


@pytest.mark.parametrize("written_by", PROGRAMS)
def test_each_program_says_yes_and_then_no(
    written_by: str, receive: Any, folder: Folder, invited: Any, states: Any, letters: Letters
) -> None:
    write, amina = PROGRAMS[written_by], invited["amina"]
    assert receive(write(**amina, message_id="<1@x>")) == "taken: 1"
    assert states() == ("registered", "invited")
    no = write(**amina, answer="DECLINED", stamp="20261123T101600Z", message_id="<2@x>")
    assert receive(no) == "taken: 1"
    assert states() == ("withdrawn", "invited")
    assert said(letters()) == [("amina@example.org", "CANCEL", 1)]
    assert folder.seen == set(folder.messages)
    assert receive() == ""


def test_each_person_has_an_address_of_their_own(invited: Any) -> None:
    assert invited["amina"]["organizer"] != invited["bruno"]["organizer"]
    assert invited["amina"]["uid"] == invited["bruno"]["uid"]


def test_unknown_and_forged_replies_change_nothing_and_are_logged(
    receive: Any, invited: Any, states: Any, caplog: pytest.LogCaptureFixture, letters: Letters
) -> None:
    caplog.set_level(logging.INFO, "mentortrain.mail.receiving")
    amina, bruno = invited["amina"], invited["bruno"]
    no = {"answer": "DECLINED"}
    forged = [
        amina | no | {"uid": "another"},
        amina | no | {"organizer": "hello+0123456789abcdef@training.example.org"},
        amina | no | {"organizer": "hello@training.example.org"},
        bruno | no | {"attendee": "amina@example.org", "sender": "amina@example.org"},  # Bruno, as Amina
        amina | no | {"attendee": "friend@example.org", "sender": "friend@example.org"},  # passed on
        amina | {"answer": "TENTATIVE"},
    ]
    mails = [gmail(**one, message_id=f"<{n}@x>") for n, one in enumerate(forged)]
    done = receive(*mails, b"Subject: I am away\r\n\r\nUntil Monday.")
    assert (
        done
        == "no answer in it: 1, no yes or no: 1, not from who was invited: 2, unknown session or forged: 3"
    )
    assert [line.getMessage() for line in caplog.records if line.name.endswith(".receiving")] == [
        "mail received"
    ] * 7
    assert "example.org" not in caplog.text
    assert (states(), letters()) == (("invited", "invited"), [])


def test_answers_out_of_order_and_of_an_older_time(
    chandra: Visitor, desk: str, receive: Any, invited: Any, states: Any
) -> None:
    amina = invited["amina"]
    late, early = {"stamp": "20261123T083000Z"}, {"stamp": "20261123T080000Z"}
    yes = outlook_com(**amina, **late, message_id="<1@x>")
    no = outlook_com(**amina, **early, answer="DECLINED", message_id="<2@x>")
    assert receive(yes, no) == "old: 1, taken: 1"
    assert states()[0] == "registered"
    agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    of_monday = outlook_com(**amina, stamp="20261123T084500Z", answer="DECLINED", message_id="<3@x>")
    assert receive(of_monday) == "old: 1"
    assert states()[0] == "registered"
    far_ahead = outlook_com(
        **amina, sequence=1, stamp="20991123T084500Z", answer="DECLINED", message_id="<4@x>"
    )
    of_friday = outlook_com(**amina, sequence=1, stamp="20261123T090000Z", message_id="<5@x>")
    assert receive(far_ahead, of_friday) == "taken: 2"
    assert states()[0] == "registered"


def test_the_same_mail_counts_once_whatever_the_mailbox_forgets(
    receive: Any, folder: Folder, invited: Any, states: Any, amina: Visitor, page: str
) -> None:
    folder.forgets_flags = True
    assert receive(thunderbird(**invited["amina"], answer="DECLINED")) == "taken: 1"
    amina.post(f"{page}/registration")
    folder.put(thunderbird(**invited["amina"], answer="DECLINED"))
    assert receive() == "handled before: 2"
    assert states()[0] == "registered"


def test_one_bad_message_holds_up_no_other_and_no_answer_comes_too_late_to_hurt(
    app: Flask,
    chandra: Visitor,
    desk: str,
    receive: Any,
    invited: Any,
    states: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fall_over(message: bytes, at: Any) -> str | None:
        if b"Bad" in message:
            raise ValueError("never seen such a thing")
        return None

    monkeypatch.setattr(events, "on_received", [fall_over, *events.on_received])
    assert receive(b"Subject: Bad\r\n\r\n", gmail(**invited["bruno"])) == "broken: 1, taken: 1"
    assert states() == ("invited", "registered")
    with clock.held_at(datetime(2026, 11, 23, 18, 0, tzinfo=UTC)):
        assert receive(gmail(**invited["amina"], message_id="<3@x>")) == "webinar.past: 1"
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    assert receive(gmail(**invited["amina"], message_id="<2@x>")) == "old: 1"
    assert states() == ("invited", "registered")
    with app.app_context():
        assert len(session.scalars(select(Received)).all()) == 4


def test_who_was_invited_before_there_were_tokens_answers_from_their_own_address(
    app: Flask, receive: Any, invited: Any, states: Any, webinar_id: int
) -> None:
    with app.app_context():
        session.execute(update(EntryPerson).values(reply_token=None))
        token = session.get_one(Webinar, webinar_id).entry.organizer_token
        session.commit()
    amina = invited["amina"] | {"organizer": f"hello+{token}@training.example.org"}
    assert (
        receive(gmail(**amina | {"sender": "bruno@example.org"}, message_id="<1@x>"))
        == "unknown session or forged: 1"
    )
    assert receive(gmail(**amina, message_id="<2@x>")) == "taken: 1"
    assert states()[0] == "registered"


def test_the_command_and_the_status_say_what_came_and_what_is_in_the_way(
    app: Flask, folder: Folder, receive: Any, invited: Any, settings: config.Settings, visit: Any
) -> None:
    command = app.test_cli_runner()
    folder.put(gmail(**invited["amina"]))
    assert command.invoke(args=["mail", "receive"]).output == "taken: 1\n"
    assert command.invoke(args=["mail", "receive"]).output == "nothing new\n"
    folder.lets_in = False
    refused = command.invoke(args=["mail", "receive"])
    assert refused.exit_code == 1
    assert "error: 127.0.0.1: " in refused.stderr
    assert "AUTHENTICATIONFAILED" in refused.stderr
    assert "word" not in refused.stderr.replace("password", "")
    with app.app_context():
        claim_run("mail.receive", timedelta(minutes=1), at=clock.now())  # as the ticker does
        session.commit()
    receive()
    root = visit("root@example.org", "Root")
    with app.app_context():
        session.get_one(Person, root.id).is_admin = True
        session.commit()
    shown = root.get("/site/status").text
    assert "1 answer changed something, 0 mails changed nothing." in " ".join(shown.split())
    assert "AUTHENTICATIONFAILED" in shown
    app.extensions["mentortrain.settings"] = settings
    assert "INBOUND_IMAP_URL is not set" in command.invoke(args=["mail", "receive"]).stderr
    with app.app_context():
        assert receiving.receive(clock.now()) == ""
