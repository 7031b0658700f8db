"""The rest of a series made like one of its sessions, on a phone: what it changes is seen before it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from mentortrain.db import session
from mentortrain.people.actions import make_link
from mentortrain.programs.models import Program
from mentortrain.webinars import queries
from mentortrain.webinars.models import Webinar
from tests.browser.conftest import PHONE, Browse, sign_in
from tests.browser.looks import faults_of
from tests.browser.story.page import expect_title, press
from tests.conftest import Visitor
from tests.sites import served
from tests.webinars.stage import agreed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),  # what it keeps is tried elsewhere
]


def test_staff_see_what_changes_in_each_session_before_it_does(
    app: Flask,
    program: Program,
    amina: Visitor,
    chandra: Visitor,
    plan: Any,
    browse: Browse,
    at: datetime,
) -> None:
    first = plan()
    desk = f"/programs/{program.id}/webinars/{first}"
    agreed(chandra, f"{desk}/series", {"weeks": "2"})
    with app.app_context():
        webinar = session.get_one(Webinar, first)
        second, _third = queries.rest_of_series(webinar)
        webinar.host_name, webinar.entry.wall_start = "Wanjiku Mwangi", "2026-11-23T21:30"
        where = f"/programs/{program.id}/sessions/{second.id}"
        token = make_link(chandra.person, at=at)
        session.commit()
    amina.post(f"{where}/registration")
    with served(app, at=at) as site:
        page = browse(PHONE)
        sign_in(page, f"{site}/sign-in/{token}")
        page.goto(f"{site}{desk}/again")
        press(page, "See what that changes")
        expect_title(page, "Before you tell anybody")
        expect(page.get_by_text("What changes in each of the 2 sessions")).to_be_visible()
        assert faults_of(page) == []
        press(page, "Save and tell 1 person")
        expect(page.get_by_text("2 sessions that follow are like this one now.")).to_be_visible()
        assert faults_of(page) == []
