"""A lesson in Chromium: who reads on is offered that section on another device."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions
from mentortrain.people.actions import make_link
from mentortrain.people.models import Person
from tests.conftest import Visitor
from tests.learning import makers
from tests.learning.test_quiz_in_browser import browser, site  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.browser, pytest.mark.either]
FAR = "<p>Some words.</p>" * 60


def test_leaving_the_page_remembers_the_section(
    app: Flask,
    amina: Visitor,
    site: str,  # noqa: F811
    browser: Any,  # noqa: F811
):
    with app.app_context():
        html = f"<h2>The start</h2>{FAR}<h2>What you earn</h2>{FAR}<h2>The end</h2>{FAR}"
        actions.publish(makers.course(replace(makers.lesson("one"), html=html)), at=clock.real_now())
        token = make_link(session.get_one(Person, amina.id), at=clock.real_now())
        session.commit()
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_default_timeout(10_000)
    page.goto(f"{site}/sign-in/{token}")
    page.locator("main form button").first.click()
    page.goto(f"{site}/learn/small/lessons/one")
    page.locator("#what-you-earn").evaluate("one => one.scrollIntoView()")
    page.get_by_role("link", name="Small course").evaluate("one => one.click()")
    page.wait_for_url("**/learn/small")
    page.goto(f"{site}/learn/small/lessons/one")
    page.get_by_text("Go on where you were: “What you earn”").click()
    assert page.locator("#what-you-earn").evaluate("one => one.getBoundingClientRect().top") < 400
    page.close()
