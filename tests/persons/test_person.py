"""One person's page: the line of time, notes, leave, and the end of their part with all that was to come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mentortrain import clock
from mentortrain.agenda.models import EntryPerson
from mentortrain.audit.models import AuditEvent
from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.persons.models import StaffNote
from mentortrain.programs.models import Participation
from mentortrain.programs.queries import on_leave
from mentortrain.webinars.models import Registration
from tests.learning.stage import practise
from tests.privacy.stage import sign_in_again
from tests.profiles.stage import WORK, tell_all
from tests.readiness.test_becoming_ready import read_all

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.fixture
def part_id(app, amina):
    with app.app_context():
        return session.scalars(select(Participation.id).where(Participation.person_id == amina.id)).one()


@pytest.fixture
def people(program):
    return f"/programs/{program.id}/people"


@pytest.fixture
def seen(program, part_id):
    return f"/programs/{program.id}/readiness/{part_id}"


def test_everything_stands_on_one_line_the_newest_first_and_can_be_narrowed(
    app, at, amina, chandra, program, plan, seen, people, part_id
):
    amina.post(f"/programs/{program.id}/sessions/{plan()}/registration")
    read_all(app, amina, at + timedelta(minutes=5))
    with app.app_context():
        practise(amina.id, "late-messages", at=at + timedelta(minutes=6))
        session.commit()
    amina.post(
        "/learn/mentoring-basics/conversations/asked-to-invest/plays"
    )  # until it is passed, hers alone
    chandra.post(f"{people}/{part_id}/notes", {"text": "Rang her.\nShe is well."})
    page = chandra.get(seen).text
    for said in (
        "Joined as mentor",
        "Signed in",
        "Registered for a session",
        "Quiz passed, 100 %",
        "Conversation passed: Late messages",
        "Note by",
    ):
        assert said in page
    assert "Asked to invest" not in page
    line = page[page.index('id="line"') :]
    assert line.index("Quiz passed") < line.index("Joined as mentor")
    narrowed = chandra.get(f"{seen}?kind=session").text
    assert "Registered for a session" in narrowed and "Quiz passed" not in narrowed
    assert chandra.get(f"{seen}?kind=bogus").status_code == 200
    deed = "wrote a note on Amina Odhiambo"  # the note tells it too: among everything it stands once
    assert deed in chandra.get(f"{seen}?kind=staff").text and deed not in page


def test_staff_read_what_somebody_says_of_themselves(app, amina, chandra, seen):
    assert "has not told yet what they bring" in chandra.get(seen).text
    tell_all(app, amina)
    page = chandra.get(seen).text
    for said in (
        WORK["about"],
        "Kisumu, Kenya",
        "Cash flow, Prices, Sourdough",
        "3 hours a month",
        "Mon: 18:00 to 22:00",
    ):
        assert said in page
    assert 'href="tel:+254' in page and 'href="mailto:amina@example.org"' in page


def test_a_note_is_mended_by_its_writer_within_the_hour_and_its_deletion_is_recorded(
    app, at, amina, chandra, dov, seen, people, part_id
):
    assert "Write the note first." in chandra.post(f"{people}/{part_id}/notes", {"text": " "}).text
    chandra.post(f"{people}/{part_id}/notes", {"text": "<b>Rang</b>"})
    assert "&lt;b&gt;Rang&lt;/b&gt;" in chandra.get(seen).text
    with app.app_context():
        note_id = session.scalars(select(StaffNote.id)).one()
    note = f"{people}/{part_id}/notes/{note_id}"
    for visitor, status in ((amina, 403), (dov, 404)):
        assert visitor.post(note, {"text": "Hers"}).status_code == status
        assert visitor.post(f"{note}/deletion").status_code == status
    with clock.held_at(at + timedelta(minutes=59)):
        assert chandra.post(note, {"text": "Rang at noon"}).status_code == 302
    with clock.held_at(at + timedelta(minutes=61)):
        answer = chandra.post(note, {"text": "Too late"})
        assert answer.status_code == 422 and "can be mended for an hour" in answer.text
        assert "Rang at noon" in chandra.get(seen).text
        chandra.post(f"{note}/deletion")
        assert "Rang at noon" not in chandra.get(seen).text
    with app.app_context():
        deeds = session.scalars(
            select(AuditEvent.action).where(AuditEvent.action.startswith("note.")).order_by(AuditEvent.id)
        ).all()
        assert deeds == ["note.written", "note.mended", "note.deleted"]


def test_leave_rests_by_the_clock_of_the_group(app, at, amina, chandra, seen, people, part_id):
    leave = f"{people}/{part_id}/leave"
    for days, said in (
        ({"starts_on": "2026-11-24", "ends_on": "2026-11-23"}, "The last day comes before the first."),
        ({"starts_on": "2026-11-24", "ends_on": "2028-11-23"}, "Enter a year at the most."),
        ({"starts_on": "soon", "ends_on": ""}, "Enter a date, such as 2026-12-10."),
    ):
        answer = chandra.post(leave, days)
        assert answer.status_code == 422 and said in answer.text
    assert chandra.post(leave, {"starts_on": "2026-11-23", "ends_on": "2026-11-24"}).status_code == 302
    again = chandra.post(leave, {"starts_on": "2026-11-24", "ends_on": "2026-11-30"})
    assert "Some of these days are noted as leave already." in again.text
    assert "Amina Odhiambo is on leave" in chandra.get(seen).text
    with app.app_context():
        part = session.get_one(Participation, part_id)
        midnight = part.cohort.timeline.start_of(date(2026, 11, 25))
        assert on_leave([part_id], midnight - timedelta(minutes=1)) == {part_id}
        assert on_leave([part_id], midnight) == frozenset()
    with app.app_context():
        leave_id = chandra.get(seen).text.split(f"{leave}/")[1].split("/")[0]
    chandra.post(f"{leave}/{leave_id}/deletion")
    assert "is on leave" not in chandra.get(seen).text


def test_who_withdraws_leaves_every_session_and_gets_no_mail_that_waited(
    app, at, amina, bruno, chandra, program, plan, letters, seen, people, part_id
):
    told, untold = plan(), plan(title="Asking", starts_wall="2026-12-01T20:00")
    amina.post(f"/programs/{program.id}/sessions/{told}/registration")
    letters()
    amina.post(f"/programs/{program.id}/sessions/{untold}/registration")
    bruno.post(f"/programs/{program.id}/sessions/{told}/registration")
    answer = chandra.post(f"{people}/{part_id}/departure", {"how": "", "why": ""})
    assert answer.status_code == 422 and "Say which of the two." in answer.text
    departure = {"how": "withdrawn", "why": "She moved to Mombasa."}
    assert chandra.post(f"{people}/{part_id}/departure", departure).location == seen
    page = chandra.get(seen).text
    assert "Ended with it: 4 mails that waited, 2 places in sessions." in page
    assert "Amina Odhiambo takes part no more" in page and "She moved to Mombasa." in page
    again = chandra.post(f"{people}/{part_id}/departure", departure)
    assert again.status_code == 422 and "somebody was faster" in again.text
    went = [
        (mail["To"].addresses[0].addr_spec, mail.get_body(("plain",)) and mail["Subject"])
        for mail in letters()
    ]
    assert [one for one, _ in went if one == amina.email] == [
        amina.email
    ]  # out of the calendar that was told
    with app.app_context():
        states = session.scalars(select(Registration.state).where(Registration.person_id == amina.id)).all()
        assert states == ["withdrawn", "withdrawn"]
        parts = session.scalars(select(EntryPerson.part).where(EntryPerson.person_id == amina.id)).all()
        assert parts == ["declined", "declined"]
        assert session.scalars(
            select(Registration.state).where(Registration.person_id == bruno.id)
        ).all() == ["registered"]
        reasons = session.scalars(select(Outbox.reason).where(Outbox.reason == "left the program")).all()
        assert len(reasons) == 4  # an invitation, and three reminders of two sessions
        part = session.get_one(Participation, part_id)
        assert (part.left_how, part.left_by_id, part.left_at) == ("withdrawn", chandra.id, at)
    assert amina.get(f"/programs/{program.id}/sessions/{told}").status_code == 404


def test_within_a_day_somebody_is_taken_back_with_what_they_learned(
    app, at, amina, chandra, program, people, seen, part_id
):
    read_all(app, amina, at)
    chandra.post(f"{people}/{part_id}/departure", {"how": "declined", "why": ""})
    assert "Take Amina back in" in chandra.get(seen).text
    back = chandra.post(f"{people}/{part_id}/return").location
    assert back != seen
    assert "Amina Odhiambo lacks one thing" in chandra.get(back).text
    twice = chandra.post(f"{people}/{part_id}/return")
    assert twice.status_code == 422 and "They take part already." in twice.text
    new_part = back.rsplit("/", 1)[1]
    chandra.post(f"{people}/{new_part}/departure", {"how": "withdrawn", "why": ""})
    with clock.held_at(at + timedelta(days=1, minutes=1)):
        sign_in_again(app, chandra, at + timedelta(days=1, minutes=1))
        late = chandra.post(f"{people}/{new_part}/return")
        assert late.status_code == 422 and "Invite them again." in late.text
