"""When a calendar address was last used is noted in the store, but the store is not asked at each poll."""

from __future__ import annotations

import re
import time

import pytest
from flask import Flask

from mentortrain import queue
from mentortrain.agenda import jobs
from tests.conftest import Visitor

pytestmark = pytest.mark.either  # pages and words, not the database


def address_for(visitor: Visitor, name: str) -> str:
    """The path of a new calendar address."""
    visitor.post("/calendar", {"name": name})
    found = re.search(r"/feeds/[\w-]+\.ics", visitor.get("/calendar/addresses/new").text)
    assert found
    return found[0]


def test_the_first_poll_is_noted_at_once_and_more_of_them_together(
    app: Flask, amina: Visitor, dov: Visitor, nobody: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.USES, "TOGETHER", 1.5)  # seconds; as it is, everybody would wait for five
    with app.app_context():
        noted = queue.store()
    hers, his = address_for(amina, "Phone"), address_for(dov, "Phone")
    nobody.get(hers)
    assert noted.hlen(jobs.USES.noted) == 1
    nobody.get(his)
    nobody.get(hers)
    assert noted.hlen(jobs.USES.noted) == 1
    deadline = time.monotonic() + 2 * jobs.USES.TOGETHER
    while noted.hlen(jobs.USES.noted) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert noted.hlen(jobs.USES.noted) == 2
    nobody.get(his)  # nothing was sent lately
    assert noted.hlen(jobs.USES.noted) == 2
