"""Everybody changes between the times of one session at once: each has one, nobody is shown an error."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock, config
from mentortrain.db import session
from mentortrain.webinars.actions import offer_again
from mentortrain.webinars.models import Registration, Webinar
from mentortrain.webinars.rules import WITHDRAWN
from tests.trials.conftest import Report
from tests.trials.invariants import broken
from tests.trials.people import Answer, Client, at_once, gather, percentile
from tests.trials.site import running

pytestmark = pytest.mark.trial

PEOPLE, PLACES = 40, 12


def test_forty_change_between_three_times(
    app: Flask, settings: config.Settings, tmp_path: Path, report: Report
) -> None:
    with running(tmp_path, settings.database_url) as site:
        site.env["SECRET_KEY"] = settings.secret_key
        site.start("web")
        site.wait_for_web()
        cast = gather(app, site.url, people=PEOPLE, apart=True)
        ids = [cast.webinar_ids[0], *_offer(app, cast.webinar_ids[0])]
        seconds: list[float] = []
        for turn in range(3):
            pages = [_page(cast.program_id, ids[(number + turn) % 3]) for number in range(PEOPLE)]
            answers = at_once([_tap(*each) for each in zip(cast.people, pages, strict=True)])
            seconds += [one.seconds for one in answers]
        with app.app_context():
            rows = session.execute(
                select(Registration.person_id, Registration.webinar_id, Registration.state).where(
                    Registration.state != WITHDRAWN
                )
            ).all()
        assert Counter(row.person_id for row in rows) == {one.id: 1 for one in cast.people}
        held = Counter(row.webinar_id for row in rows if row.state == "registered")
        assert max(held.values()) <= PLACES
        assert broken(app) == []
        log = site.children["web"].log.read_text()
        assert re.findall(r"Traceback|unhandled|deadlock|is locked", log) == []
    report(
        f"{len(seconds)} changes, each has one time, {sum(held.values())} with a place; p50 "
        f"{percentile(seconds, 50):.2f} s, slowest {max(seconds):.1f} s"
    )


def _tap(one: Client, page: str) -> Callable[[], Answer]:
    return lambda: one.post(f"{page}/registration").well()


def _offer(app: Flask, webinar_id: int) -> list[int]:
    """The same session at two times more, each with so many places."""
    with app.app_context():
        webinar = session.get_one(Webinar, webinar_id)
        webinar.capacity = PLACES
        start = datetime.fromisoformat(webinar.entry.wall_start)
        made = [offer_again(webinar, start + timedelta(days=days), at=clock.real_now()) for days in (1, 2)]
        session.commit()
        return [one.id for one in made]


def _page(program_id: int, webinar_id: int) -> str:
    return f"/programs/{program_id}/sessions/{webinar_id}"
