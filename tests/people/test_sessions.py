"""Where somebody is signed in: listed, and ended."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people.actions import make_link, remove_ended
from mentortrain.people.jobs import note_sessions_seen
from mentortrain.people.models import BrowserSession, SignInRequest
from mentortrain.people.rules import visitor
from tests.conftest import Visitor

pytestmark = pytest.mark.either  # pages and words, not the database

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 Version/18.1 Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"


@pytest.fixture
def on_the_phone(app, amina, at):
    """The same amina, signed in with her phone as well."""
    return _signed_in(app, amina, at, PHONE, "203.0.113.77")


def _signed_in(app, person, at, agent, address):
    with app.app_context():
        token = make_link(person.person, at=at)
        session.commit()
    client = app.test_client()
    client.environ_base |= {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": "127.0.0.1"}
    found = Visitor(client, person.id, person.email)
    assert found.post(f"/sign-in/{token}", environ_base={"REMOTE_ADDR": address}).location == "/"
    return found


def test_every_browser_is_listed_and_this_one_is_marked(amina, on_the_phone):
    page = on_the_phone.get("/you/security").text
    assert page.count("Since ") == 2
    assert "Safari on iPhone" in page and "203.0.113.0/24" in page
    assert "203.0.113.77" not in page
    assert page.index("this browser") > page.index("Safari on iPhone")
    assert page.count("/ending") == 2  # the other one; and all others


def test_ending_another_session_signs_that_browser_out(amina, on_the_phone):
    page = on_the_phone.get("/you/security").text
    [ending] = re.findall(r'action="(/you/security/sessions/\d+/ending)"', page)
    assert on_the_phone.post(ending).location == "/you/security"
    assert amina.get("/").location == "/sign-in?next=/"
    assert on_the_phone.get("/").status_code == 200
    assert on_the_phone.post(ending).status_code == 404


def test_all_others_are_ended_at_once(amina, app, at, on_the_phone):
    third = _signed_in(app, amina, at, DESK, "198.51.100.4")
    assert third.post("/you/security/sessions/others/ending").location == "/you/security"
    assert "2 other browsers are signed out." in third.get("/you/security").text
    assert amina.get("/").status_code == on_the_phone.get("/").status_code == 302
    third.post("/you/security/sessions/others/ending")
    assert "You are signed in nowhere else." in third.get("/you/security").text


def test_a_stranger_cannot_end_a_session(amina, dov, app):
    with app.app_context():
        theirs = session.scalar(select(BrowserSession.id).where(BrowserSession.person_id == amina.id))
    assert dov.post(f"/you/security/sessions/{theirs}/ending").status_code == 404
    assert amina.get("/").status_code == 200


def test_signing_out_ends_the_session_itself_not_only_the_cookie(amina):
    cookie = amina.client.get_cookie("mentortrain").value
    assert amina.post("/sign-out").location == "/sign-in"
    amina.client.set_cookie("mentortrain", cookie)
    assert amina.get("/").location == "/sign-in?next=/"


def test_signing_in_again_replaces_the_session_of_this_browser(amina, app, at):
    cookie = amina.client.get_cookie("mentortrain").value
    with app.app_context():
        token = make_link(amina.person, at=at)
        session.commit()
    assert amina.post(f"/sign-in/{token}").location == "/"
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(BrowserSession)) == 1
    amina.client.set_cookie("mentortrain", cookie)
    assert amina.get("/").status_code == 302


def test_only_a_hash_of_the_session_token_is_stored(amina, app):
    with amina.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with app.app_context():
        assert token not in str(session.execute(select(BrowserSession.__table__)).all())


def test_a_request_asks_for_session_and_person_with_one_statement(amina, statements):
    with statements() as ran:
        amina.get("/you")
    assert len([one for one in ran if "person" in one and "token_hash" in one]) == 1
    assert len([one for one in ran if "FROM person" in one]) == 0


def test_when_a_session_was_last_used_is_noted_by_the_ticker(amina, app, at):
    later = at + timedelta(hours=3)
    with clock.held_at(later):
        assert amina.get("/").status_code == 200
    with app.app_context():
        assert session.scalars(select(BrowserSession.last_seen_at)).one() == at  # a GET writes nothing
        assert note_sessions_seen(later) == "last use of 1 sessions noted"
        assert session.scalars(select(BrowserSession.last_seen_at)).one() == later
        assert note_sessions_seen(later) == ""


def test_what_is_over_is_removed(amina, nobody, app, at):
    nobody.post("/sign-in", {"email": amina.email})
    for days, left in ((1, (1, 1)), (3, (1, 0)), (61, (0, 0))):
        with app.app_context():
            remove_ended(at + timedelta(days=days))
            session.commit()
            counts = [
                session.scalar(select(func.count()).select_from(table))
                for table in (BrowserSession, SignInRequest)
            ]
        assert tuple(counts) == left


def test_a_simulated_future_signs_nobody_out(amina, app):
    ended = app.test_cli_runner().invoke(args=["tick", "--at", "2027-06-01T09:00+00:00"])
    assert ended.exit_code == 0, ended.output
    assert amina.get("/you").status_code == 200


def test_the_record_shows_how_and_from_where(amina, on_the_phone):
    page = on_the_phone.get("/you/security").text
    record = page[page.index("Sign-ins of the last 12 months") :]
    assert record.count("by a link") == 2


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (PHONE, "Safari", "iPhone"),
        (DESK, "Firefox", "Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile Safari/537.36", "Chrome", "Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/131 Safari/537 Edg/131", "Edge", "Mac"),
        ("Mozilla/5.0 (Linux; Android 13) SamsungBrowser/26.0 Chrome/122", "Samsung Internet", "Android"),
        ("curl/8.5", "", ""),
        ("", "", ""),
    ],
)
def test_a_browser_in_words(agent, browser, system):
    found = visitor(agent, None)
    assert (found.browser, found.system, found.network) == (browser, system, "")
