"""Every kind of question through the door that people use: answered, looked over, handed in, read again."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions, content, gift
from mentortrain.learning.models import Answer
from tests.conftest import Visitor
from tests.learning import makers
from tests.learning.course_folder import COURSE, Folder
from tests.learning.test_quizzes import start as begin
from tests.learning.test_reading import buttons, headings
from tests.learning.test_taking import published
from tests.learning.test_time_limit import quizzes_of
from tests.privacy.stage import fetch_copy, make_copies
from tests.privacy.test_copy import told

pytestmark = pytest.mark.either  # pages and words, not the database

CHECK = "/learn/basics/quizzes/check"
PAGE = "00000000-0000-4000-8000-000000000000"
BANK = """\
$CATEGORY: Money

// [id:before]
Read on: money comes next.

// [id:city]
[html]Which <b>city</b>? {=Nairobi#Right there. =%50%Naivas*#Close by. =%0%*#Look at the map.}

// [id:loan]
How much is a third of 10.5? {#=3.5:0.01#Yes. =%50%3.5:0.6#Nearly. ~#Far off.}

// [id:pairs]
What does what? {
=A mentor -> asks
=A mentee -> decides
= -> pays
####Nobody pays.
}

// [id:word]
A mentor {~pays =asks#Always.} first.

// [id:essay]
What will you ask first? {####Keep it short.}
"""
READ, CITY, LOAN, PAIRS, WORD, ESSAY = range(1, 7)


@pytest.fixture
def basics(app: Flask, folder: Folder, at: datetime) -> None:
    course, faults = content.load(folder({"02-check.gift": BANK}))
    assert faults == [] and course is not None
    with app.app_context():
        actions.publish(course, at=at)
        session.commit()


def start(visitor: Visitor) -> str:
    return visitor.post(f"{CHECK}/attempts").location.rsplit("/", 1)[0]


def say(
    visitor: Visitor, attempt: str, slot: int, response: str = "", chosen: Any = (), way: str = ""
) -> Any:
    said = {"client_uuid": PAGE, "client_seq": 1, "response": response, "chosen": list(chosen)}
    return visitor.post(f"{attempt}/{slot}{way}", said)


def kept(app: Flask) -> list[tuple[int, list[int], str]]:
    with app.app_context():
        found = session.scalars(select(Answer).order_by(Answer.slot)).all()
        return [(answer.slot, answer.chosen, answer.response) for answer in found]


def words(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def selects(page: str) -> list[dict[str, str]]:
    """The words of each option with its value, for each thing to be paired."""
    found = re.findall(r"<select.*?</select>", page, re.S)
    return [
        {words: value for value, words in re.findall(r'<option value="(-?\d+)"[^>]*>(.*?)<', one)}
        for one in found
    ]


def test_all_kinds_are_answered_without_script_and_judged(app: Flask, basics: None, amina: Visitor):
    assert "4 of 4 right" in words(amina.get(CHECK).text)
    begun = amina.post(f"{CHECK}/attempts").location
    attempt = begun.rsplit("/", 1)[0]
    assert begun == f"{attempt}/{READ}"
    page = amina.get(begun).text
    assert headings(page) == ["A check: To read"]
    assert buttons(page)[0] == "Go on" and "response" not in page
    assert say(amina, attempt, READ).location == f"{attempt}/{CITY}"
    page = amina.get(f"{attempt}/{CITY}").text
    assert headings(page) == ["A check: Question 1 of 5"]
    assert '<label for="response">Your answer</label>' in page
    assert say(amina, attempt, CITY, "  NAIROBI ").location == f"{attempt}/{LOAN}"
    assert 'inputmode="decimal"' in amina.get(f"{attempt}/{LOAN}").text
    assert say(amina, attempt, LOAN, "3,5").location == f"{attempt}/{PAIRS}"
    first, second = selects(amina.get(f"{attempt}/{PAIRS}").text)
    assert set(first) == {"Choose", "asks", "decides", "pays"} and list(first) == list(second)
    assert say(amina, attempt, PAIRS, chosen=[first["asks"], second["pays"]]).location == f"{attempt}/{WORD}"
    assert "A mentor _____ first." in amina.get(f"{attempt}/{WORD}").text
    say(amina, attempt, WORD, chosen=[1])
    page = amina.get(f"{attempt}/{ESSAY}").text
    assert "What you write here is not scored." in page and "<textarea" in page
    assert say(amina, attempt, ESSAY, "What matters?\r\nAnd <why>?").location == f"{attempt}/review"
    review = amina.get(f"{attempt}/review").text
    assert headings(review) == ["All 5 questions are answered."]
    assert "A mentor → asks · A mentee → pays" in review and "What matters? And &lt;why&gt;?" in review
    assert kept(app) == [
        (CITY, [], "NAIROBI"),
        (LOAN, [], "3,5"),
        (PAIRS, [int(first["asks"]), int(second["pays"])], ""),
        (WORD, [1], ""),
        (ESSAY, [], "What matters?\nAnd <why>?"),
    ]
    amina.post(f"{attempt}/submission")
    result = amina.get(f"{attempt}/result").text
    assert headings(result)[0] == "Passed: 3.5 of 4 right."
    said = words(result)
    for sentence in (
        "To read Read on: money comes next.",
        "Question 1 of 5 right Which city? Your answer NAIROBI Right there.",
        "Question 2 of 5 right How much is a third of 10.5? Your answer 3,5 Yes.",
        "Question 3 of 5 partly right What does what?",
        "A mentor → asks right A mentee → pays not right There is more to find here. Nobody pays.",
        "Question 4 of 5 right A mentor _____ first. Your answer asks Always.",
        "Question 5 of 5 not scored What will you ask first? Your answer What matters? And <why>?",
    ):
        assert sentence in said


@pytest.mark.parametrize(
    ("city", "loan", "expected"),
    [
        ("nairobi", "3.50", "2 of 4 right"),
        ("Naivasha", "3", "1 of 4 right"),
        ("Mombasa", "7", "0 of 4 right"),
        ("", "", "0 of 4 right"),
    ],
)
def test_typed_answers_count_in_part(basics: None, amina: Visitor, city: str, loan: str, expected: str):
    attempt = start(amina)
    say(amina, attempt, CITY, city)
    say(amina, attempt, LOAN, loan)
    amina.post(f"{attempt}/submission")
    result = amina.get(f"{attempt}/result").text
    assert headings(result)[0] == f"Not passed yet: {expected}."
    told = {"Naivasha": ("Close by.", "Nearly."), "Mombasa": ("Look at the map.", "Far off.")}
    for sentence in told.get(city, ()):
        assert sentence in result
    if not city:
        assert result.count("You left this one open.") == 5


def test_what_is_typed_is_saved_by_the_script_and_shown_again(app: Flask, basics: None, amina: Visitor):
    attempt = start(amina)
    for slot, response in ((CITY, 'Nai "robi"'), (LOAN, "1 000"), (ESSAY, "One\ntwo")):
        saved = say(amina, attempt, slot, response, way="/saving")
        assert (saved.status_code, saved.json["words"]) == (200, "Saved 12:00.")
    say(amina, attempt, PAIRS, chosen=[-1, 1], way="/saving")
    assert kept(app)[2] == (PAIRS, [-1, 1], "")
    assert 'value="Nai &#34;robi&#34;"' in amina.get(f"{attempt}/{CITY}").text
    assert 'value="1 000"' in amina.get(f"{attempt}/{LOAN}").text
    assert ">\nOne\ntwo</textarea>" in amina.get(f"{attempt}/{ESSAY}").text
    assert re.findall(r'value="(-?\d)"[^>]* selected', amina.get(f"{attempt}/{PAIRS}").text) == ["-1", "1"]
    assert headings(amina.get(CHECK).text) == ["A check: you have answered 3 of 4 questions."]
    assert amina.post(f"{CHECK}/attempts").location == f"{attempt}/{WORD}"


@pytest.mark.parametrize(
    ("slot", "response", "sentence"),
    [
        (LOAN, "about three", "Write a number here, such as 12 or 3.5."),
        (CITY, "x" * 501, "That is too long: write at most 500 characters."),
        (LOAN, "1" * 101, "That is too long: write at most 100 characters."),
        (ESSAY, "x" * 5001, "That is too long: write at most 5000 characters."),
    ],
)
def test_what_cannot_be_kept_is_said_at_the_field_and_stays_there(
    app: Flask, basics: None, amina: Visitor, slot: int, response: str, sentence: str
):
    attempt = start(amina)
    answer = say(amina, attempt, slot, response)
    assert answer.status_code == 422
    assert f'id="response-error" role="alert">{sentence}<' in answer.text
    assert response in answer.text and 'aria-describedby="' in answer.text
    saving = amina.client.post(
        f"{attempt}/{slot}/saving",
        data={
            "client_uuid": PAGE,
            "client_seq": 1,
            "response": response,
            "csrf_token": token(amina, attempt, slot),
        },
        headers={"Accept": "application/json"},
    )
    assert (saving.status_code, saving.json["detail"]) == (422, sentence)
    assert kept(app) == []


def token(visitor: Visitor, attempt: str, slot: int) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get(f"{attempt}/{slot}").text)
    assert found
    return found[1]


@pytest.mark.parametrize("chosen", [[3], [-2], [0, 1, 2, 0]])
def test_what_cannot_be_paired_is_refused(app: Flask, basics: None, amina: Visitor, chosen: list[int]):
    attempt = start(amina)
    assert say(amina, attempt, PAIRS, chosen=chosen).status_code == 422
    assert kept(app) == []


def test_nobody_else_reads_what_was_written_and_a_copy_holds_it(
    app: Flask, basics: None, amina: Visitor, dov: Visitor, at: datetime
):
    attempt = start(amina)
    say(amina, attempt, ESSAY, "Between us.")
    assert dov.get(f"{attempt}/{ESSAY}").status_code == 404
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    data, page = fetch_copy(amina)
    assert [answer["response"] for answer in told(data, "answer")] == ["Between us."]
    assert "What you wrote" in page and "Between us." in page


def test_a_quiz_of_essays_only_is_a_fault(folder: Folder):
    course, faults = content.load(folder({"02-check.gift": "Why? {}\n\nRead this.\n"}))
    assert course is None
    assert [fault.message for fault in faults] == [
        "02-check.gift: no question of the quiz can be scored: essays and descriptions are not"
        ' (with essays = "graded" staff mark the essays)'
    ]


def test_what_is_not_scored_cannot_be_drawn(folder: Folder):
    drawing = COURSE.replace("minutes = 3\n", "minutes = 3\ndraw = 2\n")
    course, faults = content.load(folder({"02-check.gift": BANK, "course.toml": drawing}))
    assert course is None
    assert [fault.message for fault in faults] == ["02-check.gift: essays and descriptions cannot be drawn"]


def test_every_kind_is_exported_as_it_was_published(app: Flask, basics: None, tmp_path: Path):
    done = app.test_cli_runner().invoke(args=["courses", "export", "basics", "check"])
    assert done.exit_code == 0
    again = {one.key: one for one in gift.parse(done.stdout).questions}
    for one in gift.parse(BANK).questions:
        other = again[one.key]
        assert (other.kind, other.category) == (one.kind, "Money")
        assert [
            (option.text.text, option.weight, option.answer, option.tolerance) for option in other.options
        ] == [(option.text.text, option.weight, option.answer, option.tolerance) for option in one.options]


def test_staff_decide_about_late_words_but_never_read_an_essay(
    app: Flask, at: datetime, program: Any, amina: Visitor, chandra: Visitor
):
    published(app, at, makers.short(), makers.essay(), time_limit_minutes=20)
    attempt = begin(amina)
    with clock.held_at(at + timedelta(minutes=21)):
        for slot, response in ((1, "Nairobi"), (2, "Between us.")):
            say(amina, attempt, slot, response, way="/saving")
        page = chandra.get(f"{quizzes_of(app, program, amina)}/quizzes").text
        assert "Nairobi" in page and "Between us." not in page
        assert ">\nBetween us.</textarea>" in amina.get(f"{attempt}/2").text
