"""Chromium, and two real sites: one with the demonstration, one as it is at its very first start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.browser.program import FLAGS, HINT, PROGRAM
from tests.browser.site import Site

PATIENCE = 10_000  # milliseconds until a click or an expectation gives up
FOR_ALL: dict[str, Any] = {
    "reduced_motion": "reduce",  # colours half way through a change would be measured
    "locale": "en-GB",
    "timezone_id": "Africa/Nairobi",
}

Browse = Callable[..., Page]


@dataclass(frozen=True)
class View:
    """What somebody holds in their hands."""

    name: str
    width: int = 390
    height: int = 844
    javascript: bool = True


PHONE, DESK = View("phone"), View("desk", 1280, 900)
WITHOUT_JAVASCRIPT = View("plain", javascript=False)


# Package and not session: while Playwright runs, asyncio in this thread is taken.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    if PROGRAM is None:
        pytest.skip(HINT)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demo_site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """As `python3 app.py` starts it."""
    yield from _running(Site(tmp_path_factory.mktemp("demo")))


@pytest.fixture(scope="package")
def new_site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """As `python3 app.py --no-demo` starts it: nobody is there yet."""
    yield from _running(Site(tmp_path_factory.mktemp("new"), "--no-demo"))


def _running(site: Site) -> Iterator[Site]:
    site.start()
    yield site
    site.stop()


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Browse]:
    """browse(PHONE): a browser of one's own, with no cookies. At the end no page may have had an error."""
    faults: list[str] = []
    opened = []

    def open_one(view: View = PHONE, *, may_fail: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": view.width, "height": view.height},
            java_script_enabled=view.javascript,
            **FOR_ALL,
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        if not may_fail:
            watch(page, faults)
        return page

    yield open_one
    for context in opened:
        context.close()
    assert faults == []


def watch(page: Page, faults: list[str]) -> None:
    """Note what the console says is wrong, and every request to another host."""

    def hear(message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if message.location["url"] == page.url and "the server responded with a status of" in message.text:
            return  # Chromium's remark on a page that is an error page, or a form with errors
        faults.append(f"{page.url}: {message.text}")

    def look(request: Request) -> None:
        here = page.url.split("/")[2] if "://" in page.url else ""
        if here and request.url.startswith("http") and request.url.split("/")[2] != here:
            faults.append(f"{page.url} asks {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("request", look)


def sign_in(page: Page, link: str) -> None:
    """Open a mailed link and press its button, as a person does."""
    page.goto(link)
    page.get_by_role("button", name="Sign in as ").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_attached()
