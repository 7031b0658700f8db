"""Which mails people want, and that the others do not go."""

from __future__ import annotations

import pytest

from mentortrain import clock
from mentortrain.db import session
from mentortrain.mail import kinds as mails
from mentortrain.mail.actions import post
from mentortrain.mail.kinds import NEWSLETTER, NUDGE, SERVICE, Kind, Letter
from mentortrain.mail.models import Outbox
from mentortrain.profiles import kinds
from tests.profiles.stage import asked, said

pytestmark = pytest.mark.either  # pages and words, not the database

WORDINGS = {
    ("notice", 1): "2c09f384f5efb959",
    ("nudge", 1): "4505dd2a810cac76",
    ("newsletter", 1): "6d3af0c7e64bbbca",
}


def test_no_wording_that_was_shown_is_ever_edited(app):
    """A changed sentence is a new version: add it behind the old one, and its digest here."""
    with app.test_request_context():
        assert {(one.about, one.version): one.digest[:16] for one in kinds.WORDINGS} == WORDINGS


@pytest.fixture
def send(app, amina, monkeypatch, letters):
    """send(NUDGE): post a mail of that class to amina; what became of it: sent, or why not."""
    compose = lambda params, at: Letter(  # noqa: E731
        {"owner": amina.email, "url": "http://localhost/", "code": None, "next": None}, "UTC", "en"
    )
    monkeypatch.setattr(mails, "_kinds", dict(mails._kinds))

    def go(message_class: str, person_id: int | None = None) -> str:
        kind = Kind(f"test.{message_class}", "new_browser", compose, message_class=message_class)
        monkeypatch.setitem(mails._kinds, kind.name, kind)
        with app.app_context():
            key = f"{message_class}:{clock.now().isoformat()}:{session.query(Outbox).count()}"
            post(
                kind=kind.name,
                key=key,
                to=amina.email,
                name="Amina",
                person_id=amina.id if person_id is None else person_id or None,
                params={},
                at=clock.now(),
            )
            session.commit()
            monkeypatch.setattr(
                "mentortrain.mail.jobs.as_message", lambda *a, **b: ("Hello", b"Subject: x\r\n\r\nx")
            )
        letters()
        with app.app_context():
            row = session.query(Outbox).filter_by(key=key).one()
            return row.reason or row.status

    return go


def test_until_somebody_says_yes_only_service_goes(app, amina, send):
    assert [send(one) for one in (SERVICE, NUDGE, NEWSLETTER)] == ["sent", "not wanted", "not wanted"]


def test_a_yes_lets_it_go_and_a_no_holds_it_back(app, amina, send):
    amina.post("/welcome/asked", asked(app, amina, nudge="y"))
    assert [send(one) for one in (SERVICE, NUDGE, NEWSLETTER)] == ["sent", "sent", "not wanted"]
    amina.post("/you/messages", {"newsletter": "y"})
    assert [send(one) for one in (SERVICE, NUDGE, NEWSLETTER)] == ["sent", "not wanted", "sent"]


def test_who_has_no_account_gets_service_alone(app, send):
    assert [send(one, 0) for one in (SERVICE, NEWSLETTER)] == ["sent", "not wanted"]


def test_the_page_tells_all_that_was_said_newest_first(app, amina):
    assert "Nothing yet." in amina.get("/you/messages").text
    amina.post("/you/messages", {"nudge": "y"})
    amina.post("/you/messages", {"nudge": "y"})
    amina.post("/you/messages", {})
    assert said(app, amina) == [
        ("nudge", True, "settings"),
        ("newsletter", False, "settings"),
        ("nudge", False, "settings"),
    ]
    page = amina.get("/you/messages").text
    assert page.count("wording 1") == 3
    assert page.index("Reminders of your program</b>") < page.index("Newsletter</b>")
