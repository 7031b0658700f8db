"""120 people in a program, more than two pages of any list: no page takes more statements than with 5."""

from __future__ import annotations

import re
from functools import partial
from uuid import uuid4

import pytest

from mentortrain import clock
from mentortrain.agenda.actions import add_feed
from mentortrain.db import session
from mentortrain.learning import queries as courses
from mentortrain.learning.models import LessonCompletion
from mentortrain.people.models import Person
from mentortrain.programs.models import Participation
from mentortrain.programs.queries import active_participations
from mentortrain.webinars.models import JOIN, Attendance, AttendanceEvidence, Registration
from tests.readiness.test_becoming_ready import read_all


def fill(program, webinar_id, first, last, at):
    """People with lessons read, registered and at the session: rows that pages join."""
    numbers = range(first, last)
    session.add_all(
        Person(
            id=1000 + n,
            email=f"p{n}@example.org",
            email_key=f"p{n}@example.org",
            name=f"Person {n}",
            time_zone="UTC",
            language="en",
            is_admin=False,
            created_at=at,
        )
        for n in numbers
    )
    session.flush()
    version = courses.version_in_force("mentoring-basics")
    for n in numbers:
        role = "mentor" if n % 2 else "mentee"
        session.add(
            Participation(
                program_id=program.id,
                cohort_id=session.merge(program).first_cohort.id,
                person_id=1000 + n,
                role=role,
                invited_at=at,
            )
        )
        session.add(Registration(webinar_id=webinar_id, person_id=1000 + n, state="registered", times=1))
        session.add(Attendance(webinar_id=webinar_id, person_id=1000 + n, minutes=40, marked_at=at))
        session.add(
            AttendanceEvidence(
                webinar_id=webinar_id, person_id=1000 + n, source=JOIN, starts_at=at, noted_at=at
            )
        )
        session.add(
            LessonCompletion(
                person_id=1000 + n,
                course_id=version.course_id,
                lesson_key=version.lessons[0].key,
                version_id=version.id,
                program_id=program.id,
                completed_at=at,
            )
        )
    session.commit()


@pytest.fixture
def pages(app, program, amina, chandra, plan, at):
    """(who, address) of every page that shows people, and the webinar of the program."""
    webinar_id = plan()
    read_all(app, amina, at)
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    with app.app_context():
        participation_id = active_participations(amina.id)[0].id
    staff = f"/programs/{program.id}"
    return webinar_id, [
        *(
            (amina, page)
            for page in (
                "/",
                "/learn",
                "/learn/mentoring-basics",
                "/learn/transcript",
                "/sessions",
                "/calendar",
                "/you",
            )
        ),
        (amina, f"{staff}/sessions/{webinar_id}"),
        (chandra, "/programs"),
        (chandra, "/today"),
        *(
            (chandra, staff + page)
            for page in (
                "/today",
                "/readiness",
                "/readiness?role=mentee",
                f"/readiness/{participation_id}",
                "/people",
                "/people/import",
                "/settings",
                "/webinars",
                f"/webinars/{webinar_id}",
                f"/webinars/{webinar_id}/edit",
                f"/webinars/{webinar_id}/attendance",
                f"/webinars/{webinar_id}/host",
            )
        ),
    ]


def test_pages_take_the_same_statements_with_5_and_with_120_people(app, program, pages, statements, at):
    webinar_id, addresses = pages
    counts = []
    for first, last in ((0, 5), (5, 120)):
        with app.app_context():
            fill(program, webinar_id, first, last, at)
        counts.append({})
        for visitor, page in addresses:
            visitor.get(page)  # whatever is cached, is
            with statements() as ran:
                assert visitor.get(page).status_code == 200, page
            counts[-1][page] = len([one for one in ran if not one.startswith(("PRAGMA", "BEGIN", "SET"))])
    assert counts[0] == counts[1]
    # One person's page asks each source of their line of time once.
    [of_person] = [page for page in counts[1] if re.search(r"/readiness/\d+$", page)]
    assert counts[1].pop(of_person) <= 31
    assert max(counts[1].values()) <= 20, counts[1]


def test_sessions_and_calendar_take_the_same_statements_with_1_and_30_webinars(
    app, amina, chandra, program, plan, statements
):
    addresses = [
        (amina, "/"),
        (amina, "/sessions"),
        (amina, "/calendar"),
        (chandra, f"/programs/{program.id}/webinars"),
    ]

    def counted():
        found = {}
        for visitor, page in addresses:
            visitor.get(page)
            with statements() as ran:
                assert visitor.get(page).status_code == 200
            found[page] = len(ran)
        return found

    plan()
    one = counted()
    for number in range(29):
        webinar_id = plan(title=f"Session {number}")
        if number < 5:
            amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    many = counted()
    assert {page: count for page, count in many.items() if count > one[page]} == {}


COST = {
    "/sign-in": 0,
    "/": 4,
    "/learn/mentoring-basics": 4,
    "/learn/mentoring-basics/lessons/boundaries": 3,
    "board": 5,
    "quiz page": 3,
    "save": 5,
    "feed": 1,
    "feed, 304": 1,
}
"""Statements of each row of `bench`, when what each process reads once is read."""


def test_the_rows_of_the_bench_take_exactly_these_statements(
    app, program, amina, chandra, nobody, plan, statements
):
    webinar_id = plan()
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    with app.app_context():
        feed = f"/feeds/{add_feed(amina.person, name='Phone', at=clock.now())}.ics"
        session.commit()
    begun = amina.post("/learn/mentoring-basics/quizzes/final-check/attempts").headers["Location"]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', amina.get("/learn").text)[1]
    answer = {"csrf_token": token, "chosen": "0", "client_uuid": str(uuid4()), "client_seq": "1"}
    tag = nobody.get(feed).headers["ETag"]
    asks = {page: partial(amina.get, page) for page in COST if page.startswith("/")} | {
        "/sign-in": partial(nobody.get, "/sign-in"),
        "board": partial(chandra.get, f"/programs/{program.id}/readiness"),
        "quiz page": partial(amina.get, begun),
        "save": partial(amina.client.post, f"{begun}/saving", data=answer),
        "feed": partial(nobody.get, feed),
        "feed, 304": partial(nobody.get, feed, headers={"If-None-Match": tag}),
    }
    found = {}
    for name, ask in asks.items():
        ask()
        with statements() as ran:
            assert ask().status_code == (304 if name.endswith("304") else 200), name
        found[name] = len([one for one in ran if not one.startswith(("PRAGMA", "BEGIN", "SET"))])
    assert found == COST


WHOLE = {"start": 13, "hand in": 27}
"""Statements of the ends of a whole quiz, at most; between them each answer is saved as above."""


def test_a_quiz_is_begun_and_handed_in_with_at_most_these_statements(app, amina, statements):
    quiz = "/learn/mentoring-basics/quizzes/final-check/attempts"
    amina.get("/learn")
    found = {}
    with statements() as ran:
        begun = amina.post(quiz).headers["Location"]
    found["start"] = list(ran)
    with statements() as ran:
        assert amina.post(f"{begun.rsplit('/', 1)[0]}/submission").status_code == 302
    found["hand in"] = list(ran)
    for name, sent in found.items():
        assert len([one for one in sent if not one.startswith(("PRAGMA", "BEGIN", "SET"))]) <= WHOLE[name]
