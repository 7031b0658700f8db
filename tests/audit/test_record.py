"""The record itself: in the transaction of the deed, and never changed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mentortrain.audit.actions import record
from mentortrain.audit.rules import changes, network_of
from mentortrain.db import session
from mentortrain.programs import actions, queries
from tests.audit.stage import lines, people_of, who_did_what
from tests.conftest import puentes


def test_a_deed_that_is_undone_leaves_no_line(app, program, at):
    with app.app_context():
        before = len(lines())
        actions.change_program(queries.program(program.id), puentes(name="Otherwise"), at=at)
        assert who_did_what(before) == [("system", None, "program.edited")]
        session.rollback()
        assert queries.program(program.id).name == "Puentes 2027"
        assert who_did_what(before) == []


def test_a_line_that_cannot_be_written_undoes_the_deed(app, program, at):
    with app.app_context():
        actions.change_program(queries.program(program.id), puentes(name="Otherwise"), at=at)
        with pytest.raises(DBAPIError):
            session.execute(text("INSERT INTO audit_event (actor_kind) VALUES ('ghost')"))
            session.commit()
        session.rollback()
        assert queries.program(program.id).name == "Puentes 2027"


def test_a_kind_that_nobody_could_read_is_refused(app, at):
    with app.app_context(), pytest.raises(LookupError, match=r"webinar\.teleported"):
        record("webinar.teleported", at=at)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'nothing'",
        "DELETE FROM audit_event",
        "UPDATE audit_subject SET person_id = 7",
        "DELETE FROM audit_subject",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_line(app, program, at, statement):
    with app.app_context():
        record("link.made", about=("person", 7), people=[7], at=at)
        session.commit()
        before = [(line.id, line.action, people_of(line)) for line in lines()]
        assert before[-1][1:] == ("link.made", [7])
        with pytest.raises(DBAPIError, match="the record is append-only"):
            session.execute(text(statement))
        session.rollback()
        assert [(line.id, line.action, people_of(line)) for line in lines()] == before


def test_nor_can_the_record_be_replaced_or_emptied(app, program):
    on_sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    with app.app_context():
        before = [(line.id, line.action) for line in lines()]
        statement = (
            "REPLACE INTO audit_event (id, at, actor_kind, action, details) "
            "SELECT id, at, 'system', 'nothing', '{}' FROM audit_event"
            if on_sqlite
            else "TRUNCATE audit_event CASCADE"
        )
        with pytest.raises(DBAPIError, match="the record is append-only"):
            session.execute(text(statement))
        session.rollback()
        assert [(line.id, line.action) for line in lines()] == before


def test_of_a_secret_field_only_the_change_is_told():
    before = {"title": "First", "meeting_url": "https://meet.example.org/a", "minutes": 45}
    after = {"title": "Second", "meeting_url": "https://meet.example.org/b", "minutes": 45}
    assert changes(before, after, unsaid=("meeting_url",)) == {
        "title": ["First", "Second"],
        "meeting_url": [],
    }


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("somewhere", None),
        ("", None),
        (None, None),
    ],
)
def test_which_network_is_kept_not_which_machine(address, network):
    assert network_of(address) == network
