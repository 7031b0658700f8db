"""A life on the site, so that every table has rows of amina, and of bruno beside her."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from mentortrain import clock, queue
from mentortrain.applications import actions as applications
from mentortrain.applications.models import Application, Intake
from mentortrain.audit.acting import acting
from mentortrain.audit.rules import Actor
from mentortrain.db import session
from mentortrain.learning.models import (
    Answer,
    AnswerSetAside,
    Attempt,
    CourseDemand,
    CoursePlace,
    ExtraTime,
    Lesson,
    Reflection,
)
from mentortrain.people.actions import know_browser, make_link
from mentortrain.people.rules import Visitor as Kept
from mentortrain.people.rules import email_key
from mentortrain.persons.models import AccountMerge, BulkDeed, BulkPerson, PeopleView, StaffNote
from mentortrain.privacy.jobs import erase_due, see_to_copies
from mentortrain.programs.actions import change_program, grant_staff, keep_list
from mentortrain.programs.models import Leave, PeopleImportRow
from mentortrain.programs.queries import active_participations
from mentortrain.programs.roster import Row
from mentortrain.webinars.models import PlaceRequest
from mentortrain.webinars.models.afterwards import Feedback, MakeUp
from tests.applications.stage import applied
from tests.conftest import Visitor, puentes
from tests.files.makers import picture
from tests.learning.stage import practise
from tests.people.test_two_step import set_up
from tests.profiles.stage import tell_all
from tests.readiness.test_becoming_ready import read_all
from tests.tasks.stage import a_question_of, a_task_about
from tests.webinars.stage import report_about

MARKED = {"was": "", "there": "y", "minutes": "45"}
NAME, ADDRESS = "Amina Odhiambo", "amina@example.org"
WEEK = timedelta(days=7)
"""How long an erasure waits."""


def live(app, amina, bruno, chandra, program, plan, at) -> dict[str, int]:
    """Both learn, come to a session and are marked; amina is staff as well and hosts. {what: id}."""
    Visitor(app.test_client()).post("/sign-in", {"email": amina.email})
    assert amina.post("/you/security/password", {"password": "teapot voyage quilt anchor"}).status_code == 302
    turn_on_two_step(app, amina, at)
    assert amina.post("/you/security/address", {"email": "amina.new@example.org"}).status_code == 302
    past = plan(host_name=NAME)
    coming = plan(title="Asking open questions", starts_wall="2026-12-01T20:00")
    led = [amina.id, bruno.id]
    plan(title="Led by mentors", starts_wall="2026-12-02T20:00", co_hosts=led)
    for visitor in (amina, bruno):
        visitor.post(f"/programs/{program.id}/sessions/{past}/registration")
        visitor.post(f"/programs/{program.id}/sessions/{coming}/registration")
        assert visitor.post("/calendar", {"name": f"Phone of {visitor.email}"}).status_code == 302
        assert visitor.post("/you/photo", {"photo": (io.BytesIO(picture()), "me.jpg")}).status_code == 302
        read_all(app, visitor, at)
        assert visitor.post("/learn/mentoring-basics/language", {"language": "es"}).status_code == 302
    for visitor in (amina, bruno):
        tell_all(app, visitor)
    with app.app_context():
        apply_and_wait(session.merge(program), chandra.person, bruno.person, at=at)
        grant_staff(session.merge(program), amina.person, at=at)
        with acting(Actor("person", amina.id)):
            change_program(session.merge(program), puentes(hours_per_month=3), at=at)
        report = [report_about(past, one.id, at=at) for one in (amina, bruno)][-1]
        ahead = report_about(coming, amina.id, at=at)
        for one in (amina, bruno):
            make_link(one.person, at=at)
            session.add(MakeUp(webinar_id=past, person_id=one.id, opened_at=at, tried_at=at, tries=1))
            said = {"useful": 5, "different": "Start with a case.", "named": True, "answered_at": at}
            session.add(Feedback(webinar_id=past, person_id=one.id, **said))
            place = {"webinar_id": past, "time_zone": "UTC", "language": "en", "asked_at": at}
            place |= {"salt": f"s{one.id}", "token_hash": f"t{one.id}", "name": one.person.name}
            session.add(PlaceRequest(email=one.email, email_key=email_key(one.email), **place))
            part = active_participations(one.id)[0]
            day = at.date() + timedelta(days=9)
            session.add(Leave(participation_id=part.id, starts_on=day, ends_on=day, noted_at=at))
            session.add(StaffNote(program_id=program.id, person_id=one.id, text="Rang her.", written_at=at))
            read_and_write(one.id, program.id, at=at)
            practise(one.id, "late-messages", at=at)
            extra = {"percent": 25, "minutes": 5, "reason": "Reads with a screen reader.", "set_at": at}
            session.add(ExtraTime(program_id=program.id, person_id=one.id, **extra))
            kept = {"name": "To ring", "query": "state=invited", "shared": False, "saved_at": at}
            session.add(PeopleView(program_id=program.id, person_id=one.id, **kept))
            bulk = BulkDeed(program_id=program.id, by_id=one.id, kind="invite", chosen_at=at)
            session.add(bulk)
            session.flush()
            session.add(BulkPerson(bulk_id=bulk.id, participation_id=part.id))
        asked = {"kept_email": "", "gone_email": "", "salt": "s", "asked_at": at, "refused_at": at}
        session.add(AccountMerge(program_id=program.id, kept_id=amina.id, gone_id=bruno.id, **asked))
        row = Row(2, NAME, amina.email, "mentor", "Kenya", "Kisumu", note="row.default_zone")
        listed = keep_list(
            session.merge(program), [row], by=amina.id, text="", file_name="list.csv", about={}, at=at
        )
        session.execute(update(PeopleImportRow).values(person_id=amina.id))
        session.commit()
    bulk = chandra.post(f"/programs/{program.id}/people/bulk", {"kind": "withdraw", "all": "1"}).location
    why = {"how": "withdrawn", "why": f"{NAME} moved away."}
    assert chandra.post(f"{bulk}/details", why).status_code == 302
    locked_out = {"topic": "technical", "text": "No mail comes.", "name": NAME, "email": "Amina@example.org"}
    assert Visitor(app.test_client()).post("/help", locked_out).status_code in (200, 302)
    a_question_of(app, amina)
    reports = {"ordinary": str(amina.id)}
    assert chandra.post(f"/programs/{program.id}/settings/reports", reports).status_code == 302
    task_id = a_task_about(app, amina.id, program.id, at)
    chandra.post(f"/today/{task_id}/notes", {"text": "She looks tomorrow."})
    with clock.held_at(at + timedelta(days=1)):
        sign_in_again(app, chandra, at + timedelta(days=1))
        marks = {f"{box}-{one.id}": value for one in (amina, bruno) for box, value in MARKED.items()}
        answer = chandra.post(f"/programs/{program.id}/webinars/{past}/attendance", marks)
        assert answer.status_code == 302
        import_id = listed.id
    found = {"past": past, "coming": coming, "report": report, "report_ahead": ahead}
    return found | {"import": import_id, "bulk": int(bulk.rpartition("/")[2])}


def read_and_write(person_id: int, program_id: int, *, at) -> None:
    """Where they stopped reading, and a text that staff have answered."""
    lesson = session.scalars(select(Lesson).order_by(Lesson.id)).first()
    read = {"person_id": person_id, "course_id": lesson.version.course_id, "lesson_key": lesson.key}
    before = session.scalar(select(func.count(CourseDemand.id))) or 0
    asked_key = lesson.version.lessons[before].key  # two people ask two lessons
    asked = {"kind": "lesson", "key": asked_key, "is_new": True, "reason": "Safety.", "made_at": at}
    version = {"course_id": lesson.version.course_id, "version_id": lesson.version_id}
    session.add(CourseDemand(program_id=program_id, made_by_id=person_id, **asked, **version))
    session.add(CoursePlace(section="how-to-share", seen_at=at, **read))
    wrote = {
        "older_text": "I talk first.",
        "text": "I listen first.",
        "saved_at": at,
        "handed_in_at": at,
        "program_id": program_id,
    }
    mine = select(Attempt.id).where(Attempt.person_id == person_id)
    marked = {"mark": 70, "mark_comment": "Well put.", "marked_by_id": person_id, "marked_at": at}
    session.execute(update(Answer).where(Answer.attempt_id.in_(mine)).values(**marked))
    for attempt_id in session.scalars(mine):
        came = {"given_at": at, "came_at": at, "client_uuid": "x", "client_seq": 1, "why": "older"}
        session.add(AnswerSetAside(attempt_id=attempt_id, slot=1, chosen=[0], response="Once.", **came))
    answered = {"comment": "Thank you.", "commented_by_id": person_id, "commented_at": at}
    session.add(Reflection(lesson_id=lesson.id, **read, **wrote, **answered))


def apply_and_wait(program, chandra, bruno, *, at) -> None:
    """Both applied once and wait; amina left an address as well."""
    for email, name in ((ADDRESS, NAME), (bruno.email, bruno.name)):
        number = applied(program, at=at, email=email, name=name)
        found = session.get_one(Application, number)
        answer = applications.Answer("waiting", letter="Dear reader, wait.", why=f"{name} has no phone.")
        applications.decide(found, answer, revision=found.revision, by=chandra, at=at)
        intake = session.get_one(Intake, program.id)
        applications.leave_address(
            intake, email, language="en", source="", campaign="", wording="Yes.", at=at
        )


def turn_on_two_step(app, amina, at) -> None:
    """With an app, recovery codes, and a browser that is not asked again."""
    set_up(amina, at)
    with app.app_context():
        know_browser(amina.id, visitor=Kept(), at=at)
        session.commit()


def sign_in_again(app, visitor: Visitor, at) -> None:
    """As after a link in a mail: the session of this browser is fresh."""
    with app.app_context():
        token = make_link(visitor.person, at=at)
        session.commit()
    assert visitor.post(f"/sign-in/{token}").status_code == 302


def ask(visitor: Visitor, typed: str = "") -> Any:
    """Ask to be erased, on one's own page."""
    return visitor.post("/you/privacy/erasure", {"email": typed or visitor.email})


def erase(app, at) -> str:
    """What the ticker does; what it said."""
    with app.app_context():
        return erase_due(at)


def kept_files(settings) -> list[Path]:
    """What lies in the storage."""
    return sorted((settings.instance_path / "files").glob("??/??/*"))


def make_copies(app, at) -> str:
    """What the ticker does; what it said."""
    with app.app_context():
        return see_to_copies(at)


def work(app) -> None:
    """A real worker takes all that was asked for."""
    queue.work(app, burst=True)


def fetch_copy(visitor: Visitor) -> tuple[dict[str, Any], str]:
    """The newest copy, through the link on the page: (data.json, index.html)."""
    path = re.search(r'href="(/you/privacy/copies/\d+)"', visitor.get("/you/privacy").text)
    assert path
    answer = visitor.get(path[1])
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return json.loads(archive.read("data.json")), archive.read("index.html").decode()
