"""A program open with five people invited, on a phone without JavaScript, counted in clicks."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WITHOUT_JAVASCRIPT, Browse, sign_in
from tests.browser.site import Site

pytestmark = pytest.mark.browser

MOST_CLICKS = 9
PEOPLE = "\n".join(
    f"Person {n},five-{n}@example.org,{role},Kenya"
    for n, role in enumerate(("mentor", "mentee") * 2 + ("mentor",))
)


class Thumb:
    """Presses and follows, and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first.click()
        self.clicks += 1

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.clicks += 1


def test_a_program_is_open_with_five_people_invited_in_nine_clicks(demo_site: Site, browse: Browse) -> None:
    page = browse(WITHOUT_JAVASCRIPT)
    sign_in(page, demo_site.link_for("chandra.rao@example.org"))
    began = time.monotonic()
    page.goto(f"{demo_site.url}/programs/new")
    thumb = Thumb(page)
    page.get_by_label("Name of the program").fill("Five in five minutes")
    page.get_by_label("Who it is for").fill("Owners of small shops.")
    thumb.press("Save and go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("When does it begin?")
    expect(page.get_by_role("img", name="Timeline of Five in five minutes")).to_be_visible()
    thumb.press("Save and go on")
    thumb.press("Go on with one group")
    thumb.follow("Invite people")
    page.get_by_label("Paste the list").fill(PEOPLE)
    thumb.press("Look at the rows")
    thumb.press("Invite 5 people")
    thumb.follow("Go on with the set-up")
    thumb.press("Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Five in five minutes can open")
    assert demo_site.letters("five-0@example.org") == []
    thumb.press("Open and send 5 invitations")
    expect(page.get_by_text("5 invitations go now.")).to_be_visible()
    demo_site.letter("five-4@example.org", "Your invitation: ")
    assert thumb.clicks == MOST_CLICKS
    assert time.monotonic() - began < 60  # what is left of five minutes is for reading and typing
