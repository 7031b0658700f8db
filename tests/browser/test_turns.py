"""A conversation where scripts run: it goes on in its page, leaves no trail of old turns, and says what a line lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from mentortrain.db import session
from mentortrain.learning import actions, content
from mentortrain.people.actions import make_link
from tests.browser.conftest import PHONE, Browse, sign_in
from tests.browser.story.page import expect_title, press
from tests.browser.story.whole_course import FILES
from tests.conftest import Visitor
from tests.learning.course_folder import maker
from tests.sites import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),  # what it keeps is tried elsewhere
]
TALK = "/learn/stall/conversations/third-chair"


@pytest.fixture
def page(app: Flask, at: datetime, amina: Visitor, browse: Browse, tmp_path: Path) -> Iterator[Page]:
    """Amina at the first turn, on a phone."""
    course, faults = content.load(maker(tmp_path)(FILES, "stall"))
    assert course and not faults
    with app.app_context():
        actions.publish(course, at=at)
        token = make_link(amina.person, at=at)
        session.commit()
    with served(app, at=at) as site:
        opened = browse(PHONE, may_fail=True)
        sign_in(opened, f"{site}/sign-in/{token}")
        opened.goto(f"{site}{TALK}")
        press(opened, "Begin the conversation")
        expect_title(opened, "The third chair: Turn 1")
        opened.evaluate("window.loadedOnce = true")
        yield opened


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.loadedOnce === true"))


def test_a_turn_is_shown_without_loading_the_page_and_read_from_its_passage(page: Page) -> None:
    before = page.evaluate("history.length")
    press(page, "“Yes, it will pay.”")
    expect_title(page, "The third chair: Turn 2")
    expect(page).to_have_title("Turn 2 · The third chair · mentortrain")
    expect(page.locator(":focus")).to_contain_text("She looks at the door.")
    press(page, "Go back one turn")
    expect_title(page, "The third chair: Turn 1")
    press(page, "“What would it have to earn in a week?”")
    expect_title(page, "The third chair: Turn 2")
    press(page, "“Take your time.")
    expect_title(page, "Passed: 2 of 2 choices were good.")
    expect(page.locator(":focus")).to_have_text("Passed: 2 of 2 choices were good.")
    assert page.url.endswith("/debrief")
    assert (stayed(page), page.evaluate("history.length")) == (True, before)

    page.go_back()
    expect_title(page, "The third chair: you have passed.")
    page.go_forward()
    expect_title(page, "Passed: 2 of 2 choices were good.")


def test_what_a_broken_line_did_not_take_is_said_and_can_be_pressed_again(page: Page) -> None:
    page.route("**/turns", lambda route: route.abort())
    press(page, "“Yes, it will pay.”")
    expect(page.get_by_role("alert").filter(has_text="No connection. Press it once more.")).to_be_visible()
    page.unroute("**/turns")
    press(page, "“Yes, it will pay.”")
    expect_title(page, "The third chair: Turn 2")
    assert stayed(page)


def test_who_is_signed_out_meanwhile_is_told_by_the_site_itself(page: Page) -> None:
    page.context.clear_cookies()
    press(page, "“Yes, it will pay.”")
    expect_title(page, "You are signed out. What you wrote is still here.")
    assert not stayed(page)
