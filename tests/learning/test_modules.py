"""A course in modules: as it is written, on its page, in a lesson and on paper; and lessons with a check."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from mentortrain.db import session
from mentortrain.learning import actions, content
from mentortrain.learning.rules import Module
from tests.conftest import Visitor
from tests.learning import makers
from tests.learning.course_folder import COURSE, Folder, faults, write

pytestmark = pytest.mark.either  # pages and words, not the database

HEAD = COURSE.partition("[[items]]")[0]
TWO = (
    HEAD
    + """\
[[modules]]
title = "Before you meet"
[[modules.items]]
lesson = "01-roles.md"

[[modules]]
title = "The check"
[[modules.items]]
quiz = "02-check.gift"
pass_percent = 80
"""
)


def test_modules_name_their_items_in_order(folder: Folder):
    course, found = content.load(write(folder(), "course.toml", TWO))
    assert found == []
    assert course is not None
    assert [item.key for item in course.items] == ["roles", "check"]
    assert course.modules == (Module("Before you meet", 1, 1), Module("The check", 2, 2))


def test_a_flat_list_of_items_is_a_course_without_modules(folder: Folder):
    course, _ = content.load(folder())
    assert course is not None
    assert course.modules == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            'title = "Before you meet"\n',
            "",
            7,
            "each of the [[modules]] needs a title of at most 120 letters",
        ),
        (
            "[[modules.items]]\nlesson",
            "[[items]]\nlesson",
            9,
            "items stand in modules or in the course, not both",
        ),
        (
            '[[modules.items]]\nlesson = "01-roles.md"\n',
            "",
            8,
            "the module 'Before you meet' has no [[modules.items]]",
        ),
        ('title = "The check"', 'title = "The check"\nhours = 2', 14, "'hours' is no field of a module"),
        (
            'lesson = "01-roles.md"',
            'lesson = "01-roles.md"\ncomplete = "gone"',
            10,
            "complete of 01-roles.md must be the key of a quiz of this course (check)",
        ),
    ],
)
def test_what_is_wrong_with_modules_is_said_with_its_line(
    folder: Folder, old: str, new: str, line: int, message: str
):
    assert old in TWO
    found = faults(write(folder(), "course.toml", TWO.replace(old, new, 1)))
    assert any(
        (name, at) == ("course.toml", line) and said.startswith(message) for name, at, said in found
    ), found


@pytest.fixture
def published(app: Flask, at: Any) -> Callable[..., None]:
    def publish(*courses: Any) -> None:
        with app.app_context():
            for course in courses:
                actions.publish(course, at=at)
            session.commit()

    return publish


def parted() -> content.Course:
    """Two modules: lessons of 5 and 7 minutes, then a quiz of 3 and a lesson of 11."""
    return makers.course(
        makers.lesson("one", minutes=5),
        makers.lesson("two", minutes=7),
        makers.quiz(),
        makers.lesson("three", minutes=11),
        key="parted",
        modules=(Module("Before", 1, 2), Module("After", 3, 4)),
    )


def meta(html: str) -> list[str]:
    [found] = re.findall(r'<ul class="meta">(.*?)</ul>', html, re.S)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<li>(.*?)</li>", found, re.S)]


def turns(html: str) -> list[tuple[str, str]]:
    [found] = re.findall(r'<nav class="turn"[^>]*>(.*?)</nav>', html, re.S)
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', found)


def test_minutes_of_a_module_leave_out_what_is_optional(amina: Visitor, app: Flask, at: Any):
    with app.app_context():
        extra = replace(makers.lesson("extra", minutes=30), optional=True)
        items = (makers.lesson("one", minutes=5), extra, makers.lesson("two", minutes=7))
        modules = (Module("Before", 1, 2), Module("After", 3, 3))
        actions.publish(makers.course(*items, key="optional", modules=modules), at=at)
        session.commit()
    page = amina.get("/learn/optional").text
    assert "About 12 minutes." in page
    assert re.findall(r'<p class="small mute nums">([^<]*?)(?: · <|</p>)', page) == [
        "5 minutes · 30 minutes more if you like",
        "7 minutes",
    ]


def test_the_course_shows_its_modules_with_their_minutes(amina: Visitor, published: Callable[..., None]):
    published(parted())
    page = amina.get("/learn/parted").text
    shown = re.findall(r"<h2[^>]*>([^<]+)</h2>\s*<p[^>]*>\s*([^·<]+?) ·", page)
    assert shown == [("Before", "12 minutes"), ("After", "14 minutes")]
    assert re.findall(r'<span class="step-mark"[^>]*>(\d)', page) == ["1", "2", "3", "4"]


def test_a_lesson_says_what_is_left_of_its_module_and_turns_to_its_neighbours(
    amina: Visitor, published: Callable[..., None]
):
    published(parted())
    page = amina.get("/learn/parted/lessons/one").text
    assert "Before · Lesson 1 of 3" in page
    assert "12 minutes left in this module" in meta(page)
    amina.post("/learn/parted/lessons/one/completion")
    page = amina.get("/learn/parted/lessons/two").text
    assert "7 minutes left in this module" in meta(page)
    assert turns(page) == [
        ("/learn/parted/lessons/one", "Previous: One"),
        ("/learn/parted/quizzes/check", "Next: A check"),
    ]
    assert turns(amina.get("/learn/parted/lessons/three").text) == [
        ("/learn/parted/quizzes/check", "Previous: A check")
    ]


def test_without_modules_a_lesson_says_what_is_left_of_the_course(
    amina: Visitor, published: Callable[..., None]
):
    published(makers.course())
    assert "13 minutes left in this course" in meta(amina.get("/learn/small/lessons/one").text)


def test_a_lesson_with_a_check_is_complete_when_it_is_passed(
    amina: Visitor, published: Callable[..., None], app: Flask
):
    checked = makers.lesson("one", check="check")
    published(makers.course(checked, makers.quiz(makers.single()), key="checked"))
    page = amina.get("/learn/checked/lessons/one").text
    assert "Complete when you have passed the check below." in page
    assert "Go to the check: A check" in page
    refused = amina.post("/learn/checked/lessons/one/completion")
    assert refused.status_code == 422
    assert "This lesson is complete when you have passed its check." in refused.text
    begun = amina.post("/learn/checked/quizzes/check/attempts").location
    amina.post(
        begun, {"chosen": "0", "client_uuid": f"{'0' * 8}-0000-4000-8000-{'0' * 12}", "client_seq": "1"}
    )
    amina.post(begun.rpartition("/")[0] + "/submission")
    assert "Small course: you have done all of it." in amina.get("/learn/checked").text
    assert "done on 23 Nov" in amina.get("/learn/checked/lessons/one").text


def test_who_has_passed_before_the_lesson_had_a_check_marks_it_as_done(
    amina: Visitor, published: Callable[..., None]
):
    published(makers.course(makers.lesson("one"), makers.quiz(makers.single()), key="checked"))
    begun = amina.post("/learn/checked/quizzes/check/attempts").location
    amina.post(
        begun, {"chosen": "0", "client_uuid": f"{'0' * 8}-0000-4000-8000-{'0' * 12}", "client_seq": "1"}
    )
    amina.post(begun.rpartition("/")[0] + "/submission")
    published(makers.course(makers.lesson("one", check="check"), makers.quiz(makers.single()), key="checked"))
    assert "You have passed its check: mark it as done." in amina.get("/learn/checked/lessons/one").text
    assert amina.post("/learn/checked/lessons/one/completion").status_code == 302
    assert "you have done all of it." in amina.get("/learn/checked").text


def test_a_module_and_a_course_print_as_one_page(amina: Visitor, published: Callable[..., None]):
    published(parted())
    page = amina.get("/learn/parted/print/1").text
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page) == ["One", "Two"]
    assert "About one." in page and "About two." in page and "About three." not in page
    whole = amina.get("/learn/parted/print").text
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", whole) == ["One", "Two", "Three"]
    assert "bottom-nav" not in whole


def test_what_cannot_be_printed_is_not_there(amina: Visitor, bruno: Visitor, published: Callable[..., None]):
    published(parted(), makers.course())
    assert [
        amina.get(f"/learn/{at}").status_code for at in ("parted/print/3", "parted/print/0", "small/print/1")
    ] == [404] * 3
    assert bruno.get("/learn/parted/print").status_code == 404


def test_printing_takes_the_same_statements_for_one_lesson_and_for_thirty(
    amina: Visitor, published: Callable[..., None], statements: Callable[[], Any]
):
    published(
        makers.course(makers.lesson("l"), key="short"),
        makers.course(*(makers.lesson(f"l{number}") for number in range(30)), key="long"),
    )
    amina.get("/learn")
    with statements() as few:
        amina.get("/learn/short/print")
    with statements() as many:
        amina.get("/learn/long/print")
    assert len(few) == len(many)


def test_a_module_has_notes_for_who_leads_a_session_about_it(folder: Folder):
    named = TWO.replace('title = "The check"', 'title = "The check"\nfacilitation = "for-hosts.md"')
    place = write(folder(), "course.toml", named)
    write(place, "for-hosts.md", "**Goal:** everybody *knows*.\n")
    course, found = content.load(place)
    assert found == []
    assert course is not None
    assert [module.facilitation for module in course.modules] == ["", "**Goal:** everybody *knows*."]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("../secret.md", "x", "facilitation is a file in this folder"),
        ("for-hosts.txt", "x", "facilitation is a file in this folder"),
        ("missing.md", "x", "missing.md is named and not there"),
        ("for-hosts.md", " ", "for-hosts.md needs 1 to 20000 letters"),
    ],
)
def test_notes_that_cannot_be_read_are_said_with_their_line(folder: Folder, name: str, text: str, says: str):
    named = TWO.replace('title = "The check"', f'title = "The check"\nfacilitation = "{name}"')
    place = write(folder(), "course.toml", named)
    write(place, "for-hosts.md", text)
    _, found = content.load(place)
    assert any(says in one.message for one in found)
