"""Errors in words, in the design; headers; what every template is given."""

from __future__ import annotations

import pytest

from mentortrain.db import session
from mentortrain.people.models import Person

pytestmark = pytest.mark.either  # pages and words, not the database


def test_an_unknown_address_is_a_404_page_in_the_design(amina):
    page = amina.get("/nowhere")
    assert page.status_code == 404
    assert "There is nothing here" in page.text
    assert 'href="/">Go to Home</a>' in page.text
    assert "mentortrain" in page.text


def test_a_script_gets_json(amina):
    answer = amina.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.json["error"] == "There is nothing here"


def test_a_form_without_its_token_says_what_to_do(app):
    page = app.test_client().post("/sign-in", data={"email": "amina@example.org"})
    assert page.status_code == 400
    assert "This page was open too long" in page.text


def test_a_wrong_method_is_405_with_the_right_ones(app, nobody):
    page = nobody.post("/healthz")
    assert page.status_code == 405
    assert "GET" in page.headers["Allow"]


def test_a_broken_view_is_a_500_page_without_a_traceback(app, amina, monkeypatch):
    from mentortrain.home import views

    def broken(*args, **more):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(views, "_course_steps", broken)
    page = amina.get("/")
    assert page.status_code == 500
    assert "Something broke on our side" in page.text
    assert "secret detail" not in page.text


def test_every_page_carries_the_headers(amina):
    headers = amina.get("/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"


def test_a_get_cannot_write(app, amina, monkeypatch):
    """The database itself refuses, on SQLite and on PostgreSQL."""
    from sqlalchemy.exc import DBAPIError

    from mentortrain.home import views

    refused = []

    def writing(person, *rest):
        try:
            session.get(Person, person.id).name = "Changed"
            session.flush()
        except DBAPIError as error:
            refused.append(str(error.orig))
            session.rollback()
        return ()

    monkeypatch.setattr(views, "_course_steps", writing)
    amina.get("/")
    assert len(refused) == 1
    assert "read" in refused[0]
    with app.app_context():
        assert session.get(Person, amina.id).name == "Amina Odhiambo"


@pytest.mark.parametrize("name", ["css/tokens.css", "js/forms.js", "img/favicon.svg"])
def test_static_files_may_be_kept_for_good(nobody, app, name):
    from mentortrain.web.pages import static_url

    with app.test_request_context():
        address = static_url(name)
    assert "?v=" in address
    with nobody.get(address) as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_the_components_are_shown(nobody):
    assert nobody.get("/dev/components").status_code == 200


@pytest.mark.parametrize("address", ["/learn/%00", "/learn/mentoring-basics/lessons/%00"])
def test_a_nul_in_an_address_is_not_there(amina, address):
    assert amina.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/you", "/calendar", "/programs/new"])
def test_a_nul_in_a_form_is_refused(chandra, address):
    page = chandra.post(address, {"name": "A\x00B"})
    assert page.status_code == 400
    assert "could not be read" in page.text


def test_odd_parameters_of_a_long_list_do_no_harm(chandra, program):
    for query in ("endpoint=x", "_method=x", "_scheme=javascript", "page=-1", "page=9999999999999999999"):
        assert chandra.get(f"/programs/{program.id}/people?{query}").status_code == 200


def test_a_token_in_an_address_stays_out_of_the_log(app, nobody, monkeypatch, caplog):
    from mentortrain.people.views import sign_in as views

    def broken(token):
        raise RuntimeError("no luck")

    monkeypatch.setattr(views.queries, "link_with", broken)
    assert nobody.get("/sign-in/a-secret-token").status_code == 500
    assert "a-secret-token" not in caplog.text
    assert "/sign-in/<token>" in caplog.text


def test_dev_pages_are_for_the_machine_itself(app, nobody):
    assert nobody.get("/dev/outbox").status_code == 200
    elsewhere = nobody.get("/dev/outbox", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 404
    assert "/dev/outbox" not in nobody.get("/sign-in", environ_base={"REMOTE_ADDR": "192.0.2.7"}).text
