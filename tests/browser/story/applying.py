"""A program opens its door, and people come through it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.browser.story.letters import link_in

SLUG = "come-and-join"
ELENA, MARKO, LATE, MIRA = (f"{name}@applicants.example.org" for name in ("elena", "marko", "late", "mira"))


def open_and_apply(staff: Page, visitor: Page, site: Site) -> dict[str, str]:
    """Links in mails: used (Elena waits for an answer), not used (of an application, of an address left).

    Marko is declined, and his mail still waits.
    """
    staff.goto(f"{site.url}/programs/1/settings/applications")
    staff.get_by_label("Take applications").check()
    staff.get_by_label("Address of the page").fill(SLUG)
    staff.get_by_label("Mentees can apply when").fill("")
    staff.get_by_role("button", name="Save").click()
    expect(staff.get_by_role("heading", level=1)).to_contain_text("People can apply for")
    visitor.goto(f"{site.url}/apply/{SLUG}")
    visitor.get_by_label("Your mail address").fill(MIRA)
    visitor.get_by_label("I agree that my address").check()
    visitor.get_by_role("button", name="Write to me when it opens").click()
    links = {"left": link_in(site.letter(MIRA, "Shall we write to you"), "/apply/interest/")}
    for name, email in (("Elena Petrović", ELENA), ("Marko Ilić", MARKO), ("Late Comer", LATE)):
        links[name] = _apply(visitor, site, name, email)
    for name in ("Elena Petrović", "Marko Ilić"):
        visitor.goto(links[name])
        visitor.get_by_role("button", name="Yes, send it to the staff").click()
        expect(visitor.get_by_role("heading", level=1)).to_contain_text("is with the staff")
    staff.goto(f"{site.url}/programs/1/applications")
    staff.get_by_role("link", name="Marko Ilić").click()
    staff.get_by_role("link", name="Decline").click()
    staff.get_by_role("button", name="Decline").click()
    expect(staff.get_by_role("button", name="Take the answer back")).to_be_visible()
    return links


def _apply(page: Page, site: Site, name: str, email: str) -> str:
    page.goto(f"{site.url}/apply/{SLUG}/mentor?utm_source=radio&utm_campaign=spring")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your mail address").fill(email)
    page.get_by_label("Country").select_option("RS")
    page.get_by_label("Town").fill("Niš")
    page.get_by_label("Why do you").fill("I ran a bakery for 20 years and would like to pass on what I know.")
    page.get_by_label("Your experience").fill("Bakery, accounts, a staff of six.")
    page.get_by_label("Hours a month").fill("3")
    page.get_by_label("I agree that the staff").check()
    page.get_by_role("button", name="Send the application").click()
    return link_in(site.letter(email, "Confirm your application for"), "/apply/confirmation/")
