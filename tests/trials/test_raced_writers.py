"""Sixteen connections at once to a real gunicorn: exactly one effect each, nobody sees an error."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import func, select, text

from mentortrain import clock, config
from mentortrain.db import session
from mentortrain.learning.models import Answer, Attempt, LessonCompletion
from mentortrain.learning.queries import version_in_force
from mentortrain.mail.models import Outbox
from mentortrain.people.actions import make_link
from mentortrain.people.models import Person
from mentortrain.programs.models import Participation
from mentortrain.readiness.models import Declaration
from mentortrain.webinars.models import Attendance, Registration, Webinar
from tests.trials import people
from tests.trials.conftest import Report
from tests.trials.invariants import broken
from tests.trials.people import COURSE, QUESTIONS, Cast, Client, at_once, gather, start_attempt
from tests.trials.site import Site, running
from tests.webinars.stage import event_in

pytestmark = pytest.mark.trial

WRITERS = 16
LESSONS = ("roles", "boundaries", "first-meeting")


@dataclass
class Stage:
    """A running site, its people, and how long answers took."""

    app: Flask
    site: Site
    cast: Cast
    seconds: list[float]

    def race(self, *calls: Callable[[], people.Answer]) -> list[people.Answer]:
        """All at once; nobody is shown an error of ours."""
        answers = at_once(calls)
        self.seconds += [answer.seconds for answer in answers]
        assert [answer.status for answer in answers if answer.status >= 500] == []
        return answers

    def count(self, model: type, *where: object) -> int:
        with self.app.app_context():
            return session.scalar(select(func.count()).select_from(model).where(*where)) or 0


@pytest.fixture
def stage(app: Flask, settings: config.Settings, tmp_path: Path) -> Iterator[Stage]:
    with running(tmp_path, settings.database_url) as site:
        site.start("web")
        site.wait_for_web()
        yield Stage(app, site, gather(app, site.url, people=WRITERS, webinars=2), [])


def test_sixteen_raced_writers(
    stage: Stage, report: Report, letters: Callable[..., list[EmailMessage]]
) -> None:
    before = deadlocks(stage)
    one_person_registers_in_sixteen_tabs(stage)
    sixteen_register_while_staff_move(stage, letters)
    outdated = one_answer_is_saved_sixteen_times(stage)
    one_attempt_is_started_and_handed_in(stage)
    sixteen_facts_make_one_person_ready(stage)
    one_list_is_imported_sixteen_times(stage)
    one_link_is_used_sixteen_times(stage)

    assert broken(stage.app) == []
    log = stage.site.children["web"].log.read_text()
    assert re.findall(r"Traceback|unhandled|deadlock|is locked", log) == []
    report(
        f"{len(stage.seconds)} raced requests, no error shown, {deadlocks(stage) - before} deadlocks, "
        f"{outdated} of {WRITERS} older savings refused, slowest answer {max(stage.seconds):.2f} s"
    )


def one_person_registers_in_sixteen_tabs(stage: Stage) -> None:
    amina, page = stage.cast.people[0], stage.cast.session()
    answers = stage.race(*(tab_of(amina, f"{page}/registration") for _ in range(WRITERS)))
    assert {answer.location for answer in answers} == {page}
    assert stage.count(Registration, Registration.times == 1) == 1
    assert stage.count(Outbox, Outbox.kind == "agenda.invitation") == 1


def sixteen_register_while_staff_move(stage: Stage, letters: Callable[..., list[EmailMessage]]) -> None:
    """Whoever falls on either side of a move ends with the last time in the calendar."""
    page, desk, moves = stage.cast.session(1), stage.cast.desk(1), 4
    with stage.app.app_context():
        start = session.get_one(Webinar, stage.cast.webinar_ids[1]).entry.wall_start
    wall = datetime.fromisoformat(start)
    times = [(wall + timedelta(hours=number + 1)).isoformat(timespec="minutes") for number in range(moves)]

    def move_again_and_again() -> people.Answer:
        for time in times:
            answer = stage.cast.staff.agree(f"{desk}/edit", {**details(stage, 1), "starts_wall": time}).well()
        return answer

    stage.race(move_again_and_again, *(tab_of(one, f"{page}/registration") for one in stage.cast.people))
    assert stage.count(Registration, Registration.webinar_id == stage.cast.webinar_ids[1]) == WRITERS
    with stage.app.app_context():
        entry = session.get_one(Webinar, stage.cast.webinar_ids[1]).entry
        assert (entry.wall_start, entry.sequence) == (times[-1], moves)
    told: dict[str, list[tuple[int, object]]] = {}
    for letter in letters(clock.real_now() + timedelta(seconds=1)):
        event = event_in(letter)
        if event["UID"] == entry.uid:
            said = (int(event["SEQUENCE"]), event["DTSTART"].dt)
            told.setdefault(letter["To"].addresses[0].addr_spec, []).append(said)
    assert {email: max(said) for email, said in told.items()} == {
        one.email: (moves, entry.starts_at) for one in stage.cast.people
    }
    assert all(len(said) == len(set(said)) for said in told.values())


def one_answer_is_saved_sixteen_times(stage: Stage) -> int:
    """One page's savings arrive in any order: the last stands. How many came too late to count."""
    amina, page = stage.cast.people[1], str(uuid.uuid4())
    attempt = start_attempt(amina)
    saving = f"{attempt}/1/saving"
    answers = stage.race(
        *(
            tab_of(amina, saving, chosen=number % 2, client_uuid=page, client_seq=number)
            for number in range(WRITERS)
        )
    )
    assert answers[-1].status == 200
    assert {answer.status for answer in answers} <= {200, 422}
    with stage.app.app_context():
        [kept] = session.scalars(select(Answer).where(Answer.attempt_id == int(attempt.rpartition("/")[2])))
        assert (kept.client_seq, kept.chosen) == (WRITERS - 1, [(WRITERS - 1) % 2])
    return sum(answer.status == 422 for answer in answers)


def one_attempt_is_started_and_handed_in(stage: Stage) -> None:
    bruno = stage.cast.people[2]
    started = stage.race(*(tab_of(bruno, f"{people.QUIZ}/attempts") for _ in range(WRITERS)))
    assert len({answer.location for answer in started}) == 1
    attempt = start_attempt(bruno)
    handed_in = stage.race(*(tab_of(bruno, f"{attempt}/submission") for _ in range(WRITERS)))
    assert {answer.location for answer in handed_in} == {f"{attempt}/result"}
    assert stage.count(Attempt, Attempt.person_id == bruno.id) == 1


def sixteen_facts_make_one_person_ready(stage: Stage) -> None:
    """Lessons, read in several tabs, and the quiz: whichever comes last declares, and it does so once."""
    dov = stage.cast.people[3]
    attempt = start_attempt(dov)
    for slot, chosen in right_answers(stage).items():
        dov.post(
            f"{attempt}/{slot}", {"chosen": chosen, "client_uuid": str(uuid.uuid4()), "client_seq": 0}
        ).well()
    with stage.app.app_context():
        was_there(stage.cast.webinar_ids[0], dov.id)
    lessons = [tab_of(dov, f"{COURSE}/lessons/{key}/completion") for key in LESSONS]
    stage.race(*lessons * 4, *[tab_of(dov, f"{attempt}/submission")] * 4)
    assert stage.count(LessonCompletion, LessonCompletion.person_id == dov.id) == len(LESSONS)
    assert stage.count(Declaration) == 1


def one_list_is_imported_sixteen_times(stage: Stage) -> None:
    rows = "\n".join(f"New {number},new{number}@example.org,mentee," for number in range(50))
    before = stage.count(Participation)
    form = f"/programs/{stage.cast.program_id}/people/import"
    lists = [stage.cast.staff.post(form, {"text": rows}).well().location for _ in range(4)]
    # Four lists of the same people, each confirmed by several at once.
    presses = [tab_of(stage.cast.staff, f"{lists[number % 4]}/confirmation") for number in range(WRITERS)]
    for answer in stage.race(*presses):
        answer.well()
    assert stage.count(Participation) == before + 50
    assert stage.count(Outbox, Outbox.kind == "programs.invitation") == 50


def one_link_is_used_sixteen_times(stage: Stage) -> None:
    with stage.app.app_context():
        person = session.get_one(Person, stage.cast.people[4].id)
        link = f"/sign-in/{make_link(person, at=clock.real_now())}"
        session.commit()
    with Redis.from_url(stage.site.store.url) as store:
        store.flushdb()  # so many sign-ins from one address would be too many in one minute
    browsers = [Client(stage.site.url) for _ in range(WRITERS)]
    for browser in browsers:
        browser.read_token(link)
    answers = stage.race(*(tab_of(browser, link, keep=True) for browser in browsers))
    assert Counter(answer.location for answer in answers) == {"/": 1, link: WRITERS - 1}
    assert sum(browser.get("/you").status == 200 for browser in browsers) == 1


def tab_of(client: Client, path: str, *, keep: bool = False, **values: object) -> Callable[[], people.Answer]:
    """Something sent from a tab of this person; with `keep` from the very browser."""
    tab = client if keep else client.twin()
    return lambda: tab.post(path, values)


def details(stage: Stage, number: int) -> dict[str, str]:
    """What the form of a session shows."""
    with stage.app.app_context():
        webinar = session.get_one(Webinar, stage.cast.webinar_ids[number])
        return {
            "title": webinar.entry.title,
            "description": webinar.entry.description,
            "starts_wall": webinar.entry.wall_start,
            "time_zone": webinar.entry.time_zone,
            "minutes": str(webinar.entry.minutes),
            "host_name": webinar.host_name,
            "meeting_url": webinar.meeting_url,
        }


def right_answers(stage: Stage) -> dict[int, list[int]]:
    """What passes the quiz, by slot."""
    with stage.app.app_context():
        quiz = version_in_force("mentoring-basics").quizzes[0]
        assert len(quiz.questions) == QUESTIONS
        return {
            question.position: [place for place, worth in enumerate(question.weights) if worth > 0]
            for question in quiz.questions
        }


def was_there(webinar_id: int, person_id: int) -> None:
    """The session is over and this person was at it."""
    webinar = session.get_one(Webinar, webinar_id)
    length = webinar.entry.ends_at - webinar.entry.starts_at
    webinar.entry.ends_at = clock.real_now() - timedelta(hours=1)
    webinar.entry.starts_at = webinar.entry.ends_at - length
    session.add(
        Attendance(webinar_id=webinar_id, person_id=person_id, minutes=45, marked_at=clock.real_now())
    )
    session.commit()


def deadlocks(stage: Stage) -> int:
    """That PostgreSQL has found in this database so far; SQLite has none."""
    with stage.app.app_context():
        if session.get_bind().dialect.name == "sqlite":
            return 0
        return (
            session.scalar(text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
            or 0
        )
