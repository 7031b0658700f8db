"""What a calendar app gets when it polls, and when it is told that nothing changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from mentortrain.agenda import render
from mentortrain.agenda.models import Entry, EntryPerson
from mentortrain.db import session
from mentortrain.programs.models import Program
from tests.agenda.stage import address_for, events
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed, event_in

pytestmark = pytest.mark.either  # pages and words, not the database


def test_the_feed_shows_what_a_person_registered_for(
    amina: Visitor, page: str, phone: FlaskClient, letters: Callable[..., Any]
) -> None:
    feed = address_for(amina)
    assert events(phone, feed) == []
    amina.post(f"{page}/registration")
    (event,) = events(phone, feed)
    (mail,) = letters()
    assert event["UID"] == event_in(mail)["UID"], "the same in feed and mail"
    assert (event["SEQUENCE"], event["STATUS"], event["SUMMARY"]) == (0, "CONFIRMED", DETAILS["title"])
    assert event["URL"] == f"http://localhost{page}"
    content = phone.get(feed).data
    for secret in (b"meet.example.org", b"ATTENDEE", b"ORGANIZER", b"METHOD", b"amina"):
        assert secret not in content


def test_the_answer_is_what_calendar_apps_expect(amina: Visitor, page: str, phone: FlaskClient) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    answer = phone.get(feed)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=900"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert re.fullmatch('"[0-9a-f]{32}"', answer.headers["ETag"]), "strong"
    assert answer.headers["Last-Modified"] == "Mon, 23 Nov 2026 09:00:00 GMT"
    for name in ("Set-Cookie", "Content-Disposition", "Content-Encoding", "Location"):
        assert name not in answer.headers
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")
    head = phone.head(feed)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == answer.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(answer.data))


def test_a_signed_in_browser_gets_no_cookie_from_a_feed(amina: Visitor) -> None:
    feed = address_for(amina)
    assert "Set-Cookie" not in amina.get(feed).headers


def test_an_unchanged_feed_is_answered_from_one_row(
    amina: Visitor, page: str, phone: FlaskClient, statements: Any
) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    tag = phone.get(feed).headers["ETag"]
    with statements() as ran:
        answer = phone.get(feed, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"] == "private, max-age=900"
    reads = [one for one in ran if one.lstrip().startswith("SELECT")]
    assert len(reads) == 1
    assert "FROM feed_token LEFT OUTER JOIN agenda_version" in " ".join(reads[0].split())
    assert phone.get(feed, headers={"If-None-Match": f'W/{tag}, "other"'}).status_code == 304
    assert phone.get(feed, headers={"If-None-Match": '"other"'}).status_code == 200


def test_every_change_that_shows_changes_the_tag(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str, phone: FlaskClient
) -> None:
    feed = address_for(amina)
    tags = [phone.get(feed).headers["ETag"]]

    def now_differs() -> None:
        answer = phone.get(feed, headers={"If-None-Match": tags[-1]})
        assert answer.status_code == 200
        tags.append(answer.headers["ETag"])

    amina.post(f"{page}/registration")
    now_differs()
    agreed(chandra, f"{desk}/edit", DETAILS | {"title": "Listening first"})
    now_differs()
    agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    now_differs()
    amina.post(f"{page}/withdrawal")
    now_differs()
    amina.post(f"{page}/registration")
    now_differs()
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    now_differs()
    assert len(set(tags)) == len(tags)


def test_what_does_not_show_changes_nothing(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str, phone: FlaskClient
) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    tag = phone.get(feed).headers["ETag"]
    bruno.post(f"{page}/registration")
    bruno.post(f"{page}/withdrawal")
    amina.post(f"{page}/registration")
    agreed(chandra, f"{desk}/edit", DETAILS)
    agreed(
        chandra, f"{desk}/edit", DETAILS | {"host_name": "Juma", "meeting_url": "https://elsewhere.example/"}
    )
    assert phone.get(feed, headers={"If-None-Match": tag}).status_code == 304


def test_bytes_of_another_serializer_are_rendered_anew(
    app: Flask, amina: Visitor, page: str, phone: FlaskClient
) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    content = phone.get(feed).data
    render.memory.cache_clear()  # as a process that has just begun
    with app.app_context():
        session.execute(
            update(Entry).values(rendered=b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", rendered_with="older")
        )
        session.commit()
    assert phone.get(feed).data == content


def test_a_feed_of_thirty_takes_no_more_statements_than_one_of_one(
    amina: Visitor, page: str, plan: Callable[..., int], program: Program, phone: FlaskClient, statements: Any
) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    phone.get(feed)
    with statements() as few:
        phone.get(feed)
    for number in range(29):
        one = plan(title=f"Session {number}", starts_wall=f"2026-12-{number % 28 + 1:02}T20:00")
        amina.post(f"/programs/{program.id}/sessions/{one}/registration")
    phone.get(feed)  # how many it shows is counted once for each version
    with statements() as many:
        assert phone.get(feed).data.count(b"BEGIN:VEVENT") == 30
    assert len(many) == len(few)


def test_a_part_is_unique_for_an_entry_and_a_person(app: Flask, amina: Visitor, page: str) -> None:
    amina.post(f"{page}/registration")
    with app.app_context():
        assert session.scalars(select(EntryPerson.person_id)).all() == [amina.id]
