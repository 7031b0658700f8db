"""What Amina does, who learns to be a mentor."""

from __future__ import annotations

import re
from urllib.request import urlopen

from playwright.sync_api import Locator, Page, expect

from mentortrain.config import ROOT
from mentortrain.learning.gift import MULTIPLE, TRUE_FALSE, Question, parse
from tests.browser.conftest import sign_in
from tests.browser.site import Site
from tests.browser.story.cast import Cast
from tests.browser.story.letters import link_in
from tests.browser.story.page import (
    expect_title,
    follow,
    press,
    runs_scripts,
)

QUESTIONS = parse((ROOT / "courses/mentoring-basics/04-final-check.gift").read_text()).questions


def accept_invitation(page: Page, cast: Cast, site: Site) -> None:
    """A mail scanner opens the link first, which uses nothing up. Used once, it has ended."""
    letter = site.letter(cast.amina, f"Your invitation: be a mentor in {cast.program}")
    link = link_in(letter, "/sign-in/")
    with urlopen(link) as scanned:
        assert scanned.status == 200
    sign_in(page, link)
    expect(page).to_have_url(f"{site.url}/welcome/asked")  # the first time; it can wait
    page.goto(site.url)
    expect_title(page, re.compile(r"^Good \w+, Amina\. One lesson is next: \d+ minutes\.$"))
    expect(page.get_by_role("img", name="0 of 5 steps")).to_be_visible()
    page.context.clear_cookies()
    page.goto(link)
    expect_title(page, "This link has ended")
    press(page, "Send me a new one")
    expect_title(page, "Look in your mail")
    sign_in(page, link_in(site.letter(cast.amina, "Your sign-in link"), "/sign-in/"))


def read_the_lessons(page: Page) -> None:
    follow(page, "Start")
    for number in (1, 2, 3):
        expect(page.get_by_text(f"Lesson {number} of 3")).to_be_visible()
        press(page, "Done, ")


def start_the_quiz_and_leave(page: Page) -> None:
    """Two answers are sent. The third is only chosen: with JavaScript that is enough to keep it."""
    expect_title(page, f"Final check: {len(QUESTIONS)} questions, as slowly as you like.")
    press(page, "Start the quiz")
    for number in (1, 2):
        answer(page, number, wrongly=number == 1)
    choose(page, 3)
    if runs_scripts(page):
        expect(page.get_by_role("status")).to_have_text(re.compile(r"^Saved \d\d:\d\d\.$"))
    else:
        press(page, "Save and go on")
    follow(page, "Home")
    expect_title(page, re.compile(r"The quiz is next: \d+ minutes\.$"))


def come_back_and_finish_it(page: Page) -> None:
    """The answers are there; one of them is wrong, and that is said, kindly and with a reason."""
    follow(page, "Continue")
    expect_title(page, f"Final check: you have answered 3 of {len(QUESTIONS)} questions.")
    press(page, "Go on where you stopped")
    expect_question(page, 4)
    press(page, "Previous")
    expect_question(page, 3)
    for position, option in enumerate(QUESTIONS[2].options):
        expect(choice(page, 3, position)).to_be_checked(checked=option.weight > 0)
    press(page, "Save and go on")
    for number in range(4, len(QUESTIONS) + 1):
        answer(page, number)
    expect_title(page, f"All {len(QUESTIONS)} questions are answered.")
    press(page, "Hand in")
    expect_title(page, f"Passed: {len(QUESTIONS) - 1} of {len(QUESTIONS)} right.")
    wrong = QUESTIONS[0].options[position_of(QUESTIONS[0], right=False)[0]]
    expect(page.get_by_text(wrong.feedback.text)).to_be_visible()
    follow(page, "Go on: Home")


def answer(page: Page, number: int, *, wrongly: bool = False) -> None:
    choose(page, number, wrongly=wrongly)
    press(page, "Save and go on" if number < len(QUESTIONS) else "Save and look it over")


def choose(page: Page, number: int, *, wrongly: bool = False) -> None:
    expect_question(page, number)
    for position in position_of(QUESTIONS[number - 1], right=not wrongly):
        choice(page, number, position).check()


def choice(page: Page, number: int, position: int) -> Locator:
    """An option by its words, wherever the shuffle has put it."""
    question = QUESTIONS[number - 1]
    words = question.options[position].text.text
    if question.kind == TRUE_FALSE:
        words = "True" if position == 0 else "False"
    kind = "checkbox" if question.kind == MULTIPLE else "radio"
    return page.get_by_role(kind, name=words, exact=True)


def position_of(question: Question, *, right: bool) -> list[int]:
    """Every option that adds to the mark, or one that does not."""
    good = [at for at, option in enumerate(question.options) if option.weight > 0]
    return good if right else [next(at for at in range(len(question.options)) if at not in good)]


def expect_question(page: Page, number: int) -> None:
    expect_title(page, f"Final check: Question {number} of {len(QUESTIONS)}")


def register(page: Page, title: str) -> None:
    follow(page, "Sessions")
    press(page, f"Register for {title}")
    expect_title(page, f"You are registered for “{title}”")


def make_calendar_address(page: Page) -> str:
    follow(page, "Calendar")
    expect_title(page, "Next in your calendar: “Listening before advice”")
    page.get_by_label("Where you will use it").fill("Phone")
    press(page, "Make an address")
    expect_title(page, "The address for “Phone” is ready")
    return page.get_by_label("For Google, Outlook and most others").input_value()


def see_that_one_is_ready(page: Page) -> None:
    follow(page, "Home")
    expect_title(page, re.compile(r"^Good \w+, Amina\. You are ready to be paired\.$"))
    reasons = page.get_by_role("listitem")
    for title, reason in (
        ("Mentoring basics: lessons", "all 3 lessons done"),
        ("Mentoring basics: quiz", "passed, 87 %"),
        ("One live session", "you were there"),
    ):
        expect(reasons.filter(has_text=title)).to_contain_text(reason)
        expect(reasons.filter(has_text=title)).to_contain_text("done")


def see_the_invitation_to_come_back(page: Page) -> None:
    follow(page, "Sessions")
    row = page.get_by_role("listitem").filter(has_text="Two thirds of the way: what now?")
    expect(row).to_contain_text("invited")
