"""Facts that come at once, facts of many, and what no fact of a person has caused."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from mentortrain.db import session
from mentortrain.learning.models import Lesson, LessonCompletion
from mentortrain.learning.queries import current_courses, forget_courses
from mentortrain.people.models import Person
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import Scope
from mentortrain.readiness import jobs
from mentortrain.readiness.models import Declaration
from mentortrain.webinars import actions as webinars
from mentortrain.webinars.models import Attendance, Webinar
from tests.readiness.test_becoming_ready import read_all, standing
from tests.test_statements import fill

LATER = timedelta(days=1)


def mark(webinar_id, minutes, by, at):
    webinar = session.get_one(Webinar, webinar_id)
    scope = Scope.whole(webinar.program_id)
    webinars.mark_attendance(webinar, minutes, scope=scope, by=session.get_one(Person, by.id), at=at)


def test_a_mark_and_the_last_lesson_at_once_make_ready(app, bruno, chandra, plan, at):
    webinar_id, learned = plan(), threading.Event()

    def learn():
        read_all(app, bruno, at + LATER, quiz=False)
        learned.set()

    learner = threading.Thread(target=learn)
    with app.app_context():
        mark(webinar_id, {bruno.id: 45}, chandra, at + LATER)
        learner.start()
        assert not learned.wait(0.5)  # who comes second waits
        session.commit()
    learner.join(20)
    assert standing(app, bruno, at + LATER).ready


def reconcile(app, at):
    with app.app_context():
        return jobs.reconcile(at)


def test_who_became_ready_as_a_lesson_went_away_is_declared(app, bruno, chandra, plan, at):
    webinar_id, later = plan(), at + LATER
    read_all(app, bruno, at, quiz=False)
    with app.app_context():
        session.execute(LessonCompletion.__table__.delete().where(LessonCompletion.lesson_key == "roles"))
        mark(webinar_id, {bruno.id: 45}, chandra, later)
        session.execute(Lesson.__table__.delete().where(Lesson.key == "roles"))
        session.commit()
        forget_courses()
    assert not standing(app, bruno, later).ready
    assert reconcile(app, later) == "readiness of 1 person put right"
    assert standing(app, bruno, later).declared_at == later
    assert reconcile(app, later) == ""


def test_evidence_that_went_away_unseen_is_withdrawn(app, bruno, chandra, plan, at):
    webinar_id, later = plan(), at + LATER
    read_all(app, bruno, at, quiz=False)
    with app.app_context():
        mark(webinar_id, {bruno.id: 45}, chandra, later)
        session.execute(update(Attendance).values(minutes=5))
        session.commit()
    assert standing(app, bruno, later).ready
    assert reconcile(app, later) == "readiness of 1 person put right"
    assert not standing(app, bruno, later).ready


def test_a_session_called_off_while_it_runs_takes_its_marks_with_it(app, bruno, chandra, plan, at):
    webinar_id, meanwhile = plan(), at + timedelta(hours=8, minutes=40)  # it runs from 17:00 to 17:45 UTC
    read_all(app, bruno, at, quiz=False)
    with app.app_context():
        mark(webinar_id, {bruno.id: 45}, chandra, meanwhile)
        session.commit()
    assert standing(app, bruno, meanwhile).ready
    with app.app_context():
        webinars.cancel(session.get_one(Webinar, webinar_id), reason="The power is gone.", at=meanwhile)
        session.commit()
    assert not standing(app, bruno, meanwhile).ready


@pytest.fixture
def counted(app, program, chandra, plan, statements, at):
    """counted(n): what marking n people, who lack nothing else, takes beside its inserts."""
    with app.app_context():
        fill(program, plan(title="Another"), 0, 200, at)
        people = session.scalars(
            select(Participation.person_id).where(Participation.role == "mentee").order_by(Participation.id)
        ).all()
        session.execute(Attendance.__table__.delete())
        session.execute(Lesson.__table__.delete().where(Lesson.position > 1))
        session.commit()
        forget_courses()
        current_courses()  # what this process has not seen is read, once

    def marking(first, last):
        webinar_id = plan(title=f"Of {first}")
        with app.app_context(), statements() as ran:
            mark(webinar_id, dict.fromkeys(people[first:last], 45), chandra, at + LATER)
            session.commit()
        return len([one for one in ran if not one.startswith(("INSERT", "PRAGMA", "BEGIN"))])

    return marking


def test_marking_100_people_reads_no_more_than_marking_5(app, counted):
    assert counted(0, 5) == counted(5, 100)
    with app.app_context():
        assert session.scalar(select(func.count(Declaration.id))) == 100


def test_reconciling_takes_the_same_statements_for_few_and_many(app, program, plan, statements, at):
    found = []
    for first, last in ((0, 5), (5, 200)):
        with app.app_context():
            fill(program, plan(title=f"From {first}"), first, last, at)
            current_courses()  # what this process has not seen is read, once
        with statements() as ran:
            reconcile(app, at)
        found.append(len(ran))
    assert found[0] == found[1]


def test_an_invitation_is_no_registration_and_what_comes_after_pairing_is_not_asked(
    app, amina, program, plan, at
):
    """Amina is invited to a session of the re-engagement kind, and then to a usual one."""

    def move(kind):
        webinar_id = plan(kind=kind)
        with app.app_context():
            webinars.invite(session.get_one(Webinar, webinar_id), [amina.person], at=at)
            session.commit()
        live = standing(app, amina, at).readiness.outcomes[-1]
        return live.move.value

    assert move("re-engagement") == "staff"
    assert move("webinar") == "person"
    with app.app_context():
        for webinar in session.scalars(select(Webinar)):
            webinars.register(webinar, amina.person, at=at)
        session.commit()
    assert standing(app, amina, at).readiness.outcomes[-1].move.value == "time"
