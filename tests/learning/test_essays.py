"""Essays that staff read and mark: what the learner is told meanwhile, the mark, and what follows from it."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import content, rules
from mentortrain.learning.models import Attempt
from mentortrain.people.models import Person
from mentortrain.programs.actions import grant_staff
from mentortrain.programs.models import Cohort, Program
from mentortrain.programs.queries import active_participations
from mentortrain.tasks import jobs as tasks
from tests.conftest import Visitor
from tests.learning import makers
from tests.learning.course_folder import COURSE, Folder
from tests.learning.test_quizzes import CHECK, said, say, start
from tests.learning.test_reading import buttons, headings
from tests.learning.test_taking import published

pytestmark = pytest.mark.either  # pages and words, not the database

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def essays(app: Flask, at: Any) -> None:
    """A choice, of which the first is right, and an essay that is marked; 80 % passes."""
    published(app, at, makers.single("who"), makers.essay("why"), essays="graded")


def write(visitor: Visitor, text: str, chosen: int = 0) -> str:
    """Hand in a choice and a text; the address of the attempt."""
    attempt = start(visitor)
    say(visitor, attempt, 1, [chosen])
    visitor.post(f"{attempt}/2", said() | {"response": text})
    visitor.post(f"{attempt}/submission")
    return attempt


def part_of(app: Flask, program: Any, person: Visitor) -> int:
    with app.app_context():
        return next(one.id for one in active_participations(person.id) if one.program_id == program.id)


def quizzes_of(app: Flask, program: Any, person: Visitor) -> str:
    return f"/learn/programs/{program.id}/people/{part_of(app, program, person)}"


def mark(staff: Visitor, page: str, percent: Any, comment: str = "", *, shown: str = "") -> Any:
    """Fill in the first form on the page as it is, or as it was `shown`."""
    shown = shown or staff.get(f"{page}/quizzes").text
    url = re.search(r'action="([^"]+/essays/\d+/mark)"', shown)
    seen = re.search(r'name="(mark\d+-)seen" type="hidden" value="([^"]*)"', shown)
    assert url and seen
    name = seen[1]
    return staff.post(url[1], {f"{name}percent": percent, f"{name}comment": comment, f"{name}seen": seen[2]})


def result(app: Flask) -> list[tuple[str, bool | None, int]]:
    """Of each attempt: (score, passed, unread)."""
    with app.app_context():
        attempts = session.scalars(select(Attempt).order_by(Attempt.id))
        return [(str(each.score), each.passed, each.unread) for each in attempts]


def test_until_it_is_read_it_is_neither_passed_nor_failed(
    essays: None, app: Flask, amina: Visitor, program: Any
):
    attempt = write(amina, "Because it is hers.")
    assert result(app) == [("1/2", None, 1)]
    page = amina.get(f"{attempt}/result").text
    assert headings(page)[0] == "Handed in. The staff of your program read what you wrote."
    assert "One text waits to be read." in page and "not read yet" in page
    assert "Try again" not in page and "not passed" not in page
    assert headings(amina.get(CHECK).text) == ["A check: handed in. Staff are reading it."]
    assert "staff are reading it" in amina.get("/learn/small").text
    assert "staff are reading what is written" in amina.get(f"{attempt}/receipt").text


def test_the_field_says_who_reads_it(essays: None, amina: Visitor):
    page = amina.get(f"{start(amina)}/2").text
    assert "The staff of your program read it and say what it is worth." in page
    assert "not scored" not in page


def test_no_other_try_begins_while_one_is_read(essays: None, app: Flask, at: Any, amina: Visitor):
    write(amina, "Because.")
    with clock.held_at(at + DAY):
        refused = amina.post(f"{CHECK}/attempts")
        assert refused.status_code == 422
        assert "Staff are reading your last try." in refused.text
        assert buttons(refused.text) == []


def test_a_mark_decides_and_its_person_is_told_by_mail(
    essays: None, app: Flask, amina: Visitor, chandra: Visitor, program: Any, letters: Any
):
    attempt = write(amina, "Because it is hers.")
    page = quizzes_of(app, program, amina)
    waiting = chandra.get(f"/learn/programs/{program.id}/essays").text
    assert headings(waiting)[0] == "What one person wrote waits to be read"
    assert "Because it is hers." in chandra.get(f"{page}/quizzes").text
    letters()
    assert mark(chandra, page, 60, "Say it to her as well.").status_code == 302
    assert result(app) == [("4/5", True, 0)]
    (letter,) = letters()
    assert (letter["To"], letter["Subject"]) == (
        "Amina Odhiambo <amina@example.org>",
        "A check: what you wrote is read",
    )
    assert "You have passed." in letter.get_body(("plain",)).get_content()
    seen = amina.get(f"{attempt}/result").text
    assert headings(seen)[0] == "Passed: 1.6 of 2 right."
    assert "Say it to her as well." in seen and "60 %" in seen
    assert (
        headings(chandra.get(f"/learn/programs/{program.id}/essays").text)[0] == "No essay waits to be read"
    )


def test_a_low_mark_fails_it_and_another_try_opens(
    essays: None, app: Flask, at: Any, amina: Visitor, chandra: Visitor, program: Any
):
    write(amina, "No idea.")
    mark(chandra, quizzes_of(app, program, amina), 59)
    assert result(app) == [("159/200", False, 0)]
    with clock.held_at(at + 10 * MINUTE):
        assert buttons(amina.get(CHECK).text) == ["Try again"]


def test_what_no_mark_can_change_is_decided_at_once(essays: None, app: Flask, amina: Visitor):
    write(amina, "Because.", chosen=1)
    assert result(app) == [("0", False, 1)]


def test_an_essay_that_was_left_empty_waits_for_nobody(essays: None, app: Flask, amina: Visitor):
    write(amina, "  ")
    assert result(app) == [("1/2", False, 0)]


def test_of_two_who_mark_at_once_the_second_is_told(
    essays: None, app: Flask, amina: Visitor, chandra: Visitor, program: Any
):
    write(amina, "Because.")
    page = quizzes_of(app, program, amina)
    shown = chandra.get(f"{page}/quizzes").text
    mark(chandra, page, 100, shown=shown)
    late = mark(chandra, page, 10, "Not enough.", shown=shown)
    assert late.status_code == 422
    assert "Somebody was faster: the mark below is theirs." in late.text
    assert "Not enough." in late.text  # what was typed stays
    assert result(app) == [("1", True, 0)]


def test_a_mark_can_be_changed_and_a_pass_stays(
    essays: None, app: Flask, amina: Visitor, chandra: Visitor, program: Any, letters: Any
):
    write(amina, "Because.")
    page = quizzes_of(app, program, amina)
    mark(chandra, page, 100)
    letters()
    assert mark(chandra, page, 10).status_code == 302
    assert result(app) == [("11/20", True, 0)]
    assert letters() == []


@pytest.mark.parametrize("percent", ["", "101", "-1", "all"])
def test_a_mark_that_is_none_is_said_at_its_field(
    essays: None, app: Flask, amina: Visitor, chandra: Visitor, program: Any, percent: str
):
    write(amina, "Because.")
    refused = mark(chandra, quizzes_of(app, program, amina), percent, "Well said.")
    assert refused.status_code == 422
    assert "Enter a number from 0 to 100." in refused.text and "Well said." in refused.text
    assert result(app) == [("1/2", None, 1)]


def test_today_says_that_something_waits_and_no_longer_once_it_is_read(
    essays: None, app: Flask, at: Any, amina: Visitor, chandra: Visitor, program: Any
):
    write(amina, "Because.")
    with app.app_context():
        tasks.refresh(at)
    assert (
        "Handed in “A check”. What is written there waits to be read and marked."
        in chandra.get("/today").text
    )
    mark(chandra, quizzes_of(app, program, amina), 80)
    assert "waits to be read and marked" not in chandra.get("/today").text


def test_staff_of_another_program_and_its_people_see_and_mark_nothing(
    essays: None, app: Flask, amina: Visitor, chandra: Visitor, dov: Visitor, program: Any
):
    write(amina, "Because.")
    page = quizzes_of(app, program, amina)
    shown = chandra.get(f"{page}/quizzes").text
    assert mark(dov, page, 100, shown=shown).status_code == 404
    assert mark(amina, page, 100, shown=shown).status_code == 403
    assert dov.get(f"/learn/programs/{program.id}/essays").status_code == 404
    assert result(app) == [("1/2", None, 1)]


def test_who_looks_after_another_group_sees_nothing_of_it(
    essays: None, app: Flask, at: Any, amina: Visitor, visit: Any, program: Any
):
    write(amina, "Because.")
    cora = visit("cora@example.org", "Cora", role=None)
    with app.app_context():
        made = session.get_one(Program, program.id)
        first = made.first_cohort
        dates = {name: getattr(first, name) for name in ("opens_on", "pairing_on", "ends_on", "time_zone")}
        other = Cohort(name="Second", **dates)
        made.cohorts.append(other)
        session.flush()
        grant_staff(made, session.get_one(Person, cora.id), role="coordinator", cohort_id=other.id, at=at)
        session.commit()
    assert headings(cora.get(f"/learn/programs/{program.id}/essays").text)[0] == "No essay waits to be read"
    assert cora.get(f"{quizzes_of(app, program, amina)}/quizzes").status_code == 404


@pytest.mark.parametrize(
    ("grades", "unread", "passes", "score", "passed"),
    [
        ([1, 1, 1], 1, 75, Fraction(3, 4), True),  # no mark can take it away
        ([1, 1, 1], 1, 76, Fraction(3, 4), None),
        ([0, 1, 1], 1, 76, Fraction(1, 2), False),  # no mark can give it
        ([], 1, 1, Fraction(0), None),
        ([Fraction(1, 2)], 0, 50, Fraction(1, 2), True),
    ],
)
def test_what_is_known_while_essays_are_unread(
    grades: Any, unread: int, passes: int, score: Fraction, passed: bool | None
):
    assert rules.outcome([Fraction(one) for one in grades], unread, passes) == rules.Outcome(
        score, passed, unread
    )


def test_home_offers_nothing_that_staff_have_to_do(essays: None, app: Flask, amina: Visitor, program: Any):
    write(amina, "Because.")
    home = amina.get("/").text
    assert "A check is handed in" in home
    assert "The staff of your program are reading what you wrote." in home


def test_what_another_program_runs_is_kept_as_before(app: Flask, at: Any, amina: Visitor, program: Any):
    published(app, at, makers.single("who"), makers.essay("why"))
    write(amina, "Because.")
    assert result(app) == [("1", True, 0)]


def test_a_course_says_that_its_essays_are_marked(folder: Folder):
    graded = COURSE.replace("minutes = 3\n", 'minutes = 3\nessays = "graded"\n')
    course, faults = content.load(folder({"02-check.gift": "Why? {}\n", "course.toml": graded}))
    assert course and not faults
    wrong = COURSE.replace("minutes = 3\n", 'minutes = 3\nessays = "read"\n')
    course, faults = content.load(folder({"course.toml": wrong}, name="other"))
    assert [fault.message for fault in faults] == ["essays of 02-check.gift must be one of: kept, graded"]
