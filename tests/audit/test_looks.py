"""Each look at confidential data leaves a line, once an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from mentortrain import clock
from mentortrain.programs.queries import active_participations
from tests.audit.stage import lines, people_of

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.fixture
def amina_s(app, program, amina):
    """The page of amina's readiness, and the id of her participation."""
    with app.app_context():
        part_id = active_participations(amina.id)[0].id
    return f"/programs/{program.id}/readiness/{part_id}", part_id


def test_a_look_is_written_once_an_hour_for_each_who_looks(app, program, chandra, amina, amina_s, visit, at):
    page, part_id = amina_s
    faye = visit("faye@example.org", "Faye", role="mentor", program=program)
    assert faye.get(page).status_code == 403  # what is refused is no look
    for minutes in (0, 5, 59, 60):
        with clock.held_at(at + timedelta(minutes=minutes)):
            assert chandra.get(page).status_code == 200
    with app.app_context():
        looks = lines("readiness.seen")
        assert [(one.at, one.actor_id, one.object_id) for one in looks] == [
            (at, chandra.id, part_id),
            (at + timedelta(hours=1), chandra.id, part_id),
        ]
        assert people_of(looks[0]) == [amina.id]
    told = chandra.get(f"/programs/{program.id}/record").text
    assert "looked at the readiness of" in told
    assert "Amina Odhiambo" in told


def test_a_second_look_takes_one_statement_more_and_writes_nothing(chandra, amina_s, statements):
    page, _ = amina_s
    chandra.get(page)
    with statements() as ran:
        chandra.get(page)
    audit = [one for one in ran if "audit_event" in one and ("anon_1" in one or "INSERT" in one)]
    assert len(audit) == 1
    assert audit[0].startswith("SELECT")


def test_the_command_line_looks_too(app, program, amina):
    answer = app.test_cli_runner().invoke(args=["readiness", "show", "amina@example.org"])
    assert answer.exit_code == 0
    with app.app_context():
        [line] = lines("readiness.seen")
        assert (line.actor_kind, people_of(line)) == ("command", [amina.id])


def test_a_look_that_cannot_be_recorded_is_refused(app, chandra, amina_s):
    page, _ = amina_s

    def full(connection, cursor, statement, *rest):
        if statement.startswith("INSERT INTO audit_event"):
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    event.listen(Engine, "before_cursor_execute", full)
    try:
        answer = chandra.get(page)
    finally:
        event.remove(Engine, "before_cursor_execute", full)
    assert answer.status_code == 503
    assert "Who looks at it is recorded" in answer.text
    assert "Mail address" not in answer.text
    assert chandra.get(page).status_code == 200
