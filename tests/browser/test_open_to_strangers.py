"""A stranger who finds an open session with a phone, far from the program's clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from mentortrain.programs.models import Program
from tests.browser.conftest import PHONE, WITHOUT_JAVASCRIPT, Browse
from tests.conftest import Visitor
from tests.sites import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),  # what it keeps is tried elsewhere
]


@pytest.fixture
def open_page(program: Program, chandra: Visitor, plan: Any) -> str:
    """The public page of a session at 20:00 in Belgrade, 22:00 in Nairobi."""
    number = plan(time_zone="Europe/Belgrade")
    chandra.post(f"/programs/{program.id}/webinars/{number}/openness", {"open": "1"})
    return f"/open/{program.id}/{number}"


def test_a_stranger_sees_the_time_by_their_own_clocks_and_gets_mails_by_them(
    app: Flask, open_page: str, browse: Browse, at: datetime
) -> None:
    """Browsers here are in Nairobi."""
    with served(app, at=at) as site:
        page = browse(PHONE)
        page.goto(f"{site}{open_page}")
        expect(page.get_by_text("20:00 to 20:45 (CET)")).to_be_visible()
        expect(page.get_by_text("Where you are: Monday 23 November at 22:00")).to_be_visible()
        expect(page.get_by_label("Your time zone")).to_have_value("Africa/Nairobi")
        page.get_by_label("Your time zone").select_option("Europe/Belgrade")
        page.get_by_role("button", name="Register").click()
        expect(page.get_by_text("2 things to put right")).to_be_visible()
        expect(page.get_by_label("Your time zone")).to_have_value("Europe/Belgrade")
        page.goto(f"{site}{open_page.rpartition('/')[0]}")
        expect(page.get_by_text("22:00 to 22:45 (EAT)")).to_be_visible()  # the program's clocks, and theirs
        expect(page.get_by_text("Where you are:")).to_be_hidden()


def test_without_scripts_the_page_says_by_which_clocks_it_speaks(
    app: Flask, open_page: str, browse: Browse, at: datetime
) -> None:
    with served(app, at=at) as site:
        page = browse(WITHOUT_JAVASCRIPT)
        page.goto(f"{site}{open_page}")
        expect(page.get_by_text("20:00 to 20:45 (CET)")).to_be_visible()
        expect(page.get_by_text("Where you are:")).to_be_hidden()
        expect(page.get_by_label("Your time zone")).to_have_value("Europe/Belgrade")
