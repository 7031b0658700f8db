"""Without a mouse: Tab, Enter, Space and Escape lead everywhere, and where one is can be seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Browse, View, sign_in
from tests.browser.site import Site

pytestmark = pytest.mark.browser

_FOCUSED = """() => {
    const one = document.activeElement;
    const label = one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent || one.value;
    const marked = one.closest("label")?.querySelector(":focus-visible") ? one.closest("label") : one;
    const shown = [one, marked].map((each) => getComputedStyle(each));
    const box = one.getBoundingClientRect();
    const at = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 20) / 2);
    return {
        words: label.trim().replace(/\\s+/g, " "),
        tag: one.tagName.toLowerCase(),
        outlined: shown.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
        uncovered: Boolean(at && (one.contains(at) || at.contains(one) || one.closest("label")?.contains(at))),
    };
}"""


def tab_to(page: Page, words: str, *, tag: str = "", most: int = 40) -> None:
    """Press Tab until the focus is on what these words begin; on the way, all that has it must be seen."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused["tag"] == "body":
            continue  # the round through the browser's own buttons
        passed.append(focused["words"])
        assert focused["outlined"], f"no outline on {focused}"
        assert focused["uncovered"], f"something lies over {focused}"
        if focused["words"].startswith(words) and focused["tag"].startswith(tag):
            return
    raise AssertionError(f"{words!r} is not among {passed}")


@pytest.mark.parametrize(
    ("view", "email"),
    [(PHONE, "stefan.ilic@example.org"), (DESK, "valentina.rios@example.org")],
    ids=lambda value: getattr(value, "name", ""),
)
def test_from_the_sign_in_link_to_a_lesson_done(
    view: View, email: str, demo_site: Site, browse: Browse
) -> None:
    page = browse(view)
    page.goto(demo_site.link_for(email))
    tab_to(page, "Sign in as ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_attached()
    page.goto(demo_site.url)  # who comes for the first time is asked some things before, which can wait
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"One lesson is next: \d+ minutes\.$")
    )
    tab_to(page, "Start")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lesson 1 of 3")).to_be_visible()
    tab_to(page, "Done, next: ")
    page.keyboard.press("Space")
    expect(page.get_by_text("Lesson 2 of 3")).to_be_visible()
    tab_to(page, "Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="1 of 4 steps")).to_be_visible()


def test_asking_for_a_link(demo_site: Site, browse: Browse) -> None:
    page = browse()
    page.goto(f"{demo_site.url}/sessions")  # not signed in: it leads to the door, and would lead back
    tab_to(page, "Your mail address", tag="input")
    page.keyboard.type("nobody@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mail")


def test_the_first_tab_offers_to_skip_what_is_on_every_page(demo_site: Site, browse: Browse) -> None:
    page = browse(DESK)
    sign_in(page, demo_site.link_for("lucia.munoz@example.org"))
    page.goto(f"{demo_site.url}/learn")
    tab_to(page, "Skip to the content", most=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, "Find a lesson by a word", most=1)


def test_a_dialog_opens_keeps_and_closes(demo_site: Site, browse: Browse) -> None:
    """Whoever opened it lands on the harmless button; Escape leads back to where they were."""
    page = browse(DESK)
    sign_in(page, demo_site.link_for("chandra.rao@example.org"))
    page.goto(f"{demo_site.url}/programs/1/webinars/3")
    dialog = page.get_by_role("dialog", name="Cancel this session?")
    tab_to(page, "Cancel the session", tag="button")
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)

    page.keyboard.press("Space")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert page.evaluate(_FOCUSED)["words"] == "Cancel the session"


def test_a_form_with_a_mistake_says_so_first(demo_site: Site, browse: Browse) -> None:
    """The focus goes to the summary, and from there to the field that is meant."""
    page = browse()
    sign_in(page, demo_site.link_for("faith.achieng@example.org"))
    page.goto(f"{demo_site.url}/you")
    page.get_by_label("Your name").fill("")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    tab_to(page, "Your name", tag="a", most=1)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your name")).to_be_focused()
