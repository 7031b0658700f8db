"""What has been kept long enough goes by itself; what would go is counted with the same conditions."""

from __future__ import annotations

import json
import re
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from mentortrain import clock, holdings
from mentortrain.concerns.models import Concern, ConcernMessage
from mentortrain.concerns.rules import HELP, REPORT
from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.people.actions import find_or_create
from mentortrain.people.models import AddressChange, Person, SignInLink
from mentortrain.privacy import jobs, queries
from mentortrain.privacy.actions import retaining
from mentortrain.privacy.models import DataCopy, Erasure
from mentortrain.programs.models import Participation
from tests.privacy.stage import make_copies, sign_in_again

pytestmark = pytest.mark.usefixtures("no_copies")

DAY = timedelta(days=1)
YEAR = timedelta(days=365)


@pytest.fixture
def root(app, visit):
    """Runs the site."""
    root = visit("root@example.org", "Root Person")
    with app.app_context():
        root.person.is_admin = True
        session.commit()
    return root


def let_go(app, at) -> str:
    with app.app_context():
        return jobs.let_go(at)


def previewed(app, at) -> dict[str, tuple[int, int]]:
    with app.app_context():
        return {one.rule.key: (one.now, one.soon) for one in retaining.preview(at)}


def test_mails_lose_address_and_content_after_a_year_and_the_ledger_stays(app, amina, letters, at):
    amina.post("/you/security/proof/mail", {"next": "/you/privacy"})
    letters()
    with app.app_context():
        mails = session.scalar(select(func.count(Outbox.id)))
    assert previewed(app, at + YEAR)["mail.content"] == (0, mails)
    assert previewed(app, at + YEAR + DAY)["mail.content"] == (mails, mails)
    assert f"mail.content: {mails}" in let_go(app, at + YEAR + DAY)
    assert "mail.content" not in let_go(app, at + YEAR + DAY)
    with app.app_context():
        rows = session.scalars(select(Outbox)).all()
        assert {(row.to_address, row.to_name, row.subject, str(row.params)) for row in rows} == {
            ("", "", None, "{}")
        }
        assert {row.status for row in rows} == {"sent"}


def test_a_mail_that_still_waits_keeps_its_address(app, amina, at):
    amina.post("/you/security/proof/mail", {"next": "/you/privacy"})
    assert previewed(app, at + 2 * YEAR)["mail.content"][0] == 0


def test_a_question_that_nobody_closed_goes_a_year_after_the_last_word_and_a_report_stays(app, amina, at):
    with app.app_context():
        made = [
            Concern(sort=sort, topic="other", salt=secrets.token_hex(8), opened_at=at, waits_since=at)
            for sort in (HELP, HELP, REPORT)
        ]
        session.add_all(made)
        session.flush()
        for one, said_at in zip(made, (at, at + 30 * DAY, at), strict=True):
            said = ConcernMessage(concern_id=one.id, by_staff=False, text="I cannot get in.", at=said_at)
            session.add(said)
        session.commit()
        _first, second, report = [one.id for one in made]
    assert previewed(app, at + YEAR)["concerns.closed"] == (0, 1)
    assert "concerns.closed: 1" in let_go(app, at + YEAR + DAY)
    with app.app_context():
        assert set(session.scalars(select(Concern.id))) == {second, report}
        assert set(session.scalars(select(ConcernMessage.concern_id))) == {second, report}
    let_go(app, at + 2 * YEAR)
    with app.app_context():
        assert set(session.scalars(select(Concern.id))) == {report}


def make_links(person_id, count, expires_at):
    """Links that ended then, and none besides."""
    session.execute(delete(SignInLink))
    for number in range(count):
        session.add(
            SignInLink(
                person_id=person_id,
                token_hash=str(number),
                next_path="/",
                created_at=expires_at,
                expires_at=expires_at,
            )
        )
    session.commit()


def test_sign_in_links_go_a_month_after_they_ended(app, amina, at):
    ended = at - 60 * DAY
    with app.app_context():
        make_links(amina.id, 2, ended)
    assert previewed(app, ended + 30 * DAY)["people.links"] == (0, 2)
    assert "people.links: 2" in let_go(app, ended + 30 * DAY + timedelta(seconds=1))
    with app.app_context():
        assert session.scalar(select(func.count(SignInLink.id))) == 0


def test_a_link_that_can_still_be_used_outlasts_a_simulated_year(app, amina):
    now = clock.real_now()
    with app.app_context():
        make_links(amina.id, 1, now + DAY)
    assert "people.links" not in let_go(app, now + YEAR)


def change_address(person_id, asked_at, **more):
    """Asked for then; the old address stands in it."""
    session.add(
        AddressChange(
            person_id=person_id,
            old_email="old@example.org",
            new_email="new@example.org",
            salt=secrets.token_urlsafe(32),
            session_id=0,
            asked_at=asked_at,
            **more,
        )
    )
    session.commit()


def test_an_old_address_goes_three_months_after_it_was_changed(app, amina, at):
    asked = at - 200 * DAY
    with app.app_context():
        change_address(amina.id, asked)
        change_address(amina.id, asked, confirmed_at=asked + DAY)
    assert previewed(app, asked + 90 * DAY)["people.address_changes"] == (0, 2)
    assert "people.address_changes: 1" in let_go(app, asked + 90 * DAY + timedelta(seconds=1))
    assert "people.address_changes: 1" in let_go(app, asked + 91 * DAY + timedelta(seconds=1))
    with app.app_context():
        assert session.scalar(select(func.count(AddressChange.id))) == 0


def test_a_change_that_can_still_be_taken_back_outlasts_a_simulated_year(app, amina):
    now = clock.real_now()
    with app.app_context():
        change_address(amina.id, now - 4 * DAY, confirmed_at=now - 2 * DAY)
    assert "people.address_changes" not in let_go(app, now + YEAR)


def test_ended_calendar_addresses_and_old_copies_go(app, amina, at):
    amina.post("/calendar", {"name": "Phone"})
    amina.post("/calendar/addresses/1/revocation")
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    make_copies(app, at + 7 * DAY)
    assert "agenda.addresses: 1" in let_go(app, at + 91 * DAY)
    with app.app_context():
        assert session.scalar(select(func.count(DataCopy.id))) == 0


def test_more_than_a_batch_goes_in_several_and_the_preview_said_how_many(app, amina, at, monkeypatch):
    monkeypatch.setattr(retaining, "BATCH", 3)
    with app.app_context():
        make_links(amina.id, 7, at - 60 * DAY)
    committed = []
    with app.app_context():
        rule = next(rule for rule in holdings.rules() if rule.key == "people.links")
        counted = retaining.preview(at)
        gone = retaining.let_go(rule, at, after_each=lambda: committed.append(session.commit()))
    assert gone == next(one.now for one in counted if one.rule.key == "people.links") == 7
    assert len(committed) == 3


def test_who_was_not_here_for_two_years_is_told_and_then_erased(app, visit, letters, at):
    visit("old@example.org", "Olga Old")
    letters()
    then = at + 730 * DAY + DAY
    assert previewed(app, at + 701 * DAY)["privacy.idle"] == (0, 1)
    with clock.held_at(then):
        assert "privacy.idle: 1" in let_go(app, then)
        assert "privacy.idle" not in let_go(app, then)
        (letter,) = letters(then)
        assert letter["To"].addresses[0].addr_spec == "old@example.org"
        assert letter["Subject"] == "Do you want to keep your account?"
    with app.app_context():
        assert jobs.erase_due(then + 30 * DAY - timedelta(seconds=1)) == ""
        assert jobs.erase_due(then + 30 * DAY) == "1 person erased"


def test_who_signs_in_meanwhile_stays(app, visit, at):
    olga = visit("old@example.org", "Olga Old")
    then = at + 731 * DAY
    let_go(app, then)
    with clock.held_at(then):
        sign_in_again(app, olga, then)
    with app.app_context():
        assert jobs.erase_due(then + 31 * DAY) == ""
        assert session.get_one(Person, olga.id).name == "Olga Old"
    assert previewed(app, then + 31 * DAY)["privacy.idle"] == (0, 0)


def test_who_is_invited_meanwhile_stays(app, visit, program, at):
    olga = visit("old@example.org", "Olga Old")
    then = at + 731 * DAY
    let_go(app, then)
    visit("old@example.org", "Olga Old", role="mentor", program=program)
    with app.app_context():
        session.execute(update(Participation).values(invited_at=then + DAY))
        session.execute(update(Erasure).values(cancelled_at=None))  # the sign-in of `visit` called it off
        session.commit()
        assert jobs.erase_due(then + 31 * DAY) == ""
        assert session.get_one(Person, olga.id).name == "Olga Old"


def test_who_runs_something_or_takes_part_is_not_idle(app, amina, chandra, root, program, at):
    """The program ends on 10 March 2027: amina counts as idle two years after that, and no day before."""
    end = at.replace(year=2027, month=3, day=10)
    assert previewed(app, at + 731 * DAY)["privacy.idle"][0] == 0
    assert previewed(app, end + 730 * DAY)["privacy.idle"][0] == 0
    assert previewed(app, end + 731 * DAY)["privacy.idle"][0] == 1
    with app.app_context():
        people = next(one.people for one in retaining.preview(end + 731 * DAY) if one.rule.names_people)
        assert [person.name for person in people] == ["Amina Odhiambo"]


def test_an_administrator_sees_what_would_go_and_sets_the_days(app, root, visit, at):
    visit("old@example.org", "Olga Old")
    then = at + 710 * DAY
    with clock.held_at(then):
        sign_in_again(app, root, then)
        page = root.get("/site/retention").text
        assert "Olga Old" in page
        assert 'name="days-privacy.idle" value="730" min="365" max="3650"' in page
        assert root.post("/site/retention", {"days-privacy.idle": "700"}).status_code == 302
        assert 'value="700"' in root.get("/site/retention").text
        assert "privacy.idle: 1" in let_go(app, then)
    with app.app_context():
        assert queries.periods()["privacy.idle"] == 700


@pytest.mark.either
@pytest.mark.parametrize("typed", ["364", "3651", "", "many", "-1", "٣٦٦", "99999999999999"])
def test_days_out_of_bounds_are_said_at_the_field(app, root, typed):
    answer = root.post("/site/retention", {"days-privacy.idle": typed, "days-people.links": "31"})
    assert answer.status_code == 422
    assert "Enter 365 to 3650 days." in answer.text
    with app.app_context():
        assert queries.periods()["privacy.idle"] == 730
        assert queries.periods()["people.links"] == 30  # all or nothing


@pytest.mark.either
def test_the_page_is_for_administrators(amina, chandra, dov, nobody, root):
    assert [one.get("/site/retention").status_code for one in (amina, chandra, dov)] == [403, 403, 403]
    assert nobody.get("/site/retention").status_code == 302
    assert root.get("/site/retention").status_code == 200


def test_the_command_line_previews_as_well(app, amina, at):
    rows = json.loads(app.test_cli_runner().invoke(args=["privacy", "retention", "--json"]).output)
    assert {row["rule"]: row["days"] for row in rows}["mail.content"] == 365
    assert [row["rule"] for row in rows] == [rule.key for rule in holdings.rules()]


@pytest.mark.either
def test_the_notice_says_what_is_held_by_whom_and_for_how_long(app, nobody, root, settings):
    page = nobody.get("/privacy").text
    with app.app_context():
        for one in holdings.every():
            assert str(one.title) in page
            assert str(one.because).replace("'", "&#39;") in page
    assert "hello@training.example.org" in page
    assert "Address, subject and content for 365 days" in page
    assert re.search(r'href="/privacy"', nobody.get("/sign-in").text)
    root.post("/site/retention", {"days-mail.content": "400"})
    assert "Address, subject and content for 400 days" in nobody.get("/privacy").text


def test_somebody_who_is_new_is_nobody_who_was_long_away(app, at):
    with app.app_context():
        find_or_create(email="new@example.org", name="Nora New", time_zone="UTC", at=at + 700 * DAY)
        session.commit()
    assert previewed(app, at + 731 * DAY)["privacy.idle"] == (0, 0)
