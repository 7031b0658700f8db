"""Transcripts: what a person sees of their training, what staff of a program are told, and revoking."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from mentortrain import clock
from mentortrain.audit.models import AuditEvent
from mentortrain.db import session
from mentortrain.learning import queries as learning
from mentortrain.learning.models import LessonCompletion
from mentortrain.programs.queries import active_participations
from mentortrain.transcripts.queries import training_of
from mentortrain.transcripts.rules import Attended, training_minutes
from mentortrain.webinars.models import Attendance
from tests.learning.test_certificate_rules import NOON, STEPS, credit
from tests.learning.test_certificates import NAME, certificates, pass_quiz, read_lessons
from tests.paper.reading import text_of

pytestmark = pytest.mark.either  # pages and words, not the database

STAYED = st.tuples(st.integers(1, 600), st.integers(5, 480))


@given(st.lists(STEPS, max_size=6), st.lists(STAYED, max_size=4))
def test_training_time_is_credited_minutes_and_minutes_attended_up_to_the_length(done, stayed):
    attended = [Attended(1, "s", minutes, length, NOON) for minutes, length in stayed]
    expected = sum(minutes for _, _, minutes in set(done)) + sum(min(pair) for pair in stayed)
    assert training_minutes([credit(step, 0) for step in done], attended) == expected


@pytest.fixture
def learned(app, amina, program, plan, at):
    """Amina has completed the course, and was at a session of 45 minutes for an hour."""
    read_lessons(amina)
    pass_quiz(app, amina, at, program.id)
    webinar_id = plan()
    with app.app_context():
        session.add(Attendance(webinar_id=webinar_id, person_id=amina.id, minutes=60, marked_at=at))
        session.commit()
    [one] = certificates(app, amina.id)
    return one


def rows(text):
    """(title, note, right) of each row of a transcript's page."""
    found = re.findall(
        r'<li><div><span class="row-title">(.*?)</span><p[^>]*>(.*?)</p></div><span[^>]*>(.*?)</span></li>',
        text,
        re.S,
    )
    return [tuple(re.sub(r"\s+", " ", each).strip() for each in row) for row in found]


def part_of(app, visitor):
    with app.app_context():
        return active_participations(visitor.id)[0].id


def test_the_transcript_tells_courses_sessions_and_hours(app, amina, learned):
    text = amina.get("/learn/transcript").text
    assert "You have 1 hour 19 minutes of training" in text
    assert rows(text) == [
        (
            "Mentoring basics",
            "complete since 23 November 2026 · 3 lessons · Final check: 100 percent",
            "34 minutes",
        ),
        ("Listening before advice", "23 November 2026", "45 minutes"),
        ("Mentoring basics", f"{learned.number} · issued on 23 November 2026", "valid"),
    ]
    assert 'href="/learn/transcript"' in amina.get("/learn").text


def test_the_pdf_says_the_same(app, amina, learned):
    answer = amina.get("/learn/transcript/pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    said = text_of(answer.data)
    assert [one for one in said if one in (NAME, "Mentoring basics", "34 minutes")][:3] == [
        NAME,
        "Mentoring basics",
        "34 minutes",
    ]
    assert "45 minutes" in said
    assert any(one.startswith("As of 23 November 2026: 1 hour 19 minutes of training.") for one in said)


def test_who_has_done_nothing_sees_what_will_stand_there(bruno):
    text = bruno.get("/learn/transcript").text
    assert "Your training begins with the first lesson" in text
    assert bruno.get("/learn/transcript/pdf").status_code == 200


def test_staff_see_the_transcript_of_their_own_and_it_is_recorded(app, amina, chandra, dov, program, learned):
    page = f"/programs/{program.id}/people/{part_of(app, amina)}/transcript"
    text = chandra.get(page).text
    assert "Amina has 1 hour 19 minutes of training here" in text
    assert rows(text)[0][1:] == (
        "complete since 23 November 2026 · 3 lessons · Final check: 100 percent",
        "34 minutes",
    )
    with app.app_context():
        [line] = session.scalars(select(AuditEvent).where(AuditEvent.action == "transcript.seen"))
        assert (line.actor_id, line.program_id) == (chandra.id, program.id)
    assert dov.get(page).status_code == 404
    assert amina.get(page).status_code == 403
    assert page in chandra.get(f"/programs/{program.id}/readiness/{part_of(app, amina)}").text


def test_another_program_is_told_course_result_and_day_only(app, amina, dov, visit, learned, at):
    """Amina takes part in Dov's program too: what she learned arose in Puentes."""
    with app.app_context():
        other = active_participations(dov.id)[0].program_id
        from mentortrain.programs.models import Participation, Program

        made = session.get_one(Program, other)
        part = Participation(
            program_id=other, cohort_id=made.first_cohort.id, person_id=amina.id, role="mentor", invited_at=at
        )
        session.add(part)
        session.commit()
        part_id = part.id
    text = dov.get(f"/programs/{other}/people/{part_id}/transcript").text
    assert "Amina has no training here yet" in text
    assert rows(text) == [("Mentoring basics", "complete since 23 November 2026", "in another program")]
    assert "Listening before advice" not in text
    assert learned.number not in text
    assert "Puentes 2027" not in text
    with app.app_context():
        one = learning.certificates_of(amina.id)[0].id
    answer = dov.post(f"/programs/{other}/people/{part_id}/certificates/{one}/revocation", {"why": "No."})
    assert answer.status_code == 404
    assert certificates(app, amina.id)[0].revoked_at is None


def test_taken_back_with_a_reason_that_its_person_reads(
    app, amina, bruno, chandra, nobody, program, learned, at
):
    part_id = part_of(app, amina)
    door = f"/programs/{program.id}/people/{part_id}/certificates/{learned.id}/revocation"
    empty = chandra.post(door, {"why": "  "})
    assert empty.status_code == 422
    assert "Say why it is taken back: its person reads it." in empty.text
    assert f'href="#why-{learned.id}"' in empty.text and f'id="why-{learned.id}"' in empty.text
    assert bruno.post(door, {"why": "Mine."}).status_code == 403

    assert chandra.post(door, {"why": "Somebody else sat the quiz."}).status_code == 302
    assert "somebody was faster" in chandra.get(chandra.post(door, {"why": "Again."}).location).text
    [one] = certificates(app, amina.id)
    assert (one.revoked_why, one.why_is_public) == ("Somebody else sat the quiz.", False)
    mine = amina.get("/learn/certificates").text
    assert "The staff of Puentes 2027 took it back on 23 November 2026: Somebody else sat the quiz." in mine
    public = nobody.get(f"/certificates/{one.number}").text
    assert "This certificate was taken back on 23 November 2026." in public
    assert "Somebody else sat the quiz." not in public
    with app.app_context():
        [line] = session.scalars(select(AuditEvent).where(AuditEvent.action == "certificate.revoked"))
        assert (line.object_id, line.actor_id, line.details) == (one.id, chandra.id, {"shown": False})
    record = chandra.get(f"/programs/{program.id}/record").text
    assert "took back certificate" in record and one.number in record

    later = at + timedelta(days=1)  # passed anew, she has earned another one
    with clock.held_at(later):
        pass_quiz(app, amina, later, program.id)
    second, first = certificates(app, amina.id)
    assert (second.revoked_at, first.number) == (None, learned.number)


def test_the_reason_is_public_if_staff_choose_so(app, amina, chandra, nobody, program, learned):
    door = f"/programs/{program.id}/people/{part_of(app, amina)}/certificates/{learned.id}/revocation"
    chandra.post(door, {"why": "Issued by mistake.", "public": "y"})
    assert "Issued by mistake." in nobody.get(f"/certificates/{learned.number}").text


def test_training_time_of_many_takes_two_statements(app, amina, bruno, learned, statements):
    with app.app_context():
        training_of([amina.id])
        with statements() as ran:
            found = training_of([amina.id, bruno.id])
        assert {person_id: one.minutes for person_id, one in found.items()} == {amina.id: 79, bruno.id: 0}
        assert len([one for one in ran if one.startswith("SELECT")]) == 2


def test_hours_stay_when_a_course_is_published_with_other_minutes(app, amina, learned):
    from sqlalchemy import update

    from mentortrain.learning.models import CourseVersion, Lesson

    with app.app_context():
        old = learning.version_in_force("mentoring-basics")
        copy = {column.key: getattr(old, column.key) for column in CourseVersion.__table__.columns}
        session.add(CourseVersion(**copy | {"id": None, "number": old.number + 1, "digest": "0" * 64}))
        session.flush()
        assert session.scalars(select(LessonCompletion)).all()
        session.execute(update(Lesson).where(Lesson.version_id != old.id).values(minutes=99))
        session.commit()
    assert "You have 1 hour 19 minutes of training" in amina.get("/learn/transcript").text
