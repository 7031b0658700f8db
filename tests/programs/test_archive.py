"""An archived program is read, and nothing in it changes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from mentortrain.db import session
from mentortrain.programs.models import Program
from mentortrain.schedule.ticker import tick_at
from mentortrain.webinars.models import Webinar
from tests.web.test_access import address, values  # noqa: F401  (a fixture)

pytestmark = pytest.mark.either  # pages and words, not the database

SAYS = "This program is in the archive: it can be read, and nothing in it changes."
STAYS = {"programs.archive", "programs.bring_back", "programs.copy"}


@pytest.fixture
def archived(chandra, amina, program, values):  # noqa: F811
    assert chandra.post(f"/programs/{program.id}/archive").status_code == 302
    return program


def test_every_route_that_writes_into_it_says_so(archived, app, chandra, values):  # noqa: F811
    tried = 0
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and "program_id" in rule.arguments and rule.endpoint not in STAYS:
            answer = chandra.post(address(rule, values))
            assert answer.status_code in (403, 422), rule.rule  # 403: what participants alone do
            assert answer.status_code == 403 or SAYS in answer.text, rule.rule
            tried += answer.status_code == 422
    assert tried >= 20


def test_participants_are_told_the_same_and_go_on_reading(archived, amina, values):  # noqa: F811
    url = f"/programs/{archived.id}/sessions/{values['webinar_id']}"
    assert amina.get(url).status_code == 200
    refused = amina.post(f"{url}/registration")
    assert (refused.status_code, SAYS in refused.text) == (422, True)


def test_its_clocks_and_mails_stop_until_it_is_brought_back(archived, app, chandra, letters):
    with app.app_context():
        tick_at(datetime(2027, 2, 10, tzinfo=UTC))
        assert session.scalar(select(func.count()).select_from(Webinar)) == 1  # the one that is planned
    assert letters() == []
    assert "This program is in the archive" in chandra.get(f"/programs/{archived.id}/settings").text
    chandra.post(f"/programs/{archived.id}/archive")  # twice is once
    chandra.post(f"/programs/{archived.id}/archive/removal")
    chandra.post(f"/programs/{archived.id}/archive/removal")
    with app.app_context():
        found = session.get_one(Program, archived.id)
        assert (found.state, found.archived_at) == ("open", None)


def test_a_stranger_cannot_archive_it(dov, amina, program):
    assert dov.post(f"/programs/{program.id}/archive").status_code == 404
    assert amina.post(f"/programs/{program.id}/archive").status_code == 403
