"""Names go, counts stay, and nobody is erased by a stolen phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from mentortrain import clock, queue
from mentortrain.db import session
from mentortrain.mail import actions as mail
from mentortrain.mail.models import Outbox
from mentortrain.people import queries as people
from mentortrain.people.models import Person
from mentortrain.privacy import jobs, queries
from mentortrain.privacy.models import Erasure
from mentortrain.programs.models import Participation
from mentortrain.readiness.models import Declaration
from mentortrain.schedule.ticker import tick_at
from mentortrain.webinars import queries as webinars
from mentortrain.webinars.actions import edit
from tests.conftest import puentes
from tests.privacy.scan import places_of
from tests.privacy.stage import ADDRESS, NAME, kept_files, live, make_copies, sign_in_again

pytestmark = pytest.mark.usefixtures("no_copies")

WEEK = timedelta(days=7)
AT = "Monday 30 November"


@pytest.fixture
def life(app, amina, bruno, chandra, program, plan, at):
    return live(app, amina, bruno, chandra, program, plan, at)


def ask(visitor, typed=None):
    return visitor.post("/you/privacy/erasure", {"email": typed or visitor.email})


def erase(app, at) -> str:
    with app.app_context():
        return jobs.erase_due(at)


def test_she_reads_what_goes_and_what_stays_types_her_address_and_has_a_week(app, amina, letters, at):
    letters()
    page = amina.get("/you/privacy/erasure").text
    assert "The count of who was there stays, without your name." in page
    assert "Deleted at once; only the score stays, without your name." in page
    assert ask(amina).headers["Location"] == "/you/privacy"
    (letter,) = letters()
    assert letter["To"].addresses[0].addr_spec == ADDRESS
    assert letter["Subject"] == f"Your data will be erased on {AT}"
    assert f"Your data will be erased on {AT}" in amina.get("/you/privacy").text
    assert erase(app, at + WEEK - timedelta(seconds=1)) == ""
    assert erase(app, at + WEEK) == "1 person erased"
    assert erase(app, at + WEEK) == ""


@pytest.mark.parametrize("typed", ["", "bruno@example.org", "amina"])
def test_what_is_not_her_address_erases_nobody(app, amina, typed):
    answer = amina.post("/you/privacy/erasure", {"email": typed})
    assert answer.status_code == 422
    assert "address" in re.search(r'class="error"[^>]*>([^<]+)', answer.text)[1]
    with app.app_context():
        assert queries.open_erasure_of(amina.id) is None


def test_her_address_in_other_letters_is_hers(app, amina):
    assert ask(amina, " AMINA@example.org ").status_code == 302


def test_it_is_asked_for_soon_after_a_sign_in_only(app, amina, at):
    with clock.held_at(at + timedelta(minutes=16)):
        assert ask(amina).status_code == 422
        assert "First show that it is you" in amina.get("/you/privacy/erasure").text
    with app.app_context():
        assert queries.open_erasure_of(amina.id) is None


def test_asking_twice_plans_one(app, amina, letters):
    letters()
    ask(amina)
    ask(amina)
    assert len(letters()) == 1


def test_the_button_calls_it_off(app, amina, at):
    ask(amina)
    assert amina.post("/you/privacy/erasure/cancellation").status_code == 302
    assert erase(app, at + WEEK) == ""
    assert "Your data is yours" in amina.get("/you/privacy").text
    ask(amina)  # and it can be asked for again
    assert erase(app, at + WEEK) == "1 person erased"


def test_the_link_in_the_mail_calls_it_off_without_a_sign_in(app, amina, nobody, letters, at):
    letters()
    ask(amina)
    (letter,) = letters()
    path = re.search(r"http://localhost(/erasure/\S+)", letter.get_body(("plain",)).get_content())[1]
    assert "Keep my data" in nobody.get(path).text
    assert erase(app, at + timedelta(days=6)) == ""  # a look calls nothing off, and it stays planned
    with app.app_context():
        assert queries.open_erasure_of(amina.id) is not None
    assert "Everything stays" in nobody.post(path).text
    assert nobody.get(path).status_code == 410
    assert nobody.post(path).status_code == 302
    assert nobody.get("/erasure/made-up").status_code == 410
    assert erase(app, at + WEEK) == ""


def test_a_simulated_tick_does_it_as_well(app, amina, program, letters, at):
    letters()
    ask(amina)
    with app.app_context():
        tasks = {one.task: one.did for one in tick_at(at + WEEK)}
    assert tasks["privacy.erase"] == "1 person erased"


def test_after_it_no_table_holds_name_or_address(app, amina, chandra, life, letters, at, program):
    """Every text, JSON and byte column of the database is read, and the store with its jobs."""
    letters()
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    with app.app_context():  # staff wrote her name where they could
        webinar = webinars.with_id(life["coming"])
        edit(
            webinar,
            title="Questions for a mentor",  # a title stands in the record too
            description=f"Ask {NAME} before: Amina@Example.org.",
            starts_wall=webinar.entry.starts_at.replace(tzinfo=None) + timedelta(hours=3),
            time_zone="Africa/Nairobi",
            minutes=45,
            host_name=f"{NAME}, Puentes",
            meeting_url="",
            at=at,
        )
        session.commit()
        assert places_of(NAME, ADDRESS) == [
            "address_change.old_email",
            "entry.description",
            "entry.rendered",
            "feed_token.name",
            "outbox.to_address",
            "outbox.to_name",
            "person.email",
            "person.email_key",
            "person.name",
            "webinar.host_name",
        ]
    ask(amina)
    erase(app, at + WEEK)
    letters(at + WEEK)  # the mail to staff has gone: nothing of it stays
    with app.app_context():
        assert places_of(NAME, ADDRESS, "Amina") == []
        assert session.get_one(Person, amina.id).name == "Someone who left"
        store = queue.store()
        kept = b" ".join(store.dump(key) or b"" for key in store.scan_iter("rq:*"))
        assert b"amina" not in kept.lower()


def test_counts_of_what_was_stay_as_they_were(app, amina, bruno, chandra, program, life, at):
    def counted():
        with app.app_context():
            past = webinars.of_program(program.id, at=at + WEEK, past=True)
            return {
                "registered and marked": [(one.registered, one.marked) for one in past],
                "took part": session.query(Participation).count(),
                "were ready": session.query(Declaration).count(),
                "minutes": [one.minutes for one in webinars.attendance_of(life["past"]).values()],
            }

    before = counted()
    assert before["registered and marked"] == [(2, 2)]
    ask(amina)
    erase(app, at + WEEK)
    assert counted() == before
    with clock.held_at(at + WEEK):
        sign_in_again(app, chandra, at + WEEK)
        page = chandra.get(f"/programs/{program.id}/webinars/{life['past']}").text
        assert "Someone who left" in page
        assert NAME not in page
        board = chandra.get(f"/programs/{program.id}/readiness").text
        assert "Someone" not in board


def test_she_is_out_of_what_is_to_come_and_hears_nothing_of_it(app, amina, bruno, life, letters, at):
    letters()
    ask(amina)
    letters()
    erase(app, at + WEEK)
    assert [letter["To"].addresses[0].addr_spec for letter in letters(at + WEEK)] == ["chandra@example.org"]
    with app.app_context():
        (coming,) = webinars.coming(life["coming"])
        assert coming.person_id == bruno.id


def test_staff_are_told_who_left_in_a_mail_and_nowhere_else(app, amina, program, letters, at):
    letters()
    ask(amina)
    letters()
    erase(app, at + WEEK)
    (letter,) = letters(at + WEEK)
    assert letter["To"].addresses[0].addr_spec == "chandra@example.org"
    assert letter["Subject"] == "Somebody left Puentes 2027 and was erased"
    assert "Amina Odhiambo left Puentes 2027" in letter.get_body(("plain",)).get_content()
    with app.app_context():
        row = session.scalars(select(Outbox).where(Outbox.kind == "privacy.somebody_left")).one()
        assert (row.params, row.status) == ({}, "sent")


def test_mail_that_has_not_gone_is_dropped(app, amina, at):
    amina.post("/you/privacy/proof")
    ask(amina)
    erase(app, at + WEEK)
    with app.app_context():
        theirs = session.scalars(select(Outbox).where(Outbox.person_id == amina.id)).all()
        assert {(row.status, row.to_address, row.subject) for row in theirs} == {("dropped", "", None)}


def test_she_cannot_come_in_any_more_and_nothing_can_be_mailed_to_her(app, amina, nobody, letters, at):
    amina.post("/calendar", {"name": "Phone"})
    feed = re.search(r"/feeds/[\w-]+\.ics", amina.get("/calendar/addresses/new").text)[0]
    ask(amina)
    letters()
    erase(app, at + WEEK)
    letters(at + WEEK)
    assert amina.get("/you").status_code == 302
    assert nobody.get(feed).status_code == 404
    with app.app_context():
        address = session.get_one(Person, amina.id).email
    for typed in (ADDRESS, address):
        nobody.post("/sign-in", {"email": typed})
    assert letters(at + WEEK) == []


def test_the_same_address_is_invited_anew_as_somebody_new(app, amina, visit, program, at):
    ask(amina)
    erase(app, at + WEEK)
    again = visit(ADDRESS, NAME, role="mentor", program=program)
    assert again.id != amina.id
    assert again.get("/").status_code == 200
    with app.app_context():
        assert session.get_one(Person, amina.id).name == "Someone who left"


def test_the_last_administrator_stays(app, visit, letters, at):
    root, other = visit("root@example.org", "Root Person"), visit("other@example.org", "Other Person")
    with app.app_context():
        root.person.is_admin = True
        session.commit()
    assert ask(root).status_code == 422
    assert "You are the only administrator" in root.get("/you/privacy/erasure").text

    with app.app_context():
        other.person.is_admin = True
        session.commit()
    assert ask(root).status_code == 302
    with app.app_context():
        other.person.is_admin = False  # meanwhile
        session.commit()
    assert erase(app, at + WEEK) == ""
    with app.app_context():
        assert session.get_one(Person, root.id).name == "Root Person"
        other.person.is_admin = True
        session.commit()
    assert erase(app, at + WEEK) == ""  # it looks again the next day
    assert erase(app, at + WEEK + timedelta(days=1)) == "1 person erased"


def test_one_who_cannot_be_erased_holds_up_nobody(app, amina, bruno, at, monkeypatch):
    from mentortrain import holdings

    def stop(leaver, moment):
        if leaver.person_id == amina.id:
            raise ValueError

    monkeypatch.setattr(holdings, "on_leaving", [*holdings.on_leaving, stop])
    ask(amina)
    ask(bruno)
    assert erase(app, at + WEEK) == "1 person erased"
    with app.app_context():
        assert session.get_one(Person, amina.id).name == NAME  # one transaction: all of it or nothing
        assert session.get_one(Person, bruno.id).name == "Someone who left"


def test_files_of_copies_go_with_her(app, amina, settings, at):
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    ask(amina)
    erase(app, at + WEEK)
    assert kept_files(settings) == []


def test_a_letter_is_answered_on_the_command_line(app, amina, letters, at):
    letters()
    run = app.test_cli_runner().invoke
    result = run(args=["people", "erase", "amina@example.org", "--reason", "letter of 20 November"])
    assert result.output == ("planned for 2026-11-30 09:00 UTC; a mail with a link to call it off goes out\n")
    assert "Whoever runs the site does it, as you asked." in letters()[0].get_body(("html",)).get_content()
    result = run(args=["people", "erase", "amina@example.org", "--reason", "again"])
    assert "an erasure is planned already" in result.output
    assert (
        run(args=["people", "erase", "amina@example.org", "--reason", "x", "--at-once"]).output == "erased\n"
    )
    result = run(args=["people", "erase", "amina@example.org", "--reason", "x"])
    assert "nobody has the address amina@example.org" in result.output
    with app.app_context():
        assert session.scalars(select(Erasure)).one().reason is None
        assert people.with_email(ADDRESS) is None


def test_the_last_administrator_is_refused_on_the_command_line_too(app, visit):
    root = visit("root@example.org", "Root Person")
    with app.app_context():
        root.person.is_admin = True
        session.commit()
    for more in ([], ["--at-once"]):
        result = app.test_cli_runner().invoke(args=["people", "erase", root.email, "--reason", "x", *more])
        assert (result.exit_code, "this is the last administrator" in result.output) == (1, True)


def test_a_namesake_elsewhere_keeps_their_name(app, amina, dov, visit, plan, at):
    with app.app_context():
        from mentortrain.programs.actions import make_program

        other = make_program(puentes(name="Third"), by=session.get_one(Person, dov.id), at=at)
        session.commit()
        session.expunge(other)
    there = plan(program=other, host_name=NAME)
    ask(amina)
    erase(app, at + WEEK)
    with app.app_context():
        assert webinars.with_id(there).host_name == NAME


def test_a_mail_about_who_left_that_failed_names_nobody_when_it_is_tried_again(app, amina, letters, at):
    letters()
    ask(amina)
    letters()
    erase(app, at + WEEK)
    with app.app_context():
        row = session.scalars(select(Outbox).where(Outbox.kind == "privacy.somebody_left")).one()
        assert row.params["name"] == NAME
        mail.settle_failed(row, reason="the address is refused")
        session.commit()
        assert row.params == {}
        mail.retry_failed(None, at=at + WEEK)
        session.commit()
    assert letters(at + WEEK) == []
    with app.app_context():
        row = session.scalars(select(Outbox).where(Outbox.kind == "privacy.somebody_left")).one()
        assert (row.status, row.reason) == ("dropped", "nobody to tell")
