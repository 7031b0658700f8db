"""Learner, staff and the command line read the same numbers, of 60 lessons and 120 people, in few statements."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from mentortrain.db import session
from mentortrain.learning import actions, queries
from mentortrain.learning.models import LessonCompletion
from mentortrain.programs.queries import active_participations
from mentortrain.readiness.jobs import reconcile
from mentortrain.web.dates import minutes
from tests.conftest import Visitor
from tests.learning import makers
from tests.test_statements import fill

pytestmark = pytest.mark.either  # pages and words, not the database

LESSONS = 60
BASICS = "/learn/mentoring-basics"


def long_course(*, text: str = "", optional: int | None = None) -> Any:
    lessons = [makers.lesson(f"l{number:02}", minutes=5) for number in range(LESSONS)]
    items = [
        replace(one, html=one.html + text, optional=number == optional) for number, one in enumerate(lessons)
    ]
    return makers.course(*items, key="mentoring-basics", roles=("mentor", "mentee"))


@pytest.fixture
def readers(app: Flask, visit: Callable[..., Visitor], program: Any, at: Any) -> dict[str, Any]:
    """Three mentors, and how many of the 60 lessons each has read."""
    wanted = {"none": 0, "some": 23, "all": LESSONS}
    with app.app_context():
        actions.publish(long_course(), at=at)
        session.commit()
    found = {}
    for name, count in wanted.items():
        who = visit(f"{name}@example.org", f"{name.title()} Read", role="mentor", program=program)
        with app.app_context():
            version = queries.version_in_force("mentoring-basics")
            for lesson in version.lessons[:count]:
                actions.complete_lesson(
                    person_id=who.id, course_id=version.course_id, lesson=lesson, program_id=program.id, at=at
                )
            session.commit()
        found[who.email] = (who, count)
    return found


def everywhere(app: Flask, who: Visitor, chandra: Visitor, program: Any) -> dict[str, tuple[int, int, str]]:
    """(done, of how many, minutes left in words) of one person, by who reads it."""
    learn = re.search(r'nums">\s*(\d+) of (\d+) done(?: · about ([^<·\n]+?) left)?', who.get("/learn").text)
    assert learn
    course = who.get(BASICS).text
    bar = re.search(r'<progress class="bar" value="(\d+)" max="(\d+)"', course)
    left = re.search(r"About ([^.<]+)\. You can stop", course)
    assert bar
    shown = app.test_cli_runner().invoke(args=["readiness", "show", who.email, "--json"]).output
    [asked] = [one for one in json.loads(shown)[0]["requirements"] if one["kind"] == "lessons"]
    with app.app_context():
        [part] = active_participations(who.id)
    board = chandra.get(f"/programs/{program.id}/readiness").text
    row = board.partition(f'/readiness/{part.id}"')[2].partition("</tr>")[0]
    cells = re.findall(r'data-label="Reading left">([^<]*)<', row)
    page = chandra.get(f"/programs/{program.id}/readiness/{part.id}").text
    with app.test_request_context():
        in_words = minutes(asked["minutes_left"]) if asked["minutes_left"] else ""
    found = {
        "learn": (int(learn[1]), int(learn[2]), learn[3] or ""),
        "course": (int(bar[1]), int(bar[2]), left[1] if left else ""),
        "command": (asked["done"], asked["total"], in_words),
        "board": (asked["done"], asked["total"], cells[0].replace("–", "")),
    }
    if asked["done"] < asked["total"]:
        assert (
            f"{asked['total'] - asked['done']} of" in page or f"{asked['done']} of {asked['total']}" in page
        )
    return found


def test_everybody_reads_the_same_numbers_and_no_edit_takes_any_away(
    app: Flask, readers: dict[str, Any], chandra: Visitor, program: Any, at: Any
):
    for who, count in readers.values():
        numbers = everywhere(app, who, chandra, program)
        assert {one[:2] for one in numbers.values()} == {(count, LESSONS)}
        assert len({one[2] for one in numbers.values()}) == 1, numbers
    with app.app_context():
        # Every lesson is written anew: what is done stays done.
        assert actions.publish(long_course(text="<p>More.</p>"), at=at + timedelta(hours=1))
        session.commit()
    for who, count in readers.values():
        assert {one[:2] for one in everywhere(app, who, chandra, program).values()} == {(count, LESSONS)}
    with app.app_context():
        assert actions.publish(long_course(text="<p>More.</p>", optional=5), at=at + timedelta(hours=2))
        session.commit()
    for who, count in readers.values():
        numbers = everywhere(app, who, chandra, program)
        # Who had read it keeps it. Of who is new it is not asked.
        assert {one[:2] for one in numbers.values()} == {(count, LESSONS if count else LESSONS - 1)}
        assert len({one[2] for one in numbers.values()}) == 1, numbers


def test_a_course_of_60_lessons_and_120_people_takes_few_statements(
    app: Flask,
    amina: Visitor,
    chandra: Visitor,
    program: Any,
    plan: Any,
    at: Any,
    statements: Callable[[], Any],
):
    webinar_id = plan()
    with app.app_context():
        actions.publish(long_course(), at=at)
        session.commit()
        fill(program, webinar_id, 0, 120, at)
        version = queries.version_in_force("mentoring-basics")
        session.add_all(
            LessonCompletion(
                person_id=1000 + n,
                course_id=version.course_id,
                lesson_key=lesson.key,
                version_id=version.id,
                program_id=program.id,
                completed_at=at,
            )
            for n in range(0, 120, 3)
            for lesson in version.lessons[1:]
        )
        session.commit()
        reconcile(at)  # as the worker does after a course has changed: the board reads what is kept
    pages = {
        BASICS: (amina, 4),
        f"{BASICS}/lessons/l30": (amina, 3),
        "/learn": (amina, 3),
        "/": (amina, 5),
        f"/programs/{program.id}/readiness": (chandra, 5),
        f"/programs/{program.id}/settings/training": (chandra, 10),
        f"/programs/{program.id}/settings/training/changes": (chandra, 10),
    }
    for page, (who, most) in pages.items():
        who.get(page)
        with statements() as ran:
            assert who.get(page).status_code == 200
        counted = [one for one in ran if not one.startswith(("PRAGMA", "BEGIN", "SET"))]
        assert len(counted) <= most, (page, counted)
