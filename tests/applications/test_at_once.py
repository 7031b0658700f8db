"""Several at once, each over a connection of its own; and who may look at all."""

from __future__ import annotations

import threading
from contextvars import copy_context

from sqlalchemy import select

from mentortrain.applications.models import Application, Decision, Intake
from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.programs.models import Participation, StaffGrant
from tests.applications.stage import ELENA, PAGE, TEN_MINUTES, applied, apply, carry_out, open_door
from tests.audit.stage import lines


def at_once(*calls):
    """Run all of them beside each other, at the time that stands still here; their answers."""
    answers, ready = {}, threading.Barrier(len(calls))

    def one(number, call):
        ready.wait(10)
        answers[number] = call()

    threads = [
        threading.Thread(target=copy_context().run, args=(one, number, call))
        for number, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [answers[number] for number in range(len(calls))]


def test_of_four_answers_at_once_one_stands(app, nobody, chandra, visit, program, letters, at):
    open_door(chandra, program)
    apply(nobody, letters)
    url = f"/programs/{program.id}/applications/1"
    staff = [visit("chandra@example.org", "Chandra Rao") for _browser in range(4)]
    sent = {"letter": "Words.", "revision": "1", "group": str(group_of(app, program)), "why": ""}
    kinds = ("acceptance", "decline", "waiting", "decline")
    calls = [
        lambda one=one, kind=kind: one.post(f"{url}/{kind}", sent)
        for one, kind in zip(staff, kinds, strict=True)
    ]
    assert [answer.status_code for answer in at_once(*calls)] == [302] * 4
    assert sum("changed while you read it" in one.get(url).text for one in staff) == 3
    with app.app_context():
        [decision] = session.scalars(select(Decision)).all()
        assert session.get_one(Application, 1).decided_at == decision.decided_at
    at_once(*[lambda: carry_out(app, at + TEN_MINUTES)] * 3)
    to_her = [mail for mail in letters(at + TEN_MINUTES) if "elena@example.org" in mail["To"]]
    assert len(to_her) == 1  # chandra is told of her browsers


def group_of(app, program):
    with app.app_context():
        return session.merge(program).first_cohort.id


def test_of_six_who_send_one_address_at_once_one_application_is_left(app, chandra, program, at):
    open_door(chandra, program)
    from tests.conftest import Visitor

    visitors = [Visitor(app.test_client()) for _browser in range(6)]
    calls = [lambda one=one: one.post(f"{PAGE}/mentor", ELENA).status_code for one in visitors]
    assert at_once(*calls) == [302] * 6
    with app.app_context():
        assert len(session.scalars(select(Application)).all()) == 1
        assert len(session.scalars(select(Outbox)).all()) == 5


def test_the_last_two_mentors_at_once_open_the_door_once(app, chandra, program, at):
    with app.app_context():
        for number in range(2):
            applied(program, at=at, email=f"m{number}@example.org")
        session.get_one(Intake, program.id).mentors_first = 2
        session.commit()
    group = str(group_of(app, program))
    for number in (1, 2):
        url = f"/programs/{program.id}/applications/{number}/acceptance"
        chandra.post(url, {"letter": "Welcome.", "revision": "1", "group": group})

    at_once(*[lambda: carry_out(app, at + TEN_MINUTES)] * 2)
    with app.app_context():
        assert len(session.scalars(select(Participation)).all()) == 2
        assert len(lines("intake.mentees_opened_by_itself")) == 1
        assert session.get_one(Intake, program.id).mentees_at == at + TEN_MINUTES


def test_a_reviewer_answers_and_changes_no_settings_and_a_coordinator_of_the_group_answers_as_well(
    app, chandra, visit, program, at
):
    with app.app_context():
        applied(program, at=at)
    base = f"/programs/{program.id}"
    for email, role, group, expected in (
        ("rita@example.org", "reviewer", None, [200, 200, 403]),
        ("cora@example.org", "coordinator", None, [200, 200, 403]),
        ("hugo@example.org", "host", None, [403, 403, 403]),
        ("vera@example.org", "viewer", None, [403, 403, 403]),
        ("kim@example.org", "coordinator", group_of(app, program), [200, 200, 403]),
    ):
        one = visit(email, email.split("@", maxsplit=1)[0].title())
        with app.app_context():
            session.add(
                StaffGrant(program_id=program.id, person_id=one.id, role=role, cohort_id=group, granted_at=at)
            )
            session.commit()
        pages = ("/applications", "/applications/1", "/settings/applications")
        assert [one.get(base + page).status_code for page in pages] == expected, email
        assert one.post(f"{base}/settings/applications/mentees").status_code == 403


def test_the_queue_takes_the_same_statements_for_few_and_many(app, chandra, program, statements, at):
    counts = []
    for start, end in ((0, 3), (3, 30)):
        with app.app_context():
            for number in range(start, end):
                applied(program, at=at, email=f"m{number}@example.org", campaign=f"c{number % 3}")
        chandra.get(f"/programs/{program.id}/applications")
        with statements() as ran:
            page = chandra.get(f"/programs/{program.id}/applications")
        assert page.text.count('name="chosen"') == end
        counts.append(len(ran))
    assert counts[0] == counts[1]
