"""Joining by one's own link, and the word that the host says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from mentortrain import clock
from mentortrain.agenda.links import join_url
from mentortrain.agenda.queries import part_of
from mentortrain.db import session
from mentortrain.tasks.kinds import kind_named
from mentortrain.webinars import queries, spoken
from mentortrain.webinars.models import Webinar
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed, event_in
from tests.webinars.test_calendar_mails import text_of

pytestmark = pytest.mark.either  # pages, mails and what they note

Letters = Callable[..., list[EmailMessage]]
START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
END = START + timedelta(minutes=45)
DURING = START + timedelta(minutes=5)
ROOM = "https://meet.example.org/room"


@pytest.fixture
def link(amina: Visitor, page: str, letters: Letters) -> str:
    """The path of Amina's own link, from the mail that she got when she registered."""
    amina.post(f"{page}/registration")
    return link_in(letters()[0])


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"http://localhost(/join/\S+)", text_of(mail))
    assert found
    return found[1]


@pytest.fixture
def known(app: Flask, webinar_id: int) -> Callable[[], list[tuple[int, str, datetime | None]]]:
    """known(): (person, source, moment) of all that is known of who was there."""

    def look() -> list[tuple[int, str, datetime | None]]:
        with app.app_context():
            rows = queries.evidence_of(webinar_id).values()
            return [(one.person_id, one.source, one.starts_at) for found in rows for one in found]

    return look


@pytest.fixture
def word(app: Flask, webinar_id: int) -> str:
    """What the host says."""
    with app.app_context():
        return queries.word_of(session.get_one(Webinar, webinar_id))


@pytest.fixture
def minutes(app: Flask, webinar_id: int) -> Callable[[Visitor], int | None]:
    """minutes(amina): for how long she was there, as far as it counts."""

    def look(visitor: Visitor) -> int | None:
        with app.app_context():
            return queries.minutes_of(webinar_id, visitor.id)

    return look


def test_who_is_not_signed_in_joins_by_their_own_link(
    amina: Visitor, nobody: Visitor, link: str, known: Any
) -> None:
    early = nobody.get(link)
    assert "“Listening before advice”: the door opens at 19:45" in early.text
    assert "Monday 23 November, 20:00 to 20:45, your time (EAT)" in early.text
    assert "Joining as Amina Odhiambo." in early.text
    assert (early.headers["Referrer-Policy"], early.headers["X-Robots-Tag"]) == ("same-origin", "noindex")
    with clock.held_at(START - timedelta(minutes=15)):
        shown = nobody.get(link)
        assert ("Join now" in shown.text, "meet.example.org" in shown.text) == (True, False)
        assert shown.headers["Content-Security-Policy"].endswith(
            "form-action 'self' https://meet.example.org"
        )
        assert known() == []  # looking notes nothing
        answer = nobody.post(link)
        nobody.post(link)
    assert (answer.status_code, answer.location) == (303, ROOM)
    assert known() == [(amina.id, "join", START - timedelta(minutes=15))]
    assert nobody.get("/sessions").status_code == 302  # the link signs nobody in


def test_the_page_looks_again_when_it_has_something_new(nobody: Visitor, link: str) -> None:
    moments = {
        START - timedelta(hours=13): None,  # longer than browsers wait
        START - timedelta(minutes=16): "61",
        START - timedelta(minutes=5): "301",  # for the word
        START: None,  # somebody may be typing
        END + timedelta(minutes=30): None,
    }
    found = {}
    for moment in moments:
        with clock.held_at(moment):
            found[moment] = nobody.get(link).headers.get("Refresh")
    assert found == moments


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (START - timedelta(minutes=15, seconds=1), "You can join from 15 minutes before the start"),
        (END + timedelta(minutes=30), "You can join from 15 minutes before the start"),
    ],
)
def test_before_and_after_nobody_is_led_anywhere(
    nobody: Visitor, link: str, known: Any, moment: datetime, said: str
) -> None:
    with clock.held_at(moment):
        shown = nobody.get(link)
        assert ("Join now" in shown.text, "meet.example.org" in str(shown.headers)) == (False, False)
        answer = nobody.post(link)
        assert answer.location == link
        assert said in nobody.get(link).text
    assert known() == []


def test_a_link_is_for_one_session_and_one_person(
    app: Flask, amina: Visitor, bruno: Visitor, nobody: Visitor, plan: Any, link: str, page: str, letters: Any
) -> None:
    other = plan(title="Asking well")
    for visitor, path in ((amina, f"/programs/1/sessions/{other}"), (bruno, page)):
        visitor.post(f"{path}/registration")
    links = [link, *map(link_in, letters())]
    tokens = [one.removeprefix("/join/") for one in links]
    assert len(set(tokens)) == 3
    forged = [
        f"{mine.partition('-')[0]}-{theirs.partition('-')[2]}"
        for mine in tokens
        for theirs in tokens
        if mine != theirs
    ]
    for token in (*forged, tokens[0][:-1], tokens[0].partition("-")[0], "x", "٣-a", "1-"):
        for answer in (nobody.get(f"/join/{token}"), nobody.post(f"/join/{token}")):
            assert answer.status_code == 404
        assert nobody.post(f"/join/{token}/word", {"word": "acorn"}).status_code == 404


def test_an_answer_link_joins_nobody_and_a_join_link_answers_nothing(
    amina: Visitor, nobody: Visitor, link: str, page: str, letters: Letters
) -> None:
    assert nobody.post(link.replace("/join/", "/answers/"), {"coming": "no"}).status_code == 404
    amina.post(f"{page}/withdrawal")
    amina.post(f"{page}/registration")
    answers = re.search(r"http://localhost/answers/(\S+)\?", text_of(letters()[-1]))
    assert answers and nobody.post(f"/join/{answers[1]}").status_code == 404


def test_a_link_goes_along_when_the_session_moves_and_forgets_who_pressed_before(
    chandra: Visitor, nobody: Visitor, link: str, desk: str, letters: Letters, known: Any
) -> None:
    with clock.held_at(START - timedelta(minutes=10)):
        nobody.post(link)
        assert [source for _one, source, _moment in known()] == ["join"]
        agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-24T20:00"})
        assert known() == []  # they came at a time that is none any more
        assert "the door opens at 19:45" in nobody.get(link).text
        assert link_in(letters()[-1]) == link
    with clock.held_at(DURING + timedelta(days=1)):
        assert nobody.post(link).location == ROOM


def test_a_link_ends_with_withdrawal_and_with_cancellation(
    amina: Visitor, chandra: Visitor, nobody: Visitor, link: str, page: str, desk: str, known: Any
) -> None:
    amina.post(f"{page}/withdrawal")
    with clock.held_at(START - timedelta(minutes=5)):
        shown = nobody.get(link)
        assert (shown.status_code, "Join now" in shown.text) == (410, False)
        assert "You are not coming to “Listening before advice”" in shown.text
        assert nobody.post(link).location == link
        assert "Register for this session first" in nobody.get(link).text
        amina.post(f"{page}/registration")
        assert "Join now" in nobody.get(link).text
        chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
        shown = nobody.get(link)
        assert (shown.status_code, "Join now" in shown.text) == (410, False)
        assert "Cancelled: “Listening before advice”" in shown.text
        assert "Why: Grace is ill." in shown.text
        assert nobody.post(link).location == link
    assert known() == []


def test_calendars_are_led_to_the_own_link_and_feeds_to_the_page(
    app: Flask, amina: Visitor, page: str, webinar_id: int, letters: Letters
) -> None:
    amina.post(f"{page}/registration")
    (mail,) = letters()
    event = event_in(mail)
    with app.app_context():
        webinar = session.get_one(Webinar, webinar_id)
        part = part_of(webinar.entry_id, amina.id)
        assert part is not None
        own = join_url(part)
    assert (event["URL"], event["LOCATION"], event["CONFERENCE"]) == (own, own, own)
    assert str(event["DESCRIPTION"]).endswith(own)
    assert "meet.example.org" not in mail.as_string()
    made = amina.post("/calendar", {"name": "Phone"})
    address = re.search(r"http://localhost(/feeds/\S+?\.ics)", amina.get(made.location).text)
    assert address
    feed = amina.get(address[1]).text.replace("\r\n ", "")
    assert (f"URL:http://localhost{page}" in feed, "/join/" in feed, ROOM in feed) == (True, False, False)
    amina.post(f"{page}/withdrawal")
    assert "/join/" not in str(event_in(letters()[-1])["URL"])


def test_somebody_with_a_passed_on_mail_is_told_what_to_do(nobody: Visitor, link: str, page: str) -> None:
    shown = nobody.get(link).text
    assert "Not you?" in shown
    assert "This link is for Amina Odhiambo alone" in shown
    assert f'href="{page}">Sign in as yourself' in shown
    assert 'href="/help">Ask for help' in shown


def test_without_a_meeting_link_the_page_waits(
    nobody: Visitor, amina: Visitor, plan: Any, letters: Any
) -> None:
    amina.post(f"/programs/1/sessions/{plan(meeting_url='')}/registration")
    path = link_in(letters()[0])
    with clock.held_at(START - timedelta(minutes=5)):
        shown = nobody.get(path)
        assert "“Listening before advice” has no meeting link yet" in shown.text
        assert shown.headers["Refresh"] == "61"
        assert nobody.post(path).location == path


def test_who_is_signed_in_is_noted_as_well(
    amina: Visitor, chandra: Visitor, page: str, desk: str, known: Any
) -> None:
    amina.post(f"{page}/registration")
    with clock.held_at(DURING):
        assert amina.post(f"{page}/visit").location == ROOM
        assert known() == [(amina.id, "join", DURING)]
        assert amina.get("/sessions").status_code == 200
        shown = chandra.get(f"{desk}/attendance").text
    assert "pressed join at 20:05" in shown
    assert " checked" not in shown  # a press alone proves no minute


@pytest.mark.parametrize(
    "typed", [str.upper, lambda word: f"  {word[:2]} {word[2:]} ", lambda word: f"{word}\u0301."]
)
def test_the_word_that_the_host_says_counts(
    amina: Visitor,
    chandra: Visitor,
    nobody: Visitor,
    link: str,
    desk: str,
    word: str,
    minutes: Any,
    typed: Any,
) -> None:
    with clock.held_at(DURING):
        assert "The word that the host says" in nobody.get(link).text
        shown = re.sub(r"<[^>]+>", " ", nobody.get(link).text)
        assert re.search(rf"\b{word}\b", shown) is None
        answer = nobody.post(f"{link}/word", {"word": typed(word)})
        assert (answer.status_code, answer.location) == (302, link)
        shown = nobody.get(link).text
        assert "That is the word: it is noted that you were there." in shown
        assert "word given at 20:05" in shown
        nobody.post(f"{link}/word", {"word": word})  # twice is once
    assert minutes(amina) == 36  # 80 % of 45
    with clock.held_at(END):
        shown = chandra.get(f"{desk}/attendance").text
        assert "by the word: as long as it takes to count" in shown
        assert "gave the word on Monday 23 November" in shown


def test_a_wrong_word_says_what_to_do_and_five_are_enough_for_an_hour(
    amina: Visitor, nobody: Visitor, link: str, page: str, word: str, minutes: Any
) -> None:
    with clock.held_at(DURING):
        empty = nobody.post(f"{link}/word", {"word": " "})
        assert (empty.status_code, "Type the word that the host says." in empty.text) == (422, True)
        for visitor, path in [(nobody, link), (amina, page)] * 2 + [(nobody, link)]:
            wrong = visitor.post(f"{path}/word", {"word": "nonsense"})
            assert wrong.status_code == 422
            assert "This is another word. Ask the host to say it once more, and try again." in wrong.text
            assert 'value="nonsense"' in wrong.text
        for visitor, path in ((nobody, link), (amina, page)):
            late = visitor.post(f"{path}/word", {"word": word})
            assert late.status_code == 422
            assert "You have tried five times. Try again in an hour" in late.text
    assert minutes(amina) is None


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (START - timedelta(seconds=1), None),
        (START, 36),
        (END + timedelta(hours=23, minutes=59), 36),
        (END + timedelta(hours=24), None),
    ],
)
def test_the_word_is_taken_until_a_day_after_the_end(
    amina: Visitor, nobody: Visitor, link: str, word: str, minutes: Any, moment: datetime, counts: int | None
) -> None:
    with clock.held_at(moment):
        answer = nobody.post(f"{link}/word", {"word": word})
        assert answer.location == link
        shown = nobody.get(link)
        assert ("The word is taken from the start until a day after the end." in shown.text) == (
            counts is None
        )
        assert shown.status_code == (410 if moment >= END + timedelta(hours=24) else 200)
    assert minutes(amina) == counts


def test_who_is_not_expected_gives_no_word(
    bruno: Visitor, dov: Visitor, page: str, word: str, minutes: Any
) -> None:
    with clock.held_at(DURING):
        refused = bruno.post(f"{page}/word", {"word": word})
        assert (refused.location, minutes(bruno)) == (page, None)
        assert "Register for this session first" in bruno.get(page).text
        assert dov.post(f"{page}/word", {"word": word}).status_code == 404


def test_another_share_that_counts_holds_for_the_word_too(
    amina: Visitor, chandra: Visitor, nobody: Visitor, link: str, desk: str, word: str, minutes: Any
) -> None:
    with clock.held_at(DURING):
        nobody.post(f"{link}/word", {"word": word})
        agreed(chandra, f"{desk}/edit", DETAILS | {"threshold_percent": "100"})
    assert minutes(amina) == 45


def test_one_word_leaves_the_task_to_say_who_else_was_there(
    app: Flask,
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    nobody: Visitor,
    page: str,
    link: str,
    word: str,
) -> None:
    bruno.post(f"{page}/registration")
    with clock.held_at(DURING):
        nobody.post(f"{link}/word", {"word": word})
    with clock.held_at(END + timedelta(minutes=1)):
        waiting = kind_named("webinars.attendance")
        assert waiting
        with app.app_context():
            assert [row.thing_id for row in session.execute(waiting.find(clock.now()))] == [1]


def test_words_are_easily_told_apart() -> None:
    assert len(spoken.WORDS) >= 200
    for word in spoken.WORDS:
        assert word.isascii() and word.islower() and 4 <= len(word) <= 11
        assert [other for other in spoken.WORDS if spoken.is_same(word, other)] == [word]


def test_sessions_have_words_of_their_own(app: Flask, plan: Any) -> None:
    ids = [plan(title=f"Session {number}") for number in range(8)]
    with app.app_context():
        words = [queries.word_of(session.get_one(Webinar, one)) for one in ids]
        assert words == [queries.word_of(session.get_one(Webinar, one)) for one in ids]
    assert len(set(words)) >= 5
