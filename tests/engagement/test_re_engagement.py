"""Past two thirds of a program its people are brought together once."""

from __future__ import annotations

import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.engagement import actions, jobs
from mentortrain.engagement.models import ReEngagement
from mentortrain.mail.models import Outbox
from mentortrain.people.actions import make_link
from mentortrain.people.models import Person
from mentortrain.programs.actions import make_program
from mentortrain.programs.models import Cohort, Participation
from mentortrain.schedule.ticker import tick_at
from mentortrain.webinars import actions as webinars
from mentortrain.webinars.models import Registration, Webinar
from tests.conftest import import_list, puentes
from tests.readers.libical import faults

pytestmark = pytest.mark.either  # pages and words, not the database

TWO_THIRDS = datetime(2027, 2, 7, 21, 0, tzinfo=UTC)
"""'Puentes 2027': 60 of 90 days after pairing day, midnight in Nairobi."""
LATER = TWO_THIRDS + timedelta(days=3)


def let_pass_until(app, at) -> list[str]:
    """A simulated tick; what was done beside finding what waits for staff, and letting go of old lists."""
    with app.app_context():
        return [
            f"{one.task}: {one.did}"
            for one in tick_at(at)
            if one.task not in ("tasks.refresh", "privacy.let-go")
        ]


def people_written_to(messages) -> list[str]:
    return sorted(message["To"].addresses[0].username for message in messages)


def calendar_parts(messages) -> list[bytes]:
    return [
        part.get_payload(decode=True)
        for message in messages
        for part in message.walk()
        if part.get_content_type() == "text/calendar"
    ]


def count(app, model) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(model))


def sign_in_again(visitor, app, at) -> None:
    """Two months later a session has ended."""
    with app.app_context():
        token = make_link(session.get_one(Person, visitor.id), at=at)
        session.commit()
    assert visitor.post(f"/sign-in/{token}").status_code == 302


@pytest.fixture
def everybody(amina, bruno, chandra, program, visit, app, letters):
    """Amina and Bruno; Eve, who was invited and never came; Femi, who was here and left."""
    visit("femi@example.org", "Femi Ade", role="mentor", program=program)
    import_list(chandra, program.id, "Eve,eve@example.org,mentee,")
    with app.app_context():
        left = session.scalars(
            select(Participation).join(Participation.person).where(Person.email == "femi@example.org")
        ).one()
        left.left_at = datetime(2027, 1, 5, tzinfo=UTC)
        session.commit()
    letters()


def test_until_two_thirds_nothing_happens_and_then_at_once(everybody, app):
    assert let_pass_until(app, TWO_THIRDS - timedelta(seconds=1)) == []
    assert let_pass_until(app, TWO_THIRDS) == [
        "engagement.re-engage: re-engagement session scheduled for Puentes 2027",
        "mail.deliver: 4 messages sent",
    ]


def test_each_participant_and_each_of_staff_gets_one_mail(everybody, app, letters):
    let_pass_until(app, LATER)
    messages = letters(LATER)
    assert people_written_to(messages) == ["amina", "bruno", "chandra", "eve"]
    to = {message["To"].addresses[0].username: message for message in messages}
    assert to["amina"]["Subject"].startswith("You are invited: Two thirds of the way: what now?")
    assert to["chandra"]["Subject"] == "Puentes 2027 is two thirds through: a session is scheduled"
    assert "3 people are invited." in to["chandra"].get_body(("plain",)).get_content()

    later = LATER + timedelta(days=1)
    assert let_pass_until(app, later) == []
    assert letters(later) == []
    assert (count(app, Webinar), count(app, ReEngagement)) == (1, 1)


def test_each_invitation_carries_the_session_for_the_calendar(everybody, app, letters):
    let_pass_until(app, LATER)
    parts = calendar_parts(letters(LATER))
    assert len(parts) == 3
    assert [faults(part) for part in parts] == [[], [], []]
    for part in parts:
        assert b"METHOD:REQUEST\r\n" in part
        assert b"DTSTART:20270222T150000Z\r\n" in part  # Monday 18:00 in Nairobi
        assert b"DTEND:20270222T154500Z\r\n" in part
    assert len({re.search(rb"\r\nUID:(\S+)", part)[1] for part in parts}) == 1
    to = sorted(re.search(rb"mailto:(\w+)@example", part.replace(b"\r\n ", b""))[1] for part in parts)
    assert to == [b"amina", b"bruno", b"eve"]


def test_the_session_is_on_the_program_s_clock_and_its_host_is_staff(everybody, app, program):
    let_pass_until(app, LATER)
    with app.app_context():
        [webinar] = session.scalars(select(Webinar))
        assert (webinar.program_id, webinar.kind, webinar.host_name) == (
            program.id,
            "re-engagement",
            "Chandra Rao",
        )
        assert (webinar.entry.wall_start, webinar.entry.time_zone) == ("2027-02-22T18:00", "Africa/Nairobi")
        [mark] = session.scalars(select(ReEngagement))
        assert (mark.webinar_id, mark.scheduled_at) == (webinar.id, LATER)
        states = session.scalars(select(Registration.state))
        assert list(states) == ["invited"] * 3


def test_who_is_mentor_and_mentee_gets_one_invitation(amina, program, app, visit, letters):
    visit("amina@example.org", "Amina Odhiambo", role="mentee", program=program)
    let_pass_until(app, LATER)
    assert people_written_to(letters(LATER)) == ["amina", "chandra"]


def test_a_participant_s_home_and_calendar_feed_show_it(everybody, amina, bruno, app):
    let_pass_until(app, LATER)
    runner = app.test_cli_runner()
    with clock.held_at(LATER):
        for visitor in (amina, bruno):
            sign_in_again(visitor, app, LATER)
            assert "Two thirds of the way: what now?" in visitor.get("/").text
            assert "Two thirds of the way: what now?" in visitor.get("/calendar").text
            address = runner.invoke(args=["calendar", "feed", visitor.email]).stdout.strip()
            feed = app.test_client().get(address.removeprefix("http://localhost"))
            assert feed.status_code == 200
            assert faults(feed.data) == []
            assert "Two thirds of the way: what now?" in feed.text.replace("\r\n ", "")


def test_staff_can_open_what_the_mail_leads_to(everybody, chandra, app, letters):
    let_pass_until(app, LATER)
    [mail] = [one for one in letters(LATER) if one["To"].addresses[0].username == "chandra"]
    path = re.search(r"http://localhost(/\S+)", mail.get_body(("plain",)).get_content())[1]
    with clock.held_at(LATER):
        sign_in_again(chandra, app, LATER)
        page = chandra.get(path)
    assert page.status_code == 200
    assert re.search(r'name="starts_wall"[^>]*value="2027-02-22[T ]18:00', page.text)


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("2027-01-15T09:00", "before two thirds"),
        ("2027-03-10T09:00", "less than a day's notice would be left"),
        ("2027-03-11T00:00", "ended"),
        ("2028-02-10T09:00", "long ended"),
    ],
)
def test_there_are_programs_that_nothing_is_done_for(everybody, app, letters, moment, why):
    then = datetime.fromisoformat(f"{moment}+03:00")
    did = let_pass_until(app, then)
    assert [line for line in did if not line.startswith("privacy.let-go")] == [], why
    assert (count(app, Webinar), count(app, ReEngagement), letters(then)) == (0, 0, [])


def test_another_program_is_left_alone(everybody, chandra, visit, app, letters):
    with app.app_context():
        longer = make_program(
            puentes(name="Longer", ends_on=date(2027, 12, 10)),
            by=session.get_one(Person, chandra.id),
            at=clock.now(),
        )
        session.commit()
    visit("gita@example.org", "Gita Rao", role="mentor", program=longer)
    let_pass_until(app, LATER)
    assert people_written_to(letters(LATER)) == ["amina", "bruno", "chandra", "eve"]
    assert count(app, Webinar) == 1

    later = datetime(2027, 8, 20, tzinfo=UTC)
    let_pass_until(app, later)
    assert people_written_to(letters(later)) == ["chandra", "gita"]
    assert count(app, Webinar) == 2


def test_two_programs_that_slow_together_each_have_their_own(amina, dov, app, letters):
    done = let_pass_until(app, LATER)
    assert done[0] == "engagement.re-engage: re-engagement sessions scheduled for Puentes 2027, Elsewhere"
    invited = [message for message in letters(LATER) if message["Subject"].startswith("You are invited")]
    assert people_written_to(invited) == ["amina", "dov"]
    assert count(app, Webinar) == 2


def test_one_cohort_s_trouble_does_not_stop_the_others(amina, dov, program, app, caplog):
    with app.app_context():
        session.query(Cohort).filter_by(program_id=program.id).update({"time_zone": "Mars/Olympus"})
        session.commit()
        assert jobs.re_engage(LATER) == "re-engagement session scheduled for Elsewhere"
    assert "(Puentes 2027) is not brought back" in caplog.text
    assert count(app, Webinar) == 1


def test_a_session_that_staff_called_off_is_not_scheduled_again(everybody, app, letters):
    let_pass_until(app, LATER)
    letters(LATER)
    with app.app_context():
        webinars.cancel(session.scalars(select(Webinar)).one(), reason="A holiday.", at=LATER)
        session.commit()
    assert people_written_to(letters(LATER)) == ["amina", "bruno", "eve"]
    assert let_pass_until(app, LATER + timedelta(days=1)) == []
    assert count(app, Webinar) == 1


def test_staff_are_not_told_of_a_session_that_is_gone(everybody, app, letters):
    with app.app_context():
        assert jobs.re_engage(LATER) == "re-engagement session scheduled for Puentes 2027"
        webinars.cancel(session.scalars(select(Webinar)).one(), reason="A mistake.", at=LATER)
        session.commit()
    letters(LATER)
    with app.app_context():
        fates = session.execute(
            select(Outbox.to_name, Outbox.status, Outbox.reason).where(Outbox.kind == "engagement.scheduled")
        ).all()
    assert [tuple(fate) for fate in fates] == [("Chandra Rao", "dropped", "the session is gone")]


def test_who_comes_a_moment_later_finds_it_done(everybody, app, program):
    with app.app_context():
        cohort = session.merge(program).first_cohort
        made = [actions.re_engage(cohort, title="Now", description="", at=LATER) for _ in range(2)]
        session.commit()
    assert [webinar is not None for webinar in made] == [True, False]
    assert count(app, Webinar) == 1


def test_ticks_at_the_same_moment_make_one_session_and_one_mail_each(everybody, dov, app, letters):
    start, trouble = threading.Barrier(4), []

    def tick() -> None:
        start.wait()
        try:
            let_pass_until(app, LATER)
        except Exception as error:
            trouble.append(error)

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert people_written_to(letters(LATER)) == ["amina", "bruno", "chandra", "dov", "dov", "eve"]
    assert (count(app, Webinar), count(app, ReEngagement)) == (2, 2)
    with app.app_context():
        rows = session.scalars(
            select(Outbox).where(Outbox.kind.not_in(("programs.invitation", "agenda.reminder")))
        ).all()
    assert [(row.status, row.attempts) for row in rows] == [("sent", 1)] * 6
