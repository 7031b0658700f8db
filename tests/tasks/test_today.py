"""Today: what waits, the longest first; what staff do about it; and that it vanishes with its cause."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.mail.models import FAILED, Outbox
from mentortrain.people.actions import find_or_create
from mentortrain.people.models import Person
from mentortrain.programs.actions import enrol
from mentortrain.programs.actions.leaving import move_to_group
from mentortrain.programs.models import Participation, StaffGrant
from mentortrain.programs.queries import active_participations
from mentortrain.readiness.models import Declaration
from mentortrain.tasks import actions, jobs
from mentortrain.tasks.models import Task, TaskNote
from tests.audit.stage import lines
from tests.privacy.stage import sign_in_again
from tests.profiles.stage import CONTACT
from tests.tasks.stage import a_question_of, a_task_about

pytestmark = pytest.mark.either  # pages and words, not the database

DAY = timedelta(days=1)


@pytest.fixture
def invite(app, program):
    """invite("eve@example.org", "Eve Okafor", days=9): invited so long ago, and never seen since."""

    def ask(email, name, *, days, at, role="mentor"):
        with app.app_context():
            person = find_or_create(email=email, name=name, time_zone="UTC", at=at - days * DAY)
            enrol(session.merge(program), person, role, at=at - days * DAY).joined_at = None
            session.commit()
            return person.id

    return ask


def refresh(app, at):
    """What the ticker does; what it said."""
    with app.app_context():
        return jobs.refresh(at)


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page.text, re.S)[1].strip()


def names(page):
    return [one.strip() for one in re.findall(r'<div class="split">\s*<h2>(.*?)</h2>', page.text, re.S)]


def ids(app):
    with app.app_context():
        return list(session.scalars(select(Task.id).order_by(Task.id)))


def test_who_did_not_come_for_a_week_waits_the_longest_first(app, program, chandra, invite, at):
    invite("eve@example.org", "Eve Okafor", days=9, at=at)
    invite("fay@example.org", "Fay Ilić", days=8, at=at)
    invite("gus@example.org", "Gus Vega", days=6, at=at)
    assert refresh(app, at) == "2 tasks found"
    page = chandra.get(f"/programs/{program.id}/today")
    assert heading(page) == "Two people wait for you, the longest for 9 days."
    assert names(page) == ["Eve Okafor", "Fay Ilić"]
    assert "Was invited 9 days ago and has not signed in." in page.text
    assert "Hello Eve, we invited you to Puentes 2027." in page.text
    assert "http://localhost/sign-in" in page.text
    assert "mailto:eve@example.org" in page.text
    assert refresh(app, at) == ""  # twice finds nothing twice
    assert chandra.get("/").location == "/today"
    assert names(chandra.get("/today")) == ["Eve Okafor", "Fay Ilić"]


def test_an_empty_list_is_celebrated_and_says_what_comes_next(app, program, chandra, plan, at):
    plan(title="Asking open questions")
    page = chandra.get(f"/programs/{program.id}/today")
    assert heading(page) == "Nobody waits for you."
    assert "All done. Well kept." in page.text
    assert page.text.index("Asking open questions") < page.text.index("Pairing day of Puentes 2027")


def test_a_found_task_vanishes_with_its_cause_at_once(app, program, chandra, visit, invite, at):
    invite("eve@example.org", "Eve Okafor", days=9, at=at)
    refresh(app, at)
    visit("eve@example.org", "Eve Okafor")  # comes, between two runs of the ticker
    assert heading(chandra.get("/today")) == "Nobody waits for you."
    with app.app_context():
        assert session.scalars(select(Task.gone_at)).one() == at


def test_what_was_done_never_comes_back_for_the_same_reason(app, program, chandra, invite, at):
    invite("eve@example.org", "Eve Okafor", days=9, at=at)
    refresh(app, at)
    (task_id,) = ids(app)
    answer = chandra.post(f"/today/{task_id}/completion", {"back": f"/programs/{program.id}/today"})
    assert answer.location == f"/programs/{program.id}/today"
    refresh(app, at + 30 * DAY)
    assert heading(chandra.get("/today")) == "Nobody waits for you."
    done = chandra.get("/today?show=done")
    assert heading(done) == "One thing was done in the last week."
    assert "done by Chandra Rao" in done.text
    chandra.post(f"/today/{task_id}/return")
    assert heading(chandra.get("/today")) == "One person waits for you, for 9 days."


def test_each_deed_at_a_task(app, program, chandra, visit, invite, at):
    invite("eve@example.org", "Eve Okafor", days=9, at=at)
    refresh(app, at)
    (task_id,) = ids(app)
    chandra.post(f"/today/{task_id}/notes", {"text": "Called her, she looks tomorrow."})
    assert "Called her, she looks tomorrow." in chandra.get("/today").text
    chandra.post(f"/today/{task_id}/assignment", {"to": chandra.id})
    assert names(chandra.get("/today?show=mine")) == ["Eve Okafor"]
    chandra.post(f"/today/{task_id}/rest", {"until": "tomorrow"})
    assert heading(chandra.get("/today")) == "Nobody waits for you."
    assert heading(chandra.get("/today?show=later")) == "One thing is put off."
    tomorrow = at + DAY
    with clock.held_at(tomorrow):
        sign_in_again(app, chandra, tomorrow)
        assert names(chandra.get("/today")) == ["Eve Okafor"]
    with app.app_context():
        assert [line.action for line in lines() if line.action.startswith("task.")] == [
            "task.noted",
            "task.assigned",
            "task.snoozed",
        ]


@pytest.mark.parametrize(
    ("deed", "form", "says"),
    [
        ("rest", {"until": "day", "day": "2026-11-23"}, "Choose a day that is still to come."),
        ("rest", {"until": "day", "day": "2031-01-01"}, "Choose a day within a year."),
        ("rest", {"until": "day", "day": "soon"}, "Choose a day until which it can wait."),
        ("rest", {}, "Choose a day until which it can wait."),
        ("notes", {"text": "  "}, "Write a note first."),
        ("notes", {"text": "x" * 1001}, "Write at most 1000 letters."),
        ("assignment", {"to": "424242"}, "Choose somebody who runs this program."),
    ],
)
def test_what_cannot_be_done_is_said(app, program, chandra, invite, at, deed, form, says):
    invite("eve@example.org", "Eve Okafor", days=9, at=at)
    refresh(app, at)
    (task_id,) = ids(app)
    answer = chandra.post(f"/today/{task_id}/{deed}", form | {"back": "https://evil.example.org/"})
    assert answer.location == f"/today#task-{task_id}"
    assert says in chandra.get("/today").text
    assert names(chandra.get("/today")) == ["Eve Okafor"]


def test_training_that_stands_still_for_two_weeks_is_a_task_and_a_step_ends_it(
    app, program, chandra, amina, at
):
    later = at + 15 * DAY
    with clock.held_at(later):
        sign_in_again(app, chandra, later)
        assert refresh(app, at + 13 * DAY) == ""
        assert refresh(app, later) == "1 task found"
        page = chandra.get("/today")
        assert names(page) == ["Amina Odhiambo"]
        assert "Has taken no step in training for 15 days." in page.text
        sign_in_again(app, amina, later)
        assert names(chandra.get("/today")) == ["Amina Odhiambo"]  # coming is no step
        amina.get("/learn/mentoring-basics")
        lesson = re.search(
            r'"(/learn/mentoring-basics/lessons/[\w-]+)"', amina.get("/learn/mentoring-basics").text
        )
        assert amina.post(f"{lesson[1]}/completion").status_code == 302
        assert heading(chandra.get("/today")) == "Nobody waits for you."
    again = later + 15 * DAY  # she stops once more: another occasion
    with clock.held_at(again):
        assert refresh(app, again) == "1 task found"


def test_a_session_whose_attendance_nobody_marked_waits_until_somebody_does(
    app, program, chandra, amina, plan, at
):
    webinar_id = plan()
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    later = at + 3 * DAY
    with clock.held_at(later):
        sign_in_again(app, chandra, later)
        refresh(app, later)
        page = chandra.get("/today")
        assert "is over, and nobody has said who was there." in page.text
        assert heading(page).startswith("One thing waits for you, for ")
        form = {f"was-{amina.id}": "", f"there-{amina.id}": "y", f"minutes-{amina.id}": "45"}
        chandra.post(f"/programs/{program.id}/webinars/{webinar_id}/attendance", form)
        assert heading(chandra.get("/today")) == "Nobody waits for you."


def test_whoever_is_ready_waits_until_one_of_staff_has_looked(app, program, chandra, amina, at):
    with app.app_context():
        part = session.scalars(select(Participation).where(Participation.person_id == amina.id)).one()
        session.add(Declaration(participation_id=part.id, rubric_version=1, evidence=[], declared_at=at))
        session.commit()
        part_id = part.id
    refresh(app, at)
    assert "Has done everything asked before pairing." in chandra.get("/today").text
    chandra.get(f"/programs/{program.id}/readiness/{part_id}")
    refresh(app, at)
    assert heading(chandra.get("/today")) == "Nobody waits for you."


def test_a_mail_that_comes_back_is_a_task_until_one_arrives(app, program, chandra, amina, at):
    def mail(status, number):
        with app.app_context():
            session.add(
                Outbox(
                    key=f"test:{number}", kind="agenda.update", to_address="amina@example.org", to_name="Amina",
                    person_id=amina.id, params={}, status=status, due_at=at, created_at=at,
                )
            )  # fmt: skip
            session.commit()

    mail(FAILED, 1)
    refresh(app, at)
    assert "Our mails do not reach this address." in chandra.get("/today").text
    mail("sent", 2)
    refresh(app, at)
    assert heading(chandra.get("/today")) == "Nobody waits for you."


def test_strangers_and_other_staff_find_no_task(app, program, chandra, amina, dov, invite, at):
    invite("eve@example.org", "Eve Okafor", days=9, at=at)
    refresh(app, at)
    (task_id,) = ids(app)
    assert amina.get("/today").status_code == 403
    assert dov.get(f"/programs/{program.id}/today").status_code == 404
    assert "Eve" not in dov.get("/today").text
    for deed in ("completion", "return", "notes", "rest", "assignment"):
        assert dov.post(f"/today/{task_id}/{deed}", {"text": "mine"}).status_code == 404
        assert amina.post(f"/today/{task_id}/{deed}").status_code == 403


def test_staff_of_one_group_see_the_tasks_of_that_group_alone(app, program, chandra, visit, invite, plan, at):
    from mentortrain.programs.models import Cohort

    invite("eve@example.org", "Eve Okafor", days=9, at=at)
    fay = invite("fay@example.org", "Fay Ilić", days=8, at=at)
    with app.app_context():
        first = session.merge(program).first_cohort
        other = Cohort(
            program_id=program.id, name="Serbia", opens_on=first.opens_on, pairing_on=first.pairing_on,
            ends_on=first.ends_on, time_zone="Europe/Belgrade",
        )  # fmt: skip
        session.add(other)
        session.flush()
        session.scalars(
            select(Participation).where(Participation.person_id == fay)
        ).one().cohort_id = other.id
        session.scalars(select(StaffGrant)).one().cohort_id = other.id
        session.commit()
    refresh(app, at)
    eve_task, fay_task = sorted(ids(app))
    with app.app_context():  # who is limited to none chooses
        session.scalars(select(StaffGrant)).one().cohort_id = None
        session.commit()
        groups = [first.id, other.id]
    here = f"/programs/{program.id}/today"
    assert [names(chandra.get(f"{here}?group={one}")) for one in ("", *groups)] == [
        ["Eve Okafor", "Fay Ilić"],
        ["Eve Okafor"],
        ["Fay Ilić"],
    ]
    assert f"{here}?show=mine&amp;group={other.id}" in chandra.get(f"{here}?group={other.id}").text
    with app.app_context():
        session.scalars(select(StaffGrant)).one().cohort_id = other.id
        session.commit()
    assert names(chandra.get(f"{here}?group={groups[0]}")) == ["Fay Ilić"]
    assert names(chandra.get("/today")) == ["Fay Ilić"]
    assert chandra.post(f"/today/{eve_task}/completion").status_code == 404

    with app.app_context():  # who is moved to another group takes what waits about them along, and back
        (part,) = active_participations(fay)
        move_to_group(part, first.id, by=chandra.id, at=at)
        session.commit()
    assert names(chandra.get("/today")) == []
    with app.app_context():
        (part,) = active_participations(fay)
        move_to_group(part, other.id, by=chandra.id, at=at)
        session.commit()
    assert names(chandra.get("/today")) == ["Fay Ilić"]
    assert chandra.post(f"/today/{fay_task}/completion").status_code == 302


def test_the_clock_rests_in_a_break_of_the_group(app, program, chandra, invite, at):
    from mentortrain.programs.rules import Break

    invite("eve@example.org", "Eve Okafor", days=9, at=at)
    day = at.date()
    with app.app_context():
        session.merge(program).first_cohort.keep_breaks([Break(day - 4 * DAY, day - DAY, "Holidays")])
        session.commit()
    assert refresh(app, at) == ""  # five of the nine days
    assert refresh(app, at + 2 * DAY) == "1 task found"
    with app.app_context():
        session.merge(program).first_cohort.keep_breaks([Break(day + DAY, day + 4 * DAY, "Holidays")])
        session.commit()
    refresh(app, at + 2 * DAY)
    assert heading(chandra.get("/today")) == "Nobody waits for you."


def test_a_raised_task_comes_once_for_its_occasion_and_ends_when_it_is_settled(app, program, chandra, at):
    with app.app_context():
        raised = [
            actions.raise_task("programs.not_come", "x:1", program_id=program.id, thing_id=7, since=at, at=at)
            for _ in range(2)
        ]
        session.commit()
        assert [one is not None for one in raised] == [True, False]
        actions.settle("programs.not_come", thing_id=7, at=at)
        session.commit()
        assert session.scalars(select(Task.gone_at)).one() == at


def test_who_gave_a_mobile_number_can_be_rung_up_or_written_to(app, program, chandra, amina, bruno, at):
    for one in (amina, bruno):
        a_task_about(app, one.id, program.id, at)
    contact = {**CONTACT, "name": "Amina Odhiambo", "time_zone": "Africa/Nairobi"}
    assert amina.post("/welcome/you", contact).status_code == 302
    page = chandra.get("/today").text
    assert page.count("tel:") == 1
    assert 'href="tel:+254712345678">+254 712 345678</a>' in page
    assert 'href="https://wa.me/254712345678"' in page
    assert "best reached by: WhatsApp" in page
    assert "Seen by the staff of your programs." in page
    amina.post("/welcome/you", contact | {"on_whatsapp": "", "channel": "mail", "phone": "+381 64 123 4567"})
    page = chandra.get("/today").text
    assert 'href="tel:+381641234567">+381 64 1234567</a>' in page
    assert "wa.me" not in page
    assert "best reached by" not in page


def test_nobody_is_asked_to_ring_up_who_is_on_leave(app, program, chandra, amina, bruno, at):
    for one in (amina, bruno):
        a_task_about(app, one.id, program.id, at)
    with app.app_context():
        part = active_participations(amina.id)[0].id
    days = {"starts_on": at.date().isoformat(), "ends_on": (at + timedelta(days=4)).date().isoformat()}
    given = chandra.post(f"/programs/{program.id}/people/{part}/leave", days)
    assert given.status_code == 302
    assert names(chandra.get("/today")) == ["Bruno Restrepo"]
    later = chandra.get("/today?show=later")
    assert names(later) == ["Amina Odhiambo"]
    assert re.search(r"on leave until [^<]*27 Nov", later.text)
    number = a_question_of(app, amina)  # their own question waits for staff, leave or not
    page = chandra.get("/today")
    assert sorted(names(page)) == ["Amina Odhiambo", "Bruno Restrepo"]
    assert "on leave until" in page.text
    chandra.post(f"/help/inbox/{number}", {"text": "Yes."})
    back = at + timedelta(days=4, hours=12)  # midnight in Nairobi is at 21:00 UTC
    for moment, expected in ((back - timedelta(hours=1), 1), (back, 2)):
        with clock.held_at(moment):
            sign_in_again(app, chandra, moment)
            assert len(names(chandra.get("/today"))) == expected, moment


def test_thirty_tasks_take_the_statements_of_one(app, program, chandra, invite, at, statements):
    def count():
        refresh(app, at)
        chandra.get("/today")
        with statements() as ran:
            assert chandra.get("/today").status_code == 200
        return len([one for one in ran if not one.startswith(("PRAGMA", "BEGIN", "SET"))])

    invite("p@example.org", "Person", days=9, at=at)
    one = count()
    for number in range(29):
        invite(f"p{number}@example.org", f"Person {number}", days=9, at=at)
    assert count() == one <= 14


def test_refreshing_takes_the_same_statements_however_many_there_are(app, program, invite, at, statements):
    with app.app_context(), statements() as none:
        jobs.refresh(at)
    for number in range(20):
        invite(f"p{number}@example.org", f"Person {number}", days=9, at=at)
    with app.app_context(), statements() as twenty:
        assert jobs.refresh(at) == "20 tasks found"
    assert len(twenty) == len(none)


def test_a_person_s_tasks_and_their_notes_go_when_they_are_erased(app, program, chandra, invite, at):
    from mentortrain.privacy.actions.erasing import ask_at_once, erase

    eve = invite("eve@example.org", "Eve Okafor", days=9, at=at)
    refresh(app, at)
    (task_id,) = ids(app)
    chandra.post(f"/today/{task_id}/notes", {"text": "Called her."})
    with app.app_context():
        erase(ask_at_once(session.get_one(Person, eve), reason="letter", at=at), at=at)
        session.commit()
        assert session.scalars(select(Task)).all() == []
        assert session.scalars(select(TaskNote)).all() == []
    assert heading(chandra.get("/today")) == "Nobody waits for you."
