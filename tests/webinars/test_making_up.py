"""Somebody was there for a part of a session, or not at all, and makes it up with the recording."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from mentortrain import clock
from mentortrain.errors import RuleBroken
from mentortrain.webinars.asking import read_questions
from mentortrain.webinars.makeups import EVERYBODY, NOBODY, PARTLY_THERE, may_make_up
from mentortrain.webinars.rules import ATTENDED, MISSED, PARTLY
from tests.conftest import Visitor
from tests.readiness.test_becoming_ready import read_all, standing
from tests.webinars.test_afterwards import TAPE, to
from tests.webinars.test_staff import marks, sent

pytestmark = pytest.mark.either  # pages and words, not the database

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
AFTER = START + timedelta(hours=1)
THREE = """What comes first? {
=Asking
~Advising
}

A mentor decides for the mentee. {F}

Who should talk more? {=the mentee =mentee}
"""
RIGHT = {"answer-0": "0", "answer-1": "1", "answer-2": " The Mentee "}
OFFER = {"open_to": "partly", "questions": THREE}


def later(hours: float = 1, **more: float) -> Any:
    return clock.held_at(AFTER + timedelta(hours=hours, **more))


@pytest.fixture
def settled(amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str) -> None:
    """amina was there for 20 of 45 minutes, bruno was expected and was not there; there is a recording."""
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    with clock.held_at(AFTER):
        chandra.post(f"{desk}/attendance", sent(amina, "20"))
        chandra.post(f"{desk}/afterwards/recording", TAPE)


def test_watching_the_rest_and_three_right_answers_lift_to_attended(
    app: Flask, amina: Visitor, chandra: Visitor, page: str, desk: str, webinar_id: int, settled: None
) -> None:
    words = "20 of 45 minutes; 36 count: watch the rest and answer three questions"
    with later():
        assert "20 of 45 minutes; 36 count." in amina.get(page).text
        assert chandra.post(f"{desk}/afterwards/make-up", OFFER).status_code == 302
        assert words in amina.get(page).text
        assert words in amina.get("/sessions").text
        assert amina.get(f"{page}/make-up").location == page, "first the recording"
        assert amina.post(f"{page}/make-up", RIGHT).location == page
        assert "Open the recording first." in amina.get(page).text
        answer = amina.post(f"{page}/recording")
        assert (answer.status_code, answer.location) == (303, TAPE["url"])
        policy = amina.get(page).headers["Content-Security-Policy"]
        assert "form-action" in policy
        assert "https://video.example.org" in policy
        shown = amina.get(f"{page}/make-up").text
        assert "3 questions about “Listening before advice”" in shown
        assert "What comes first?" in shown
        assert marks(app, webinar_id) == {amina.id: 20}
        assert amina.post(f"{page}/make-up", RIGHT).location == page
        assert marks(app, webinar_id) == {amina.id: 45}
        shown = amina.get(page).text
        assert "You made it up on Monday 23 November: it counts." in shown
        assert ">made up<" in amina.get("/sessions").text
        assert ">made up<" in chandra.get(desk).text
        shown = chandra.get(f"{desk}/attendance").text
        assert "made up with the recording" in shown
        assert "was there for" not in shown, "what staff had marked by hand is no report"
        assert "<h1>1 of 1 who was there stayed long enough</h1>" in shown


def test_while_the_door_is_still_open_the_page_says_what_it_came_to(
    amina: Visitor, chandra: Visitor, page: str, desk: str
) -> None:
    amina.post(f"{page}/registration")
    with clock.held_at(START + timedelta(minutes=50)):
        assert "“Listening before advice”: the door is open" in amina.get(page).text
        chandra.post(f"{desk}/attendance", sent(amina, "20"))
        shown = amina.get(page).text
        assert "“Listening before advice” is over" in shown
        assert '<button type="submit" class="button quiet">Join now</button>' in shown
        assert "The word that the host says" in shown
        chandra.post(f"{desk}/attendance", sent(amina, "45", was="20"))
        assert "The word that the host says" not in amina.get(page).text, "it counts already"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"answer-0": "1"}, 1),
        ({"answer-1": "0", "answer-2": "the mentor"}, 2),
        ({"answer-0": "", "answer-1": "", "answer-2": ""}, 3),
        ({"answer-0": "99", "answer-1": "-1", "answer-2": "x" * 5000}, 3),
        ({"answer-0": "²"}, 1),
    ],
)
def test_what_is_wrong_is_named_and_can_be_tried_again_after_ten_minutes(
    changes: dict[str, str],
    wrong: int,
    app: Flask,
    amina: Visitor,
    chandra: Visitor,
    page: str,
    desk: str,
    webinar_id: int,
    settled: None,
) -> None:
    with later():
        chandra.post(f"{desk}/afterwards/make-up", OFFER)
        amina.post(f"{page}/recording")
        answer = amina.post(f"{page}/make-up", RIGHT | changes)
        assert answer.status_code == 422
        assert answer.text.count("This is not right yet.") == wrong
        assert "You can answer again at 22:10, your time." in answer.text
    with later(minutes=9):
        answer = amina.post(f"{page}/make-up", RIGHT)
        assert answer.location == f"{page}/make-up"
        assert "You can answer again at 22:10" in amina.get(f"{page}/make-up").text
        assert marks(app, webinar_id) == {amina.id: 20}
    with later(minutes=10):
        amina.post(f"{page}/make-up", RIGHT)
        assert marks(app, webinar_id) == {amina.id: 45}


def test_a_mark_of_staff_afterwards_outweighs_it_and_needs_a_reason(
    app: Flask, amina: Visitor, chandra: Visitor, page: str, desk: str, webinar_id: int, settled: None
) -> None:
    with later():
        chandra.post(f"{desk}/afterwards/make-up", OFFER)
        amina.post(f"{page}/recording")
        amina.post(f"{page}/make-up", RIGHT)
    with later(2):
        answer = chandra.post(f"{desk}/attendance", sent(amina, "20", "45"))
        assert answer.status_code == 422
        why = {"reason": "She had somebody else answer."}
        chandra.post(f"{desk}/attendance", sent(amina, "20", "45") | why)
        assert marks(app, webinar_id) == {amina.id: 20}
        assert (
            "marked otherwise since: She had somebody else answer." in chandra.get(f"{desk}/attendance").text
        )
        assert "Open the recording" not in amina.get(page).text
        assert amina.post(f"{page}/recording").location == page
        assert "This session is not there for you to make up." in amina.get(page).text
        chandra.post(f"{desk}/attendance", sent(amina, "20", "20") | {f"lift-{amina.id}": "1"})
        assert marks(app, webinar_id) == {amina.id: 45}


@pytest.mark.parametrize(("open_to", "may"), [("nobody", False), ("partly", False), ("everybody", True)])
def test_who_missed_all_of_it_may_make_it_up_only_where_the_session_says_so(
    open_to: str,
    may: bool,
    app: Flask,
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    page: str,
    desk: str,
    webinar_id: int,
    settled: None,
) -> None:
    with later():
        chandra.post(f"{desk}/afterwards/make-up", OFFER | {"open_to": open_to})
        shown = bruno.get(page).text
        assert ("watch the recording and answer three questions" in shown) is may
        bruno.post(f"{page}/recording")
        bruno.post(f"{page}/make-up", RIGHT)
    assert marks(app, webinar_id) == {amina.id: 20} | ({bruno.id: 45} if may else {})


def test_nobody_has_missed_it_before_somebody_says_who_was_there(
    app: Flask, bruno: Visitor, chandra: Visitor, page: str, desk: str, webinar_id: int
) -> None:
    with later():
        chandra.post(f"{desk}/afterwards/recording", TAPE)
        chandra.post(f"{desk}/afterwards/make-up", OFFER | {"open_to": "everybody"})
        assert bruno.post(f"{page}/recording").location == page
        bruno.post(f"{page}/make-up", RIGHT)
    assert marks(app, webinar_id) == {}


def test_saying_that_one_has_watched_counts_only_where_staff_say_so(
    app: Flask, amina: Visitor, chandra: Visitor, page: str, desk: str, webinar_id: int, settled: None
) -> None:
    with later():
        answer = chandra.post(f"{desk}/afterwards/make-up", {"open_to": "partly", "questions": ""})
        assert answer.status_code == 422
        assert "Write at least one question, or say that watching counts." in answer.text
        chandra.post(f"{desk}/afterwards/make-up", {"open_to": "partly", "watching_counts": "y"})
        assert "36 count: watch the rest and say that you have" in amina.get(page).text
        amina.post(f"{page}/make-up")
        assert marks(app, webinar_id) == {amina.id: 20}, "not without opening it"
        amina.post(f"{page}/recording")
        assert "Have you watched “Listening before advice”?" in amina.get(f"{page}/make-up").text
        amina.post(f"{page}/make-up")
        assert marks(app, webinar_id) == {amina.id: 45}


def test_without_a_recording_there_is_nothing_to_watch(
    amina: Visitor, chandra: Visitor, page: str, desk: str, settled: None
) -> None:
    with later():
        chandra.post(f"{desk}/afterwards/make-up", OFFER)
        chandra.post(f"{desk}/afterwards/recording/removal")
        assert "The recording is not here yet." in amina.get(page).text
        assert amina.post(f"{page}/recording").location == page
        assert "There is no recording to watch yet." in amina.get(page).text


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        ("What first? {=Asking ~Advising", "Line 1 cannot be read as GIFT"),
        ("How many? {#3}", "The question on line 1 is of another kind."),
        ("Tell us. {}", "The question on line 1 is of another kind."),
        ("\n\n".join(f"Number {n} is right. {{T}}" for n in range(4)), "Ask at most 3 questions."),
        ("Look <script>alert(1)</script>. {T}", "Line 1 cannot be read as GIFT"),
        ("x" * 10_001, "Enter at most 10,000 letters."),
    ],
)
def test_questions_that_cannot_be_asked_are_said_at_their_field(
    questions: str, words: str, chandra: Visitor, desk: str, settled: None
) -> None:
    with later():
        answer = chandra.post(f"{desk}/afterwards/make-up", OFFER | {"questions": questions})
        assert answer.status_code == 422
        assert words in answer.text
        assert "How many" not in chandra.get(f"{desk}/afterwards").text


def test_who_was_there_for_a_part_is_told_once_and_half_an_hour_later(
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    page: str,
    desk: str,
    letters: Callable[..., list[EmailMessage]],
) -> None:
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    with clock.held_at(AFTER):
        letters()
        chandra.post(f"{desk}/afterwards/make-up", OFFER)
        chandra.post(f"{desk}/attendance", sent(amina, "20") | sent(bruno, "20"))
        chandra.post(f"{desk}/attendance", sent(bruno, "45", "20"))  # put right at once
        assert letters() == []
    with later(0.5):
        (told,) = letters()
        assert to([told]) == [("amina@example.org", "You were at a part of “Listening before advice”")]
        body = told.get_body(("plain",)).get_content()
        assert "20 of 45 minutes; 36 count: watch the rest and answer three questions." in body
        assert f"http://localhost{page}" in body
        assert "There are two short questions as well" in body
        chandra.post(f"{desk}/attendance", sent(amina, "25", "20"))
    with later(2):
        assert letters() == []


def test_strangers_make_nothing_up(dov: Visitor, page: str, settled: None) -> None:
    with later():
        assert dov.get(f"{page}/make-up").status_code == 404
        for path in ("recording", "make-up", "feedback"):
            assert dov.post(f"{page}/{path}", RIGHT).status_code == 404


def test_what_is_made_up_makes_a_requirement_met_and_stands_in_the_transcript(
    app: Flask, amina: Visitor, chandra: Visitor, page: str, desk: str, settled: None, at: datetime
) -> None:
    read_all(app, amina, at)
    with later():
        chandra.post(f"{desk}/afterwards/make-up", OFFER)
        assert not standing(app, amina, AFTER + timedelta(hours=1)).ready
        amina.post(f"{page}/recording")
        amina.post(f"{page}/make-up", RIGHT)
        found = standing(app, amina, AFTER + timedelta(hours=1))
        assert found.ready
        assert [entry["kind"] for entry in found.declaration.evidence][-1] == "live_session"
        assert "You are ready to be paired." in amina.get("/").text
        told = amina.get("/learn/transcript").text
        row = told[told.index("Listening before advice") :]
        assert "45 minutes" in row[: row.index("</li>")]
    with later(2):
        why = {"reason": "Somebody else answered."}
        chandra.post(f"{desk}/attendance", sent(amina, "20", "45") | why)
        assert not standing(app, amina, AFTER + timedelta(hours=2)).ready


@pytest.mark.parametrize(
    ("open_to", "outcome", "is_known", "may"),
    [
        (NOBODY, PARTLY, True, False),
        (PARTLY_THERE, PARTLY, True, True),
        (PARTLY_THERE, MISSED, True, False),
        (EVERYBODY, MISSED, True, True),
        (EVERYBODY, MISSED, False, False),
        (EVERYBODY, ATTENDED, True, False),
    ],
)
def test_who_may_make_it_up(open_to: str, outcome: str, is_known: bool, may: bool) -> None:
    assert may_make_up(open_to, outcome, is_known=is_known) is may


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3))
def test_whatever_is_written_is_read_or_refused_in_words(text: str, said: list[str]) -> None:
    try:
        asks = read_questions(text)
    except RuleBroken as error:
        assert error.code.startswith("makeup.")
    else:
        assert len(asks) <= 3
        assert all(ask.is_right(said) in (True, False) for ask in asks)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Which? {~%50%A ~%50%B ~%-100%C}", [["0", "1"]], [["0"], ["0", "1", "2"], ["2"], []]),
        ("Which? {=A ~B}", [["0"]], [["1"], ["0", "1"], [], ["zero"], ["²"], ["00000"]]),
        ("It is so. {T}", [["0"]], [["1"], ["0", "1"]]),
        ("Who? {=Grace* =%50%Hana}", [["grace"], [" Grace Wanjiru"]], [["Hana"], [""], []]),
    ],
)
def test_only_what_is_wholly_right_is_right(
    question: str, right: list[list[str]], wrong: list[list[str]]
) -> None:
    (ask,) = read_questions(question)
    assert [ask.is_right(one) for one in right] == [True] * len(right)
    assert [ask.is_right(one) for one in wrong] == [False] * len(wrong)
