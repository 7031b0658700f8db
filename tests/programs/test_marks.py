"""A program made or moved past two thirds asks before anything is sent; what was skipped never goes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.programs import actions, queries
from mentortrain.programs.models import Cohort, MarkAnswer, Program
from mentortrain.schedule.ticker import tick_at
from mentortrain.webinars.models import Webinar
from tests.audit.stage import lines
from tests.conftest import puentes

pytestmark = pytest.mark.either  # pages and words, not the database

PAST = {"opens_on": date(2026, 7, 1), "pairing_on": date(2026, 8, 1), "ends_on": date(2026, 12, 20)}
"""Two thirds of it passed on 2 November; it is the 23rd."""
AHEAD = {"opens_on": "2026-11-16", "pairing_on": "2026-12-10", "ends_on": "2027-03-10"}


def sessions_made(app, at) -> int:
    """After a tick."""
    with app.app_context():
        tick_at(at)
        return session.scalar(select(func.count()).select_from(Webinar))


def move(chandra, program, dates):
    url = f"/programs/{program.id}/settings/groups/1"
    form = {"name": "Puentes 2027", "kind": "intake", "time_zone": "Africa/Nairobi"}
    return chandra.post(url, form | {name: str(day) for name, day in dates.items()})


def question(app) -> int:
    with app.app_context():
        return session.scalars(select(MarkAnswer.id).where(MarkAnswer.answer.is_(None))).one()


@pytest.fixture
def moved(chandra, amina, bruno, program):
    """Puentes, moved past its two thirds."""
    answer = move(chandra, program, PAST)
    assert answer.location == f"/programs/{program.id}/settings/marks"
    return program


def test_nothing_goes_until_staff_answer_and_then_it_goes_once(moved, chandra, app, letters, at):
    page = chandra.get(f"/programs/{moved.id}/settings/marks").text
    assert "This would send 3 mails" in page
    assert "Nothing goes until you answer" in chandra.get(f"/programs/{moved.id}/settings/groups").text
    assert sessions_made(app, at + timedelta(minutes=5)) == 0
    assert letters() == []
    url = f"/programs/{moved.id}/settings/marks/{question(app)}"
    assert chandra.post(url, {"answer": "send"}).location == f"/programs/{moved.id}/settings/groups"
    assert sessions_made(app, at + timedelta(minutes=10)) == 1
    assert len(letters()) == 3
    assert sessions_made(app, at + timedelta(days=1)) == 1
    with app.app_context():
        [line] = [line for line in lines() if line.action == "mark.answered"]
        assert (line.details["answer"], line.details["mails"], line.details["mark"]) == (
            "send", 3, "two_thirds",
        )  # fmt: skip
    assert "Nothing to answer" in chandra.get(f"/programs/{moved.id}/settings/marks").text
    assert "past its mark Two thirds: 3 mails sent" in re.sub(
        r"\s+", " ", chandra.get(f"/programs/{moved.id}/record").text
    )


def test_what_is_skipped_never_goes_whatever_happens_to_the_dates(moved, chandra, app, letters, at):
    chandra.post(f"/programs/{moved.id}/settings/marks/{question(app)}", {"answer": "skip"})
    assert sessions_made(app, at + timedelta(minutes=5)) == 0
    assert move(chandra, moved, AHEAD).location == f"/programs/{moved.id}/settings/groups"
    assert sessions_made(app, datetime(2027, 2, 10, tzinfo=UTC)) == 0
    assert move(chandra, moved, PAST).location == f"/programs/{moved.id}/settings/groups"
    assert sessions_made(app, at + timedelta(days=1)) == 0
    assert letters() == []


def test_a_question_goes_when_the_mark_lies_ahead_again_and_the_mails_go_in_their_time(
    moved, chandra, app, letters, at
):
    assert move(chandra, moved, AHEAD).location == f"/programs/{moved.id}/settings/groups"
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(MarkAnswer)) == 0
    assert sessions_made(app, at) == 0
    assert sessions_made(app, datetime(2027, 2, 10, tzinfo=UTC)) == 1


def test_an_answer_is_given_once_and_must_be_one(moved, chandra, app, dov):
    url = f"/programs/{moved.id}/settings/marks/{question(app)}"
    assert chandra.post(url, {"answer": "perhaps"}).status_code == 422
    assert dov.post(url, {"answer": "send"}).status_code == 404
    chandra.post(url, {"answer": "skip"})
    chandra.post(url, {"answer": "send"})
    assert "Their answer stands." in chandra.get(f"/programs/{moved.id}/settings/marks").text
    with app.app_context():
        assert session.scalars(select(MarkAnswer.answer)).one() == "skip"
    assert chandra.post(f"/programs/{moved.id}/settings/marks/999", {"answer": "send"}).status_code == 404


def test_a_mark_that_the_clock_has_reached_by_itself_is_not_asked_about(program, chandra, amina, app, at):
    passed = datetime(2027, 2, 7, 21, 0, 30, tzinfo=UTC)  # the ticker comes in half a minute
    with app.app_context(), clock.held_at(passed):
        group = session.get_one(Cohort, 1)
        facts = actions.facts_of(group)
        from dataclasses import replace

        actions.change_group(group, replace(facts, ends_on=date(2027, 3, 9)), at=passed)
        session.commit()
        assert queries.questions(program.id) == []


def test_a_program_made_past_its_mark_asks(chandra, app, at):
    with app.app_context():
        made = actions.make_program(puentes(name="Late", **PAST), by=chandra.person, at=at)
        session.commit()
        assert [one.cohort.name for one in queries.questions(made.id)] == ["Late"]
    assert sessions_made(app, at + timedelta(minutes=5)) == 0


def test_a_draft_asks_when_it_opens_and_one_brought_back_from_the_archive_too(chandra, app, at):
    with app.app_context():
        made = actions.make_program(puentes(name="Late", **PAST), by=chandra.person, at=at, draft=True)
        session.commit()
        assert queries.questions(made.id) == []
        program_id = made.id
    assert (
        chandra.post(f"/programs/{program_id}/opening").location == f"/programs/{program_id}/settings/marks"
    )
    with app.app_context():
        actions.archive(session.get_one(Program, program_id), at=at)
        session.commit()
    assert sessions_made(app, at + timedelta(minutes=5)) == 0
    back = chandra.post(f"/programs/{program_id}/archive/removal")
    assert back.location == f"/programs/{program_id}/settings/marks"
    assert sessions_made(app, at + timedelta(minutes=6)) == 0


def test_a_break_taken_away_may_put_the_mark_behind_and_asks(chandra, amina, program, app, at):
    move(chandra, program, PAST | {"ends_on": date(2027, 1, 20)})  # two thirds on 24 November
    url = f"/programs/{program.id}/settings/groups/1/breaks"
    chandra.post(url, {"name": "Harvest", "first": "2026-09-01", "last": "2026-09-30"})
    later = at + timedelta(days=3)
    with app.app_context(), clock.held_at(later):
        group = session.get_one(Cohort, 1)
        assert not group.timeline.slows_at(later)
        actions.remove_break(group, date(2026, 9, 1), at=later)
        session.commit()
        assert len(queries.questions(program.id)) == 1
    assert sessions_made(app, later) == 0
