"""The second step: an app on the phone."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Thread

import pyotp
import pytest
from sqlalchemy import func, select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people.actions import make_link
from mentortrain.people.models import BrowserSession, KnownBrowser, RecoveryCode, SignIn, TwoStep
from tests.audit.stage import lines, people_of
from tests.conftest import Visitor

pytestmark = pytest.mark.either  # pages and words, not the database

AMINA = "amina@example.org"
PAGE = "/you/security/two-step"


def set_up(visitor, at):
    """Set up an app as the page says; (app, recovery codes)."""
    page = visitor.get(PAGE).text
    key = re.search(r'id="two-step-key"[^>]*>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    app = pyotp.TOTP(key)
    answer = visitor.post(PAGE, {"code": app.at(at)})
    assert answer.status_code == 200, answer.text
    shown = answer.text[answer.text.index('id="recovery-codes"') :]
    codes = re.findall(r"(?:[a-z2-7]{4}-){3}[a-z2-7]{4}", shown)
    assert len(codes) == 10
    return app, codes


def first_step(app, visitor, at, next_path="/"):
    """A browser that has used a link of this person; (browser, where it is led)."""
    with app.app_context():
        token = make_link(visitor.person, at=at, next_path=next_path)
        session.commit()
    found = Visitor(app.test_client(), visitor.id, visitor.email)
    return found, found.post(f"/sign-in/{token}").location


def second_step(visitor, code, **more):
    return visitor.post("/sign-in/two-step", {"code": code, **more})


@pytest.fixture
def later(at):
    """Ten minutes on: the code of the setting up is over."""
    with clock.held_at(at + timedelta(minutes=10)):
        yield at + timedelta(minutes=10)


@pytest.fixture
def phone(amina, at):
    """(app, recovery codes) of amina."""
    return set_up(amina, at)


def test_amina_sets_up_an_app_and_signs_in_with_two_steps(app, amina, phone, letters, later):
    totp, _codes = phone
    assert [mail["Subject"] for mail in letters(later)] == ["Two-step sign-in is on"]
    desk, led = first_step(app, amina, later, "/learn")
    assert led == "/sign-in/two-step"
    assert desk.get("/learn").location == "/sign-in?next=/learn"  # nobody is signed in yet
    assert 'autocomplete="one-time-code"' in desk.get(led).text
    answer = second_step(desk, totp.at(later))
    assert (answer.status_code, answer.location) == (302, "/learn")
    assert "by a link, code of the app" in desk.get("/you/security").text


def test_the_page_shows_a_picture_the_policy_allows_and_the_key_as_text(amina):
    answer = amina.get(PAGE)
    assert re.search(r'<img class="qr" src="data:image/svg\+xml[^"]+" alt="[^"]+"', answer.text)
    assert "img-src 'self' data:" in answer.headers["Content-Security-Policy"]
    assert "otpauth://totp/mentortrain:amina%40example.org?" in answer.text


def test_a_wrong_code_turns_nothing_on(app, amina, at):
    amina.get(PAGE)
    page = amina.post(PAGE, {"code": "000000"})
    assert page.status_code == 422
    assert "This is not the code that your app shows now." in page.text
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(TwoStep)) == 0


def test_codes_of_the_half_minute_before_and_after_work_and_no_others(app, amina, phone, later):
    totp, _codes = phone
    desk, _led = first_step(app, amina, later)
    for off in (-90, 60):
        assert second_step(desk, totp.at(later + timedelta(seconds=off))).status_code == 422
    assert second_step(desk, totp.at(later - timedelta(seconds=30))).status_code == 302
    desk, _led = first_step(app, amina, later)
    assert second_step(desk, totp.at(later + timedelta(seconds=30))).status_code == 302


def test_a_code_works_once_and_none_from_before_it(app, amina, phone, later):
    totp, _codes = phone
    desk, _led = first_step(app, amina, later)
    assert second_step(desk, totp.at(later)).status_code == 302
    other, _led = first_step(app, amina, later)
    assert second_step(other, totp.at(later)).status_code == 422
    assert second_step(other, totp.at(later - timedelta(seconds=30))).status_code == 422


def test_the_same_code_twice_at_once_signs_in_once(app, amina, phone, later):
    code = phone[0].at(later)
    found = []

    def press(desk, token):
        with clock.held_at(later):
            form = {"csrf_token": token, "code": code}
            found.append(desk.client.post("/sign-in/two-step", data=form).status_code)

    threads = []
    for _ in range(3):
        desk, led = first_step(app, amina, later)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', desk.get(led).text)[1]
        threads.append(Thread(target=press, args=(desk, token)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [302, 422, 422]


def test_a_recovery_code_signs_in_once_in_place_of_the_phone(app, amina, phone, letters, later):
    code = phone[1][3]
    letters(later)
    desk, _led = first_step(app, amina, later)
    assert second_step(desk, code.upper().replace("-", " ")).location == "/"
    assert [mail["Subject"] for mail in letters(later)] == [
        "A recovery code signed in to your account",
        "A new browser signed in to your account",
    ]
    assert "9 recovery codes are left." in desk.get(PAGE).text
    other, _led = first_step(app, amina, later)
    assert second_step(other, code).status_code == 422


def test_who_types_a_wrong_recovery_code_is_told_of_recovery_codes(app, amina, phone, later):
    """Not of the app: they are there because they have no phone."""
    _totp, codes = phone
    desk, _led = first_step(app, amina, later)
    said = "None of your recovery codes that are left is this one."
    wrong = second_step(desk, "aaaa-bbbb-cccc-dddd")
    assert (wrong.status_code, said in wrong.text) == (422, True)
    assert "your app shows now" not in wrong.text
    assert "This is not the code that your app shows now." in second_step(desk, "000 000").text
    assert second_step(desk, codes[0]).status_code == 302
    again, _led = first_step(app, amina, later)
    assert said in second_step(again, codes[0].upper()).text  # it was used
    for _ in range(9):
        second_step(again, "000000")
    assert said in second_step(again, "aaaa-bbbb-cccc-dddd").text  # the app waits, recovery codes do not
    assert said in desk.post(f"{PAGE}/removal", {"code": codes[0]}).text


def test_new_recovery_codes_end_those_before_and_a_mail_tells(app, amina, phone, letters, later):
    letters(later)
    answer = amina.post(f"{PAGE}/recovery-codes")
    assert [mail["Subject"] for mail in letters(later)] == ["New recovery codes were made for your account"]
    assert "The codes from before no longer work." in answer.text
    desk, _led = first_step(app, amina, later)
    assert second_step(desk, phone[1][0]).status_code == 422


def test_after_ten_wrong_codes_the_app_waits_and_recovery_codes_do_not(app, amina, phone, later):
    desk, _led = first_step(app, amina, later)
    for _ in range(10):
        assert "not the code" in second_step(desk, "000000").text
    page = second_step(desk, phone[0].at(later))
    assert page.status_code == 422
    assert "Too many wrong codes" in page.text
    assert second_step(desk, phone[1][0]).status_code == 302
    assert desk.get("/you/security").text.count("failed") >= 10


def test_the_second_step_is_to_follow_within_ten_minutes(app, amina, phone, later):
    desk, _led = first_step(app, amina, later)
    with clock.held_at(later + timedelta(minutes=11)):
        code = phone[0].at(later + timedelta(minutes=11))
        assert second_step(desk, code).location == "/sign-in"


def test_a_browser_of_her_own_is_not_asked_for_30_days(app, amina, phone, later):
    desk, _led = first_step(app, amina, later)
    answer = second_step(desk, phone[0].at(later), remember="y")
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("mentortrain_known="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/sign-in" in cookie

    def again(at):
        with clock.held_at(at), app.app_context():
            token = make_link(amina.person, at=at)
            session.commit()
        with clock.held_at(at):
            return desk.post(f"/sign-in/{token}").location

    assert again(later + timedelta(days=29)) == "/"
    assert again(later + timedelta(days=31)) == "/sign-in/two-step"
    _other, led = first_step(app, amina, later)
    assert led == "/sign-in/two-step"


def test_a_known_browser_is_listed_and_asked_again(app, amina, phone, later):
    desk, _led = first_step(app, amina, later)
    second_step(desk, phone[0].at(later), remember="y")
    [path] = re.findall(
        r'action="(/you/security/known-browsers/\d+/forgetting)"', desk.get("/you/security").text
    )
    assert desk.post(path).location == "/you/security"
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(KnownBrowser)) == 0
    assert desk.post(path).status_code == 404


def test_turning_it_off_takes_a_code(app, amina, phone, later):
    assert amina.post(f"{PAGE}/removal", {"code": "000000"}).status_code == 422
    assert amina.post(f"{PAGE}/removal", {"code": phone[0].at(later)}).location == "/you/security"
    assert first_step(app, amina, later)[1] == "/"


def test_nothing_that_is_stored_tells_the_key_or_a_recovery_code(app, amina, phone):
    with app.app_context():
        rows = str(session.execute(select(TwoStep.__table__)).all())
        rows += str(session.execute(select(RecoveryCode.__table__)).all())
    assert phone[0].secret not in rows
    assert not any(code in rows or code.replace("-", "") in rows for code in phone[1])


@pytest.fixture
def ada(app, visit):
    """An administrator."""
    ada = visit("ada@example.org", "Ada")
    with app.app_context():
        ada.person.is_admin = True
        session.commit()
    return ada


def test_an_administrator_asks_it_of_staff_and_they_set_it_up_before_anything_else(
    app, ada, amina, chandra, program, at, later
):
    home = f"/programs/{program.id}/readiness"
    assert ada.post("/site/accounts", {"two_step": "y"}).location == "/site/accounts"
    assert "Two steps are asked of all staff" in ada.get("/site/accounts").text
    assert chandra.get(home).status_code == 200  # from the next sign-in on

    desk, led = first_step(app, chandra, later, home)
    assert led == home
    assert desk.get(home).location == PAGE
    assert desk.post(f"{home.rpartition('/')[0]}/settings", {}).location == PAGE
    assert "This site asks it of its staff" in desk.get(PAGE).text
    set_up(desk, later)
    assert desk.get(home).status_code == 200
    assert desk.post(f"{PAGE}/removal", {"code": "000000"}).status_code == 422
    assert "This site asks two steps of its staff." in desk.post(f"{PAGE}/removal", {"code": "000000"}).text

    mentor, led = first_step(app, amina, later)
    assert mentor.get("/").status_code == 200  # participants never

    ada.post("/site/accounts", {})
    ada.post("/site/accounts", {})  # nothing changes, so nothing is recorded
    with app.app_context():
        assert [one.action for one in lines() if one.actor_id == ada.id] == [
            "two_step.required",
            "two_step.optional",
        ]


def test_only_administrators_decide(amina, chandra):
    for visitor in (amina, chandra):
        assert visitor.get("/site/accounts").status_code == 403
        assert visitor.post("/site/accounts", {"two_step": "y"}).status_code == 403
        assert visitor.post("/site/accounts/two-step-resets", {}).status_code == 403


def test_who_lost_the_phone_is_helped_with_a_reason_in_the_record(app, ada, amina, phone, letters, later):
    letters(later)
    path = "/site/accounts/two-step-resets"
    assert ada.post(path, {"email": AMINA}).status_code == 422
    assert ada.post(path, {"email": "nimina@example.org", "reason": "x"}).status_code == 422
    form = {"email": AMINA, "reason": "Lost the phone; I called her."}
    assert ada.post(path, form).location == "/site/accounts"
    assert amina.get("/").status_code == 302
    assert first_step(app, amina, later)[1] == "/"
    assert [mail["Subject"] for mail in letters(later)] == ["An administrator reset your two-step sign-in"]
    assert "Lost the phone; I called her." in ada.get("/site/record").text
    with app.app_context():
        [line] = lines("two_step.reset")
        assert (line.actor_id, people_of(line)) == (ada.id, [amina.id])


def test_the_command_line_helps_the_last_administrator(app, amina, phone, later):
    runner = app.test_cli_runner()
    done = runner.invoke(args=["people", "reset-two-step", AMINA, "--reason", "lost the phone"])
    assert done.output == f"{AMINA} signs in without a second step, and is told by mail\n"
    assert first_step(app, amina, later)[1] == "/"
    again = runner.invoke(args=["people", "reset-two-step", AMINA, "--reason", "lost the phone"])
    assert (again.exit_code, again.stderr) == (1, f"error: {AMINA} has no two-step sign-in\n")


def test_a_sign_in_that_waits_is_no_session_of_anybody(app, amina, phone, later):
    first_step(app, amina, later)
    assert amina.get("/you/security").text.count("Since ") == 1
    with app.app_context():
        assert session.scalar(select(func.count()).where(BrowserSession.awaits == "code")) == 1
        assert session.scalar(select(func.count()).where(SignIn.second != "")) == 0
