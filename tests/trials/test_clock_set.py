"""The clock of a running site is set back by an hour, and forward: nobody is signed out, nothing twice or stuck."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from mentortrain import clock, config
from mentortrain.config import ROOT
from mentortrain.db import session
from mentortrain.mail.models import SENT, Outbox
from mentortrain.people.models import Person
from mentortrain.schedule.models import TICKER, Lease, TaskRun
from mentortrain.webinars.models import Webinar
from tests.servers import wait_until
from tests.trials.conftest import Report
from tests.trials.invariants import broken
from tests.trials.mails import AT_ONCE
from tests.trials.people import Cast, Client, ask_for_a_link, gather
from tests.trials.site import Site, running

pytestmark = pytest.mark.trial

HOUR = 3600
SHIFTED = ROOT / "tests" / "trials" / "shifted"


class ShiftedSite:
    """A site whose processes have a clock of their own."""

    def __init__(self, site: Site, file: Path) -> None:
        self.site, self._file = site, file

    def set(self, seconds: int) -> None:
        """By so much from the right time, for all its processes, from now on."""
        new = self._file.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self._file)


@pytest.fixture
def shifted(app: Flask, settings: config.Settings, tmp_path: Path) -> Iterator[ShiftedSite]:
    file = tmp_path / "clock"
    file.write_text("0")
    with running(tmp_path, settings.database_url) as site:
        site.env |= {"PYTHONPATH": str(SHIFTED), "TRIAL_CLOCK": str(file), "TRIAL_ROOT": str(ROOT)}
        for child in site.children.values():
            child.env = site.env
        site.start("web", "worker 1", "ticker 1")
        site.wait_for_web()
        wait_until(lambda: Client(site.url).get("/readyz").status == 200, 60)
        yield ShiftedSite(site, file)


def test_clock_set_back_and_forward(app: Flask, shifted: ShiftedSite, report: Report) -> None:
    cast = gather(app, shifted.site.url, people=2)
    amina, bruno = cast.people
    amina.post(f"{cast.session()}/registration").well()
    until(lambda: all_went(app))
    move(app, cast, 1)
    until(lambda: all_went(app))
    stamps = [stamp(app, cast)]

    shifted.set(-HOUR)
    assert amina.get("/you").status == 200  # signed in before, still signed in
    assert cast.staff.get(cast.desk()).status == 200
    bruno.post(f"{cast.session()}/registration").well()
    waits = [until(lambda: all_went(app))]
    move(app, cast, 2)
    assert ask_for_a_link(shifted.site.url, "chandra@example.org").status == 302
    waits.append(until(lambda: all_went(app)))
    stamps.append(stamp(app, cast))
    shifted.site.kill("ticker 1")  # the next one must not wait for a lead that ends in an hour
    shifted.site.start("ticker 1")
    waits.append(until(lambda: ticks(app, -HOUR)))
    assert Client(shifted.site.url).get("/readyz").status == 200
    use_a_link(app, shifted.site)

    shifted.set(HOUR)
    assert amina.get("/you").status == 200
    move(app, cast, 3)
    waits.append(until(lambda: all_went(app)))
    waits.append(until(lambda: ticks(app, HOUR)))
    stamps.append(stamp(app, cast))
    shifted.set(0)
    move(app, cast, 4)
    waits.append(until(lambda: all_went(app)))
    stamps.append(stamp(app, cast))

    assert stamps == sorted(stamps)
    told = told_by_mail(shifted.site)
    assert [[sequence for sequence, _ in told[one.email]] for one in cast.people] == [
        [0, 1, 2, 3, 4],
        [1, 2, 3, 4],
    ]
    for letters in told.values():  # none goes back in what calendars compare
        assert [stamped for _, stamped in letters] == sorted(stamped for _, stamped in letters)
    assert broken(app) == []
    report(
        f"back and forward by an hour: nobody signed out, "
        f"each of {sum(map(len, told.values()))} calendar mails once, DTSTAMP never earlier; "
        f"mails and the ticker's tasks went on after {max(waits):.1f} s at most"
    )


def move(app: Flask, cast: Cast, hours: int) -> None:
    """Staff move the session."""
    with app.app_context():
        webinar = session.get_one(Webinar, cast.webinar_ids[0])
        wall = datetime.fromisoformat(webinar.entry.wall_start) + timedelta(hours=hours)
        form = {
            "title": webinar.entry.title,
            "description": webinar.entry.description,
            "starts_wall": wall.isoformat(timespec="minutes"),
            "time_zone": webinar.entry.time_zone,
            "minutes": "45",
            "host_name": webinar.host_name,
            "meeting_url": webinar.meeting_url,
        }
        session.rollback()
    assert cast.staff.agree(f"{cast.desk()}/edit", form).status == 302


def use_a_link(app: Flask, site: Site) -> None:
    """One that was made by the right clock works by the wrong one."""
    from mentortrain.people.actions import make_link

    with app.app_context():
        person = session.scalars(select(Person).where(Person.email == "person0@example.org")).one()
        token = make_link(person, at=clock.real_now())
        session.commit()
    Client(site.url).sign_in(token)


def all_went(app: Flask) -> bool:
    with app.app_context():
        return not session.query(Outbox).where(AT_ONCE, Outbox.status != SENT).count()


def stamp(app: Flask, cast: Cast) -> tuple[int, datetime]:
    """(SEQUENCE, DTSTAMP) of the session."""
    with app.app_context():
        entry = session.get_one(Webinar, cast.webinar_ids[0]).entry
        return entry.sequence, entry.stamped_at


def ticks(app: Flask, shift: int) -> bool:
    """Whether the ticker leads and asks for the sweep by the clock that is shown now."""
    now = clock.real_now() + timedelta(seconds=shift)
    with app.app_context():
        moments = session.get_one(Lease, TICKER).beat_at, session.get_one(TaskRun, "mail.sweep").began_at
        session.rollback()
    return all(abs(now - moment) < timedelta(seconds=25) for moment in moments)


def until(check: object) -> float:
    """How long it took."""
    began = time.monotonic()
    wait_until(check, 90)
    return time.monotonic() - began


def told_by_mail(site: Site) -> dict[str, list[tuple[int, datetime]]]:
    """(SEQUENCE, DTSTAMP) of each calendar mail, by person, in the order of SEQUENCE."""
    told: dict[str, list[tuple[int, datetime]]] = {}
    for path in site.outbox:
        letter = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        with suppress(StopIteration):
            part = next(one for one in letter.walk() if one.get_content_type() == "text/calendar")
            (event,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
            address = letter["To"].addresses[0].addr_spec
            told.setdefault(address, []).append((int(event["SEQUENCE"]), event["DTSTAMP"].dt))
    return {address: sorted(letters, key=lambda one: one[0]) for address, letters in told.items()}
