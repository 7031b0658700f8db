"""Looking at the outbox: on the command line, and under /dev as a person would see each message."""

from __future__ import annotations

import json

import pytest

from tests.mail.stage import (
    AMINA,
    BRUNO,
    ask,
    deliver,
    rows,
)
from tests.sites import production

pytestmark = pytest.mark.either  # pages and words, not the database


def test_the_command_line_lists_every_message(amina, nobody, app, at):
    ask(nobody)
    deliver(app, at)
    ask(nobody)
    runner = app.test_cli_runner()
    newest, oldest = json.loads(runner.invoke(args=["mail", "list", "--json"]).stdout)
    assert len(oldest.pop("trace")) == 16
    assert {**oldest, "key": ""} == {
        "key": "",
        "kind": "people.sign_in",
        "to": AMINA,
        "subject": "Your sign-in link",
        "status": "sent",
        "reason": None,
        "due_at": at.isoformat(),
        "sent_at": at.isoformat(),
    }
    assert oldest["key"].startswith("sign-in:1:")
    assert (newest["status"], newest["subject"], newest["sent_at"]) == ("pending", None, None)
    assert len(json.loads(runner.invoke(args=["mail", "list", "--json", "--limit", "1"]).stdout)) == 1
    first, second = runner.invoke(args=["mail", "list"]).stdout.splitlines()
    assert first.split("\t")[1:5] == ["people.sign_in", AMINA, "-", "pending"]
    assert second.split("\t")[4:7] == ["sent", at.isoformat(), at.isoformat()]


def test_dev_outbox_lists_the_newest_first(amina, bruno, nobody, app, at):
    assert "Nothing was sent yet" in nobody.get("/dev/outbox").text
    ask(nobody, AMINA)
    deliver(app, at)
    ask(nobody, BRUNO)
    page = nobody.get("/dev/outbox").text
    assert page.index("people.sign_in") < page.index("Your sign-in link")
    assert page.index(BRUNO) < page.index(AMINA)


def test_dev_outbox_shows_a_message_as_a_person_would_see_it(amina, nobody, app, at):
    ask(nobody)
    deliver(app, at)
    [row] = rows(app)
    page = nobody.get(f"/dev/outbox/{row.id}").text
    assert f'src="/dev/outbox/{row.id}/html"' in page
    assert "To: Amina Odhiambo &lt;amina@example.org&gt;" in page
    assert "http://localhost/sign-in/" in page

    frame = nobody.get(f"/dev/outbox/{row.id}/html")
    assert frame.content_type == "text/html; charset=utf-8"
    assert frame.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
    )
    assert '<base target="_top">' in frame.text
    assert 'href="http://localhost/sign-in/' in frame.text


def test_dev_outbox_shows_the_calendar_part(chandra, amina, program, nobody, app, at):
    form = {
        "title": "Listening first",
        "description": "",
        "starts_wall": "2026-12-01T18:00",
        "time_zone": "Africa/Nairobi",
        "minutes": "45",
        "host_name": "Chandra Rao",
        "meeting_url": "",
    }
    made = chandra.post(f"/programs/{program.id}/webinars/new", form)
    assert made.status_code == 302, made.text
    number = made.location.rpartition("/")[2]
    amina.post(f"/programs/{program.id}/sessions/{number}/registration")
    deliver(app, at)
    [row] = rows(app)
    page = nobody.get(f"/dev/outbox/{row.id}").text
    assert "Calendar part, method REQUEST" in page
    assert "SUMMARY;LANGUAGE=en:Listening first" in page


def test_dev_outbox_says_why_there_is_nothing_to_show(amina, nobody, app, at):
    ask(nobody)
    [row] = rows(app)
    assert "There is no file for this message: it is pending" in nobody.get(f"/dev/outbox/{row.id}").text
    assert nobody.get(f"/dev/outbox/{row.id}/html").status_code == 404
    assert nobody.get("/dev/outbox/4711").status_code == 404


def test_in_production_there_is_nothing_under_dev(app, settings, subtests):
    with production(settings) as site:
        pages = [rule for rule in site.url_map.iter_rules() if rule.rule.startswith("/dev/")]
        assert len(pages) >= 5
        visitor = site.test_client()
        for rule in pages:
            with subtests.test(rule.rule):
                path = rule.rule.replace("<int:message_id>", "1")
                assert visitor.get(path).status_code == 404
                if "POST" in rule.methods:
                    assert visitor.post(path).status_code in (400, 404)
