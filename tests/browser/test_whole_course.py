"""A whole course, from the invitation to the certificate on paper: at a desk without JavaScript, and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from mentortrain.db import session
from mentortrain.learning import actions, content
from mentortrain.programs.models import Program
from tests.browser.conftest import PHONE, Browse, View, sign_in
from tests.browser.story.letters import link_in
from tests.browser.story.page import expect_notice, expect_title, follow, press, runs_scripts
from tests.browser.story.whole_course import FILES, TITLE
from tests.conftest import Visitor, import_list
from tests.learning.course_folder import maker
from tests.learning.test_media import PDF
from tests.paper.reading import text_of
from tests.sites import served

pytestmark = pytest.mark.browser
DESK_WITHOUT_JAVASCRIPT = View("plain desk", 1280, 900, javascript=False)
NAME = "Zuri Wambui"


# What the database does with all this is tried elsewhere, on both of them.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("view", [DESK_WITHOUT_JAVASCRIPT, PHONE], ids=lambda view: view.name)
def test_a_whole_course_from_invitation_to_certificate(
    view: View,
    app: Flask,
    at: datetime,
    program: Program,
    chandra: Visitor,
    letters: Callable[..., list[EmailMessage]],
    tmp_path: Path,
    browse: Browse,
) -> None:
    course, faults = content.load(maker(tmp_path)(FILES, "stall"))
    assert course and not faults
    with app.app_context():
        actions.publish(course, at=at)
        session.commit()
    import_list(chandra, program.id, f"{NAME},zuri@example.org,mentor,KE")
    (invitation,) = letters()

    with served(app, at=at) as site:
        page = browse(view)
        sign_in(page, link_in(invitation, "/sign-in/").replace("http://localhost", site))
        page.goto(f"{site}/learn")
        begin(page)
        read_with_a_film_and_a_file(page)
        practise(page)
        hand_in_a_text(page)
        read_what_the_check_completes(page)
        answer_every_kind_of_question(page)
        assert NAME in certificate(page)


def begin(page: Page) -> None:
    arrive(page, re.compile("."))
    page.get_by_role("link", name=TITLE, exact=True).click()
    arrive(page, re.compile("."))
    follow(page, "Start: Ask before you tell")


def read_with_a_film_and_a_file(page: Page) -> None:
    """What is said in the film can be read, and the file comes as it was given."""
    arrive(page, "Ask before you tell")
    page.get_by_text("What is said in the video, as text").click()
    expect(page.get_by_text("Wanjiru: Shall I buy a third chair?")).to_be_visible()
    with page.expect_download() as coming:
        follow(page, "A plan to fill in")
    assert coming.value.path().read_bytes() == PDF
    press(page, "Done, next: The third chair")


def practise(page: Page) -> None:
    """A poor choice is taken back; at the end it is said how it went."""
    arrive(page, "The third chair: a conversation to practise.")
    press(page, "Begin the conversation")
    arrive(page, "The third chair: Turn 1")
    press(page, "“Yes, it will pay.”")
    arrive(page, "The third chair: Turn 2")
    expect(page.get_by_text("She looks at the door.")).to_be_visible()
    press(page, "Go back one turn")
    arrive(page, "The third chair: Turn 1")
    press(page, "“What would it have to earn in a week?”")
    arrive(page, "The third chair: Turn 2")
    press(page, "“Take your time.")
    arrive(page, "Passed: 2 of 2 choices were good.")
    expect(page.get_by_text("You took one choice back on the way; it does not count.")).to_be_visible()
    follow(page, "Next: My agreement")


def hand_in_a_text(page: Page) -> None:
    """Kept for now, found again, and handed in."""
    arrive(page, "My agreement")
    text = page.get_by_label("Your text")
    text.fill("We write to each other on the day before.")
    press(page, "Save and go on later")
    expect_notice(page, "Kept. Only you can read it.")
    expect(text).to_have_value("We write to each other on the day before.")
    press(page, "Hand it in")
    expect_notice(page, "Handed in: the staff of your program can read it.")
    arrive(page, "My agreement")
    follow(page, "Next: The first hour")


def read_what_the_check_completes(page: Page) -> None:
    arrive(page, "The first hour")
    expect(page.get_by_text("Complete when you have passed the check below.")).to_be_visible()
    follow(page, "Go to the check: All that you know")


def answer_every_kind_of_question(page: Page) -> None:
    arrive(page, re.compile("^All that you know: "))
    press(page, "Start the quiz")
    for question, give in enumerate(
        (
            chosen("The mentee"),
            chosen("Somebody is hurt", "Somebody is threatened"),
            chosen("False"),
            chosen("asks"),
            typed("nakuru"),
            typed("19"),
            paired,
            None,
            typed("What have you tried?"),
        ),
        1,
    ):
        if give:
            arrive(page, re.compile(f"Question {question if question < 8 else 8} of 8$"))
            give(page)
        if give and runs_scripts(page):
            expect(page.get_by_role("status").first).to_have_text(re.compile(r"^Saved"))
        press(page, "Go on" if not give else "Save and ")
    arrive(page, "All 8 questions are answered.")
    press(page, "Hand in")
    arrive(page, "Passed: 7 of 7 right.")


def chosen(*words: str) -> Callable[[Page], None]:
    def give(page: Page) -> None:
        for each in words:
            page.get_by_label(each, exact=True).check()

    return give


def typed(words: str) -> Callable[[Page], None]:
    def give(page: Page) -> None:
        page.get_by_label("Your answer").fill(words)

    return give


def paired(page: Page) -> None:
    page.get_by_label("A mentor").select_option("asks")
    page.get_by_label("A mentee").select_option("decides")


def certificate(page: Page) -> str:
    """What stands on it."""
    follow(page, "Learn")
    arrive(page, re.compile("."))
    follow(page, TITLE)
    arrive(page, re.compile("."))
    follow(page, "Your certificate")
    arrive(page, "You have earned one certificate")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download as PDF").click()
    return "\n".join(text_of(coming.value.path().read_bytes()))


def arrive(page: Page, title: str | re.Pattern[str]) -> None:
    """The page with this heading is there, and nothing stands beyond its right edge."""
    expect_title(page, title)
    wide: Any = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], f"{page.url} scrolls sideways: {wide}"
