"""The demonstration brought into every state that a page can show, by forms that are sent and not clicked."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from tests.browser.sending import FIRST_RADIO, Value, link_to, send
from tests.browser.site import Site
from tests.browser.story.letters import link_in

PART = "SELECT participation.id FROM participation JOIN person ON person.id = person_id WHERE name = ?"


def sign_in(who: BrowserContext, link: str) -> None:
    """By a mailed link."""
    send(who, link, "Sign in as ", says="Sign out")


def answer_a_quiz(mentor: BrowserContext, site: Site) -> None:
    """Handed in almost empty, and begun again; and a message that asks for help."""
    send(
        mentor,
        f"{site.url}/help?from=/learn",
        "Send",
        {"Your message": "The quiz does not save on my phone."},
        says="Your message waits for our answer.",
    )
    quiz = f"{site.url}/learn/mentoring-basics/quizzes/final-check"
    first = send(mentor, quiz, "Start the quiz", says="Question 1 of")
    send(mentor, first, "Save and go on", {FIRST_RADIO: True}, says="Question 2 of")
    send(mentor, first.url.rsplit("/", 1)[0] + "/review", "Hand in as it is", says="Not passed yet")
    newest = site.column("SELECT max(id) FROM attempt")[0]
    site.change(
        "UPDATE attempt SET submitted_at = datetime(submitted_at, '-20 minutes') WHERE id = ?", newest
    )
    again = send(mentor, quiz, "Try again", says="Question 1 of")
    send(mentor, again, "Save and go on", {FIRST_RADIO: True}, says="Question 2 of")
    _practise(mentor, site)


def _practise(mentor: BrowserContext, site: Site) -> None:
    """A conversation to a poor end, and begun again for one turn."""
    talk = f"{site.url}/learn/mentoring-basics/conversations/asked-to-invest"
    first = send(mentor, talk, "Begin the conversation", says="Turn 1")
    poor = send(mentor, first, "“Nadia, for five months", says="Turn 2")
    send(mentor, poor, "“Then from now on", says="Not passed yet")
    again = send(mentor, talk, "Play it again", says="Turn 1")
    send(mentor, again, "“I don’t put money", says="Turn 2")


def make_an_address(mentee: BrowserContext, site: Site) -> None:
    """For a calendar app."""
    fields: dict[str, Value] = {"Where you will use it": "Phone"}
    send(mentee, f"{site.url}/calendar", "Make an address", fields, says="Phone")


def run_the_program(staff: BrowserContext, site: Site) -> None:
    """A cancelled session, a draft, a group with a break, imports, deeds for many, a proposed address."""
    _set_things_up(staff, site)
    rows: dict[str, Value] = {"Paste": "Gus,gus@example.org,mentor,USA\nHana,hana@example.org,boss,Mars"}
    for confirmed in (True, False):
        seen = send(staff, f"{site.url}/programs/1/people/import", "Look at the rows", rows, says="Gus")
        if confirmed:
            send(staff, seen, "Invite 1 person", says="1 person is invited")
    _choose_many(staff, site)
    found = staff.request.get(f"{site.url}/programs/1/people?q=bruno")
    page = staff.request.get(link_to(found, "Bruno Restrepo"))
    proposal: dict[str, Value] = {
        "The new mail address": "bruno.new@example.org",
        "Why": "He told me on the phone.",
    }
    send(staff, page, "Ask them", proposal, says="It waits for the yes of Bruno")


def ask_both(staff: BrowserContext, site: Site, name: str, other_id: int) -> None:
    """Whether two accounts are one person's."""
    address = f"{site.url}/programs/1/people/{site.column(PART, name)[0]}/merge/{other_id}"
    send(staff, address, "Ask both", says="")


def _choose_many(staff: BrowserContext, site: Site) -> None:
    """One deed that asks first, one that is looked over, one that is done."""
    dates: dict[str, Value] = {"First day away": "2026-01-05", "Last day away": "2026-01-06"}
    chosen: dict[str, Value] = {"Choose Milica Đorđević": True, "What to do": "Put on leave"}
    for state in ("asked", "looked over", "done"):
        asked = send(
            staff, f"{site.url}/programs/1/people", "Look at it first", chosen, says="First day away"
        )
        if state == "asked":
            continue
        seen = send(staff, asked, "Show whom it touches", dates, says="Milica")
        if state == "done":
            send(staff, seen, "Put 1 person on leave", says="Leave of 1 person is noted")


def _set_things_up(staff: BrowserContext, site: Site) -> None:
    session = f"{site.url}/programs/1/webinars/2"
    send(staff, session, "Cancel the session", {"Why": "Ivana is ill."}, says="Cancelled: ")
    name: dict[str, Value] = {"Name of the program": "Puentes, a draft"}
    send(staff, f"{site.url}/programs/new", "Save and go on", name, says="When does it begin?")
    pairing = site.column("SELECT pairing_on FROM cohort WHERE id = 1")[0]
    last = site.column("SELECT date(pairing_on, '+9 day') FROM cohort WHERE id = 1")[0]
    days: dict[str, Value] = {"Name of the break": "Harvest", "First day": pairing, "Last day": last}
    group = f"{site.url}/programs/1/settings/groups/1"
    send(staff, group, "Add the break", days, says="The break is added.")


SLUG = "come-and-join"
ELENA, MARKO, LATE, MIRA = (f"{name}@applicants.example.org" for name in ("elena", "marko", "late", "mira"))


def open_and_apply(staff: BrowserContext, visitor: BrowserContext, site: Site) -> dict[str, str]:
    """Links in mails: used (Elena waits for an answer), not used (of an application, of an address left).

    Marko is declined, and his mail still waits.
    """
    opened: dict[str, Value] = {
        "Take applications": True,
        "Address of the page": SLUG,
        "Mentees can apply when": "",
    }
    send(staff, f"{site.url}/programs/1/settings/applications", "Save", opened, says="People can apply for")
    left: dict[str, Value] = {"Your mail address": MIRA, "I agree that my address": True}
    send(visitor, f"{site.url}/apply/{SLUG}", "Write to me when it opens", left, says="")
    links = {"left": link_in(site.letter(MIRA, "Shall we write to you"), "/apply/interest/")}
    for name, email in (("Elena Petrović", ELENA), ("Marko Ilić", MARKO), ("Late Comer", LATE)):
        links[name] = _apply(visitor, site, name, email)
    for name in ("Elena Petrović", "Marko Ilić"):
        send(visitor, links[name], "Yes, send it to the staff", says="is with the staff")
    applications = staff.request.get(f"{site.url}/programs/1/applications")
    marko = staff.request.get(link_to(applications, "Marko Ilić"))
    send(staff, link_to(marko, "Decline"), "Decline", says="Take the answer back")
    return links


def _apply(visitor: BrowserContext, site: Site, name: str, email: str) -> str:
    said: dict[str, Value] = {
        "Your name": name,
        "Your mail address": email,
        "Country": "Serbia",
        "Town": "Niš",
        "Why do you": "I ran a bakery for 20 years and would like to pass on what I know.",
        "Your experience": "Bakery, accounts, a staff of six.",
        "Hours a month": "3",
        "I agree that the staff": True,
    }
    address = f"{site.url}/apply/{SLUG}/mentor?utm_source=radio&utm_campaign=spring"
    send(visitor, address, "Send the application", said, says="")
    return link_in(site.letter(email, "Confirm your application for"), "/apply/confirmation/")


FAITH, NEW, NEWER = "faith.achieng@example.org", "faith@new.example.org", "faith@newer.example.org"


def move_and_ask_to_be_erased(who: BrowserContext, site: Site) -> dict[str, str]:
    """Somebody moves to another address. The links in the mails, none of them used: undo, confirm, call off."""
    sign_in(who, site.link_for(FAITH))
    send(who, _ask_for_address(who, site, NEW), "Use this address", says="")
    undo = link_in(site.letter(FAITH, "Your address was changed"), "/address/undo/")
    sign_in(who, site.link_for(NEW))
    confirm = _ask_for_address(who, site, NEWER)
    send(who, f"{site.url}/you/privacy/erasure", "Erase my data", {"Type your mail address": NEW}, says="")
    call_off = link_in(site.letter(NEW, "Your data will be erased on"), "/erasure/")
    return {"undo": undo, "confirm": confirm, "call off": call_off}


def _ask_for_address(who: BrowserContext, site: Site, email: str) -> str:
    """The link that the new address gets."""
    page = f"{site.url}/you/security/address"
    send(who, page, "Send me a link", {"mail address": email}, says="")
    return link_in(site.letter(email, "Is this your new address?"), "/address/")


def come_without_an_account(
    staff: BrowserContext, nobody: BrowserContext, site: Site, *, webinar_id: int
) -> None:
    """Staff open a session to everybody, and somebody asks for a place: a mail goes out."""
    send(
        staff, f"{site.url}/programs/1/webinars/{webinar_id}", "Open it to everybody", says="Its public page"
    )
    fields: dict[str, Value] = {
        "Your name": "Elena Petrović",
        "Your mail address": "elena@guests.example.org",
    }
    send(nobody, f"{site.url}/open/1/{webinar_id}", "Register", fields, says="look into your mail")
