"""Lists of people on a running site: five thousand with a worker killed, two at once, and two hundred hostile files."""

from __future__ import annotations

import csv
import io
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentortrain import clock, config
from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.people.actions import make_link
from mentortrain.people.models import Person
from mentortrain.programs.actions import give_role
from mentortrain.programs.jobs import import_people
from mentortrain.programs.models import Participation, PeopleImport
from mentortrain.programs.rules import COORDINATOR
from tests.programs.hostile_lists import hostile_files
from tests.servers import wait_until
from tests.trials.conftest import Report
from tests.trials.people import Cast, Client, at_once, gather
from tests.trials.site import Site, running

pytestmark = pytest.mark.trial

PEOPLE = 5_000
MEASURED = 1_000
"""In a second list, whose processor time is taken."""
MOST_MEGABYTES = 400
"""Of one web process, whatever it is sent."""


@pytest.fixture
def site(app: Flask, settings: config.Settings, tmp_path: Path) -> Iterator[Site]:
    with running(tmp_path, settings.database_url) as site:
        site.start("web")
        site.wait_for_web()
        yield site


@pytest.fixture
def cast(app: Flask, site: Site) -> Cast:
    return gather(app, site.url, people=0)


def test_five_thousand_are_invited_once_though_the_worker_is_killed(
    app: Flask, site: Site, cast: Cast, chance: random.Random, report: Report
) -> None:
    began = time.monotonic()
    page = read_in(cast, people(range(PEOPLE)))
    read = time.monotonic() - began
    began = time.monotonic()
    cast.staff.post(f"{page}/confirmation").well()
    confirmed = time.monotonic() - began
    assert "0 of 5000 rows are done" in cast.staff.get(page).text
    site.start("worker 1")
    at_least = 250 * chance.randint(3, 10)
    wait_until(lambda: done(cast, page) >= at_least, 60)
    site.kill("worker 1")
    stopped_at = done(cast, page)
    assert 0 < stopped_at < PEOPLE
    with app.app_context():
        session.get_one(PeopleImport, id_of(page)).moved_at -= timedelta(minutes=2)  # nobody waits here
        session.commit()
    began = time.monotonic()
    site.start("worker 1", "ticker 1")
    wait_until(lambda: "5000 people are invited" in cast.staff.get(page).text, 120)
    rest = time.monotonic() - began
    site.kill("worker 1", "ticker 1")
    everybody = Counter({f"p{n}@example.org": 1 for n in range(PEOPLE)})
    assert invited(app) == everybody
    with app.app_context():
        assert Counter(session.scalars(select(Outbox.to_address))) == everybody
    assert Counter(row[6] for row in report_of(cast.staff, page)) == {"invited": PEOPLE}

    page = read_in(cast, people(range(PEOPLE, PEOPLE + MEASURED)))
    cast.staff.post(f"{page}/confirmation").well()
    with app.app_context():
        began = time.process_time()
        import_people(id_of(page))
        spent = time.process_time() - began
    assert sum(invited(app).values()) == PEOPLE + MEASURED
    assert 1000 * spent / MEASURED < 3
    report(
        f"read in {read:.1f} s, confirmed in {confirmed:.2f} s, killed after {stopped_at} rows, the rest took "
        f"{rest:.1f} s; nobody twice, nobody missing; {1000 * spent / MEASURED:.2f} ms of CPU for each"
    )


@pytest.mark.parametrize("size", [150, 600], ids=["at-once", "by-workers"])
def test_two_staff_with_lists_that_overlap_invite_everybody_once_and_each_is_told_the_truth(
    app: Flask, site: Site, cast: Cast, size: int, report: Report
) -> None:
    second = colleague(app, site, cast)
    site.start("worker 1", "worker 2")
    ranges = (range(size), range(size // 3, size // 3 + size))
    lists = [
        read_in(cast, people(one), staff=staff)
        for one, staff in zip(ranges, (cast.staff, second), strict=True)
    ]
    began = time.monotonic()
    at_once(
        [
            lambda: cast.staff.post(f"{lists[0]}/confirmation").well(),
            lambda: second.post(f"{lists[1]}/confirmation").well(),
        ]
    )
    for page in lists:
        wait_until(lambda: re.search(r"<h1[^>]*>[^<]*invited", cast.staff.get(page).text), 60)  # noqa: B023
    seconds = time.monotonic() - began
    assert invited(app) == Counter({f"p{n}@example.org": 1 for n in range(size // 3 + size)})
    told = [
        {row[2]: (row[6], row[7]) for row in report_of(staff, page)}
        for staff, page in zip((cast.staff, second), lists, strict=True)
    ]
    for mine, other in (told, reversed(told)):
        for address, (result, why) in mine.items():
            if result == "invited":
                assert other.get(address, ("left out", ""))[0] == "left out"
            else:
                assert other[address][0] == "invited"
                assert why == "Somebody else has invited them in this role since the list was read."
    assert [len(one) for one in told] == [size, size]
    report(
        f"{seconds:.1f} s, {sum(one[0] == 'left out' for one in told[0].values())} of the first list left out"
    )


def test_two_hundred_hostile_files_break_nothing(
    app: Flask, site: Site, cast: Cast, chance: random.Random, report: Report
) -> None:
    answers: Counter[int] = Counter()
    slowest = (0.0, "")
    for name, data in hostile_files(chance):
        answer = cast.staff.send_file(f"/programs/{cast.program_id}/people/import", name, data)
        assert answer.status in (302, 413, 422), name
        slowest = max(slowest, (answer.seconds, name))
        answers[answer.status] += 1
        if answer.status == 302:
            assert cast.staff.get(answer.location).status == 200, name
        elif answer.status == 422:
            assert 'id="file-error"' in answer.text, name
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Participation)) == 0
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        assert set(session.scalars(select(PeopleImport.state))) == {"read"}
    log = site.children["web"].log.read_text()
    assert re.findall(r"Traceback|unhandled", log) == []
    most = max(peaks(site))
    assert most < MOST_MEGABYTES
    assert slowest[0] < 30
    report(
        f"{answers.total()} files: {answers[302]} read, {answers[422]} refused at the field, {answers[413]} too large; "
        f"slowest {slowest[0]:.1f} s ({slowest[1]}), a web process grew to {most} MB"
    )


def people(numbers: range) -> str:
    roles = ("mentor", "mentee")
    return "name,email,role,country\n" + "\n".join(
        f"Person Ñúñez {n},p{n}@example.org,{roles[n % 2]},Kenya" for n in numbers
    )


def read_in(cast: Cast, text: str, *, staff: Client | None = None) -> str:
    """The page of the list, once it is read."""
    answer = (staff or cast.staff).post(f"/programs/{cast.program_id}/people/import", {"text": text}).well()
    return answer.location


def id_of(page: str) -> int:
    return int(page.rpartition("/")[2])


def done(cast: Cast, page: str) -> int:
    """Rows of which it is known what became of them, as the page says it; all of them when it is the report."""
    found = re.search(r"(\d+) of \d+ rows are done", cast.staff.get(page).text)
    return int(found[1]) if found else PEOPLE


def invited(app: Flask) -> Counter[str]:
    """How often each address takes part."""
    with app.app_context():
        addresses = select(Person.email).join(Participation, Participation.person_id == Person.id)
        return Counter(session.scalars(addresses))


def report_of(staff: Client, page: str) -> list[list[str]]:
    text = staff.get(f"{page}/report.csv").well().text.removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text)))[1:]


def colleague(app: Flask, site: Site, cast: Cast) -> Client:
    """Another one of the staff, signed in."""
    now = clock.real_now()
    with app.app_context():
        dayo = {"email": "dayo@example.org", "name": "Dayo Bello"}
        person = give_role(cast.program_id, **dayo, role=COORDINATOR, cohort_id=None, at=now).person
        token = make_link(person, at=now)
        session.commit()
        client = Client(site.url, person.id, person.email)
    client.sign_in(token)
    return client


def peaks(site: Site) -> list[int]:
    """The most memory that each web process ever had, in megabytes."""
    process = site.children["web"].process
    assert process is not None
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    found = [re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{child}/status").read_text()) for child in children]
    return [int(one[1]) // 1024 for one in found if one]
