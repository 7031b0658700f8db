"""The three steps with a thumb: on a phone, with and without JavaScript, counted in taps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WITHOUT_JAVASCRIPT, sign_in

pytestmark = pytest.mark.browser
TAPS = 10


@pytest.mark.parametrize(("view", "email"), [(PHONE, "samuel.mutua"), (WITHOUT_JAVASCRIPT, "natalia.gomez")])
def test_the_three_steps_take_ten_taps(view, email, demo_site, browse):
    page = browse(view)
    sign_in(page, demo_site.link_for(f"{email}@example.org"))
    page.goto(f"{demo_site.url}/welcome/asked")
    taps = 0

    def tap(one):
        nonlocal taps
        one.click()
        taps += 1

    tap(page.get_by_text("Yes, I can do this").first)
    tap(page.get_by_role("button", name="Save and go on"))
    expect(page.get_by_text("2 of 3")).to_be_visible()
    page.get_by_label("Mobile number").fill("+254 712 345 678")
    tap(page.locator("label.pill", has_text="WhatsApp"))
    tap(page.locator("label.pill", has_text="English"))
    tap(page.get_by_role("button", name="Save and go on"))
    expect(page.get_by_text("3 of 3")).to_be_visible()
    tap(page.locator("label.pill", has_text="Prices").first)
    monday = page.get_by_role("group", name="Monday")
    tap(monday.locator("label.pill", has_text="Evening"))
    tap(monday.locator("summary"))
    tap(monday.locator("label.pill", has_text=re.compile("^9:00")))
    tap(page.get_by_role("button", name="Save and finish"))
    assert taps == TAPS
    page.goto(f"{demo_site.url}/you/hours")
    expect(page.get_by_role("heading", level=1)).to_have_text("You usually have 5 hours a week")
