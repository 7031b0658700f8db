"""Every page, for everybody: narrow and wide, light and dark, measured and judged by axe.

The addresses come from the site's own list of routes, so that a new page cannot be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mentortrain import config
from mentortrain.factory import create_app
from tests.browser import states
from tests.browser.conftest import FOR_ALL, watch
from tests.browser.looks import OPPOSITE, Looks, faults_of, pieces_of
from tests.browser.mistakes import MISTAKES, TICKED, Mistake
from tests.browser.site import Site
from tests.browser.states import SLUG
from tests.browser.story.letters import link_in

pytestmark = pytest.mark.browser

NO_PAGES = {
    "agenda.feed",  # for calendar apps
    "audit.program_file",  # a list as CSV
    "audit.site_file",
    "files.download",  # a picture or a file
    "learning.certificate_pdf",  # a file
    "learning.receipt",  # a file
    "mail.html",  # a mail, shown in the frame of mail.message
    "persons.file",  # a list as CSV
    "privacy.fetch",  # a file
    "programs.report_csv",
    "programs.report_workbook",
    "site.metrics",  # for Prometheus
    "static",
    "transcripts.own_pdf",  # a file
    "web.health",
    "web.ready",
    "webinars.file",  # for a calendar app
}
FOR_BUILDERS = "/dev/"  # the same for everybody
ROLES = ("nobody", "mentor", "mentee", "staff", "administrator")
Answered = Callable[[str, str], tuple[int, str]]
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """An endpoint that a browser can open, and the pattern of its addresses."""

    endpoint: str
    pattern: str

    def addresses(self, values: dict[str, list[Any]]) -> Iterator[str]:
        """One for each combination of values; KeyError for a parameter without any: give it some."""
        names = PARAMETER.findall(self.pattern)
        for chosen in product(*(values.get(f"{self.endpoint} {name}") or values[name] for name in names)):
            yield PARAMETER.sub("{}", self.pattern).format(*chosen)


@pytest.fixture(scope="module")
def routes(demo_site: Site) -> list[Route]:
    """Every route that answers GET with a page."""
    app = create_app(config.load({"INSTANCE_PATH": str(demo_site.instance), "BASE_URL": demo_site.url}))
    found = [Route(rule.endpoint, rule.rule) for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    assert len(found) > 25
    assert {route.endpoint for route in found} >= NO_PAGES
    return [route for route in found if route.endpoint not in NO_PAGES]


@pytest.fixture(scope="module")
def contexts(chromium: Browser, demo_site: Site) -> Iterator[dict[str, BrowserContext]]:
    """A browser for each role, signed in, in a program where every kind of page has something to show."""
    opened = {role: chromium.new_context(**FOR_ALL) for role in ROLES}
    for role, link in demo_site.links.items():
        states.sign_in(opened[role], link)
    states.answer_a_quiz(opened["mentor"], demo_site)
    states.make_an_address(opened["mentee"], demo_site)
    states.run_the_program(opened["staff"], demo_site)
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture(scope="module")
def mailed(chromium: Browser, demo_site: Site) -> Iterator[dict[str, str]]:
    """Tokens of links that people get by mail when they change their address or ask to be erased."""
    context = chromium.new_context(**FOR_ALL)
    links = states.move_and_ask_to_be_erased(context, demo_site)
    yield {name: token_of(link) for name, link in links.items()}
    context.close()


@pytest.fixture(scope="module")
def applied(demo_site: Site, contexts: dict[str, BrowserContext]) -> dict[str, str]:
    """Tokens of links that people get by mail when they apply. The visitor's browser waits for such a mail."""
    links = states.open_and_apply(contexts["staff"], contexts["nobody"], demo_site)
    return {name: token_of(link) for name, link in links.items()}


@pytest.fixture(scope="module")
def asked_twice(demo_site: Site, contexts: dict[str, BrowserContext]) -> str:
    """The token of the link in the mail that asks Bruno whether Dragan's account is his too."""
    states.ask_both(contexts["staff"], demo_site, "Bruno Restrepo", _other(demo_site))
    letter = demo_site.letter("bruno.restrepo@example.org", "Are both accounts yours")
    return token_of(link_in(letter, "/same-person/"))


@pytest.fixture(scope="module")
def came_alone(demo_site: Site, contexts: dict[str, BrowserContext]) -> str:
    """The token of the link in the mail to somebody without an account who comes to an open session."""
    states.come_without_an_account(contexts["staff"], contexts["nobody"], demo_site, webinar_id=3)
    return token_of(
        link_in(demo_site.letter("elena@guests.example.org", "Confirm your place"), "/open/place/")
    )


@pytest.fixture(scope="module")
def asked_again(demo_site: Site) -> str:
    """The key of a lesson that the program asks of who had begun; by now nobody is left who owes it."""
    demo_site.change(
        "INSERT INTO course_demand (program_id, course_id, kind, key, version_id, is_new, reason, made_at)"
        " SELECT 1, course_id, 'lesson', 'roles', max(id), 1, 'Everybody needs it now.', published_at"
        " FROM course_version WHERE course_id = (SELECT id FROM course WHERE key = 'mentoring-basics')"
    )
    return "roles"


def _other(site: Site) -> int:
    found: int = site.column("SELECT id FROM person WHERE name = 'Dragan Petrović'")[0]
    return found


@pytest.fixture(scope="module")
def values(
    demo_site: Site,
    contexts: dict[str, BrowserContext],
    mailed: dict[str, str],
    applied: dict[str, str],
    asked_twice: str,
    asked_again: str,
    came_alone: str,
) -> dict[str, list[Any]]:
    """What stands in addresses: each kind of page in the states that matter."""
    names = ("Milica Đorđević", "Amina Odhiambo", "Yusuf Ali")  # ready, on the way, at a session too short
    query = "SELECT participation.id FROM participation JOIN person ON person.id = person_id WHERE name = ?"
    mails = demo_site.column("SELECT id FROM outbox ORDER BY id")
    return {
        "program_id": [1],
        "cohort_id": [1],
        **{
            f"programs.set_up_{step} program_id": demo_site.column(
                "SELECT id FROM program WHERE state = 'draft' AND name LIKE 'Puentes, a draft%'"
            )
            for step in ("what", "dates", "groups", "people", "open")
        },
        "webinar_id": [1, 2, 3],  # over, cancelled, coming
        "webinars.show webinar_id": [
            *(1, 2, 3),
            *demo_site.column("SELECT id FROM webinar WHERE drafted_at IS NOT NULL"),
        ],
        "webinars.edit webinar_id": [3],
        "webinars.choose_people webinar_id": [3],
        "webinars.attendance webinar_id": [1, 3],
        "webinars.report webinar_id": [1],
        "webinars.make_up webinar_id": [1],
        "report_id": [1],
        "person_id": demo_site.column(
            "SELECT id FROM person WHERE email LIKE 'amina%' OR is_admin ORDER BY id"
        ),
        "other_id": [_other(demo_site)],
        "persons.same_person token": [asked_twice, "unknown"],
        "grant_id": [1],
        "participation_id": [demo_site.column(query, name)[0] for name in names],
        "bulk_id": demo_site.column("SELECT id FROM bulk_deed ORDER BY id"),  # to be asked, looked over, done
        "import_id": demo_site.column("SELECT id FROM people_import ORDER BY id"),  # confirmed, and not
        "slug": [SLUG],
        "role": ["mentor"],
        "application_id": demo_site.column(
            "SELECT id FROM application WHERE state <> 'unconfirmed' AND email LIKE '%@applicants.%' ORDER BY id"
        ),
        "what": ["acceptance", "waiting", "decline"],
        "applications.confirmation token": [applied["Elena Petrović"], applied["Late Comer"], "unknown"],
        "applications.interest token": [applied["left"], "unknown"],
        "course_key": ["mentoring-basics"],
        "lesson_key": ["roles", "first-meeting"],  # done and not
        "step_kind": ["lesson"],
        "step_key": [asked_again],
        "quiz_key": ["final-check"],
        "conversation_key": ["asked-to-invest"],
        "learning.turn play_id": demo_site.column("SELECT max(id) FROM conversation_play"),
        "learning.debrief play_id": demo_site.column("SELECT max(id) - 1 FROM conversation_play"),
        "learning.print_module number": [1],
        "attempt_id": demo_site.column("SELECT max(id) FROM attempt"),
        "learning.result attempt_id": demo_site.column("SELECT max(id) - 1 FROM attempt"),
        "slot": [1, 2, 3],  # one may be right (answered), true or false, several may be right
        "certificate_number": demo_site.column("SELECT number FROM certificate ORDER BY id LIMIT 1"),
        "message_id": [mails[0], mails[-1]],
        "people.link token": [
            token_of(demo_site.link_for("bruno.restrepo@example.org")),
            token_of(demo_site.links["mentor"]),  # used: its owner can ask for another
            "unknown",
        ],
        "people.address_link token": [mailed["confirm"], "unknown"],
        "people.proposal_link token": [
            token_of(
                link_in(
                    demo_site.letter("bruno.restrepo@example.org", "Is this your new address?"),
                    "/address/proposal/",
                )
            ),
            "unknown",
        ],
        "people.undo_link token": [mailed["undo"], "unknown"],
        "webinars.public_sessions program_id": demo_site.column(
            "SELECT program_id FROM webinar WHERE id = 3"
        ),
        "webinars.again webinar_id": [3],
        "webinars.public_session webinar_id": [3],
        "webinars.place_asked webinar_id": [3],
        "webinars.place token": [came_alone, "unknown"],
        "concern_id": demo_site.column("SELECT id FROM concern ORDER BY id"),  # the mentor's
        "agenda.answer token": ["unknown"],
        "webinars.join_page token": ["unknown"],
        "concerns.by_link token": ["unknown"],
        "privacy.call_off_by_link token": [mailed["call off"], "unknown"],
        "people.first_administrator token": [token_of(demo_site.link_for(None)), "unknown"],
    }


def token_of(link: str) -> str:
    return link.rsplit("/", 1)[1]


@pytest.fixture(autouse=True)
def _nobody_runs_the_site_yet(request: pytest.FixtureRequest, demo_site: Site) -> Iterator[None]:
    """For visitors only: the page for the first administrator is there until there is one."""
    called = getattr(request.node, "callspec", None)
    if called is None or called.params.get("role") != "nobody":
        yield
        return
    demo_site.change("UPDATE person SET is_admin = 0 WHERE is_admin")
    yield
    demo_site.change("UPDATE person SET is_admin = 1 WHERE email = 'ada.mensah@example.org'")


@dataclass
class Judged:
    """What was looked at so far: which kinds of pages, and which pieces axe has seen."""

    kinds: set[Any] = field(default_factory=set)
    pieces: set[str] = field(default_factory=set)
    looks: Looks = OPPOSITE

    def how_to_look(self, kind: Any, page: str) -> dict[str, Any] | None:
        """How to look at this page if it is the first of its kind or has pieces that are new, which axe judges too;
        None where other words alone stand on pieces that were judged before.

        Every other page is looked at in the other order: axe sees both looks, and the window changes half as often.
        """
        pieces = pieces_of(page)
        is_new, has_new = kind not in self.kinds, not pieces <= self.pieces
        self.kinds.add(kind)
        self.pieces |= pieces
        if not is_new and not has_new:
            return None
        self.looks = self.looks[::-1]
        return {"looks": self.looks, "axe": has_new}


@pytest.fixture(scope="module")
def judged() -> Judged:
    """For all roles together."""
    return Judged()


@pytest.fixture
def look(contexts: dict[str, BrowserContext], judged: Judged) -> Iterator[Any]:
    """look(role, kind): note all that is wrong with the page that stands there; nothing may be, at the end."""
    faults: list[str] = []
    pages: dict[str, Page] = {}

    def page_of(role: str) -> Page:
        if role not in pages:
            pages[role] = contexts[role].new_page()
            watch(pages[role], faults)
        return pages[role]

    def look_at(role: str, kind: Any, **how: Any) -> None:
        page = page_of(role)
        left = judged.how_to_look(kind, page.content())
        if left is not None:
            faults.extend(f"{role} at {page.url}, {fault}" for fault in faults_of(page, **(left | how)))

    def look_up(role: str, kind: Any, address: str, answer: str) -> None:
        """Open it, unless its pieces as they were sent say that there is nothing new to see."""
        left = judged.how_to_look(kind, answer)
        if left is not None:
            page = page_of(role)
            page.goto(address)
            faults.extend(f"{role} at {page.url}, {fault}" for fault in faults_of(page, **left))

    look_at.page_of, look_at.up = page_of, look_up
    yield look_at
    for page in pages.values():
        page.close()
    assert not faults, "\n".join(dict.fromkeys(faults))


@pytest.fixture(scope="module")
def answered(demo_site: Site, contexts: dict[str, BrowserContext]) -> Answered:
    """answered(role, address): status and page, asked for once. Of visitors each time: see above."""
    known: dict[tuple[str, str], tuple[int, str]] = {}

    def ask(role: str, address: str) -> tuple[int, str]:
        if (role, address) not in known or role == "nobody":
            answer = contexts[role].request.get(demo_site.url + address, max_redirects=0)
            known[role, address] = answer.status, answer.text()
            answer.dispose()
        return known[role, address]

    return ask


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_for_every_eye_and_hand(
    role: str,
    demo_site: Site,
    routes: list[Route],
    values: dict[str, list[Any]],
    answered: Answered,
    look: Any,
) -> None:
    answers: dict[int, int] = {}
    addresses = [(route, address) for route in routes for address in route.addresses(values)]
    for route, address in [(None, "/nothing/here"), (None, "/sessions?show=month"), *addresses]:
        if address.startswith(FOR_BUILDERS) and role != "nobody":
            continue
        if role == "administrator" and route and not address.startswith("/site"):
            continue  # the rest is what staff see
        status, page = answered(role, address)
        assert status < 500, address
        answers[status] = answers.get(status, 0) + 1
        if status in (200, 410) or (status >= 400 and answers[status] == 1):  # every 404 looks the same
            look.up(role, (route, status), demo_site.url + address, page)
    assert answers[404] >= 1
    assert answers[200] > {"nobody": 5, "mentor": 15, "mentee": 10, "staff": 20, "administrator": 0}[role]
    assert answers.get(403, 0) == 0 or role != "nobody"


def test_every_get_route_is_somebodys_page(
    routes: list[Route], values: dict[str, list[Any]], answered: Answered
) -> None:
    """No route hides behind a redirect or an error for all of them."""
    unseen = {
        route.endpoint
        for route in routes
        if not any(
            answered(role, address)[0] == 200
            for role in reversed(ROLES)  # visitors last: most routes are not theirs
            for address in route.addresses(values)
        )
    }
    assert unseen == {
        "people.code",  # in the browser that asked for a link: see MISTAKES
        "people.second_step",  # in the middle of signing in: see test_two_step.py
        "agenda.new_feed",  # shown once, to who has just made an address: see MISTAKES
        "webinars.join_page",  # mailed to who is expected: tests/webinars/test_joining.py
        "agenda.answer",  # mailed to who is expected: tests/webinars/test_answers_by_link.py
        "people.first_administrator",  # until there is one: above, and see MISTAKES
        "concerns.by_link",  # mailed with an answer to who was signed out: the same page as concerns.mine
        "site.index",  # leads to the first tab
        "profiles.welcome",  # leads to the first step that is left
    }


@pytest.mark.parametrize("role", ["nobody", "mentor", "staff"])
def test_what_forms_answer_is_for_every_eye_and_hand(
    role: str, demo_site: Site, values: dict[str, list[Any]], look: Any
) -> None:
    page = look.page_of(role)
    for mistake in (each for each in MISTAKES if each.role == role):
        administrator = values["people.first_administrator token"][0]
        page.goto(demo_site.url + mistake.address.format(administrator=administrator))
        if mistake.opener:
            page.get_by_role("button", name=mistake.opener).click()
        for label, entered in mistake.fields:
            field = page.get_by_label(label)
            field.check() if entered == TICKED else field.fill(entered)
        page.get_by_role("button", name=mistake.button).last.click()
        expect(page.get_by_text(mistake.says).first).to_be_visible()
        look(role, Mistake)  # of a page that was looked at: what is new are the words at the fields


@pytest.mark.parametrize(
    ("role", "address", "opener"),
    [("mentee", "/calendar", "End"), ("staff", "/programs/1/webinars/3", "Cancel the session")],
)
def test_every_question_asked_back_is_for_every_eye_and_hand(
    role: str, address: str, opener: str, demo_site: Site, look: Any
) -> None:
    """The dialogs, opened."""
    page = look.page_of(role)
    page.goto(demo_site.url + address)
    page.get_by_role("button", name=opener).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    # axe knows nothing of the top layer: to it the page's own buttons lie over those of the dialog.
    look(role, opener, axe_without=("target-size",))
    expect(page.get_by_role("dialog")).to_be_visible()
