"""What somebody does who moves to another address, and then asks to be erased."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import sign_in
from tests.browser.site import Site
from tests.browser.story.letters import link_in

FAITH, NEW, NEWER = "faith.achieng@example.org", "faith@new.example.org", "faith@newer.example.org"


def move_and_ask_to_be_erased(page: Page, site: Site) -> dict[str, str]:
    """The links in the mails that come of it, none of them used: undo, confirm, call off."""
    sign_in(page, site.link_for(FAITH))
    page.goto(ask_for_address(page, site, NEW))
    page.get_by_role("button", name="Use this address").click()
    undo = link_in(site.letter(FAITH, "Your address was changed"), "/address/undo/")
    sign_in(page, site.link_for(NEW))
    confirm = ask_for_address(page, site, NEWER)
    page.goto(f"{site.url}/you/privacy/erasure")
    page.get_by_label("Type your mail address").fill(NEW)
    page.get_by_role("button", name="Erase my data").click()
    call_off = link_in(site.letter(NEW, "Your data will be erased on"), "/erasure/")
    return {"undo": undo, "confirm": confirm, "call off": call_off}


def ask_for_address(page: Page, site: Site, email: str) -> str:
    """The link that the new address gets."""
    page.goto(f"{site.url}/you/security/address")
    page.get_by_label("mail address").fill(email)
    page.get_by_role("button", name="Send me a link").click()
    return link_in(site.letter(email, "Is this your new address?"), "/address/")
