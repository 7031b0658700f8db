"""What a calendar app gets when it polls."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select, update
from werkzeug.serving import make_server

from mentortrain import clock, queue
from mentortrain.agenda import jobs
from mentortrain.agenda.models import Entry, EntryPerson, FeedToken
from mentortrain.db import session
from mentortrain.programs.models import Program
from tests.conftest import Visitor
from tests.readers import khal
from tests.webinars.stage import DETAILS, event_in

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def address_for(visitor: Visitor, name: str = "Phone") -> str:
    """Make an address on the Calendar page; its path."""
    answer = visitor.get(visitor.post("/calendar", {"name": name}).location)
    assert answer.status_code == 200
    found = re.search(r'value="http://localhost(/feeds/[^"]+\.ics)"', answer.text)
    assert found
    return found[1]


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    """A calendar app: no cookies, no forms."""
    return app.test_client()


def events(client: FlaskClient, feed: str) -> list[Any]:
    """What a reader finds in a feed."""
    return list(Calendar.from_ical(client.get(feed).data).walk("VEVENT"))


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
    chandra.post(f"{desk}/edit", DETAILS | {"title": "Listening first"})
    now_differs()
    chandra.post(f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
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
    chandra.post(f"{desk}/edit", DETAILS)
    chandra.post(f"{desk}/edit", DETAILS | {"host_name": "Juma", "meeting_url": "https://elsewhere.example/"})
    assert phone.get(feed, headers={"If-None-Match": tag}).status_code == 304


def test_other_words_keep_the_sequence_and_move_the_stamps(
    amina: Visitor, chandra: Visitor, page: str, desk: str, phone: FlaskClient, at: datetime
) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    (before,) = events(phone, feed)
    with clock.held_at(at + timedelta(hours=1)):
        chandra.post(f"{desk}/edit", DETAILS | {"title": "Listening first"})
        (after,) = events(phone, feed)
    assert (before["UID"], before["SEQUENCE"]) == (after["UID"], after["SEQUENCE"])
    assert after["SUMMARY"] == "Listening first"
    for stamp in ("DTSTAMP", "LAST-MODIFIED"):
        assert (before[stamp].dt, after[stamp].dt) == (at, at + timedelta(hours=1))
    assert after["CREATED"].dt == at


def test_a_moved_session_moves_in_the_feed(
    amina: Visitor, chandra: Visitor, page: str, desk: str, phone: FlaskClient
) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    (before,) = events(phone, feed)
    chandra.post(f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    (after,) = events(phone, feed)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


def test_a_cancelled_session_is_said_for_thirty_days(
    amina: Visitor,
    chandra: Visitor,
    plan: Callable[..., int],
    program: Program,
    phone: FlaskClient,
    at: datetime,
) -> None:
    webinar = plan(starts_wall="2027-02-26T20:00")
    feed = address_for(amina)
    amina.post(f"/programs/{program.id}/sessions/{webinar}/registration")
    chandra.post(f"/programs/{program.id}/webinars/{webinar}/cancellation", {"reason": "Grace is ill."})
    (event,) = events(phone, feed)
    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert event["SUMMARY"] == "Cancelled: Listening before advice"
    with clock.held_at(at + timedelta(days=29, hours=23)):
        tag = phone.get(feed).headers["ETag"]
        assert len(events(phone, feed)) == 1
    with clock.held_at(at + timedelta(days=30)):
        answer = phone.get(feed, headers={"If-None-Match": tag})
        assert (answer.status_code, b"VEVENT" in answer.data) == (200, False), "growing old changes the tag"


def test_what_is_over_stays_for_ninety_days(amina: Visitor, page: str, phone: FlaskClient) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    end = START + timedelta(minutes=45)
    with clock.held_at(end + timedelta(days=89)):
        tag = phone.get(feed).headers["ETag"]
        assert len(events(phone, feed)) == 1
    with clock.held_at(end + timedelta(days=90)):
        answer = phone.get(feed, headers={"If-None-Match": tag})
        assert (answer.status_code, b"VEVENT" in answer.data) == (200, False)


def test_who_withdraws_loses_it_and_gets_it_back_above_the_cancel(
    amina: Visitor, bruno: Visitor, page: str, phone: FlaskClient, letters: Callable[..., Any]
) -> None:
    feed, other = address_for(amina), address_for(bruno)
    amina.post(f"{page}/registration")
    bruno.post(f"{page}/registration")
    letters()
    amina.post(f"{page}/withdrawal")
    letters()
    assert events(phone, feed) == []
    amina.post(f"{page}/registration")
    (mail,) = letters()
    (event,) = events(phone, feed)
    assert event["SEQUENCE"] == event_in(mail)["SEQUENCE"] == 2
    assert [one["SEQUENCE"] for one in events(phone, other)] == [0]


def test_bytes_of_another_serializer_are_rendered_anew(
    app: Flask, amina: Visitor, page: str, phone: FlaskClient
) -> None:
    feed = address_for(amina)
    amina.post(f"{page}/registration")
    content = phone.get(feed).data
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


def test_a_feed_is_of_one_person(amina: Visitor, bruno: Visitor, page: str, phone: FlaskClient) -> None:
    bruno.post(f"{page}/registration")
    assert events(phone, address_for(amina)) == []
    assert len(events(phone, address_for(bruno))) == 1


def test_an_unknown_address_is_not_there(phone: FlaskClient, amina: Visitor) -> None:
    answer = phone.get("/feeds/nobody-has-this.ics")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


def test_a_revoked_address_is_not_there(app: Flask, amina: Visitor, phone: FlaskClient) -> None:
    kept, ended = address_for(amina, "Phone"), address_for(amina, "Google")
    with app.app_context():
        feed_id = session.scalars(select(FeedToken.id).where(FeedToken.name == "Google")).one()
    assert "“Google”" in amina.get("/calendar").text
    assert amina.post(f"/calendar/addresses/{feed_id}/revocation").status_code == 302
    assert phone.get(ended).status_code == 404
    assert phone.get(kept).status_code == 200
    assert "“Google”" not in amina.get("/calendar").text


def test_nobody_ends_the_address_of_another(
    app: Flask, amina: Visitor, dov: Visitor, phone: FlaskClient
) -> None:
    feed = address_for(amina)
    with app.app_context():
        feed_id = session.scalars(select(FeedToken.id)).one()
    assert dov.post(f"/calendar/addresses/{feed_id}/revocation").status_code == 404
    assert phone.get(feed).status_code == 200


def test_the_last_use_goes_to_the_store_and_is_written_by_the_ticker(
    app: Flask, amina: Visitor, phone: FlaskClient, at: datetime
) -> None:
    feed = address_for(amina)
    phone.get(feed)
    with clock.held_at(at + timedelta(hours=2)):
        phone.get(feed, headers={"If-None-Match": phone.get(feed).headers["ETag"]})
    with app.app_context():
        assert session.scalars(select(FeedToken.last_used_at)).one() is None
        assert jobs.note_feed_use(at) == "last use of 1 calendar addresses noted"
        assert jobs.note_feed_use(at) == ""
        assert session.scalars(select(FeedToken.last_used_at)).one() == at + timedelta(hours=2)
    assert "last fetched Monday 23 November, 14:00 (EAT)" in amina.get("/calendar").text


def test_a_use_that_was_taken_and_not_written_down_is_found_again(
    app: Flask, amina: Visitor, phone: FlaskClient, at: datetime
) -> None:
    phone.get(address_for(amina))
    with app.app_context():
        queue.store().rename(
            jobs.USES.noted, jobs.USES.taken
        )  # as a ticker leaves it that is killed in between
        assert jobs.note_feed_use(at) == "last use of 1 calendar addresses noted"
        assert session.scalars(select(FeedToken.last_used_at)).one() == at


def test_with_the_store_down_feeds_are_served_all_the_same(
    app: Flask, amina: Visitor, phone: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redis import Redis

    feed = address_for(amina)
    gone = Redis.from_url("unix:///nowhere/store.sock")
    monkeypatch.setitem(app.extensions, "mentortrain.redis", gone)
    assert phone.get(feed).status_code == 200
    with app.app_context():
        assert jobs.note_feed_use(at) == ""


def test_only_a_hash_of_the_token_is_kept(app: Flask, amina: Visitor) -> None:
    token = address_for(amina).removeprefix("/feeds/").removesuffix(".ics")
    with app.app_context():
        kept = session.scalars(select(FeedToken)).one()
        assert len(kept.token_hash) == 64
        assert token not in str(vars(kept))


def test_a_part_is_unique_for_an_entry_and_a_person(app: Flask, amina: Visitor, page: str) -> None:
    amina.post(f"{page}/registration")
    with app.app_context():
        assert session.scalars(select(EntryPerson.person_id)).all() == [amina.id]


@pytest.fixture
def served(app: Flask, at: datetime) -> Iterator[str]:
    """The site on a real port, for readers that are not ours; its clock stands still too."""

    def then(environ: Any, start_response: Any) -> Any:
        with clock.held_at(at):  # a thread of the server knows nothing of the test's clock
            return app(environ, start_response)

    server = make_server("127.0.0.1", 0, then, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def test_a_calendar_app_follows_a_session_that_moves_and_is_cancelled(
    amina: Visitor, chandra: Visitor, page: str, desk: str, served: str, tmp_path: Path
) -> None:
    """vdirsyncer fetches, khal shows."""
    url, title = served + address_for(amina), DETAILS["title"]
    amina.post(f"{page}/registration")

    def seen() -> list[tuple[str, datetime, datetime]]:
        found = khal.listed(url, tmp_path, since=START.date())
        return [(one.title, one.start, one.end) for one in found]

    length = timedelta(minutes=45)
    assert seen() == [(title, START, START + length)]
    chandra.post(f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    moved = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    assert seen() == [(title, moved, moved + length)]
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    assert seen() == [(f"Cancelled: {title}", moved, moved + length)]
