"""What is kept of people for the board says what judging them now says, whatever they do."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import delete, select, update

from mentortrain import clock
from mentortrain.db import session
from mentortrain.demo import crowd
from mentortrain.errors import RuleBroken
from mentortrain.insight.queries import Board, board
from mentortrain.learning import actions as learning
from mentortrain.learning import queries as courses
from mentortrain.learning.models import LessonCompletion
from mentortrain.people.actions import find_or_create
from mentortrain.people.models import Person
from mentortrain.programs.actions import enrol, make_program
from mentortrain.programs.models import Participation, Program
from mentortrain.programs.rules import Scope
from mentortrain.readiness import actions as readiness
from mentortrain.readiness import jobs
from mentortrain.readiness.models import Judgement, PublishedRubric
from mentortrain.readiness.rules import with_lacking
from mentortrain.webinars import actions as webinars
from mentortrain.webinars.models import Webinar
from tests.conftest import puentes
from tests.learning import makers
from tests.readiness.test_becoming_ready import read_all

pytestmark = pytest.mark.either  # pages and words, not the database

FACTS = "lesson_completion"


def kept_and_fresh(program_id: int, at: datetime, statements, role: str, page: int = 1) -> Board:
    """The board from what is kept, which is what it is without."""
    with statements() as ran:
        kept = board(Scope.whole(program_id), role, page=page, at=at)
    assert not [one for one in ran if FACTS in one], "somebody was judged anew"
    with session.begin_nested() as undone:
        session.execute(delete(Judgement))
        with statements() as ran:
            fresh = board(Scope.whole(program_id), role, page=page, at=at)
        assert not kept.lines or [one for one in ran if FACTS in one]
        undone.rollback()
    assert kept == fresh
    return kept


def test_a_crowd_is_kept_as_it_would_be_judged_today_and_later(app, at, statements):
    with app.app_context():
        assert sum(crowd.load("S", at=at)) == 100
        seen: set[int] = set()
        for program_id in session.scalars(select(Program.id)).all():
            for role in ("mentor", "mentee"):
                for days in (0, 3, 90):
                    found = kept_and_fresh(program_id, at + timedelta(days=days), statements, role)
                    seen.update(len(with_lacking(line.lacking).missing) for line in found.lines)
        session.rollback()
        assert seen >= {0, 1, 2}
        assert jobs.reconcile(at) == ""


class Life:
    """Three programs with people in them who do what people do, by chance."""

    def __init__(self, chance: Random, by: Person, at: datetime) -> None:
        self.chance, self.by, self.at = chance, by, at
        self.programs = [make_program(puentes(name=f"Program {n}"), by=by, at=at) for n in range(2)]
        self.people = [
            find_or_create(email=f"p{n}@example.org", name=f"P{n} Person", time_zone="UTC", at=at)
            for n in range(5)
        ]
        self.versions = 0

    def step(self) -> str:
        deed = self.chance.choice(
            [self.enrols, self.reads, self.reads, self.answers, self.plans, self.registers, self.marks,
             self.marks, self.calls_off, self.waits, self.leaves, self.republishes, self.asks_more, self.relabels]
        )  # fmt: skip
        deed()
        session.flush()
        return deed.__name__

    def enrols(self) -> None:
        role = self.chance.choice(["mentor", "mentee"])
        enrol(self.chance.choice(self.programs), self.chance.choice(self.people), role, at=self.at)

    def reads(self) -> None:
        version = courses.version_in_force("mentoring-basics")
        for lesson in version.lessons[: self.chance.randint(1, 5)]:
            person_id = self.chance.choice(self.people).id
            learning.complete_lesson(
                person_id=person_id, course_id=version.course_id, lesson=lesson, program_id=None, at=self.at
            )

    def answers(self) -> None:
        version = courses.version_in_force("mentoring-basics")
        if not version.quizzes:
            return
        person_id, quiz = self.chance.choice(self.people).id, version.quizzes[0]
        begun = learning.start_attempt(
            person_id=person_id, course_id=version.course_id, quiz=quiz, program_id=None, at=self.at
        )
        attempt = courses.attempt(person_id, "mentoring-basics", quiz.key, begun.id)
        for question in attempt.quiz.questions:
            right = [place for place, weight in enumerate(question.weights) if weight > 0]
            slot = courses.slot_held(person_id, "mentoring-basics", quiz.key, attempt.id, question.position)
            learning.save_answer(slot=slot, chosen=right, client_uuid="x", client_seq=1, at=self.at)
        learning.submit_attempt(attempt=attempt, at=self.at)

    def plans(self) -> None:
        webinars.schedule(
            self.chance.choice(self.programs),
            title="A session",
            description="",
            starts_wall=(self.at + timedelta(hours=self.chance.randint(2, 90))).replace(tzinfo=None),
            time_zone="UTC",
            minutes=45,
            host_name="Chandra",
            meeting_url="https://meet.example.org/x",
            course_id=self.chance.choice([None, self._course_id()]),
            capacity=self.chance.choice([None, 1]),  # full as soon as one has registered
            at=self.at,
        )

    def _course_id(self) -> int:
        return courses.version_in_force("mentoring-basics").course_id

    def relabels(self) -> None:
        """A session is about the course, or about it no longer."""
        for webinar in self._some():
            entry = webinar.entry
            webinars.edit(
                webinar,
                title=entry.title,
                description="",
                starts_wall=datetime.fromisoformat(entry.wall_start),
                time_zone=entry.time_zone,
                minutes=entry.minutes,
                host_name="Chandra",
                meeting_url=webinar.meeting_url,
                cohort_id=None,
                host_id=None,
                reminders=(),
                course_id=None if webinar.course_id else self._course_id(),
                at=self.at,
            )

    def registers(self) -> None:
        for webinar in self._some():
            webinars.register(webinar, self.chance.choice(self.people), at=self.at)

    def marks(self) -> None:
        for webinar in self._some():
            minutes = {one.id: self.chance.choice([None, 5, 45, 45]) for one in self.people}
            webinars.mark_attendance(
                webinar, minutes, scope=Scope.whole(webinar.program_id), by=self.by, at=self.at
            )

    def calls_off(self) -> None:
        for webinar in self._some():
            webinars.cancel(webinar, reason="No power.", at=self.at)

    def waits(self) -> None:
        self.at += timedelta(hours=self.chance.randint(1, 48))

    def leaves(self) -> None:
        parts = session.scalars(select(Participation).where(Participation.left_at.is_(None))).all()
        if len(parts) > 3:
            self.chance.choice(parts).left_at = self.at

    def republishes(self) -> None:
        self.versions += 1
        items = [makers.lesson(key) for key in ("welcome", "roles", f"new-{self.versions}")]
        learning.publish(makers.course(*items, makers.quiz(), key="mentoring-basics"), at=self.at)
        self._rebuild()

    def asks_more(self) -> None:
        self.versions += 1
        asked = [
            {"kind": "lessons", "course": self.chance.choice(["mentoring-basics", "nowhere"]), "count": 1},
            {"kind": "live_session", "course": "", "count": self.chance.randint(1, 2)},
            {"kind": "live_session", "course": "mentoring-basics", "count": 1},
        ]
        if self.chance.random() < 0.3:
            del asked[self.chance.randint(1, 2)]
        session.add(
            PublishedRubric(
                program_id=self.chance.choice(self.programs).id,
                role=self.chance.choice(["mentor", "mentee"]),
                version=1 + self.versions,
                requirements=asked,
                published_at=self.at,
            )
        )
        self._rebuild()

    def _rebuild(self) -> None:
        session.flush()
        for program in self.programs:
            readiness.reconcile(program.id, self.at)

    def _some(self) -> list[Webinar]:
        found = session.scalars(select(Webinar).order_by(Webinar.id)).all()
        return [self.chance.choice(found)] if found else []


@pytest.mark.parametrize("seed", range(6))
def test_whatever_people_do_the_board_says_what_judging_them_says(
    app, at, program, chandra, statements, seed
):
    with app.app_context():
        life = Life(Random(seed), session.get_one(Person, chandra.id), at)
        said = []
        for _ in range(60):
            try:
                with session.begin_nested():
                    said.append(life.step())
            except RuleBroken:
                continue  # a session that is over, or still to come
            for one in life.programs:
                for role in ("mentor", "mentee"):
                    try:
                        kept_and_fresh(one.id, life.at, statements, role)
                    except AssertionError as wrong:
                        raise AssertionError(f"after {said}") from wrong
        session.rollback()


def test_a_changed_course_is_seen_at_once_and_kept_when_the_ticker_has_come(
    app, amina, chandra, program, at, statements
):
    """Amina has not begun: the course as it is now is asked of her."""
    page = f"/programs/{program.id}/readiness"
    assert "3 lessons, quiz, live session" in chandra.get(page).text
    with app.app_context():
        items = [makers.lesson(key) for key in ("new-one", "new-two")]
        learning.publish(makers.course(*items, makers.quiz(), key="mentoring-basics"), at=at)
        session.commit()
    with statements() as ran:
        assert "2 lessons, quiz, live session" in chandra.get(page).text
    assert [one for one in ran if FACTS in one]  # judged for the page
    with app.app_context():
        jobs.reconcile(at)
    with statements() as ran:
        assert "2 lessons, quiz, live session" in chandra.get(page).text
    assert not [one for one in ran if FACTS in one]


def test_what_an_older_version_of_the_site_wrote_is_kept_when_the_ticker_has_come(
    app, bruno, program, at, statements
):
    read_all(app, bruno, at, quiz=False)
    with app.app_context():
        session.execute(delete(LessonCompletion).where(LessonCompletion.person_id == bruno.id))
        session.execute(update(Judgement).values(minutes_left=0))
        session.commit()
        jobs.reconcile(at)
        found = kept_and_fresh(program.id, at, statements, "mentee")
        session.rollback()
    assert [one.requirement.kind for one in with_lacking(found.lines[0].lacking).missing] == [
        "lessons",
        "live_session",
    ]


def test_who_is_enrolled_while_they_read_is_kept_with_what_they_read(
    app, program, bruno, chandra, at, statements
):
    """On PostgreSQL neither transaction sees the other's: who comes second waits."""
    done = threading.Event()

    def read():
        read_all(app, bruno, at, quiz=False)
        done.set()

    reader = threading.Thread(target=read)
    with app.app_context():
        other = make_program(puentes(name="Another"), by=session.get_one(Person, chandra.id), at=at)
        enrol(other, session.get_one(Person, bruno.id), "mentor", at=at)
        reader.start()
        assert not done.wait(0.3)
        session.commit()
    reader.join(20)
    with app.app_context():
        found = kept_and_fresh(other.id, clock.now(), statements, "mentor")
        session.rollback()
    assert [one.requirement.kind for one in with_lacking(found.lines[0].lacking).missing] == [
        "quizzes",
        "live_session",
    ]


@pytest.mark.parametrize("others", [0, 1])
def test_who_has_a_place_in_a_full_session_waits_for_nobody(
    app, amina, visit, program, plan, at, statements, others
):
    """The last place is amina's: it is open to nobody, and she has only to come."""
    read_all(app, amina, at)
    webinar_id = plan(capacity=1)
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    for number in range(others):
        read_all(app, visit(f"m{number}@example.org", f"M {number}", role="mentor", program=program), at)
    with app.app_context():
        found = kept_and_fresh(program.id, at, statements, "mentor").counts
        session.rollback()
    assert (found.waiting, found.sessions_missing) == (others, (("", ""),) * others)
