"""Two accounts of one person become one: staff ask, both mailboxes say yes, and nothing is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import select, update

from mentortrain import clock, merging
from mentortrain.agenda.models import EntryPerson
from mentortrain.applications.models import Application
from mentortrain.audit.models import AuditEvent
from mentortrain.concerns.models import ReportHandler
from mentortrain.db import session
from mentortrain.learning.models import Attempt, LessonCompletion, Play
from mentortrain.people.actions import begin_session, find_or_create, know_browser, make_link
from mentortrain.people.models import AddressChange, Person, TwoStep
from mentortrain.people.rules import Visitor as Kept
from mentortrain.persons.jobs import gather_stragglers
from mentortrain.persons.models import AccountMerge
from mentortrain.privacy.models import Erasure, RetentionPeriod
from mentortrain.programs.actions import enrol, grant_staff
from mentortrain.programs.models import Leave, Participation, PeopleImportRow, StaffGrant
from mentortrain.programs.queries import active_participations
from mentortrain.readiness.models import Declaration
from mentortrain.webinars.models import Attendance, Registration
from tests.agenda.stage import address_for, events
from tests.conftest import Visitor
from tests.persons.merging_stage import (
    NEW,
    OLD,
    ask,
    columns_of_persons,
    done_by,
    filled,
    left_under,
    links_in,
    merge,
    not_moved,
    page_about,
)
from tests.privacy.stage import live
from tests.tasks.stage import a_question_of, a_task_about


@pytest.fixture
def twin(visit, program):
    """The same Amina, as her former employer invited her."""
    return visit(OLD, "Amina Odhiambo", role="mentor", program=program, zone="Africa/Nairobi")


def test_everything_of_both_is_in_the_one_that_stays(
    app, amina, twin, chandra, nobody, program, plan, letters, at
):
    ids = live(app, amina, twin, chandra, program, plan, at)
    twin.post("/you/security/password", {"password": "teapot voyage quilt anchor"})
    a_question_of(app, twin)
    a_task_about(app, twin.id, program.id, at)
    feeds = [address_for(one, "Kitchen") for one in (amina, twin)]
    chandra.get(page_about(app, program, twin))
    twin.post("/you/privacy/copies")
    nobody.post("/sign-in", {"email": OLD})
    with app.app_context():
        grant_staff(session.merge(program), twin.person, role="host", at=at)
        make_link(twin.person, at=at)
        know_browser(twin.id, visitor=Kept(), at=at)
        change = {"old_email": OLD, "new_email": "x@example.org", "salt": "s", "session_id": 0}
        session.add(AddressChange(person_id=twin.id, asked_at=at, **change))
        session.add(Erasure(person_id=twin.id, cause="asked", asked_at=at, due_at=at, cancelled_at=at))
        session.add(ReportHandler(program_id=program.id, person_id=twin.id, safeguarding=True))
        session.execute(update(PeopleImportRow).values(person_id=twin.id))
        session.add(RetentionPeriod(rule="mail.content", days=90, changed_at=at))
        session.flush()
        done_by(twin.id)
        amina.person.reads_in = None
        session.commit()
        assert columns_of_persons() - filled(twin.id) == {
            "account_merge.asked_by_id",
            "account_merge.kept_id",  # an earlier merge: test_merged_twice_leads_to_the_last_one
            "person.merged_into_id",
            "recovery_code.person_id",  # of the second step, which stops it
            "two_step.person_id",
        }
        before = {feed: nobody.client.get(feed).headers["ETag"] for feed in feeds}
        minutes = session.scalar(select(Attendance.minutes).where(Attendance.person_id == twin.id))

    told = merge(app, chandra, program, amina, twin, letters, nobody)
    assert sorted((mail["To"].addresses[0].addr_spec, mail["Subject"]) for mail in told) == [
        (OLD, "Your two accounts are one"),
        (NEW, "Your two accounts are one"),
    ]
    with app.app_context():
        assert left_under(twin.id) == {}
        mine = amina.id
        assert amina.person.reads_in == "es", "what she had not chosen here, she had there"
        parts = session.scalars(select(Participation).where(Participation.person_id == mine)).all()
        assert [(part.role, part.left_at) for part in parts] == [("mentor", None)]
        assert session.query(Leave).filter_by(participation_id=parts[0].id).count() == 2
        registered = session.scalars(select(Registration).order_by(Registration.id)).all()
        assert [(one.person_id, one.webinar_id, one.state, one.times) for one in registered] == [
            (mine, ids["past"], "registered", 2),
            (mine, ids["coming"], "registered", 2),
        ]
        there = session.scalars(select(Attendance)).all()
        assert [(one.person_id, one.minutes) for one in there] == [(mine, minutes)]
        assert not_moved(mine) == {}, "who did something is she as well"
        parts = session.scalars(select(EntryPerson).order_by(EntryPerson.entry_id)).all()
        assert [(one.person_id, one.part) for one in parts] == [
            (mine, "attendee"),
            (mine, "attendee"),
            (mine, "host"),
        ]
        assert session.query(LessonCompletion).count() == 3
        attempts = session.scalars(select(Attempt).order_by(Attempt.number)).all()
        assert [(one.person_id, one.number, one.passed) for one in attempts] == [
            (mine, 1, True),
            (mine, 2, True),
        ]
        plays = session.scalars(select(Play).order_by(Play.number)).all()
        assert [(one.person_id, one.number, one.passed) for one in plays] == [
            (mine, 1, True),
            (mine, 2, True),
        ]
        assert session.query(Declaration).filter_by(withdrawn_at=None).count() == 1
        assert session.query(TwoStep).filter_by(person_id=mine).count() == 1, "hers stays as it was"
        grants = session.scalars(select(StaffGrant).where(StaffGrant.person_id == mine)).all()
        assert [grant.role for grant in grants] == ["lead"]
        applied = session.scalars(select(Application)).all()
        assert [(one.person_id, one.email, one.state) for one in applied] == [(mine, NEW, "waiting")]

    for feed in feeds:  # whichever calendar app fetches goes on, with what is new
        answer = nobody.client.get(feed, headers={"If-None-Match": before[feed]})
        assert answer.status_code == 200
        assert len(events(nobody.client, feed)) == 3


def test_the_old_account_is_nobody_any_more(app, amina, twin, chandra, nobody, program, letters, at):
    chandra.get(page_about(app, program, twin).removesuffix("/merge").replace("/people/", "/readiness/"))
    merge(app, chandra, program, amina, twin, letters, nobody)

    assert twin.get("/").location.startswith("/sign-in"), "signed out everywhere"
    nobody.post("/sign-in", {"email": OLD})
    assert letters() == [], "its address signs in no more"
    listed = chandra.get(f"/programs/{program.id}/people?q=odhiambo").text
    assert listed.count("Amina Odhiambo</a>") == 1
    assert "Someone who left" not in listed
    assert OLD not in listed

    with app.app_context():
        chandra.person.is_admin = True
        session.commit()
    assert "Nobody here" in chandra.get("/site/erasures?q=Someone").text
    record = chandra.get(f"/programs/{program.id}/record").text
    assert "Someone who left" not in record
    assert "Two accounts of <a" in record
    assert "became one" in record
    one_by_one = chandra.get(f"/programs/{program.id}/record?person={amina.id}").text
    assert (
        one_by_one.count("looked at")
        == chandra.get(f"/programs/{program.id}/record?whom=odhiambo").text.count("looked at")
        >= 1
    )
    with app.app_context():
        gone = session.get_one(Person, twin.id)
        assert (gone.merged_into_id, gone.name, gone.email.partition("@")[2]) == (
            amina.id,
            "Someone who left",
            "erased.invalid",
        )
        session.query(AuditEvent).filter_by(action="merge.done").one()


@pytest.mark.either
def test_staff_read_what_happens_and_choose_which_one_stays(app, amina, twin, chandra, program, plan):
    session_id = plan()
    for one in (amina, twin):
        one.post(f"/programs/{program.id}/sessions/{session_id}/registration")
    page = page_about(app, program, twin)
    assert chandra.get(page).status_code == 200
    found = chandra.get(f"{page}?q=odhiambo").text
    assert (NEW in found, found.count(f"/merge/{amina.id}")) == (True, 1)
    assert chandra.get(f"{page}?q=x").status_code == 422
    shown = chandra.get(f"{page}/{amina.id}?keep={amina.id}").text
    assert re.findall(r'<span class="break">([^<]+)</span>', shown) == [NEW, OLD]
    assert "1 is in both." in re.search(r"Sessions: who comes.*?</li>", shown, re.S)[0]
    assert "You are not shown it" in shown
    other = chandra.get(f"{page}/{amina.id}?keep={twin.id}").text
    assert re.findall(r'<span class="break">([^<]+)</span>', other) == [OLD, NEW]
    assert "Or at once" not in shown
    assert chandra.post(f"{page}/{amina.id}/at-once", {"keep": str(amina.id)}).status_code == 403


def test_only_who_knows_both_addresses_says_yes_and_either_can_say_no(
    app, amina, twin, chandra, nobody, program, letters, at
):
    letters()
    ask(app, chandra, program, amina, twin)
    mails = letters()
    links = links_in(mails)
    assert sorted(links) == sorted([OLD, NEW])
    for mail in mails:
        said = mail.get_body(("plain",)).get_content()
        assert not ({OLD, NEW} - {mail["To"].addresses[0].addr_spec}) & set(said.split())
    page = nobody.get(links[OLD])
    assert page.status_code == 200
    assert "am…@example.org" in page.text
    assert NEW not in page.text
    for typed in ("", OLD, "eve@example.org"):
        answer = nobody.post(links[OLD], {"email": typed})
        assert answer.status_code == 422
    nobody.post(links[OLD], {"email": NEW})
    assert "You said yes" in nobody.get(links[OLD]).text
    assert f"{OLD} has said yes" in chandra.get(page_about(app, program, amina)).text
    nobody.post(links[OLD], {"email": NEW})  # twice is once
    with app.app_context():
        assert session.get_one(Person, twin.id).merged_into_id is None, "one mailbox is not enough"

    assert nobody.post(f"{links[NEW]}/refusal").status_code == 302
    assert nobody.get(links[NEW]).status_code == 410
    nobody.post(links[NEW], {"email": OLD})
    assert "said no" in chandra.get(page_about(app, program, amina)).text
    assert nobody.get("/same-person/1-forged").status_code == 410
    forged = links[OLD].rpartition("/")[0] + "/" + links[OLD].rpartition("/")[2][:-1] + "x"
    assert nobody.get(forged).status_code == 410


def test_a_question_ends_when_it_is_taken_back_asked_anew_old_or_the_address_is_another(
    app, amina, twin, chandra, nobody, program, letters, at
):
    letters()
    ask(app, chandra, program, amina, twin)
    first = links_in(letters())
    ask(app, chandra, program, amina, twin)
    second = links_in(letters())
    assert nobody.get(first[OLD]).status_code == 410
    with app.app_context():
        merge_id = session.scalar(select(AccountMerge.id).order_by(AccountMerge.id.desc()))
    back = page_about(app, program, amina).replace("/merge", f"/merges/{merge_id}/cancellation")
    assert chandra.post(back).status_code == 302
    assert ended(nobody, second[NEW])

    ask(app, chandra, program, amina, twin)
    third = links_in(letters())
    with clock.held_at(at + timedelta(days=7)):
        assert ended(nobody, third[NEW])
    with app.app_context():
        session.get_one(Person, twin.id).email = "elsewhere@example.org"
        session.commit()
    assert ended(nobody, third[NEW])
    with app.app_context():
        assert session.get_one(Person, twin.id).merged_into_id is None


@pytest.mark.either
def test_strangers_and_staff_of_another_program_cannot_name_anybody(
    app, amina, twin, chandra, dov, visit, program
):
    page = page_about(app, program, twin)
    assert [dov.get(f"{page}{end}").status_code for end in ("", f"/{amina.id}")] == [404, 404]
    assert dov.post(f"{page}/{amina.id}").status_code == 404
    assert amina.get(page).status_code == 403
    eve = visit("eve@example.org", "Eve Stranger")  # in no program of chandra's
    assert eve.get(page).status_code == 404
    for other in (eve.id, dov.id, twin.id, 10_000):
        assert chandra.get(f"{page}/{other}").status_code == 404
        assert chandra.post(f"{page}/{other}", {"keep": str(other)}).status_code == 404
    assert "Nobody else here" in chandra.get(f"{page}?q=Stranger").text
    with app.app_context():
        chandra.person.is_admin = True
        session.commit()
    assert f"/merge/{eve.id}" in chandra.get(f"{page}?q=Stranger").text


@pytest.mark.parametrize("what", ["rights", "two_step", "address", "erasure", "administrator"])
def test_what_stops_it_is_said_and_nothing_is_mailed(
    app, amina, twin, chandra, dov, program, letters, at, what
):
    with app.app_context():
        gone = twin.person
        if what == "rights":
            elsewhere = session.scalars(select(StaffGrant).where(StaffGrant.person_id == dov.id)).one()
            session.add(
                StaffGrant(program_id=elsewhere.program_id, person_id=gone.id, role="viewer", granted_at=at)
            )
        elif what == "administrator":
            gone.is_admin = True
        elif what == "two_step":
            session.add(TwoStep(person_id=gone.id, salt="s", last_step=0, set_up_at=at))
        elif what == "address":
            change = {"old_email": "a@example.org", "new_email": NEW, "salt": "s", "session_id": 0}
            session.add(AddressChange(person_id=amina.id, asked_at=at, confirmed_at=at, **change))
        else:
            session.add(Erasure(person_id=amina.id, cause="asked", asked_at=at, due_at=at))
        session.commit()
    letters()
    page = f"{page_about(app, program, twin)}/{amina.id}"
    shown = chandra.get(f"{page}?keep={amina.id}").text
    assert 'role="alert"' in shown
    assert "Ask both</button>" not in shown
    assert chandra.post(page, {"keep": str(amina.id)}).status_code == 422
    assert letters() == []


def test_what_comes_up_between_the_two_answers_stops_it_too(
    app, amina, twin, chandra, nobody, program, letters, at
):
    letters()
    ask(app, chandra, program, amina, twin)
    links = links_in(letters())
    nobody.post(links[OLD], {"email": NEW})
    with app.app_context():
        session.add(Erasure(person_id=twin.id, cause="asked", asked_at=at, due_at=at))
        session.commit()
    answer = nobody.post(links[NEW], {"email": OLD})
    assert answer.status_code == 422
    assert "has to be called off first" in answer.text
    with app.app_context():
        assert session.get_one(Person, twin.id).merged_into_id is None
        session.query(Erasure).delete()
        session.commit()
    nobody.post(links[NEW], {"email": OLD})
    with app.app_context():
        assert session.get_one(Person, twin.id).merged_into_id == amina.id


def test_an_administrator_does_it_at_once_where_nobody_was_ever_behind_the_account(
    app, amina, twin, visit, program, letters, at
):
    ada = visit("ada@example.org", "Ada")
    with app.app_context():
        ada.person.is_admin = True
        wrong = find_or_create(email="amina@exmaple.org", name="Amina", time_zone="UTC", at=at)
        enrol(session.merge(program), wrong, "mentor", at=at)
        session.commit()
        wrong_id = wrong.id
    letters()
    page = page_about(app, program, amina)
    assert "Or at once" not in ada.get(f"{page}/{twin.id}").text
    used = ada.post(f"{page}/{twin.id}/at-once", {"keep": str(amina.id)})
    assert used.status_code == 422
    assert "Or at once" in ada.get(f"{page}/{wrong_id}").text
    assert ada.post(f"{page}/{wrong_id}/at-once").status_code == 302
    assert sorted(mail["To"].addresses[0].addr_spec for mail in letters()) == [NEW, "amina@exmaple.org"]
    with app.app_context():
        assert session.get_one(Person, wrong_id).merged_into_id == amina.id
        assert len(active_participations(amina.id)) == 1
        line = session.query(AuditEvent).filter_by(action="merge.done").one()
        assert (line.actor_id, line.details) == (ada.id, {"gone": wrong_id, "asked_by": ada.id})


def test_merged_twice_leads_to_the_last_one(app, amina, twin, chandra, visit, nobody, program, letters, at):
    merge(app, chandra, program, amina, twin, letters, nobody)
    third = visit("am@example.com", "Amina O.", role="mentor", program=program)
    ask(app, chandra, program, third, amina)
    links = links_in(letters())
    nobody.post(links[NEW], {"email": "am@example.com"})
    nobody.post(links["am@example.com"], {"email": NEW})
    with app.app_context():
        assert session.get_one(Person, twin.id).merged_into_id == third.id
        assert session.get_one(Person, amina.id).merged_into_id == third.id
        assert len(active_participations(third.id)) == 1
    record = chandra.get(f"/programs/{program.id}/record").text
    assert "Someone who left" not in record
    ended = both_ended = nobody.get(links[NEW])
    assert (ended.status_code, "Your two accounts are one" in both_ended.text) == (200, True)


def test_of_both_mailboxes_at_once_it_is_done_once(app, amina, twin, chandra, program, letters, at):
    letters()
    ask(app, chandra, program, amina, twin)
    links = links_in(letters())
    answers = []

    def press(address, other):
        with clock.held_at(at):
            answers.append(Visitor(app.test_client()).post(links[address], {"email": other}).status_code)

    threads = [Thread(target=press, args=pair) for pair in ((OLD, NEW), (NEW, OLD), (OLD, NEW), (NEW, OLD))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 4
    with app.app_context():
        assert session.get_one(Person, twin.id).merged_into_id == amina.id
        assert session.query(AuditEvent).filter_by(action="merge.done").count() == 1
    assert len(letters()) == 2


def test_what_is_done_as_either_while_it_is_merged_is_there_afterwards(
    app, amina, twin, chandra, nobody, program, plan, letters, at, monkeypatch
):
    """In the middle of the merge both press Register, with the session that they had a page open of."""
    first, second = plan(), plan(title="Another")
    twin.post(f"/programs/{program.id}/sessions/{first}/registration")
    letters()
    ask(app, chandra, program, amina, twin)
    links = links_in(letters())
    nobody.post(links[OLD], {"email": NEW})
    pressed, answers = Event(), []
    pages = ((amina, first), (twin, second))
    sent = [(one, _form(one, program, number)) for one, number in pages]

    def press(visitor, number):
        visitor_id, (url, token) = visitor.id, sent[[one for one, _ in pages].index(visitor)][1]
        with clock.held_at(at):
            answer = visitor.client.post(url, data={"csrf_token": token})
        answers.append((visitor_id, answer.status_code))

    threads = [Thread(target=press, args=page) for page in pages]
    went_on = merging.carry_out

    def carry_out(pair):
        if not pressed.is_set():
            pressed.set()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(0.3)  # they wait for the merge, or are through already
        went_on(pair)

    monkeypatch.setattr(merging, "carry_out", carry_out)
    assert nobody.post(links[NEW], {"email": OLD}).status_code == 302
    for thread in threads:
        thread.join()
    statuses = dict(answers)
    assert statuses[amina.id] == 302
    assert statuses[twin.id] in (302, 422), "signed out, or told that this account is in no program any more"

    with app.app_context():
        assert gather_stragglers(at) == ""
        assert left_under(twin.id) == {}
        rows = session.scalars(select(Registration).order_by(Registration.webinar_id)).all()
        assert {(one.person_id, one.state) for one in rows} == {(amina.id, "registered")}
        assert [one.webinar_id for one in rows][:1] == [first]
        assert rows[0].times == 1, "she was registered already, as the other one"


def _form(visitor, program, number):
    """(where it is sent to, its token) of a session's page."""
    url = f"/programs/{program.id}/sessions/{number}/registration"
    page = visitor.get(url.removesuffix("/registration")).text
    return url, re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def test_what_was_written_under_the_old_number_at_that_moment_is_brought_along(
    app, amina, twin, chandra, nobody, program, plan, letters, at
):
    number = plan()
    merge(app, chandra, program, amina, twin, letters, nobody)
    with app.app_context():  # as a request would that had begun before, and waited for the merge
        session.add(
            Registration(webinar_id=number, person_id=twin.id, state="registered", times=1, registered_at=at)
        )
        begin_session(session.get_one(Person, twin.id), how="link", visitor=Kept(), at=at)
        session.commit()
        for _ in range(2):
            assert gather_stragglers(at + timedelta(hours=1)) == ""
        assert left_under(twin.id) == {}
        assert session.scalars(select(Registration.person_id)).all() == [amina.id]


def ended(nobody, link) -> bool:
    """Whether a link to the new address is of no use any more: saying yes is answered with that."""
    answer = nobody.post(link, {"email": OLD})
    return (answer.status_code, answer.location, nobody.get(link).status_code) == (302, link, 410)
