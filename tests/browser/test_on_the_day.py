"""The day of a session: the page from which somebody joins, by their own link, and the host's, as the hours pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from mentortrain import clock
from mentortrain.agenda.links import join_url
from mentortrain.agenda.queries import part_of
from mentortrain.db import session
from mentortrain.people.actions import make_link
from mentortrain.webinars import queries
from mentortrain.webinars.models import Webinar
from tests.browser.conftest import PHONE, Browse, sign_in
from tests.browser.looks import OPPOSITE, faults_of, pieces_of
from tests.conftest import Visitor
from tests.sites import served
from tests.webinars.stage import desk, page, webinar_id

__all__ = ["desk", "page", "webinar_id"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),  # what it keeps is tried elsewhere
]
START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
END = START + timedelta(minutes=45)
EARLY, OPEN, DURING = (
    START - timedelta(minutes=16),
    START - timedelta(minutes=14),
    START + timedelta(minutes=5),
)
CLOSED = END + timedelta(minutes=31)
A_DAY_LATER = END + timedelta(hours=25)


@pytest.fixture
def link(app: Flask, amina: Visitor, page: str, webinar_id: int) -> str:
    """The path of Amina's own link."""
    amina.post(f"{page}/registration")
    with app.app_context():
        part = part_of(session.get_one(Webinar, webinar_id).entry_id, amina.id)
        assert part is not None
        return join_url(part).removeprefix("http://localhost")


@pytest.fixture
def word(app: Flask, webinar_id: int) -> str:
    """What the host says."""
    with app.app_context():
        return queries.word_of(session.get_one(Webinar, webinar_id))


@pytest.fixture
def opened(app: Flask, browse: Browse) -> Iterator[Callable[..., None]]:
    """opened(path, at=...): the page as it is at that moment, on a phone of whoever has the link.

    Every moment is measured; axe judges those that show a piece which none before them has shown."""
    tab, now = browse(PHONE), [EARLY]

    def open_at(path: str, *, at: datetime, press: str = "", says: str = "") -> None:
        now[0] = at
        tab.goto(site + path)
        if press:
            tab.get_by_role("button", name=press).click()
        expect(tab.get_by_text(says).first).to_be_visible()
        pieces = pieces_of(tab.content())
        here = faults_of(tab, looks=next(ways), axe=not pieces <= judged)
        judged.update(pieces)
        faults.extend(f"{at:%H:%M}, “{says}”, {one}" for one in here)
        tab.goto(f"{site}/healthz")  # the page would renew itself; about:blank is another process

    faults: list[str] = []
    judged: set[str] = set()
    ways = cycle((OPPOSITE, OPPOSITE[::-1]))
    open_at.faults, open_at.tab = faults, tab  # type: ignore[attr-defined]
    with served(app, at=lambda: now[0]) as site:
        yield open_at


def test_who_joins_by_their_link_finds_a_page_for_every_eye_and_hand(
    amina: Visitor, chandra: Visitor, link: str, page: str, desk: str, word: str, opened: Any
) -> None:
    opened(link, at=EARLY, says="the door opens at 19:45")
    opened(link, at=OPEN, says="Join now")
    opened(link, at=DURING, says="Send the word")
    opened(link, at=DURING, press="Send the word", says="Type the word that the host says.")
    opened(link, at=CLOSED, says="Send the word")
    with clock.held_at(DURING):
        amina.post(f"{page}/word", {"word": word})
    opened(link, at=DURING, says="It is noted that you were there.")
    opened(link, at=A_DAY_LATER, says="is over")
    amina.post(f"{page}/withdrawal")
    opened(link, at=DURING, says="You are not coming to")
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    opened(link, at=DURING, says="Why: Grace is ill.")
    assert opened.faults == []


@pytest.fixture
def entered(app: Flask, chandra: Visitor) -> Callable[[Page], None]:
    """entered(tab): staff, signed in there."""

    def enter(tab: Page) -> None:
        with app.app_context():
            token = make_link(chandra.person, at=EARLY - timedelta(hours=1))
            session.commit()
        with served(app, at=EARLY - timedelta(minutes=50)) as site:
            sign_in(tab, f"{site}/sign-in/{token}")
            tab.goto("about:blank")

    return enter


@pytest.fixture
def lead(entered: Any, desk: str, opened: Any) -> Callable[..., None]:
    """lead(at=..., says=...): the host's page as it is at that moment, opened by staff."""
    entered(opened.tab)

    def look(**how: Any) -> None:
        opened(f"{desk}/host", **how)

    return look


def test_the_hosts_page_is_for_every_eye_and_hand(
    amina: Visitor, bruno: Visitor, page: str, word: str, opened: Any, lead: Any
) -> None:
    lead(at=EARLY, says="Nobody is expected")
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    lead(at=EARLY, says="the door opens at 19:45")
    lead(at=OPEN, says="start when people are there")
    opened("/today", at=OPEN, says="Lead the session")
    opened("/programs", at=DURING, says="It lasts until 20:45.")
    lead(at=DURING, press="Start now", says="The session has begun.")
    with clock.held_at(DURING):
        amina.post(f"{page}/visit")
        amina.post(f"{page}/word", {"word": word})
        bruno.post(f"{page}/visit")
    lead(at=DURING, says="2 of 2 are here")
    lead(at=DURING, press="Keep the notes", says="Your notes are kept.")
    lead(at=CLOSED, says="It was “")
    assert opened.faults == []


def test_on_a_phone_the_word_comes_before_the_people(
    app: Flask, amina: Visitor, page: str, desk: str, opened: Any, lead: Any
) -> None:
    amina.post(f"{page}/registration")
    with served(app, at=DURING) as site:
        opened.tab.goto(f"{site}{desk}/host")
        order = [
            opened.tab.get_by_role("heading", name=name).bounding_box()["y"]
            for name in ("The word to say", "Who is expected", "Your notes")
        ]
        assert order == sorted(order)
        assert order[0] < PHONE.height / 2
        opened.tab.goto("about:blank")


def test_the_hosts_page_renews_itself_and_leaves_alone_what_the_host_types(
    app: Flask, amina: Visitor, bruno: Visitor, page: str, desk: str, browse: Browse, entered: Any
) -> None:
    for one in (amina, bruno):
        one.post(f"{page}/registration")
    tab = browse(PHONE, may_fail=True)
    entered(tab)
    now = [OPEN - timedelta(minutes=2)]

    def later(**until: float) -> None:
        """Time passes, on the page and on the site; then the page looks again."""
        now[0] += timedelta(**until)
        with tab.expect_response(lambda answer: answer.url.endswith("/host")):
            tab.clock.run_for(20_000)

    with served(app, at=lambda: now[0]) as site:
        tab.clock.install()
        tab.goto(f"{site}{desk}/host")
        expect(tab.get_by_role("button", name="Start now")).to_have_count(0)
        notes = tab.get_by_label("Notes")
        notes.fill("Ask Bruno")
        notes.press("Home")
        later(minutes=3)  # the door opens meanwhile
        expect(tab.get_by_role("button", name="Start now")).to_be_visible()
        expect(tab.locator(".spoken")).to_be_visible()
        notes.press_sequentially("First: ")
        with clock.held_at(DURING):
            amina.post(f"{page}/visit")
        later(minutes=20)
        expect(tab.get_by_role("heading", name="1 of 2 are here")).to_be_visible()
        expect(tab.get_by_text("pressed join at 20:05")).to_be_visible()
        notes.press_sequentially("greet. ")
        assert notes.input_value() == "First: greet. Ask Bruno"
        expect(notes).to_be_focused()

        tab.route("**/host", lambda route: route.abort())  # a tunnel
        with tab.expect_event("requestfailed"):
            tab.clock.run_for(20_000)
        tab.unroute("**/host")
        with clock.held_at(DURING):
            bruno.post(f"{page}/visit")
        tab.get_by_role("button", name="Start now").focus()
        later(minutes=1)
        expect(tab.get_by_role("heading", name="2 of 2 are here")).to_be_visible()
        expect(tab.get_by_role("button", name="Start now")).to_be_focused()
        tab.get_by_role("button", name="Start now").click()
        expect(tab.get_by_role("button", name="End now")).to_be_visible()
        tab.wait_for_load_state()  # its script waits for the next look
        later(minutes=45)
        expect(tab.get_by_role("link", name="Mark who was there")).to_be_visible()
        tab.goto("about:blank")
