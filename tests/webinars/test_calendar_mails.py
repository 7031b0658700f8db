"""What reaches people's calendars by mail when they register, and when staff move, reword or cancel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from mentortrain import clock
from mentortrain.db import session
from mentortrain.webinars import actions
from mentortrain.webinars.models import Webinar
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed, event_in, said

pytestmark = pytest.mark.either  # pages and words, not the database

Letters = Callable[..., list[EmailMessage]]


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_registering_brings_the_session_by_mail(amina: Visitor, page: str, letters: Letters) -> None:
    assert amina.post(f"{page}/registration").status_code == 302
    (mail,) = letters()
    event = event_in(mail)
    assert mail["Subject"] == ("You are registered: Listening before advice, Monday 23 November, 20:00 (EAT)")
    assert "Monday 23 November, 20:00 to 20:45, your time (EAT)" in text_of(mail)
    assert f"http://localhost{page}" in text_of(mail)
    assert "meet.example.org" not in mail.as_string()
    assert event["DTSTART"].dt == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")


def test_each_reads_the_time_in_their_own_zone(bruno: Visitor, page: str, letters: Letters) -> None:
    bruno.post(f"{page}/registration")
    (mail,) = letters()
    assert "Monday 23 November, 12:00 to 12:45" in text_of(mail)


def test_registering_twice_mails_once(amina: Visitor, page: str, letters: Letters) -> None:
    amina.post(f"{page}/registration")
    amina.post(f"{page}/registration")
    assert said(letters()) == [("amina@example.org", "REQUEST", 0)]


def test_a_moved_session_keeps_its_uid_and_raises_its_sequence(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    amina.post(f"{page}/registration")
    (before,) = [event_in(mail) for mail in letters()]
    answer = agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    assert (answer.status_code, answer.location) == (302, desk)
    (mail,) = letters()
    after = event_in(mail)
    assert mail["Subject"] == "New time: Listening before advice, Friday 27 November, 18:00 (EAT)"
    assert "Now: Friday 27 November, 18:00 to 18:45, your time (EAT)" in text_of(mail)
    assert "Before: Monday 23 November, 20:00 to 20:45, your time (EAT)" in text_of(mail)
    assert (after["UID"], after["ORGANIZER"]) == (before["UID"], before["ORGANIZER"])
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


def test_another_length_is_an_update_too(
    amina: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    amina.post(f"{page}/registration")
    letters()
    agreed(chandra, f"{desk}/edit", DETAILS | {"minutes": "60"})
    assert said(letters()) == [("amina@example.org", "REQUEST", 1)]


def test_another_length_is_an_update_that_says_so(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    agreed(chandra, f"{desk}/edit", DETAILS | {"capacity": "1"})
    amina.post(f"{page}/registration")
    bruno.post(f"{page}/registration")
    letters()
    longer = DETAILS | {"capacity": "1", "minutes": "60"}
    over = chandra.post(f"{desk}/edit", longer).text
    assert "1 person who is expected gets the new length, for their calendar too." in over
    assert "1 person who waits for a place gets the new length." in over
    assert "new time" not in over
    agreed(chandra, f"{desk}/edit", longer)
    told = letters()
    assert said(told) == [("amina@example.org", "REQUEST", 1)]
    assert [one["Subject"].partition(":")[0] for one in told] == ["New length"] * 2
    text = told[0].get_body(("plain",)).get_content()
    assert "this session begins as before and has a new length:" in text
    assert "Now: Monday 23 November, 20:00 to 21:00" in text


def test_another_length_after_a_move_that_nobody_heard_of_tells_the_time(
    amina: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    amina.post(f"{page}/registration")
    letters()
    later = DETAILS | {"starts_wall": "2026-11-24T20:00"}
    agreed(chandra, f"{desk}/edit", later)
    agreed(chandra, f"{desk}/edit", later | {"minutes": "60"})
    (mail,) = letters()
    assert mail["Subject"].startswith("New time: ")


def test_the_same_moment_in_another_zone_moves_nothing(
    amina: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    amina.post(f"{page}/registration")
    letters()
    agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-23T17:00", "time_zone": "UTC"})
    assert letters() == []
    assert "Monday 23 November, 17:00 (UTC)" in chandra.get(desk).text


def test_other_words_mail_nobody(
    amina: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    amina.post(f"{page}/registration")
    letters()
    agreed(chandra, f"{desk}/edit", DETAILS | {"title": "Listening first", "host_name": "Juma"})
    assert letters() == []
    assert "Listening first" in amina.get(page).text


def test_moved_twice_before_the_mail_goes_tells_only_the_last_time(
    amina: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    amina.post(f"{page}/registration")
    letters()
    agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-28T18:00"})
    (mail,) = letters()
    assert event_in(mail)["SEQUENCE"] == 2
    assert event_in(mail)["DTSTART"].dt == datetime(2026, 11, 28, 15, 0, tzinfo=UTC)


def test_a_late_invitation_carries_the_new_time_and_needs_no_update(
    amina: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    amina.post(f"{page}/registration")
    agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    (mail,) = letters()
    assert event_in(mail)["SEQUENCE"] == 1
    assert event_in(mail)["DTSTART"].dt == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


def test_a_cancelled_session_is_cancelled_everywhere(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    invited = {mail["To"]: event_in(mail)["UID"] for mail in letters()}
    assert chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."}).status_code == 302
    mails = letters()
    assert said(mails) == [("amina@example.org", "CANCEL", 1), ("bruno@example.org", "CANCEL", 1)]
    assert {mail["To"]: event_in(mail)["UID"] for mail in mails} == invited
    assert event_in(mails[0])["STATUS"] == "CANCELLED"
    assert "Why: Grace is ill." in text_of(mails[0])
    assert mails[0]["Subject"].startswith("Cancelled: Listening before advice")
    for path in (page, desk):
        shown = (amina if path == page else chandra).get(path).text
        assert "Cancelled: “Listening before advice”" in shown
        assert "Why: Grace is ill." in shown
    chandra.post(f"{desk}/cancellation", {"reason": "Again."})
    assert letters() == []


def test_a_cancellation_needs_a_reason(
    amina: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    amina.post(f"{page}/registration")
    letters()
    answer = chandra.post(f"{desk}/cancellation", {"reason": "  "})
    assert answer.status_code == 422
    assert "Say why in a sentence" in answer.text
    assert letters() == []


def test_withdrawing_tells_only_that_person(
    amina: Visitor, bruno: Visitor, page: str, letters: Letters
) -> None:
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    letters()
    amina.post(f"{page}/withdrawal")
    (mail,) = letters()
    assert said([mail]) == [("amina@example.org", "CANCEL", 1)]
    assert mail["Subject"].startswith("You are not coming: Listening before advice")
    assert "You are registered" in bruno.get(page).text


def test_coming_back_after_withdrawing_is_above_the_cancel(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    amina.post(f"{page}/registration")
    bruno.post(f"{page}/registration")
    letters()
    amina.post(f"{page}/withdrawal")
    amina_cancelled = letters()
    amina.post(f"{page}/registration")
    amina_back = letters()
    agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    assert said(amina_cancelled) == [("amina@example.org", "CANCEL", 1)]
    assert said(amina_back) == [("amina@example.org", "REQUEST", 2)]
    assert said(letters()) == [("amina@example.org", "REQUEST", 3), ("bruno@example.org", "REQUEST", 1)]


def test_who_leaves_before_the_mail_goes_gets_nothing(amina: Visitor, page: str, letters: Letters) -> None:
    amina.post(f"{page}/registration")
    amina.post(f"{page}/withdrawal")
    assert letters() == []


def test_who_leaves_and_comes_back_before_the_mail_goes_gets_one(
    amina: Visitor, page: str, letters: Letters
) -> None:
    for deed in ("registration", "withdrawal", "registration"):
        amina.post(f"{page}/{deed}")
    assert said(letters()) == [("amina@example.org", "REQUEST", 2)]


def test_who_withdrew_hears_no_more(
    amina: Visitor, chandra: Visitor, page: str, desk: str, letters: Letters
) -> None:
    amina.post(f"{page}/registration")
    amina.post(f"{page}/withdrawal")
    letters()
    agreed(chandra, f"{desk}/edit", DETAILS | {"starts_wall": "2026-11-27T18:00"})
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    assert letters() == []


def test_an_invitation_that_comes_too_late_is_not_sent(amina: Visitor, page: str, letters: Letters) -> None:
    amina.post(f"{page}/registration")
    assert letters(datetime(2026, 11, 23, 17, 45, tzinfo=UTC)) == []


@pytest.fixture
def invite(app: Flask, at: datetime, webinar_id: int) -> Callable[..., int]:
    """invite(amina, bruno): as re-engagement does."""

    def call(*visitors: Visitor) -> int:
        with app.app_context():
            webinar = session.get_one(Webinar, webinar_id)
            count = actions.invite(webinar, [visitor.person for visitor in visitors], at=at)
            session.commit()
            return count

    return call


def test_inviting_again_mails_nobody_twice(
    amina: Visitor, bruno: Visitor, invite: Callable[..., int], letters: Letters
) -> None:
    assert invite(amina, bruno, amina) == 2
    mails = letters()
    assert said(mails) == [("amina@example.org", "REQUEST", 0), ("bruno@example.org", "REQUEST", 0)]
    assert mails[0]["Subject"].startswith("You are invited: Listening before advice")
    assert invite(amina, bruno) == 0
    assert letters() == []


def test_who_was_invited_registers_without_another_mail(
    amina: Visitor, invite: Callable[..., int], page: str, letters: Letters
) -> None:
    invite(amina)
    letters()
    assert "You are invited to “Listening before advice”" in amina.get(page).text
    amina.post(f"{page}/registration")
    assert letters() == []
    assert "You are registered for “Listening before advice”" in amina.get(page).text


def test_who_withdrew_is_not_invited_again(
    amina: Visitor, invite: Callable[..., int], page: str, letters: Letters
) -> None:
    invite(amina)
    amina.post(f"{page}/withdrawal")
    letters()
    assert invite(amina) == 0
    assert letters() == []


def test_each_invitation_costs_at_most_four_statements(
    app: Flask, at: datetime, visit: Any, program: Any, plan: Any, statements: Any
) -> None:
    people = [visit(f"p{n}@example.org", f"P {n}", role="mentee", program=program) for n in range(12)]
    spent = []
    for count in (2, 12):
        webinar_id = plan(title=f"For {count}")
        with app.app_context(), statements() as ran:
            webinar = session.get_one(Webinar, webinar_id)
            assert actions.invite(webinar, [one.person for one in people[:count]], at=at) == count
            session.commit()
        spent.append(len(ran))
    assert spent[1] - spent[0] <= 10 * 4  # the person, the registration, the part, the mail


def test_mails_are_posted_with_the_moment_of_the_deed(
    amina: Visitor, page: str, letters: Letters, at: datetime
) -> None:
    with clock.held_at(at + timedelta(hours=3)):
        amina.post(f"{page}/registration")
        (mail,) = letters()
    assert event_in(mail)["DTSTAMP"].dt == at, "DTSTAMP is the entry's, not the mail's"
