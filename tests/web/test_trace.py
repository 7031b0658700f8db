"""The number that follows a request: in its answer, in its log lines, on the page of what broke."""

from __future__ import annotations

import re

import pytest

from mentortrain import trace
from tests.sites import production

pytestmark = pytest.mark.either  # pages and words, not the database

OURS = re.compile(r"[0-9a-f]{16}")


def test_each_answer_has_a_number_of_its_own(nobody):
    first, second = (nobody.get("/sign-in").headers["X-Request-ID"] for _ in range(2))
    assert OURS.fullmatch(first)
    assert OURS.fullmatch(second)
    assert first != second
    assert trace.current().trace == ""  # nothing is left for the next in this thread


def test_a_number_from_outside_counts_only_behind_the_proxy(nobody, settings):
    given = {"X-Request-ID": "from-the-proxy-1", "X-Forwarded-For": "192.0.2.1"}
    assert OURS.fullmatch(nobody.get("/sign-in", headers=given).headers["X-Request-ID"])
    with production(settings) as site:
        client = site.test_client()
        assert client.get("/healthz", headers=given).headers["X-Request-ID"] == "from-the-proxy-1"
        alone = {"X-Request-ID": "from-the-proxy-1"}
        assert OURS.fullmatch(client.get("/healthz", headers=alone).headers["X-Request-ID"])


@pytest.mark.parametrize("given", ["short", "x" * 37, "with a blank", "-begins-so", 'a"quote"b', "наопако-о"])
def test_a_number_that_is_not_well_formed_is_not_taken(given):
    assert not trace.is_well_formed(given)


def test_what_broke_is_found_by_the_number_on_its_page(app, amina, monkeypatch, caplog):
    from mentortrain.home import views

    def broken(*args, **more):
        raise RuntimeError("no luck")

    monkeypatch.setattr(views, "_course_steps", broken)
    page = amina.get("/")
    number = page.headers["X-Request-ID"]
    assert page.status_code == 500
    assert "Quote this number" in page.text
    assert number in page.text
    assert amina.get("/", headers={"Accept": "application/json"}).json["number"] != number
    assert "Quote this number" not in amina.get("/nowhere").text


def test_a_request_is_one_line_with_its_rule_and_never_its_address(amina, nobody, program, caplog):
    caplog.clear()
    nobody.get("/sign-in/a-secret-token?next=/secret-place")
    amina.get(f"/programs/{program.id}/sessions/999")
    lines = [one for one in caplog.records if one.name == "mentortrain.web.requests"]
    assert [one.getMessage() for one in lines] == [
        "GET /sign-in/<token> 410",
        "GET /programs/<int:program_id>/sessions/<int:webinar_id> 404",
    ]
    first, second = lines
    assert (first.endpoint, first.status, first.method) == ("people.link", 410, "GET")
    assert not hasattr(first, "person")
    assert (second.person, second.program_id, second.webinar_id) == (amina.id, program.id, 999)
    assert second.statements >= 2
    assert 0 < second.statements_ms < second.ms
    assert "secret" not in caplog.text


def test_files_and_health_make_no_lines(nobody, caplog):
    caplog.clear()
    with nobody.get("/static/css/tokens.css") as answer:
        assert answer.headers["X-Request-ID"]
    nobody.get("/healthz")
    assert [one for one in caplog.records if one.name == "mentortrain.web.requests"] == []
