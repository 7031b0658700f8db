"""Lessons that ask for a text: private, or handed in to the staff of the program, who may answer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from mentortrain.audit.models import AuditEvent
from mentortrain.db import session
from mentortrain.learning import actions, content
from mentortrain.learning.models import LessonCompletion, Reflection
from mentortrain.programs.queries import active_participations
from tests.conftest import Visitor
from tests.learning import makers
from tests.learning.course_folder import LESSON, Folder, faults

pytestmark = pytest.mark.either  # pages and words, not the database

MINE, THEIRS = "/learn/written/lessons/mine", "/learn/written/lessons/theirs"


HEADS = [
    ("kind: reflection\n", "private"),
    ("kind: reflection\nshare: handed in\n", "handed in"),
    ("", ""),
]


@pytest.mark.parametrize(("head", "meant"), HEADS)
def test_the_head_of_a_lesson_asks_for_a_text(folder: Folder, head: str, meant: str):
    course, found = content.load(
        folder({"01-roles.md": LESSON.replace("minutes: 8\n", "minutes: 8\n" + head)})
    )
    assert found == []
    assert course is not None
    assert course.items[0].reflection == meant


@pytest.mark.parametrize(
    ("head", "line", "message"),
    [
        ("kind: essay\n", 4, "kind can only be reflection; without it, it is a lesson to read"),
        ("share: private\n", 4, "share is for a reflection: write kind: reflection as well"),
        ("kind: reflection\nshare: all\n", 5, "share is private or handed in"),
    ],
)
def test_what_is_wrong_with_a_reflection_is_said(folder: Folder, head: str, line: int, message: str):
    path = folder({"01-roles.md": LESSON.replace("minutes: 8\n", "minutes: 8\n" + head)})
    assert faults(path) == [("01-roles.md", line, message)]


@pytest.fixture(autouse=True)
def written(app: Flask, at: datetime) -> None:
    with app.app_context():
        asked = {"mine": "private", "theirs": "handed in"}
        lessons = [replace(makers.lesson(key), reflection=share) for key, share in asked.items()]
        actions.publish(makers.course(*lessons, key="written", roles=("mentor", "mentee")), at=at)
        session.commit()


@pytest.fixture
def staff_page(app: Flask, amina: Visitor, program: Any) -> str:
    with app.app_context():
        part = active_participations(amina.id)[0].id
    return f"/learn/programs/{program.id}/people/{part}/reflections"


def kept(app: Flask) -> list[tuple[str, str, bool]]:
    with app.app_context():
        rows = session.query(Reflection).order_by(Reflection.lesson_key)
        return [(row.lesson_key, row.text, row.handed_in_at is not None) for row in rows]


def done(app: Flask) -> set[str]:
    with app.app_context():
        return {row.lesson_key for row in session.query(LessonCompletion)}


def test_a_private_text_is_saved_changed_and_completes_its_step(app: Flask, amina: Visitor):
    page = amina.get(MINE).text
    assert "Complete when you have saved it." in page
    assert "Hand it in" not in page
    assert amina.post(f"{MINE}/reflection", {"text": "I listen <too> little."}).location == MINE
    assert amina.post(f"{MINE}/reflection", {"text": "I listen more."}).location == MINE
    assert kept(app) == [("mine", "I listen more.", False)]
    assert done(app) == {"mine"}
    assert "I listen more.</textarea>" in amina.get(MINE).text
    assert "Saved 12:00." in amina.get(MINE).text


PHONE, LAPTOP = (f"{number * 8}-0000-4000-8000-{'0' * 12}" for number in "12")


def save(visitor: Visitor, text: str, seq: int = 1, page: str = PHONE, ago: int = 0, at: str = MINE) -> Any:
    form = {"text": text, "client_uuid": page, "client_seq": seq, "given_ago": ago * 1000}
    return visitor.post(f"{at}/reflection/saving", form, headers={"Accept": "application/json"})


def test_what_is_written_saves_itself_and_completes_nothing(app: Flask, amina: Visitor):
    answer = save(amina, "I listen")
    assert (answer.status_code, answer.json["words"], answer.json["stands"]) == (200, "Saved 12:00.", True)
    assert save(amina, "I listen too little.", 2).status_code == 200
    assert save(amina, "I", 1).status_code == 422  # a slow line brings the first one last
    assert (kept(app), done(app)) == ([("mine", "I listen too little.", False)], set())
    page = amina.get(MINE).text
    assert "I listen too little.</textarea>" in page and "Saved 12:00." in page
    assert f'data-saving="{MINE}/reflection/saving"' in page
    amina.post(f"{MINE}/reflection", {"text": "I listen more."})
    assert done(app) == {"mine"}


def test_of_two_devices_the_newer_text_stands_and_the_older_is_kept(app: Flask, amina: Visitor):
    save(amina, "Written at noon.", page=LAPTOP)
    older = save(amina, "Written in the morning.", page=PHONE, ago=7200)
    assert (older.status_code, older.json["stands"]) == (200, False)
    assert older.json["words"].startswith("Kept, but a newer text of yours")
    assert kept(app) == [("mine", "Written at noon.", False)]
    assert "Written in the morning." in amina.get(MINE).text


def test_what_is_handed_in_is_not_changed_by_a_page_left_open(app: Flask, amina: Visitor):
    amina.post(f"{THEIRS}/reflection", {"text": "Mine to give.", "go": "hand_in"})
    assert save(amina, "Mine to give, and more.", at=THEIRS).status_code == 422
    own = save(amina, "Mine to give.", at=THEIRS)  # the page's own, on its way while the button was pressed
    assert own.status_code == 200
    assert kept(app) == [("theirs", "Mine to give.", True)]


def test_a_draft_is_for_a_lesson_that_asks_for_one(amina: Visitor, dov: Visitor):
    assert save(amina, "x", at="/learn/mentoring-basics/lessons/roles").status_code == 404
    assert save(amina, "x" * 5001).status_code == 400


def test_a_text_to_be_handed_in_is_private_until_then_and_stays_as_it_is(
    app: Flask, amina: Visitor, chandra: Visitor, staff_page: str
):
    amina.post(f"{THEIRS}/reflection", {"text": "A draft.", "go": "save"})
    assert done(app) == set()
    assert "A draft." not in chandra.get(staff_page).text
    amina.post(f"{THEIRS}/reflection", {"text": "My agreement.", "go": "hand_in"})
    assert kept(app) == [("theirs", "My agreement.", True)]
    assert done(app) == {"theirs"}
    assert "Handed in on" in amina.get(THEIRS).text
    refused = amina.post(f"{THEIRS}/reflection", {"text": "Another.", "go": "save"})
    assert refused.status_code == 422
    assert "This text is handed in: it stays as it is." in refused.text
    assert kept(app) == [("theirs", "My agreement.", True)]


def test_staff_read_what_was_handed_in_and_each_look_is_recorded(
    app: Flask, amina: Visitor, chandra: Visitor, staff_page: str
):
    amina.post(f"{MINE}/reflection", {"text": "Nobody reads this."})
    amina.post(f"{THEIRS}/reflection", {"text": "My agreement.", "go": "hand_in"})
    page = chandra.get(staff_page).text
    assert "has handed in one reflection" in page
    assert "My agreement." in page and "Nobody reads this." not in page
    with app.app_context():
        assert [one.action for one in session.query(AuditEvent).filter_by(action="reflections.seen")] == [
            "reflections.seen"
        ]
    address = re.search(r'action="([^"]+/comment)"', page)
    field = re.search(r'name="(r\d+-text)"', page)
    assert address and field
    assert chandra.post(address[1], {field[1]: ""}).status_code == 422
    assert chandra.post(address[1], {field[1]: "Well said."}).location == staff_page
    assert "Well said." in amina.get(THEIRS).text
    assert "Well said." in chandra.get(staff_page).text


def test_nobody_else_reads_or_answers(
    app: Flask, amina: Visitor, bruno: Visitor, dov: Visitor, chandra: Visitor, staff_page: str
):
    amina.post(f"{MINE}/reflection", {"text": "Private words."})
    amina.post(f"{THEIRS}/reflection", {"text": "My agreement.", "go": "hand_in"})
    assert [who.get(staff_page).status_code for who in (bruno, dov, amina)] == [403, 404, 403]
    assert "My agreement." not in bruno.get(THEIRS).text
    with app.app_context():
        private = session.query(Reflection).filter_by(lesson_key="mine").one().id
    assert chandra.post(f"{staff_page}/{private}/comment", {f"r{private}-text": "Seen."}).status_code == 404


def test_another_program_does_not_read_it(app: Flask, amina: Visitor, chandra: Visitor, staff_page: str):
    amina.post(f"{THEIRS}/reflection", {"text": "My agreement.", "go": "hand_in"})
    with app.app_context():
        session.query(Reflection).one().program_id = None  # it arose elsewhere
        session.commit()
    assert "My agreement." not in chandra.get(staff_page).text


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "Write something first."), ("x" * 5001, "Enter at most 5,000 letters.")],
)
def test_what_cannot_be_kept_is_said_at_the_field_and_stays_typed(
    app: Flask, amina: Visitor, text: str, message: str
):
    answer = amina.post(f"{MINE}/reflection", {"text": text})
    assert answer.status_code == 422
    assert message in answer.text
    assert kept(app) == []


def test_reading_alone_does_not_complete_it_and_a_private_one_is_never_handed_in(app: Flask, amina: Visitor):
    refused = amina.post(f"{MINE}/completion")
    assert refused.status_code == 422
    assert "This step is done when you have written its text." in refused.text
    assert amina.post(f"{MINE}/reflection", {"text": "Words.", "go": "hand_in"}).status_code == 404
    assert (
        amina.post("/learn/mentoring-basics/lessons/roles/reflection", {"text": "Words."}).status_code == 404
    )
    assert kept(app) == []


def test_the_course_says_that_there_is_something_to_write(amina: Visitor):
    assert "something to write" in amina.get("/learn/written").text
