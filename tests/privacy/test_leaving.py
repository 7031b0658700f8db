"""Somebody leaves a program who has something everywhere: what was to come ends, and nothing else is touched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mentortrain import clock, holdings
from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.programs.actions import leave_program
from mentortrain.programs.models import Participation
from mentortrain.tasks import jobs as tasks
from mentortrain.webinars.models import Registration

pytestmark = pytest.mark.either  # pages and words, not the database

ENDS = {
    "participation": "it says when and how it ended",
    "outbox": "what waits is dropped; out of a calendar that was told goes a mail",
    "registration": "places in sessions to come are free",
    "entry_person": "these sessions are out of their calendar",
    "agenda_version": "so that their feeds say so",
    "task": "nobody of staff needs to look after them",
    "board_line": "it says that they have left: the database does it",
    "audit_subject": "a line says who did it, whom it concerns and what ended",
}
STAYS = {
    "co_host": "who is of the staff too leads on; others do not: webinars/test_leading_as_well.py",
    "leave": "days of a part that ended say nothing more",
    "lesson_completion": "a fact",
    "reflection": "what they wrote stays theirs, and with the staff they gave it to",
    "course_place": "where somebody reads, whatever program asks for it",
    "attempt": "a fact; one that is open cannot be opened without a part",
    "answer": "a fact",
    "answer_set_aside": "a fact",
    "course_demand": "what staff ask of everybody in the program",
    "extra_time": "it holds again if they come back",
    "certificate": "what was earned; it belongs to the person",
    "conversation_play": "a fact; one that is open cannot be opened without a part",
    "conversation_turn": "a fact",
    "attendance": "a fact",
    "attendance_evidence": "a fact",
    "make_up": "a fact",
    "place_request": "asked for without an account: no part in a program goes with it",
    "session_feedback": "what they said of a session that was",
    "attendance_report": "what somebody of staff brought in",
    "attendance_alias": "under which name a provider knows them, also should they come back",
    "ready_declaration": "a fact; whoever is counted as ready takes part",
    "readiness_judgement": "kept of each part; the board asks for those that go on",
    "part_answer": "what they said to a part that ended",
    "application": "how they came, also for a part to come",
    "application_decision": "how they came",
    "application_interest": "an address that waits until mentees may come",
    "concern": "who asked is answered, also afterwards",
    "concern_message": "who asked is answered, also afterwards",
    "report_handler": "a role of staff, ended by itself",
    "staff_grant": "a role of staff, ended by itself",
    "staff_note": "what staff wrote, for who comes after them",
    "task_note": "what staff wrote",
    "people_view": "what somebody of staff keeps for themselves",
    "people_import": "what somebody of staff did",
    "people_import_row": "how they were invited",
    "audit_event": "what they did",
    "bulk_deed": "what staff did for many at once",
    "bulk_person": "whom that touched",
    "account_merge": "whether two accounts are of one person does not hang on a part",
    "webinar": "led as staff, which goes on",
}
NOT_OF_A_PROGRAM = {
    *("person", "profile", "spoken_language", "person_topic", "free_hour", "consent", "stored_file"),
    *("sign_in", "sign_in_link", "sign_in_request", "browser_session", "known_browser", "address_change"),
    *("password", "two_step", "recovery_code", "feed_token", "data_copy", "erasure", "retention_period"),
}

HOW = """
Nothing says what becomes of these when somebody leaves a program: {missing}

Ends it with their part? Then the feature registers a listener in `programs/events.py: on_left` (see
webinars/actions/registering.py: leave_program), which works in the transaction of the departure, and ENDS names the
table here. Else STAYS says why, or NOT_OF_A_PROGRAM that a program has nothing to do with it.
"""


def test_of_each_table_with_people_it_is_said_what_leaving_a_program_does_to_it(site):
    said = {*ENDS, *STAYS, *NOT_OF_A_PROGRAM}
    missing = {one.table.name for one in holdings.every()} ^ said
    assert not missing, HOW.format(missing=sorted(missing))


def test_what_was_to_come_ends_at_once_and_all_else_is_as_it_was(
    app, life, amina, bruno, chandra, program, at
):
    later = at + timedelta(days=1, minutes=5)  # one of the two sessions is over
    with app.app_context():
        tasks.refresh(later)
        part = session.scalars(select(Participation).where(Participation.person_id == amina.id)).one()
        before, of_bruno, part_id = held_of(amina.id), held_of(bruno.id), part.id
        leave_program(part, how="withdrawn", why="", by=chandra.id, at=later)
        assert changed(before, held_of(amina.id)) == set(ENDS)
        session.rollback()
        assert changed(before, held_of(amina.id)) == set()  # one transaction: all of it or nothing
    departure = {"how": "withdrawn", "why": "She moved."}
    with clock.held_at(later):
        answer = chandra.post(f"/programs/{program.id}/people/{part_id}/departure", departure)
    assert answer.status_code == 302
    with app.app_context():
        after = held_of(amina.id)
        assert changed(before, after) == set(ENDS)
        assert changed(of_bruno, held_of(bruno.id)) == set()
        assert {table: len(rows) for table, rows in before.items() if len(rows) > len(after[table])} == {}
        places = dict(
            session.execute(
                select(Registration.webinar_id, Registration.state).where(Registration.person_id == amina.id)
            ).all()
        )
        assert places == {life["past"]: "registered", life["coming"]: "withdrawn"}
        waits = select(Outbox.kind).where(Outbox.person_id == amina.id, Outbox.status == "pending")
        waiting = {kind for kind in session.scalars(waits) if not kind.startswith(("people.", "privacy."))}
        assert waiting == {"agenda.cancel"}
        tasks.refresh(later)
        assert changed(after, held_of(amina.id)) == set()


def held_of(person_id: int) -> dict[str, list[tuple[Any, ...]]]:
    """All rows about somebody, table by table, as the database has them."""
    session.flush()
    return {
        one.table.name: [
            tuple(map(str, row))
            for row in session.execute(select(one.table).where(one.of(person_id)).order_by(one.key))
        ]
        for one in holdings.every()
    }


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {table for table in before if before[table] != after[table]}
