"""Staff choose whether what changed in a course must be taken again, and by whom that is seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from mentortrain.db import session
from mentortrain.learning import actions, content, queries
from mentortrain.learning.rules import Demand, Step, compared, with_demands
from mentortrain.programs.queries import active_participations
from mentortrain.readiness.queries import standing_of
from mentortrain.transcripts.queries import training_of
from mentortrain.webinars.models import Attendance
from tests.audit.stage import lines
from tests.conftest import Visitor
from tests.learning import makers

pytestmark = pytest.mark.either  # pages and words, not the database

COURSE = "/learn/mentoring-basics"
ROLES = ("mentor", "mentee")


def lesson(key: str, text: str = "") -> content.Lesson:
    made = makers.lesson(key)
    html = text or made.html
    return content.Lesson(made.key, made.title, made.minutes, made.objective, html, len(html))


@pytest.fixture
def publish(app: Flask, at: Any) -> Callable[..., None]:
    queries.forget_changes()

    def published(*items: Any) -> None:
        with app.app_context():
            actions.publish(makers.course(*items, key="mentoring-basics", roles=ROLES), at=at)
            session.commit()

    published(lesson("one"), lesson("two"))
    return published


@pytest.fixture
def ready(app: Flask, publish: Any, bruno: Visitor, program: Any, plan: Any, at: Any) -> Visitor:
    """Bruno, a mentee: he was at a session, then read both lessons, and is ready."""
    webinar_id = plan()
    with app.app_context():
        session.add(Attendance(webinar_id=webinar_id, person_id=bruno.id, minutes=45, marked_at=at))
        session.commit()
    read(bruno, "one", "two")
    assert is_ready(app, bruno, at)
    return bruno


def read(who: Visitor, *keys: str) -> None:
    for key in keys:
        assert who.post(f"{COURSE}/lessons/{key}/completion").status_code == 302


def is_ready(app: Flask, who: Visitor, at: Any) -> bool:
    with app.app_context():
        return standing_of(active_participations(who.id)[0], at=at).ready


def changes(chandra: Visitor, program: Any) -> list[tuple[str, str, str]]:
    """Title, what changed and whether it is asked, as staff see it."""
    page = chandra.get(f"/programs/{program.id}/settings/training/changes").text
    return re.findall(
        r'row-title" href="[^"]+/changes/[^"]+">([^<]+)</a>\s*<p>([^<]+)</p>.*?class="chip \w+">([^<]+)<',
        page,
        re.S,
    )


def page_of(program: Any, kind: str, key: str) -> str:
    return f"/programs/{program.id}/settings/training/changes/mentoring-basics/{kind}/{key}"


def test_a_changed_lesson_is_taken_again_and_its_minutes_count_once(
    app: Flask, ready: Visitor, publish: Any, chandra: Visitor, program: Any, at: Any
):
    publish(lesson("one"), lesson("two", "<p>About two.</p><p>Call 112 first.</p>"))
    assert is_ready(app, ready, at)  # an edit takes nothing away
    assert changes(chandra, program) == [
        ("Two", "Changed. One person has done it only as it was before.", "not asked")
    ]
    page = chandra.get(page_of(program, "lesson", "two")).text
    assert "<mark>Call 112 first.</mark>" in page
    assert "It would be asked of one person." in page
    assert "One of them is ready now, and will not be until it is done." in page

    nothing = chandra.post(page_of(program, "lesson", "two"), {"reason": " "})
    assert (nothing.status_code, is_ready(app, ready, at)) == (422, True)
    assert "Write why: they read it beside the lesson." in nothing.text

    said = chandra.post(page_of(program, "lesson", "two"), {"reason": "The number is <new>."})
    assert said.status_code == 302
    assert not is_ready(app, ready, at)
    for address in ("/", "/learn", COURSE):
        page = ready.get(address).text
        assert "Changed in “Small course”, asked since 23 Nov: please take it again." in page, address
        assert "Why: The number is &lt;new&gt;." in page, address
    assert "Small course: one lesson to go." in ready.get(COURSE).text
    assert changes(chandra, program)[0][2] == "asked"

    read(ready, "two")
    assert is_ready(app, ready, at)
    assert "please take it again" not in ready.get("/").text
    assert "you have done all of it" in ready.get(COURSE).text
    assert changes(chandra, program) == [
        ("Two", "Changed. Everybody who had done it has done it again.", "asked")
    ]
    with app.app_context():
        assert sum(one.minutes for one in training_of([ready.id])[ready.id].done) == 10
        assert [one.action for one in lines()].count("demand.made") == 1


def test_taken_back_it_is_asked_no_longer_and_who_was_ready_is(
    app: Flask, ready: Visitor, publish: Any, chandra: Visitor, program: Any, at: Any
):
    publish(lesson("one", "<p>Other.</p>"), lesson("two"))
    chandra.post(page_of(program, "lesson", "one"), {"reason": "It is other."})
    assert not is_ready(app, ready, at)
    page = chandra.get(page_of(program, "lesson", "one")).text
    back = re.search(r'action="([^"]+/withdrawal)"', page)
    assert back
    assert chandra.post(back[1]).status_code == 302
    assert is_ready(app, ready, at)
    assert "please take it again" not in ready.get("/").text
    assert chandra.post(back[1]).status_code == 404
    with app.app_context():
        assert [one.action for one in lines()].count("demand.withdrawn") == 1


def test_a_new_lesson_is_asked_of_who_had_begun_and_quietly_of_who_is_new(
    app: Flask,
    ready: Visitor,
    publish: Any,
    chandra: Visitor,
    program: Any,
    at: Any,
    visit: Callable[..., Visitor],
):
    publish(lesson("one"), lesson("two"), lesson("three"))
    assert changes(chandra, program) == [
        ("Three", "New. One person had begun the course before and is not asked it.", "not asked")
    ]
    assert chandra.post(page_of(program, "lesson", "three"), {"reason": "On safety."}).status_code == 302
    assert not is_ready(app, ready, at)
    assert "New in “Small course”, asked since 23 Nov: please take it." in ready.get("/").text
    eli = visit("eli@example.org", "Eli", role="mentee", program=program)
    assert "please take it" not in eli.get("/learn").text
    assert "Small course: 3 lessons to go." in eli.get(COURSE).text
    read(ready, "three")
    assert is_ready(app, ready, at)
    publish(lesson("one"), lesson("two"))  # taken out again: it asks nothing of anybody
    assert is_ready(app, ready, at)


def test_another_program_asks_nothing_by_it_and_the_board_says_the_same_as_home(
    app: Flask, ready: Visitor, publish: Any, chandra: Visitor, dov: Visitor, program: Any, at: Any
):
    publish(lesson("one", "<p>Other.</p>"), lesson("two"))
    assert dov.post(page_of(program, "lesson", "one"), {"reason": "Mine."}).status_code == 404
    assert chandra.post(page_of(program, "lesson", "no-lesson"), {"reason": "Mine."}).status_code == 404
    board = f"/programs/{program.id}/readiness?role=mentee"
    before = chandra.get(board).text
    chandra.post(page_of(program, "lesson", "one"), {"reason": "It is other."})
    after = chandra.get(board).text
    missing = [re.findall(r'data-label="Missing">([^<]+)<', page) for page in (before, after)]
    assert missing == [["nothing"], ["1 lesson"]]
    with app.app_context():
        [standing] = queries.progress_in(
            ready.id, [queries.current_courses()["mentoring-basics"]], roles={"mentee"}
        )
    assert standing.progress.is_complete  # in the eyes of whoever did not ask


@pytest.mark.parametrize(
    ("done", "asked", "owed"),
    [
        ({("lesson", "a", 1)}, "again", {"a"}),
        ({("lesson", "a", 1), ("lesson", "a", 3)}, "again", set()),  # taken again
        ({("lesson", "b", 1)}, "again", set()),  # never taken: asked anyway
        ({("lesson", "a", 3)}, "again", set()),
        ({("lesson", "b", 1)}, "new", {"c"}),
        ({("lesson", "b", 1), ("lesson", "c", 3)}, "new", set()),
    ],
)
def test_what_is_owed(done: Any, asked: str, owed: set[str], at: Any):
    a, b, c = (Step("lesson", key, key, 5) for key in "abc")
    counting = (a, b, c) if ("lesson", "c", 3) in done else (a, b)
    demand = Demand(1, 1, 1, "lesson", "c" if asked == "new" else "a", 3, asked == "new", "Why", at)
    found = with_demands(counting, (a, b, c), done, [demand])
    assert {key for _kind, key in found.owed} == owed
    assert found.steps == ((a, b, c) if asked == "new" else counting)


def test_texts_beside_each_other():
    lines = compared("<p>One.</p><p>Two is here.</p><p>Gone.</p>", "<p>One.</p><p>Two was here.</p>")
    assert lines[0].same == 1
    assert ["".join(piece.text for piece in side) for side in lines[1][:2]] == [
        "Two is here.",
        "Two was here.",
    ]
    assert [piece.text.strip() for side in lines[1][:2] for piece in side if piece.marked] == ["is", "was"]
    assert [piece.text for piece in lines[2].before if piece.marked] == ["Gone."]
    assert lines[2].now == ()
