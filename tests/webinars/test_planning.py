"""Drafts, copies, more about a session, and what is shown before anything is done."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentortrain.agenda.models import Entry
from mentortrain.db import session
from mentortrain.learning.queries import current_courses
from mentortrain.mail.models import Outbox
from mentortrain.profiles.models import FreeHour
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Break
from mentortrain.webinars.models import Webinar
from tests.agenda.stage import address_for
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed

pytestmark = pytest.mark.either  # pages and words, not the database

MORE = {
    "description": "Bring **one price** you doubt.\n\n- a pen\n- [the sheet](https://example.org/sheet)",
    "language": "sw",
    "meeting_code": "812 3344 9911",
    "passcode": "haircut-42",
    "dial_in": "+254 20 5550101\n+57 1 5550102",
}


def words_of(text: str) -> str:
    """A page without its marks, as it is read."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.fixture
def webinars(program: Program) -> str:
    return f"/programs/{program.id}/webinars"


@pytest.fixture
def outbox(app: Flask) -> Callable[[], list[tuple[str, str]]]:
    """outbox(): (kind, address) of each message but for reminders, whenever it goes, in order."""

    def read() -> list[tuple[str, str]]:
        with app.app_context():
            rows = session.execute(
                select(Outbox.kind, Outbox.to_address)
                .where(Outbox.kind != "agenda.reminder")
                .order_by(Outbox.id)
            )
            return [(kind, address) for kind, address in rows]

    return read


def test_who_is_expected_sees_the_other_ways_in_and_nobody_else(
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    desk: str,
    page: str,
    letters: Callable[[], list[EmailMessage]],
) -> None:
    agreed(chandra, f"{desk}/edit", DETAILS | MORE)
    amina.post(f"{page}/registration")
    hers, his = words_of(amina.get(page).text), words_of(bruno.get(page).text)
    for secret in ("812 3344 9911", "haircut-42", "+57 1 5550102"):
        assert secret in hers
        assert secret not in his
    assert "Language Swahili" in his
    [mail] = letters()
    assert "haircut-42" not in mail.as_string()


def test_a_description_is_markdown_on_pages_and_plain_words_elsewhere(
    amina: Visitor,
    chandra: Visitor,
    desk: str,
    page: str,
    letters: Callable[[], list[EmailMessage]],
) -> None:
    agreed(chandra, f"{desk}/edit", DETAILS | MORE | {"description": MORE["description"] + "\n<b>x</b>"})
    shown = amina.get(page).text
    assert "<strong>one price</strong>" in shown
    assert "<b>x</b>" not in shown
    amina.post(f"{page}/registration")
    [mail] = letters()
    body = mail.get_body(("plain",))
    assert body is not None
    assert (
        "Bring one price you doubt.\n\n- a pen\n- the sheet (https://example.org/sheet)"
        in body.get_content().replace("\r\n", "\n")
    )
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    event = re.sub(r"\r\n ", "", part.get_content().replace("\r\n", "\n").replace("\n", "\r\n"))
    assert r"Bring one price you doubt.\n\n- a pen" in event


def test_a_session_can_be_about_a_part_of_a_course_on_the_track(
    app: Flask, amina: Visitor, chandra: Visitor, desk: str, page: str
) -> None:
    with app.app_context():
        course = next(one for one in current_courses().values() if one.modules)
        chosen = f"{course.course_id}:{course.modules[0].title}"
        words, key = f"{course.title}: {course.modules[0].title}", course.key
    assert agreed(chandra, f"{desk}/edit", DETAILS | {"counts_for": chosen}).status_code == 302
    assert words in words_of(amina.get(page).text)
    there = amina.get(f"/learn/{key}").text
    assert "Live about this" in there
    assert page in there
    refused = chandra.post(f"{desk}/edit", DETAILS | {"counts_for": "99999:"})
    assert refused.status_code == 422
    assert "Choose one from the list." in refused.text


def test_a_draft_is_seen_by_staff_alone_until_it_is_published(
    app: Flask, amina: Visitor, chandra: Visitor, webinars: str, outbox: Callable[[], list[Any]]
) -> None:
    made = chandra.post(f"{webinars}/new", DETAILS | {"draft": "1"}).location
    page = made.replace("webinars", "sessions")
    assert "Draft: “Listening before advice”" in words_of(chandra.get(made).text)
    assert "draft" in words_of(chandra.get(webinars).text)
    assert amina.get(page).status_code == 404
    assert amina.post(f"{page}/registration").status_code == 404
    assert DETAILS["title"] not in amina.get("/sessions").text
    assert chandra.post(f"{made}/people", {"addresses": "amina@example.org"}).status_code == 422
    assert chandra.get(f"{made}/attendance").status_code == 422
    moved = chandra.post(f"{made}/edit", DETAILS | {"starts_wall": "2026-11-24T20:00"})
    assert moved.status_code == 302, "nobody knows of it: nothing is looked over"
    assert chandra.post(f"{made}/publication").status_code == 302
    assert DETAILS["title"] in amina.get("/sessions").text
    assert amina.get(page).status_code == 200
    assert outbox() == []


def test_a_draft_is_in_no_feed_of_staff_and_opens_to_nobody(
    app: Flask, chandra: Visitor, nobody: Visitor, program: Program, webinars: str
) -> None:
    feed = address_for(chandra, holds=f"program-{program.id}")
    made = chandra.post(f"{webinars}/new", DETAILS | {"draft": "1"}).location
    tag = nobody.get(feed).headers["ETag"]
    assert "BEGIN:VEVENT" not in nobody.get(feed).text
    chandra.post(f"{made}/openness", {"open": "1"})
    public = f"/open/{program.id}/{made.rpartition('/')[2]}"
    assert nobody.get(public).status_code == 404
    chandra.post(f"{made}/publication")
    fetched = nobody.get(feed, headers={"If-None-Match": tag})
    assert fetched.status_code == 200, "publishing changes it"
    assert "BEGIN:VEVENT" in fetched.text
    chandra.post(f"{made}/openness", {"open": "1"})
    assert nobody.get(public).status_code == 200


def test_who_comes_without_an_account_has_the_other_ways_in_once_they_are_expected(
    chandra: Visitor,
    nobody: Visitor,
    desk: str,
    page: str,
    letters: Callable[[], list[EmailMessage]],
) -> None:
    agreed(chandra, f"{desk}/edit", DETAILS | MORE)
    chandra.post(f"{desk}/openness", {"open": "1"})
    public = page.replace("/programs/", "/open/").replace("/sessions/", "/")
    shown = nobody.get(public).text
    assert "<strong>one price</strong>" in shown
    assert "haircut-42" not in shown
    nobody.post(public, {"name": "Elena", "email": "elena@example.org", "time_zone": "Europe/Belgrade"})
    body = letters()[0].get_body(("plain",))
    assert body is not None
    found = re.search(r"http://localhost(/open/place/\S+)", body.get_content())
    assert found
    assert "haircut-42" not in nobody.get(found[1]).text
    nobody.post(found[1])
    assert "haircut-42" in nobody.get(found[1]).text


def test_a_draft_can_go_and_what_is_published_cannot(
    app: Flask, chandra: Visitor, dov: Visitor, webinars: str, desk: str
) -> None:
    made = chandra.post(f"{webinars}/new", DETAILS | {"draft": "1"}).location
    assert dov.post(f"{made}/discarding").status_code == 404
    assert dov.post(f"{made}/publication").status_code == 404
    assert chandra.post(f"{made}/discarding").location == webinars
    assert chandra.get(made).status_code == 404
    assert chandra.post(f"{desk}/discarding").location == desk
    assert "Cancel it, so that people are told." in chandra.get(desk).text
    with app.app_context():
        assert session.scalar(select(func.count(Entry.id))) == 1


def test_a_copy_has_everything_but_the_time(chandra: Visitor, dov: Visitor, desk: str, webinars: str) -> None:
    agreed(chandra, f"{desk}/edit", DETAILS | MORE | {"capacity": "7"})
    number = desk.rpartition("/")[2]
    form = chandra.get(f"{webinars}/new?copy={number}").text
    for said in (DETAILS["title"], "haircut-42", 'value="7"', "https://meet.example.org/room"):
        assert said in form
    assert "2026-11-23T20:00" not in form
    assert chandra.get(f"{webinars}/new?copy=999").status_code == 404
    assert chandra.get(f"{webinars}/new?copy=x").status_code == 404
    assert dov.get(f"{webinars}/new?copy={number}").status_code == 404


def told_in(text: str) -> tuple[int, int]:
    """(people, mails) that the page before an edit promises."""
    found = re.search(r"(\d+) (?:person is|people are) told, with (\d+) mails?", words_of(text))
    return (int(found[1]), int(found[2])) if found else (0, 0)


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"starts_wall": "2026-11-24T18:00"}, ["agenda.update", "webinars.line_moved"]),
        ({"title": "Listening first", "passcode": "x"}, []),
        ({"capacity": "2"}, ["agenda.invitation"]),
        ({"capacity": "2", "minutes": "60"}, ["agenda.invitation", "agenda.update"]),
    ],
)
def test_what_is_promised_before_an_edit_is_what_it_mails(
    changes: dict[str, str],
    kinds: list[str],
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    desk: str,
    page: str,
    outbox: Callable[[], list[tuple[str, str]]],
) -> None:
    details = DETAILS | {"capacity": "1"}
    agreed(chandra, f"{desk}/edit", details)
    amina.post(f"{page}/registration")
    bruno.post(f"{page}/registration")  # and waits
    before = outbox()
    shown = chandra.post(f"{desk}/edit", details | changes)
    assert shown.status_code == 200
    assert outbox() == before, "nothing is done yet"
    promised = told_in(shown.text)
    assert agreed(chandra, f"{desk}/edit", details | changes).status_code == 302
    new = outbox()[len(before) :]
    assert sorted({kind for kind, _ in new}) == kinds
    assert promised == (len({address for _, address in new}), len(new))


def test_each_change_is_shown_as_it_was_and_will_be_and_nothing_typed_is_lost(
    chandra: Visitor, desk: str
) -> None:
    sent = DETAILS | MORE | {"starts_wall": "2026-11-24T18:00", "title": 'Listening "first" & <after>'}
    shown = chandra.post(f"{desk}/edit", sent)
    said = words_of(shown.text)
    assert "Starts Before Monday 23 November, 20:00 (EAT) Now Tuesday 24 November, 18:00 (EAT)" in said
    assert "Language of the session Before not said Now Swahili" in said
    assert "Two cases from a salon and a fish shop. Now Bring one price you doubt." in said, "as it is read"
    order = [said.index(f" {label} Before ") for label in ("there", "Starts", "Language of the session")]
    assert order == sorted(order)
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', shown.text))
    back = chandra.post(f"{desk}/edit", {name: html.unescape(v) for name, v in kept.items()} | {"back": "1"})
    assert back.status_code == 200
    assert "haircut-42" in back.text
    assert 'value="2026-11-24T18:00"' in back.text
    assert "Listening &#34;first&#34; &amp; &lt;after&gt;" in back.text
    assert "Monday 23 November" in chandra.get(desk).text, "nothing was saved"


def test_a_yes_to_what_is_other_now_is_asked_again(
    amina: Visitor, chandra: Visitor, desk: str, page: str, outbox: Callable[[], list[Any]]
) -> None:
    moved = DETAILS | {"starts_wall": "2026-11-24T18:00"}
    shown = chandra.post(f"{desk}/edit", moved)
    sure = re.search(r'name="sure" value="([0-9a-f]+)"', shown.text)
    assert sure
    amina.post(f"{page}/registration")
    again = chandra.post(f"{desk}/edit", moved | {"sure": sure[1]})
    assert again.status_code == 200
    assert "Something has changed since you looked." in again.text
    assert told_in(again.text) == (1, 1)
    assert [kind for kind, _ in outbox()] == ["agenda.invitation"]


def test_who_waits_hears_of_a_move_once(
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    desk: str,
    page: str,
    letters: Callable[[], list[EmailMessage]],
) -> None:
    details = DETAILS | {"capacity": "1"}
    agreed(chandra, f"{desk}/edit", details)
    amina.post(f"{page}/registration")
    bruno.post(f"{page}/registration")
    letters()
    agreed(chandra, f"{desk}/edit", details | {"starts_wall": "2026-11-24T18:00"})
    agreed(chandra, f"{desk}/edit", details | {"starts_wall": "2026-11-25T18:00"})
    his = [mail for mail in letters() if mail["To"].addresses[0].addr_spec == "bruno@example.org"]
    assert [mail["Subject"] for mail in his] == [
        "New time: Listening before advice, Wednesday 25 November, 10:00 (Colombia Time)"
    ]
    body = his[0].get_body(("plain",))
    assert body is not None
    assert "you are number 1 in line" in body.get_content()


@pytest.fixture
def scheduled(chandra: Visitor, webinars: str) -> Callable[..., str]:
    """scheduled(...): what the page says that comes after the form; "" where it was done at once."""

    def send(**changes: str) -> str:
        answer = chandra.post(f"{webinars}/new", DETAILS | {"title": "Another"} | changes)
        return "" if answer.status_code == 302 else words_of(answer.text)

    return send


def test_what_speaks_against_a_time_is_said_and_forbids_nothing(
    app: Flask,
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    program: Program,
    desk: str,
    page: str,
    webinars: str,
    scheduled: Callable[..., str],
) -> None:
    assert scheduled(starts_wall="2026-11-25T16:00") == "", "noon in Nairobi is morning in Bogotá"
    host = {"host_id": str(chandra.id)}
    agreed(chandra, f"{desk}/edit", DETAILS | host | {"starts_wall": "2026-11-24T17:00"})
    amina.post(f"{page}/registration")
    said = scheduled(starts_wall="2026-11-24T17:30", **host)
    assert "Who leads it leads “Listening before advice” then" in said
    assert "1 person is in “Listening before advice” then" in said
    assert "early or late" not in said
    said = scheduled(starts_wall="2026-11-24T03:00", role="mentor")
    assert "It is early or late for 1 person in Nairobi: it begins at 03:00 there." in said
    assert "Bogota" not in said
    with app.app_context():
        cohort = session.merge(program).first_cohort
        cohort.keep_breaks([Break(date(2026, 12, 1), date(2026, 12, 5), "Harvest")])
        session.commit()
    assert "The program has a break then: Harvest." in scheduled(starts_wall="2026-12-03T16:00")
    answer = agreed(chandra, f"{webinars}/new", DETAILS | {"title": "X", "starts_wall": "2026-12-03T16:00"})
    assert answer.status_code == 302


def test_what_is_in_another_program_has_no_title_there(
    app: Flask,
    dov: Visitor,
    visit: Callable[..., Visitor],
    program: Program,
    plan: Callable[..., int],
    scheduled: Callable[..., str],
) -> None:
    with app.app_context():
        other = session.scalars(select(Program).where(Program.name == "Elsewhere")).one()
    number = plan(program=other, title="Our secret plan", starts_wall="2026-11-24T17:00")
    eve = visit("eve@example.org", "Eve", role="mentor", program=program)
    visit("eve@example.org", "Eve", role="mentor", program=other)
    eve.post(f"/programs/{other.id}/sessions/{number}/registration")
    said = scheduled(starts_wall="2026-11-24T17:30")
    assert "1 person has something else in their calendar then" in said
    assert "secret" not in said


def test_the_hours_of_a_day_count_whose_day_it_is_and_who_has_time(
    app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, webinars: str
) -> None:
    with app.app_context():
        session.add(FreeHour(person_id=amina.id, weekday=2, hour=17))
        session.commit()
    sent = DETAILS | {"starts_wall": "2026-11-25T09:00", "look": "1"}
    shown = chandra.post(f"{webinars}/new", sent)
    assert shown.status_code == 200
    said = words_of(shown.text)
    assert "The hours of Wednesday 25 November" in said
    assert "For all 2 people all of it lies between 08:00 and 20:30 if it begins from 16:00 to 19:00." in said
    assert "17:00 2 1 : by day for 2 of 2; 1 usually has time" in said
    assert "03:00 1 0 : by day for 1 of 2" in said
    assert "one thing to put right" not in said.lower()
    with app.app_context():
        assert session.scalars(select(Webinar)).all() == []
    assert "by day for 1 of 1" in words_of(chandra.post(f"{webinars}/new", sent | {"role": "mentee"}).text)
