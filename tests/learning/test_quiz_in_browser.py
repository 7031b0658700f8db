"""The question page in Chromium on a slow line, and for somebody who was signed out meanwhile."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions
from mentortrain.learning.models import Answer, Attempt
from mentortrain.people.actions import make_link
from mentortrain.people.models import BrowserSession, Person
from tests.browser.program import FLAGS, HINT, PROGRAM
from tests.conftest import Visitor
from tests.learning import makers
from tests.sites import served

pytestmark = [pytest.mark.browser, pytest.mark.either]


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The app behind a real port."""
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One for them all; each test has a context of its own. Not longer: it takes asyncio in this thread."""
    if PROGRAM is None:
        pytest.skip(HINT)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=PROGRAM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def page(site: str, app: Flask, amina: Visitor, browser: Any) -> Iterator[Any]:
    """Amina's browser, in front of the first question of a small quiz."""
    with app.app_context():
        actions.publish(makers.course(makers.quiz()), at=clock.real_now())
        token = make_link(session.get_one(Person, amina.id), at=clock.real_now())
        session.commit()
    context = browser.new_context(viewport={"width": 390, "height": 844})
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.goto(f"{site}/sign-in/{token}")
    opened.locator("main form button").first.click()
    opened.goto(f"{site}/learn/small/quizzes/check")
    opened.get_by_role("button", name="Start the quiz").click()
    opened.wait_for_url("**/attempts/*/1")  # until it is loaded: a page on its way takes no route
    yield opened
    context.close()


def kept(app: Flask) -> list[tuple[int, list[int]]]:
    with app.app_context():
        return [(answer.slot, answer.chosen) for answer in session.query(Answer).order_by(Answer.slot)]


def test_a_slow_line_ends_with_the_last_choice(page: Any, app: Flask):
    def slowly(route: Any) -> None:
        threading.Event().wait(0.3)
        route.continue_()

    page.route("**/saving", slowly)
    page.get_by_label("who option 0").check()
    page.get_by_label("who option 1").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("Question 2 of 3").first.wait_for()
    assert kept(app) == [(1, [1])]


def enter_in_another_tab(page: Any, site: str, app: Flask, person_id: int) -> None:
    with app.app_context():
        token = make_link(session.get_one(Person, person_id), at=clock.real_now())
        session.commit()
    tab = page.context.new_page()
    tab.goto(f"{site}/sign-in/{token}")
    tab.locator("main form button").first.click()
    tab.wait_for_url(f"{site}/")
    tab.close()


@pytest.mark.parametrize("ended", ["session", "cookie"])
def test_signed_out_meanwhile_the_answer_waits_and_is_saved(
    page: Any, site: str, app: Flask, amina: Visitor, ended: str
):
    if ended == "cookie":
        page.context.clear_cookies()
    else:
        with app.app_context():
            session.execute(delete(BrowserSession))
            session.commit()
    page.get_by_label("who option 0").check()
    page.get_by_text("leave this page open: your answer stays here").wait_for()
    page.get_by_label("who option 1").check()
    page.get_by_role("link", name="Sign in again in another tab").wait_for()
    assert kept(app) == []
    enter_in_another_tab(page, site, app, amina.id)
    page.get_by_role("status").filter(has_text=re.compile("^Saved")).wait_for()
    assert not page.get_by_text("leave this page open").is_visible()
    assert kept(app) == [(1, [1])]


def test_what_was_typed_is_sent_again_after_signing_in_in_another_tab(
    page: Any, site: str, app: Flask, amina: Visitor
):
    page.goto(f"{site}/you")
    page.get_by_label("Your name").fill("Amina of the radios")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="You are signed out. What you wrote is still here.").wait_for()
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("heading", name="You are signed out. What you wrote is still here.").wait_for()
    enter_in_another_tab(page, site, app, amina.id)
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_url("**/you")
    assert page.get_by_label("Your name").input_value() == "Amina of the radios"


def test_what_is_typed_and_paired_is_saved_by_itself(page: Any, site: str, app: Flask):
    with app.app_context():
        asked = makers.quiz(makers.short(), makers.matching(), makers.essay())
        actions.publish(makers.course(asked, key="typed"), at=clock.real_now())
        session.commit()
    page.goto(f"{site}/learn/typed/quizzes/check")
    page.get_by_role("button", name="Start the quiz").click()
    page.get_by_label("Your answer").press_sequentially("Nairobi")  # and the field is not left
    page.get_by_role("status").filter(has_text=re.compile("^Saved")).wait_for()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("mentee").select_option("decides")
    page.get_by_role("status").filter(has_text=re.compile("^Saved")).wait_for()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Your answer").fill("One.\nTwo.")
    page.get_by_role("status").filter(has_text=re.compile("^Saved")).wait_for()
    with app.app_context():
        found = session.scalars(select(Answer).order_by(Answer.slot)).all()
        assert [(answer.chosen, answer.response) for answer in found] == [
            ([], "Nairobi"),
            ([-1, 1], ""),
            ([], "One.\nTwo."),
        ]


def test_what_a_broken_line_kept_back_is_said_loudly_and_sent_by_the_next_page(page: Any, app: Flask):
    page.route("**/saving", lambda route: route.abort())
    page.get_by_label("who option 0").check()
    page.get_by_role("alert").filter(has_text="Not saved yet: no connection.").wait_for()
    assert kept(app) == []
    address = page.url
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    page.unroute("**/saving")
    page.goto(address)
    page.get_by_role("status").filter(has_text=re.compile("^Saved")).wait_for()
    assert kept(app) == [(1, [0])]
    assert page.get_by_label("who option 0").is_checked()
    assert (
        page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('quiz-unsaved:')).length")
        == 0
    )


def test_what_a_deadline_without_a_network_kept_back_is_sent_by_the_result(page: Any, app: Flask):
    page.route("**/saving", lambda route: route.abort())
    page.get_by_label("who option 0").check()
    page.get_by_role("alert").filter(has_text="Not saved yet: no connection.").wait_for()
    address = page.url
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    with app.app_context():
        (attempt,) = session.query(Attempt)
        attempt.deadline_at = clock.real_now() - timedelta(minutes=5)
        session.flush()
        assert actions.close_overdue(attempt.id, at=clock.real_now())
        session.commit()
    page.unroute("**/saving")
    page.goto(address)
    page.get_by_text("One answer came late. Staff decide whether it counts.").wait_for()
    with app.app_context():
        assert [(each.slot, each.chosen, each.is_late) for each in session.query(Answer)] == [(1, [0], True)]
