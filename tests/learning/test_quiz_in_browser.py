"""The question page in Chromium on a slow line, and for somebody who was signed out meanwhile."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete
from werkzeug.serving import make_server

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions
from mentortrain.learning.models import Answer
from mentortrain.people.actions import make_link
from mentortrain.people.models import BrowserSession, Person
from tests.conftest import Visitor
from tests.learning import makers

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium")
# As root Chromium refuses its sandbox; the rest keeps it from talking to its maker.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The app behind a real port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(site: str, app: Flask, amina: Visitor) -> Iterator[Any]:
    """Amina's browser, in front of the first question of a small quiz."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed here (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with app.app_context():
        actions.publish(makers.course(makers.quiz()), at=clock.real_now())
        token = make_link(session.get_one(Person, amina.id), at=clock.real_now())
        session.commit()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        opened.set_default_timeout(10_000)
        opened.goto(f"{site}/sign-in/{token}")
        opened.locator("main form button").first.click()
        opened.goto(f"{site}/learn/small/quizzes/check")
        opened.get_by_role("button", name="Start the quiz").click()
        yield opened
        browser.close()


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
