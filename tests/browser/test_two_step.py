"""The pages of two-step sign-in, which only somebody in the middle of it sees."""

from __future__ import annotations

import pyotp
import pytest
from playwright.sync_api import Page, expect

from mentortrain import clock
from tests.browser.conftest import Browse, sign_in
from tests.browser.looks import faults_of
from tests.browser.site import Site

pytestmark = pytest.mark.browser

STEFAN = "stefan.ilic@example.org"


def test_two_steps_are_set_up_and_asked_for(demo_site: Site, browse: Browse) -> None:
    page = browse()
    sign_in(page, demo_site.link_for(STEFAN))
    page.goto(f"{demo_site.url}/you/security/two-step")
    app = pyotp.TOTP(page.locator("#two-step-key").inner_text().replace(" ", ""))
    page.get_by_label("Code").fill("12345")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    see(page)

    page.get_by_label("Code").fill(app.at(clock.real_now()))
    page.get_by_role("button", name="Turn it on").click()
    codes = page.locator("#recovery-codes").inner_text().split()
    assert len(codes) == 10
    see(page)

    page.goto(f"{demo_site.url}/you/security/two-step")
    see(page)

    other = browse()
    other.goto(demo_site.link_for(STEFAN))
    other.get_by_role("button", name="Sign in as ").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("One more step")
    see(other)
    other.get_by_label("Code").fill("aaaa-aaaa-aaaa-aaaa")
    other.get_by_role("button", name="Sign in").click()
    # A click does not wait for what it leads to.
    expect(other.get_by_text("None of your recovery codes")).to_be_visible()
    see(other)
    other.get_by_label("Code").fill(codes[0])
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("button", name="Sign out")).to_be_attached()


def see(page: Page) -> None:
    assert faults_of(page) == []
