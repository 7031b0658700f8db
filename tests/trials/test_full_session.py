"""Three hundred register at once for fifty places, then twenty withdraw at once: nobody is skipped or mailed twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock, config
from mentortrain.agenda.models import EntryPerson
from mentortrain.db import session
from mentortrain.webinars.models import Registration, Webinar
from tests.trials.conftest import Report
from tests.trials.invariants import broken
from tests.trials.people import Answer, Client, at_once, gather, percentile
from tests.trials.site import running

pytestmark = pytest.mark.trial

PEOPLE, PLACES, LEAVERS = 300, 50, 20


def test_three_hundred_for_fifty_places(
    app: Flask,
    settings: config.Settings,
    tmp_path: Path,
    report: Report,
    letters: Callable[..., list[EmailMessage]],
) -> None:
    with running(tmp_path, settings.database_url) as site:
        site.env["SECRET_KEY"] = settings.secret_key
        site.start("web")
        site.wait_for_web()
        cast = gather(app, site.url, people=PEOPLE, apart=True)
        webinar_id, page = cast.webinar_ids[0], cast.session()
        with app.app_context():
            session.get_one(Webinar, webinar_id).capacity = PLACES
            session.commit()
        told(letters)

        coming = all_at_once(f"{page}/registration", cast.people)
        inside, line = standing(app, webinar_id)
        assert (len(inside), len(line)) == (PLACES, PEOPLE - PLACES)
        assert [turn for _, turn in line] == list(range(1, PEOPLE - PLACES + 1))
        first = told(letters)
        assert set(first.values()) == {1}, "one mail each"
        assert Counter(kind for _, kind in first) == {"in": PLACES, "waiting": PEOPLE - PLACES}
        assert {one for one, kind in first if kind == "in"} == emails(cast.people, inside)

        leavers = [one for one in cast.people if one.id in inside][:LEAVERS]
        going = all_at_once(f"{page}/withdrawal", leavers)
        now_inside, now_line = standing(app, webinar_id)
        up = [person_id for person_id, _ in line[:LEAVERS]]
        assert now_inside == (inside - {one.id for one in leavers}) | set(up)
        assert now_line == line[LEAVERS:]
        assert order_of_calendars(app, webinar_id, up) == up, "in the order in which they came"
        second = told(letters)
        assert set(second.values()) == {1}
        assert {one for one, kind in second if kind == "in"} == emails(cast.people, set(up))
        assert {one for one, kind in second if kind == "out"} == {one.email for one in leavers}
        assert len(second) == 2 * LEAVERS

        assert broken(app) == []
        assert (
            re.findall(r"Traceback|unhandled|deadlock|is locked", site.children["web"].log.read_text()) == []
        )
    report(
        f"{PEOPLE} for {PLACES} places: {PLACES} in, {PEOPLE - PLACES} waiting in order, one mail each; p50 "
        f"{percentile(coming, 50):.1f} s, slowest {max(coming):.1f} s; {LEAVERS} withdrew, {LEAVERS} moved up in "
        f"order, slowest {max(going):.1f} s"
    )


def all_at_once(path: str, people: list[Client]) -> list[float]:
    """Everybody at once; nobody is shown an error. How long each waited."""

    def tap(one: Client) -> Callable[[], Answer]:
        return lambda: one.post(path).well()

    return [answer.seconds for answer in at_once([tap(one) for one in people])]


def standing(app: Flask, webinar_id: int) -> tuple[set[int], list[tuple[int, int | None]]]:
    """(who has a place, (person, number) of who waits in their order)."""
    with app.app_context():
        rows = session.scalars(
            select(Registration).where(Registration.webinar_id == webinar_id).order_by(Registration.turn)
        ).all()
        return (
            {one.person_id for one in rows if one.is_expected},
            [(one.person_id, one.turn) for one in rows if one.waits],
        )


def order_of_calendars(app: Flask, webinar_id: int, people: list[int]) -> list[int]:
    """These people in the order in which the session came into their calendars."""
    with app.app_context():
        entry_id = session.get_one(Webinar, webinar_id).entry_id
        return list(
            session.scalars(
                select(EntryPerson.person_id)
                .where(EntryPerson.entry_id == entry_id, EntryPerson.person_id.in_(people))
                .order_by(EntryPerson.id)
            )
        )


def emails(people: list[Client], ids: set[int]) -> set[str]:
    return {one.email for one in people if one.id in ids}


def told(letters: Callable[..., list[EmailMessage]]) -> Counter[tuple[str, str]]:
    """How often (address, what) was mailed since the last time: in, out, waiting."""
    found: Counter[tuple[str, str]] = Counter()
    while some := letters(clock.real_now() + timedelta(seconds=1)):
        for one in some:
            subject = str(one["Subject"])
            what = next(
                (
                    word
                    for start, word in (
                        ("You are registered", "in"),
                        ("A place is free", "in"),
                        ("You are waiting", "waiting"),
                        ("You are not coming", "out"),
                    )
                    if subject.startswith(start)
                ),
                subject,
            )
            found[one["To"].addresses[0].addr_spec, what] += 1
    return found
