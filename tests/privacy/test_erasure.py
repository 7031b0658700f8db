"""What an erasure does: names go, counts stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from mentortrain import clock, queue
from mentortrain.db import Base, session
from mentortrain.people.models import AddressChange, Person
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import Scope
from mentortrain.readiness.models import Declaration
from mentortrain.tasks.models import TaskNote
from mentortrain.webinars import queries as webinars
from mentortrain.webinars.actions import edit
from mentortrain.webinars.models.afterwards import MakeUpOffer, SessionLink
from tests.conftest import puentes
from tests.privacy.scan import places_of
from tests.privacy.stage import ADDRESS, NAME, WEEK, ask, erase, kept_files, make_copies, sign_in_again
from tests.tasks.stage import a_question_of, a_task_about

pytestmark = pytest.mark.usefixtures("no_copies")


def test_after_it_no_table_holds_name_or_address(app, amina, chandra, life, letters, at, program):
    """Every text, JSON and byte column of the database is read, and the store with its jobs."""
    letters()
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    with app.app_context():  # staff wrote her name where they could
        webinar = webinars.with_id(life["coming"])
        edit(
            webinar,
            title="Questions for a mentor",  # a title stands in the record too
            description=f"Ask {NAME} before: Amina@Example.org.",
            starts_wall=webinar.entry.starts_at.replace(tzinfo=None) + timedelta(hours=3),
            time_zone="Africa/Nairobi",
            minutes=45,
            host_name=f"{NAME}, Puentes",
            meeting_url="",
            cohort_id=None,
            host_id=None,
            reminders=(),
            at=at,
        )
        session.commit()
        assert places_of(NAME, ADDRESS) == [
            "address_change.old_email",
            "application.email",
            "application.email_key",
            "application.name",
            "application_decision.why",
            "application_interest.email",
            "application_interest.email_key",
            "attendance_report.open_rows",
            "board_line.by_name",
            "bulk_deed.details",
            "certificate.person_name",
            "concern.asker_email",
            "concern.asker_name",
            "entry.description",
            "entry.rendered",
            "feed_token.name",
            "outbox.to_address",
            "outbox.to_name",
            "people_import_row.email",
            "people_import_row.email_key",
            "people_import_row.name",
            "person.email",
            "person.email_key",
            "person.name",
            "person.search_key",
            "place_request.email",
            "place_request.email_key",
            "place_request.name",
            "webinar.host_name",
        ]
    ask(amina)
    erase(app, at + WEEK)
    letters(at + WEEK)  # the mail to staff has gone: nothing of it stays
    with app.app_context():
        assert places_of(NAME, ADDRESS, "Amina") == []
        assert session.get_one(Person, amina.id).name == "Someone who left"
        store = queue.store()
        kept = b" ".join(store.dump(key) or b"" for key in store.scan_iter("rq:*"))
        assert b"amina" not in kept.lower()


TEXTS = {
    "address_change": ("reason",),
    "answer": ("mark_comment",),
    "application_decision": ("why", "letter"),
    "attendance_evidence": ("reason",),
    "certificate": ("revoked_why",),
    "concern_message": ("text",),
    "course_demand": ("reason",),
    "extra_time": ("reason",),
    "make_up_offer": ("questions",),
    "participation": ("left_why",),
    "reflection": ("comment",),
    "session_feedback": ("different",),
    "session_link": ("title",),
    "staff_note": ("text",),
    "task_note": ("text",),
    "webinar": ("host_notes",),
}
"""Where staff write of people."""


def test_no_text_about_others_names_them_any_more(app, amina, bruno, chandra, life, letters, at, program):
    """Staff name her where they write about bruno, and about the program."""
    letters()
    others_write_of_her(app, bruno, chandra, life, program, at)
    ask(amina)
    erase(app, at + WEEK)
    letters(at + WEEK)
    with app.app_context():
        assert places_of(NAME, ADDRESS) == []
        texts = session.scalars(select(TaskNote.text)).all()
        assert "Ask Someone who left (Someone who left)." in texts


def test_a_report_about_them_stays_as_it_was_written(app, amina, bruno, chandra, letters, at):
    said = f"{NAME} shouts at me."
    bruno.post("/help/report", {"category": "behaviour", "about": "0", "text": said})
    ask(amina)
    erase(app, at + WEEK)
    letters(at + WEEK)
    with app.app_context():
        assert places_of(NAME) == ["concern_message.text"]
    assert "must be able to rely on it" in bruno.get("/privacy").text


def others_write_of_her(app, bruno, chandra, life, program, at):
    """Rows about bruno in each of these tables, and the sentence in each of their texts."""
    a_question_of(app, bruno)
    task_id = a_task_about(app, bruno.id, program.id, at)
    assert chandra.post(f"/today/{task_id}/notes", {"text": "x"}).status_code == 302
    past = life["past"]
    with app.app_context():
        session.add(SessionLink(webinar_id=past, title="x", url="https://example.org/", added_at=at))
        offer = {"open_to": "everybody", "questions": "x", "watching_counts": True, "changed_at": at}
        session.add(MakeUpOffer(webinar_id=past, **offer))
        mails = {"old_email": "bruno@example.org", "new_email": "b@example.org", "salt": "s", "session_id": 0}
        session.add(
            AddressChange(person_id=bruno.id, asked_at=at, program_id=program.id, reason="x", **mails)
        )
        session.flush()
        for table, columns in TEXTS.items():
            for column in columns:
                values = {column: f"Ask {NAME} (Amina@Example.org)."}
                written = session.execute(update(Base.metadata.tables[table]).values(values))
                assert written.rowcount > 0, table
        session.commit()


def test_counts_of_what_was_stay_as_they_were(app, amina, bruno, chandra, program, life, at):
    def counted():
        with app.app_context():
            past = webinars.of_program(Scope.whole(program.id), at=at + WEEK, past=True)
            return {
                "registered and marked": [(one.registered, one.marked) for one in past],
                "took part": session.query(Participation).count(),
                "were ready": session.query(Declaration).count(),
                "minutes": [
                    one.minutes
                    for one in webinars.attendance_of(life["past"], Scope.whole(program.id)).values()
                ],
            }

    before = counted()
    assert before["registered and marked"] == [(2, 2)]
    ask(amina)
    erase(app, at + WEEK)
    assert counted() == before
    with clock.held_at(at + WEEK):
        sign_in_again(app, chandra, at + WEEK)
        page = chandra.get(f"/programs/{program.id}/webinars/{life['past']}").text
        assert "Someone who left" in page
        assert NAME not in page
        board = chandra.get(f"/programs/{program.id}/readiness").text
        assert "Someone" not in board


def test_the_same_address_is_invited_anew_as_somebody_new(app, amina, visit, program, at):
    ask(amina)
    erase(app, at + WEEK)
    again = visit(ADDRESS, NAME, role="mentor", program=program)
    assert again.id != amina.id
    assert again.get("/").status_code == 200
    with app.app_context():
        assert session.get_one(Person, amina.id).name == "Someone who left"


def test_one_who_cannot_be_erased_holds_up_nobody(app, amina, bruno, at, monkeypatch):
    from mentortrain import holdings

    def stop(leaver, moment):
        if leaver.person_id == amina.id:
            raise ValueError

    monkeypatch.setattr(holdings, "on_leaving", [*holdings.on_leaving, stop])
    ask(amina)
    ask(bruno)
    assert erase(app, at + WEEK) == "1 person erased"
    with app.app_context():
        assert session.get_one(Person, amina.id).name == NAME  # one transaction: all of it or nothing
        assert session.get_one(Person, bruno.id).name == "Someone who left"


def test_files_of_copies_go_with_her(app, amina, settings, at):
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    ask(amina)
    erase(app, at + WEEK)
    assert kept_files(settings) == []


def test_a_namesake_elsewhere_keeps_their_name(app, amina, dov, visit, plan, at):
    with app.app_context():
        from mentortrain.programs.actions import make_program

        other = make_program(puentes(name="Third"), by=session.get_one(Person, dov.id), at=at)
        session.commit()
        session.expunge(other)
    there = plan(program=other, host_name=NAME)
    ask(amina)
    erase(app, at + WEEK)
    with app.app_context():
        assert webinars.with_id(there).host_name == NAME
