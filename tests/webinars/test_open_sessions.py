"""Sessions that are open to everybody: seen and come to without an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people.queries import with_email
from mentortrain.schedule.ticker import tick_at
from mentortrain.webinars import actions, queries
from mentortrain.webinars.models import Webinar
from tests.webinars.stage import agreed, said

pytestmark = pytest.mark.either  # pages and words, not the database

ELENA = {"name": "Elena Petrović", "email": "elena@example.org", "time_zone": "Europe/Belgrade"}


@pytest.fixture
def page(chandra, program, webinar_id, desk):
    """The public page of a session that Chandra has opened."""
    answer = chandra.post(f"{desk}/openness", {"open": "1"})
    assert answer.status_code == 302
    return f"/open/{program.id}/{webinar_id}"


def link_in(letter):
    return re.search(r"http://localhost(/open/place/\S+)", letter.get_body(("plain",)).get_content())[1]


def asked(nobody, page, letters, **changes):
    """Ask for a place; the path of the link in the mail."""
    answer = nobody.post(page, {**ELENA, **changes})
    assert (answer.status_code, answer.location) == (302, f"{page}/sent")
    (letter,) = letters()
    assert letter["To"].addresses[0].addr_spec == changes.get("email", ELENA["email"])
    return link_in(letter)


def test_nobody_sees_a_session_that_is_not_open(nobody, program, webinar_id, chandra, desk):
    assert nobody.get(f"/open/{program.id}/{webinar_id}").status_code == 404
    assert nobody.get(f"/open/{program.id}").status_code == 404
    assert nobody.post(f"/open/{program.id}/{webinar_id}", ELENA).status_code == 404
    assert "Only people of the program can come" in chandra.get(desk).text


def test_staff_open_it_share_its_page_and_close_it_again(chandra, nobody, desk, page):
    assert f"http://localhost{page}" in chandra.get(desk).text
    shown = nobody.get(page).text
    assert "Listening before advice" in shown
    assert "meet.example.org" not in shown
    chandra.post(f"{desk}/openness")
    assert nobody.get(page).status_code == 404


@pytest.mark.parametrize("who", ["dov", "amina", "nobody"])
def test_only_staff_of_the_program_open_it(request, who, desk, nobody, program, webinar_id):
    answer = request.getfixturevalue(who).post(f"{desk}/openness", {"open": "1"})
    assert answer.status_code in (302, 403, 404)
    assert nobody.get(f"/open/{program.id}/{webinar_id}").status_code == 404


def test_a_name_and_an_address_are_enough(nobody, page, letters, app, webinar_id):
    link = asked(nobody, page, letters)
    assert "elena@example.org" in nobody.get(f"{page}/sent").text
    assert "will you come?" in nobody.get(link).text  # looking confirms nothing
    with app.app_context():
        assert with_email("elena@example.org") is None
    assert nobody.post(link).status_code == 302
    assert "You are registered" in nobody.get(link).text
    assert said(letters()) == [("elena@example.org", "REQUEST", 0)]
    nobody.post(link)
    assert letters() == []
    with app.app_context():
        elena = with_email("elena@example.org")
        assert (elena.name, elena.time_zone) == ("Elena Petrović", "Europe/Belgrade")
        assert queries.registration(webinar_id, elena.id).is_expected


def test_staff_see_the_guest_among_those_who_come(nobody, chandra, page, desk, letters):
    nobody.post(asked(nobody, page, letters))
    assert "Elena Petrović" in chandra.get(desk).text


def test_the_page_that_a_guests_mail_names_is_there_for_them(
    nobody, dov, visit, page, letters, chandra, desk, program, webinar_id
):
    nobody.post(asked(nobody, page, letters))
    (letter,) = letters()
    named = f"/programs/{program.id}/sessions/{webinar_id}"
    assert f"http://localhost{named}" in letter.get_body(("plain",)).get_content()
    elena = visit("elena@example.org", "Elena Petrović")
    answer = elena.get(named)
    assert (answer.status_code, answer.location) == (302, page)
    assert "You are registered for “Listening before advice”" in elena.get(page).text
    assert nobody.get(named).location.startswith("/sign-in?"), "who takes part signs in"
    assert elena.post(f"{named}/registration").status_code == 404
    chandra.post(f"{desk}/openness")
    assert dov.get(named).status_code == 404


def test_a_guest_changes_their_mind_and_back(nobody, page, letters):
    link = asked(nobody, page, letters)
    nobody.post(link)
    letters()
    nobody.post(link, {"withdraw": "1"})
    assert "You are not coming" in nobody.get(link).text
    assert [method for _, method, _ in said(letters())] == ["CANCEL"]
    nobody.post(link)
    assert "You are registered" in nobody.get(link).text


def test_when_it_is_full_a_guest_waits_and_finds_their_place_from_the_mail(
    nobody, amina, program, webinar_id, page, letters, app
):
    with app.app_context():
        session.get_one(Webinar, webinar_id).capacity = 1
        session.commit()
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    letters()
    assert "full: you can wait" in nobody.get(page).text
    link = asked(nobody, page, letters)
    nobody.post(link)
    assert "You are number 1 in line" in nobody.get(link).text
    (waiting,) = letters()
    assert link_in(waiting) == link
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/withdrawal")
    assert "You are registered" in nobody.get(link).text
    assert ("elena@example.org", "REQUEST", 0) in said(letters())


def test_whoever_has_the_address_already_keeps_name_and_account(nobody, amina, page, letters, app):
    nobody.post(asked(nobody, page, letters, email="Amina@Example.org", name="Somebody else"))
    with app.app_context():
        assert amina.person.name == "Amina Odhiambo"
    assert said(letters()) == [("amina@example.org", "REQUEST", 0)]


def test_who_is_signed_in_comes_with_one_press(dov, page, letters):
    assert "Register as Dov Levi" in dov.get(page).text
    dov.post(page)
    assert "You are registered" in dov.get(page).text
    assert said(letters()) == [("dov@example.org", "REQUEST", 0)]
    dov.post(page, {"withdraw": "1"})
    assert "Register as Dov Levi" in dov.get(page).text


def test_the_answer_does_not_tell_whether_an_address_is_known(nobody, amina, page):
    answers = [
        nobody.post(page, {**ELENA, "email": email}) for email in ("amina@example.org", "new@example.org")
    ]
    assert len({(one.status_code, one.location) for one in answers}) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": " "}, "Enter your name."),
        ({"email": "elena"}, "This is no mail address."),
        ({"email": ""}, "Enter your mail address."),
        ({"time_zone": "Mars/Olympus"}, "Choose a zone from the list."),
    ],
)
def test_a_slip_is_said_at_its_field_and_nothing_typed_is_lost(nobody, page, letters, changes, says):
    answer = nobody.post(page, {**ELENA, **changes})
    assert (answer.status_code, says in answer.text) == (422, True)
    assert all(value in answer.text for name, value in ELENA.items() if name not in changes)
    assert letters() == []


def test_a_machine_that_fills_in_what_nobody_sees_gets_the_same_answer_and_no_mail(nobody, page, letters):
    assert nobody.post(page, {**ELENA, "website": "x"}).status_code == 302
    assert letters() == []


def test_one_address_gets_five_mails_for_a_session_and_no_more(nobody, page, letters, visit):
    for _ in range(7):
        nobody.post(page, ELENA)
    assert len(letters()) == 5


def test_a_later_name_counts_until_it_is_confirmed(nobody, page, letters, app):
    first = asked(nobody, page, letters)
    assert asked(nobody, page, letters, name="Elena P.") == first
    assert "Elena P., will you come?" in nobody.get(first).text


@pytest.mark.parametrize("token", ["unknown", "x" * 300])
def test_a_link_that_never_was_has_ended(nobody, page, token):
    for answer in (nobody.get(f"/open/place/{token}"), nobody.post(f"/open/place/{token}")):
        assert answer.status_code == 410
        assert "This link has ended" in answer.text


def test_what_is_over_or_called_off_says_so(nobody, page, letters, app, webinar_id, at):
    link = asked(nobody, page, letters)
    with app.app_context():
        ends = session.get_one(Webinar, webinar_id).entry.ends_at
    with clock.held_at(ends + timedelta(minutes=1)):
        assert "is over" in nobody.get(page).text
        assert nobody.post(page, ELENA).status_code == 422
        assert nobody.get(link).status_code == 410
    with app.app_context():
        actions.cancel(session.get_one(Webinar, webinar_id), reason="The host is ill.", at=at)
        session.commit()
    assert "Why: The host is ill." in nobody.get(page).text
    assert nobody.post(page, ELENA).status_code == 422
    nobody.post(link)
    assert "Cancelled" in nobody.get(link).text
    assert letters() == []


def test_a_link_lets_nobody_into_a_session_that_was_closed_meanwhile(
    nobody, chandra, page, desk, letters, app
):
    link = asked(nobody, page, letters)
    chandra.post(f"{desk}/openness")
    assert nobody.get(link).status_code == 410
    assert "is for people of its program only by now" in nobody.get(link).text
    nobody.post(link)
    assert letters() == []
    with app.app_context():
        assert with_email("elena@example.org") is None


def test_whoever_has_a_place_keeps_it_when_it_is_closed_and_can_still_leave(
    nobody, chandra, page, desk, letters
):
    link = asked(nobody, page, letters)
    nobody.post(link)
    chandra.post(f"{desk}/openness")
    assert "You are registered" in nobody.get(link).text
    nobody.post(link, {"withdraw": "1"})
    assert "You are not coming" in nobody.get(link).text
    nobody.post(link)
    assert "Only people of the program can come to this session now." in nobody.get(link).text


def test_all_open_sessions_of_a_program_stand_on_one_page(nobody, program, page, plan):
    plan(title="For the program alone")
    shown = nobody.get(f"/open/{program.id}").text
    assert "One live session is open to everybody" in shown
    assert page in shown
    assert "For the program alone" not in shown


def test_an_archived_program_shows_none(nobody, page, chandra, program):
    chandra.post(f"/programs/{program.id}/archive")
    assert nobody.get(page).status_code == nobody.get(f"/open/{program.id}").status_code == 404


def test_what_was_asked_goes_after_two_weeks_and_the_place_stays(nobody, page, letters, app, at, webinar_id):
    link = asked(nobody, page, letters)
    nobody.post(link)
    with app.app_context():
        tick_at(at + timedelta(days=15))
        assert queries.registration(webinar_id, with_email("elena@example.org").id) is not None
    assert nobody.get(link).status_code == 410


def test_what_was_done_stands_in_the_record(chandra, desk, page, program):
    chandra.post(f"{desk}/openness")
    shown = chandra.get(f"/programs/{program.id}/record").text
    assert "to everybody, also without an account." in shown
    assert "let only the program come to" in shown


def test_a_series_and_other_times_of_an_open_session_are_open_too(chandra, nobody, program, desk):
    assert "and so is each of them" not in chandra.get(f"{desk}/again").text
    chandra.post(f"{desk}/openness", {"open": "1"})
    assert "This one is open to everybody, and so is each of them." in chandra.get(f"{desk}/again").text
    agreed(chandra, f"{desk}/series", {"weeks": "2"})
    agreed(chandra, f"{desk}/series", {"day": "2026-12-01"})
    agreed(chandra, f"{desk}/times", {"starts_wall": "2026-11-24T09:00"})
    assert [nobody.get(f"/open/{program.id}/{number}").status_code for number in range(1, 6)] == [200] * 5


def test_the_mail_that_confirms_names_the_clocks_that_were_chosen(nobody, page, letters):
    nobody.post(page, ELENA)
    (letter,) = letters()
    said_in = letter.get_body(("plain",)).get_content()
    assert "Times in the mails about it are by the clocks of Belgrade, which you chose." in said_in


def test_who_is_registered_finds_the_way_in_on_the_public_page_and_on_their_own(
    nobody, page, letters, visit, app, amina
):
    link = asked(nobody, page, letters)
    nobody.post(link)
    own = nobody.get(link).text
    way_in = re.search(r'href="http://localhost(/join/[^"]+)">Join on the day', own)[1]
    assert "Joining as Elena Petrović" in nobody.get(way_in).text
    dana = visit("dana@example.org", "Dana Kim")
    assert "Join on the day" not in dana.get(page).text
    dana.post(page)
    way_in = re.search(r'href="http://localhost(/join/[^"]+)">Join on the day', dana.get(page).text)[1]
    assert "Joining as Dana Kim" in dana.get(way_in).text
    dana.post(page, {"withdraw": "1"})
    assert "Join on the day" not in dana.get(page).text
    amina.post(page)
    shown = amina.get(page).text
    assert ("Join on the day" in shown, "Open the session" in shown) == (True, True)
