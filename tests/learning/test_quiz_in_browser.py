"""The question page in Chromium on a slow line, and for somebody who was signed out meanwhile."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions
from mentortrain.learning.models import Answer
from mentortrain.people.actions import make_link
from mentortrain.people.models import Person
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
        opened = browser.new_page(viewport={"width": 390, "height": 844})
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


def test_signed_out_elsewhere_is_told(page: Any, app: Flask):
    page.context.clear_cookies()
    page.get_by_label("who option 0").check()
    page.get_by_role("status").filter(has_text="Not saved. Go back, reload the page").wait_for()
    assert kept(app) == []
