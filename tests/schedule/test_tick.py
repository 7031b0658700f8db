"""Time can be simulated: on the command line, and in development in the browser."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select

from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.people.models import SignInLink
from mentortrain.webinars.models import Webinar
from tests.sites import production

PAST_TWO_THIRDS = "2027-02-10T09:00+00:00"
"""'Puentes 2027' has had 62 of its 90 days from pairing day to end."""


@pytest.fixture
def flask(app):
    def run(*args):
        with app.app_context():  # ended ones go too, which is the privacy tests' matter
            session.execute(delete(SignInLink))
            session.commit()
        return app.test_cli_runner().invoke(args=list(args))

    return run


def counted(app, model) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(model))


def test_a_tick_does_what_is_due_and_again_nothing_twice(amina, bruno, flask, app, letters):
    first = flask("tick", "--at", PAST_TWO_THIRDS)
    assert (first.exit_code, first.stdout.splitlines()) == (
        0,
        [
            "engagement.re-engage: re-engagement session scheduled for Puentes 2027",
            "tasks.refresh: 2 tasks found",
            "mail.deliver: 3 messages sent",
        ],
    )
    assert sorted(mail["To"].addresses[0].username for mail in letters()) == ["amina", "bruno", "chandra"]

    assert flask("tick", "--at", PAST_TWO_THIRDS).stdout == "nothing was due\n"
    assert flask("tick", "--at", "2027-02-11T09:00+03:00").stdout == "nothing was due\n"
    # with two reminders for each of the two who are invited
    assert (counted(app, Webinar), counted(app, Outbox), letters()) == (1, 3 + 4, [])


def test_before_anything_is_due_nothing_happens(amina, flask, app):
    assert flask("tick", "--at", "2026-12-05T09:00Z").stdout == "nothing was due\n"
    assert counted(app, Webinar) == 0


def test_a_tick_speaks_json(amina, flask):
    assert json.loads(flask("tick", "--at", PAST_TWO_THIRDS, "--json").stdout) == [
        {
            "task": "engagement.re-engage",
            "did": "re-engagement session scheduled for Puentes 2027",
        },
        {"task": "tasks.refresh", "did": "1 task found"},
        {"task": "mail.deliver", "did": "2 messages sent"},
    ]
    assert json.loads(flask("tick", "--at", PAST_TWO_THIRDS, "--json").stdout) == []


LIKE = "write it like 2027-03-01T09:00+00:00"
FAR = "is out of reach; choose a moment from 1971 to 2999"


@pytest.mark.either
@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("soon", f"error: 'soon' is no moment; {LIKE}"),
        ("2027-02-30T09:00+00:00", f"error: '2027-02-30T09:00+00:00' is no moment; {LIKE}"),
        ("2027-03-01T09:00", f"error: '2027-03-01T09:00' has no zone; {LIKE}"),
        ("2027-03-01", f"error: '2027-03-01' has no zone; {LIKE}"),
        ("0001-01-01T00:00+00:00", f"error: '0001-01-01T00:00+00:00' {FAR}"),
        ("9999-12-31T23:00-05:00", f"error: '9999-12-31T23:00-05:00' {FAR}"),
    ],
)  # fmt: skip
def test_a_bad_moment_is_refused_with_what_would_be_right(flask, moment, says):
    answer = flask("tick", "--at", moment)
    assert (answer.exit_code, answer.stdout, answer.stderr.strip()) == (1, "", says)


@pytest.mark.either
def test_a_tick_without_a_moment_is_refused(flask):
    answer = flask("tick")
    assert answer.exit_code == 2
    assert answer.stderr.startswith("error: Missing option '--at'. See: ")
    assert answer.stderr.endswith(" tick --help\n")


@pytest.mark.either
def test_in_production_a_tick_must_be_confirmed(amina, app, settings):
    with production(settings) as site:
        runner = site.test_cli_runner()
        refused = runner.invoke(args=["tick", "--at", PAST_TWO_THIRDS])
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert refused.stderr.startswith("error: this is production: mails would go out")
        assert refused.stderr.strip().endswith("add --yes-in-production")
        assert counted(app, Webinar) == 0
        confirmed = runner.invoke(args=["tick", "--at", PAST_TWO_THIRDS, "--yes-in-production"])
        assert confirmed.exit_code == 0
    assert counted(app, Webinar) == 1


@pytest.mark.either
def test_the_clock_page_shows_now_in_the_reader_s_zone(amina, nobody):
    assert 'value="2026-11-23T12:00"' in amina.get("/dev/clock").text
    assert 'value="2026-11-23T09:00"' in nobody.get("/dev/clock").text


def test_the_clock_page_does_what_is_due_and_shows_it(amina, bruno, chandra, app):
    page = chandra.post("/dev/clock", {"at": "2027-02-10T12:00"})  # by her clock, in Nairobi
    assert page.status_code == 200
    assert "By Wednesday 10 February, 12:00 (EAT)" in page.text
    assert "re-engagement session scheduled for Puentes 2027" in page.text
    assert "3 messages sent" in page.text
    with app.app_context():
        sent = session.scalars(select(Outbox).where(Outbox.kind != "agenda.reminder")).all()
        assert {row.sent_at for row in sent} == {datetime(2027, 2, 10, 9, tzinfo=UTC)}
    for row in sent:
        assert f'<a class="row-title" href="/dev/outbox/{row.id}">{row.subject}</a>' in page.text

    again = chandra.post("/dev/clock", {"at": "2027-02-10T12:00"})
    assert "Nothing was due." in again.text
    assert counted(app, Outbox) == 3 + 4


@pytest.mark.either
@pytest.mark.parametrize("moment", ["", "soon", "2027-02-30T09:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_the_clock_page_refuses_a_bad_moment(chandra, app, moment):
    page = chandra.post("/dev/clock", {"at": moment})
    assert page.status_code == 422
    assert counted(app, Webinar) == 0


@pytest.mark.either
def test_the_clock_page_wants_the_form_s_token(app, nobody):
    assert nobody.client.post("/dev/clock", data={"at": "2027-02-10T12:00"}).status_code == 400
