"""A form sent after its session has ended: what was typed is kept, offered to its writer, and to nobody else."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from flask_wtf import FlaskForm
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import delete
from wtforms import PasswordField

from mentortrain.db import session
from mentortrain.people.actions import make_link
from mentortrain.people.models import BrowserSession, Person
from mentortrain.web.kept import is_secret

pytestmark = pytest.mark.either  # pages and words, not the database

STORY = 'I mend radios. "Ask me" <b>anything</b>.\r\nSecond line & more'
NAME = "Amina of the radios"


def hidden(page, *, action=None):
    """The fields that a page would send, of its form to `action`."""
    found = re.search(rf'<form method="post" action="{re.escape(action)}".*?</form>', page.text, re.DOTALL)
    assert found, page.text
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[0])
    return {name: unescape(value) for name, value in pairs}


def form_of(visitor, url):
    """The token of the form on a page, as a tab holds it."""
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get(url).text)[1]


def sign_in_again(visitor, person_id, app, at):
    with app.app_context():
        token = make_link(session.get_one(Person, person_id), at=at)
        session.commit()
    assert visitor.post(f"/sign-in/{token}").status_code == 302


def end_session(app, person_id):
    with app.app_context():
        session.execute(delete(BrowserSession).where(BrowserSession.person_id == person_id))
        session.commit()


def name_of(app, visitor):
    with app.app_context():
        return visitor.person.name


def test_what_was_typed_after_the_session_ended_is_sent_after_signing_in_again(app, amina, at):
    tab = form_of(amina, "/you")
    end_session(app, amina.id)
    page = amina.client.post("/you", data={"csrf_token": tab, "name": NAME, "time_zone": "UTC"})
    assert page.status_code == 401
    assert "You are signed out. What you wrote is still here." in page.text
    assert 'href="/sign-in?next=/you/back-again"' in page.text
    assert hidden(page, action="/you") == {"csrf_token": tab, "name": NAME, "time_zone": "UTC"}

    sign_in_again(amina, amina.id, app, at)
    assert "Close this tab" in amina.get("/you/back-again").text
    asked = amina.client.post("/you", data=hidden(page, action="/you"))
    assert asked.status_code == 400
    assert "Send what you wrote?" in asked.text
    assert NAME in asked.text
    assert name_of(app, amina) == "Amina Odhiambo"

    done = amina.client.post("/you", data=hidden(asked, action="/you"))
    assert done.status_code == 302
    assert name_of(app, amina) == NAME


def test_a_tab_from_before_signing_out_keeps_it_too(app, chandra, program, at):
    url = f"/programs/{program.id}/settings"
    tab = form_of(chandra, url)
    chandra.post("/sign-out")
    page = chandra.client.post(url, data={"csrf_token": tab, "audience": STORY, "name": ""})
    assert page.status_code == 401
    assert hidden(page, action=url) == {"csrf_token": tab, "audience": STORY, "name": ""}
    assert "<b>anything</b>" not in page.text
    again = chandra.client.post(url, data=hidden(page, action=url))  # pressed too early
    assert again.status_code == 401
    assert hidden(again, action=url)["audience"] == STORY


def test_somebody_else_who_signs_in_there_is_not_shown_it(app, amina, bruno, at):
    tab = form_of(amina, "/you")
    amina.post("/sign-out")
    sign_in_again(amina, bruno.id, app, at)  # the same browser
    page = amina.client.post("/you", data={"csrf_token": tab, "name": NAME, "time_zone": "UTC"})
    assert page.status_code == 400
    assert "this page was opened by somebody else" in page.text
    assert NAME not in page.text
    assert name_of(app, bruno) == "Bruno Restrepo"


def test_a_form_of_another_site_is_never_kept_and_never_a_deed(app, amina, bruno, at):
    """Neither without a token, nor with one that the attacker was given for pages of their own."""
    own, victims = form_of(bruno, "/you"), form_of(amina, "/you")
    amina.post("/sign-out")
    for token, headers in [
        ("", {}),
        ("forged", {}),
        (own, {"Origin": "https://evil.example.org"}),
        (own, {"Origin": "null"}),
        (own, {"Sec-Fetch-Site": "cross-site"}),
        (victims, {"Origin": "https://evil.example.org", "Sec-Fetch-Site": "cross-site"}),
    ]:
        forged = {"csrf_token": token, "name": "Owned", "time_zone": "UTC"}
        page = amina.client.post("/you", data=forged, headers=headers)
        assert page.status_code == 400
        assert "Owned" not in page.text
    sign_in_again(amina, amina.id, app, at)
    assert "Owned" not in amina.get("/").text + amina.get("/you").text + amina.get("/you/back-again").text
    for token, headers in [("", {}), (own, {}), (victims, {"Origin": "https://evil.example.org"})]:
        forged = {"csrf_token": token, "name": "Owned", "time_zone": "UTC"}
        page = amina.client.post("/you", data=forged, headers=headers)
        assert (page.status_code, "Owned" in page.text) == (400, False)
    assert name_of(app, amina) == "Amina Odhiambo"


def test_even_with_the_right_token_the_target_is_shown_and_nothing_done_before_a_click(app, amina, at):
    """As if an old page had fallen into wrong hands."""
    tab = form_of(amina, "/you")
    sign_in_again(amina, amina.id, app, at)
    page = amina.client.post("/you?from=x", data={"csrf_token": tab, "name": NAME, "time_zone": "UTC"})
    assert page.status_code == 400
    assert '<b class="break">/you?from=x</b>' in page.text
    assert name_of(app, amina) == "Amina Odhiambo"


def test_a_page_of_long_ago_is_not_kept(app, amina, at):
    class Old(URLSafeTimedSerializer.default_signer):
        def get_timestamp(self):
            return super().get_timestamp() - int(timedelta(days=15).total_seconds())

    signer = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token", signer=Old)
    form = {"csrf_token": signer.dumps(f"x.{amina.id}"), "name": NAME, "time_zone": "UTC"}
    amina.post("/sign-out")
    page = amina.client.post("/you", data=form)
    assert (page.status_code, NAME in page.text) == (400, False)


def test_passwords_and_codes_are_not_kept(app, amina, at):
    tab = form_of(amina, "/you")
    end_session(app, amina.id)
    for field in ("password", "code"):
        form = {"csrf_token": tab, field: "a secret of Amina's", "time_zone": "UTC"}
        page = amina.client.post("/you", data=form)
        assert page.status_code == 401
        assert "a secret of Amina" not in page.text
        assert "Passwords and codes are not kept" in page.text
    only = amina.client.post("/you/security/password", data={"csrf_token": tab, "password": "a secret"})
    assert (only.status_code, only.location) == (302, "/sign-in?next=/you/security/password")


def test_a_file_must_be_chosen_again(app, chandra, program):
    url = f"/programs/{program.id}/people/import"
    tab = form_of(chandra, url)
    end_session(app, chandra.id)
    sent = {"csrf_token": tab, "text": "Amina,amina@example.org", "file": (io.BytesIO(b"x,y"), "list.csv")}
    page = chandra.client.post(url, data=sent, content_type="multipart/form-data")
    assert page.status_code == 401
    assert "choose it again" in page.text
    assert 'enctype="multipart/form-data"' in page.text
    assert "list.csv" not in page.text


def test_every_secret_field_of_every_form_is_known_as_one(app):
    """By its name: what is kept is decided before any form is known."""
    kinds, seen = FlaskForm.__subclasses__(), set()  # making the app has loaded every feature's
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        for name in dir(kind):
            field = getattr(kind, name)
            if hasattr(field, "_formfield"):
                once = (field.kwargs.get("render_kw") or {}).get("autocomplete") == "one-time-code"
                if once or issubclass(field.field_class, PasswordField):
                    seen.add(name)
                    assert is_secret(name), (kind, name)
    assert seen == {"password", "code"}


@pytest.mark.parametrize("name", ["audience", "name", "title", "encoded", "keyboard", "join_url"])
def test_other_names_are_no_secrets(name):
    assert not is_secret(name)


def test_a_script_is_told_in_json(app, amina, at):
    tab, headers = form_of(amina, "/you"), {"Accept": "application/json"}
    end_session(app, amina.id)
    form = {"csrf_token": tab, "name": NAME, "time_zone": "UTC"}
    out = amina.client.post("/you", data=form, headers=headers)
    assert (out.status_code, out.json["again"]) == (401, "signed out")
    sign_in_again(amina, amina.id, app, at)
    stale = amina.client.post("/you", data=form, headers=headers)
    assert (stale.status_code, stale.json["again"]) == (400, "renew")


def test_a_button_without_words_leads_to_the_door_as_ever(app, amina, program, plan, at):
    tab = form_of(amina, "/you")
    url = f"/programs/{program.id}/sessions/{plan()}"
    end_session(app, amina.id)
    answer = amina.client.post(f"{url}/registration", data={"csrf_token": tab})
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")
