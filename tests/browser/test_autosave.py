"""Answers that save themselves, and say what they could not do, against the real server."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Browse, sign_in
from tests.browser.site import Site
from tests.servers import wait_until

pytestmark = pytest.mark.browser


def test_an_answer_is_kept_on_a_bad_line(demo_site: Site, browse: Browse) -> None:
    page = browse(may_fail=True)
    sign_in(page, demo_site.link_for("camilo.ospina@example.org"))
    page.goto(f"{demo_site.url}/learn/mentoring-basics/quizzes/final-check")
    page.get_by_role("button", name="Start the quiz").click()
    said, first, second = (
        page.get_by_role("status"),
        page.get_by_role("radio").nth(0),
        page.get_by_role("radio").nth(1),
    )

    first.check()
    expect(said).to_have_text(re.compile(r"^Saved \d\d:\d\d\.$"))

    page.route("**/saving", lambda route: route.abort("internetdisconnected"))
    second.check()
    expect(page.get_by_role("alert")).to_have_text(
        re.compile(r"^Not saved yet: no connection\. Trying again in \d+ seconds\.$")
    )
    page.unroute("**/saving")
    expect(said).to_have_text(re.compile(r"^Saved \d\d:\d\d\.$"))  # by itself, on the next try

    page.reload()
    expect(second).to_be_checked()
    expect(said).to_contain_text("Saved ")


def test_what_was_chosen_before_the_script_came_is_saved_too(demo_site: Site, browse: Browse) -> None:
    page = browse()
    sign_in(page, demo_site.link_for("jelena.zivkovic@example.org"))
    page.goto(f"{demo_site.url}/learn/mentoring-basics/quizzes/final-check")
    late: list[Route] = []
    savings: list[str] = []
    page.on("request", lambda one: savings.append(one.url) if one.url.endswith("/saving") else None)
    page.route("**/js/quiz.js*", lambda route: late.append(route))
    page.get_by_role("button", name="Start the quiz").click()
    page.get_by_role("radio").first.check()
    wait_until(lambda: page.evaluate("1") and late)
    late[0].continue_()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^Saved \d\d:\d\d\.$"))
    assert len(savings) == 1, "what this page has kept for itself is no earlier page's: it is not sent twice"
