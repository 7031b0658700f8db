"""What is done inside the site's own environment: its people, what a page asks the database, what was saved.

    python -m bench.stage people COUNT [thousand] [feeds]   the data; answers with links and addresses
    python -m bench.stage statements            requests on stdin; how many statements each takes
    python -m bench.stage answers               saved numbers on stdin; how many of them are in the database
    python -m bench.stage handed_in             how many whole quizzes are there
    python -m bench.stage changes EVENTS        for each number on stdin a change in that calendar, then the number;
                                                at the end, what that has cost the database server

Each but the last answers with JSON on its last line.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Any

import psutil
from sqlalchemy import event, select, text, update
from sqlalchemy.engine import Engine

from bench import learners
from mentortrain import clock
from mentortrain.agenda.actions import add_feed, reword_entry
from mentortrain.agenda.models import Entry, EntryPerson
from mentortrain.agenda.rules import MAX_FEEDS
from mentortrain.db import session
from mentortrain.demo import crowd
from mentortrain.demo.crowd.plan import TRAINING, plan
from mentortrain.learning import queries as learning
from mentortrain.learning.models import Answer
from mentortrain.mail.models import PENDING, SENT, Outbox
from mentortrain.people import queries as people
from mentortrain.people.actions import find_or_create, make_link
from mentortrain.people.models import Person
from mentortrain.programs.actions import ProgramFacts, enrol, make_program
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import MENTOR
from mentortrain.web.links import absolute
from mentortrain.webinars import actions as webinars
from mentortrain.webinars.rules import WEBINAR

FEEDS = (50, 1_000)
"""Events of the two calendars."""


def set_stage(count: int, *, with_thousand: bool, with_feeds: bool) -> dict[str, Any]:
    """A hundred people with their lives, and two with full calendars if asked; links for `count` participants and
    staff."""
    at = clock.now()
    for _ in crowd.load("S", at=at):
        pass
    group = plan(1)
    members = [one for one in group.members if TRAINING in one.roles and one.joins][:count]
    found = people.with_email_keys([one.address for one in [*members, *group.staff]])
    runs = found[group.staff[0].address]
    version = learning.version_in_force("mentoring-basics")
    program_id = session.scalars(
        select(Participation.program_id)
        .where(Participation.person_id == found[members[0].address].id)
        .order_by(Participation.program_id.desc())
    ).first()
    answer = {
        "program": program_id,
        "staff": _link(runs, at),
        "people": [_link(found[one.address], at) for one in members],
        "course": version.course.key,
        "lesson": version.lessons[1].key,
        "quiz": version.quizzes[0].key,
        "questions": len(version.quizzes[0].questions),
        "ten": learners.publish_ten(at=at),
        "takers": [_link(one, at) for one in learners.takers(count, by=runs, at=at)],
        "thousand": learners.thousand(by=runs, at=at) if with_thousand else program_id,
        "feeds": {str(events): _calendar(events, at=at) for events in FEEDS if with_feeds},
    }
    # Sent long ago: the worker has nothing to do with it while we measure.
    session.execute(update(Outbox).where(Outbox.status == PENDING).values(status=SENT, sent_at=at))
    session.info.clear()
    session.commit()
    return answer


def _link(person: Any, at: datetime) -> str:
    return absolute("people.link", token=make_link(person, at=at))


def _calendar(events: int, *, at: datetime) -> list[str]:
    """Somebody who is registered for so many sessions, each through the actions of staff and theirs: the addresses
    of their feed, as many as anybody may have."""
    day = at.date()
    owner = find_or_create(
        email=_reader_of(events), name=f"Reader of {events}", time_zone="Europe/Belgrade", at=at
    )
    program = make_program(
        ProgramFacts(
            name=f"Calendars {events}",
            audience="Calendar programs.",
            hours_per_month=2,
            digital_requirements="A calendar.",
            opens_on=day,
            pairing_on=day + timedelta(days=10),
            ends_on=day + timedelta(days=400),
            time_zone="Europe/Belgrade",
        ),
        by=owner,
        at=at,
    )
    enrol(program, owner, MENTOR, at=at)
    for number in range(events):
        webinar = webinars.schedule(
            program,
            title=f"Session {number + 1}: listening before advice",
            description="Why good mentors ask first, with three short practice rounds in pairs.",
            starts_wall=datetime.combine(day + timedelta(days=1 + number // 4), time(9 + 2 * (number % 4))),
            time_zone="Europe/Belgrade",
            minutes=60,
            host_name="Ivana Kovač and Kevin Otieno",
            meeting_url="https://meet.example.org/calendars",
            kind=WEBINAR,
            at=at,
        )
        webinars.register(webinar, owner, at=at)
    return [
        absolute("agenda.feed", token=add_feed(owner, name=f"App {number}", at=at))
        for number in range(MAX_FEEDS)
    ]


def _reader_of(events: int) -> str:
    return f"reader-{events}@example.org"


def make_changes(events: int, numbers: Iterable[str]) -> None:
    """Another session of that calendar gets another name for each number, as staff give it one."""
    theirs = select(EntryPerson.entry_id).join(Person).where(Person.email_key == _reader_of(events))
    ids = session.scalars(theirs.order_by(EntryPerson.entry_id)).all()
    for number in map(int, numbers):
        entry = session.get_one(Entry, ids[number % len(ids)])
        if not reword_entry(entry, title=f"Change {number}", description=entry.description, at=clock.now()):
            raise SystemExit(f"change {number} was made before")
        session.commit()
        print(number, flush=True)
    print(_of_our_server(), flush=True)


def _of_our_server() -> float:
    """Processor seconds that PostgreSQL has spent on this connection; SQLite's are our own."""
    if session.get_bind().dialect.name == "sqlite":
        return 0.0
    used = psutil.Process(session.scalar(text("SELECT pg_backend_pid()"))).cpu_times()
    return float(used.user + used.system)


def count_statements(
    rows: list[list[dict[str, Any]]], client: Any, counted: Callable[[str], bool]
) -> list[int]:
    """Statements of each row's requests, when whatever is cached is. They are sent as the load sends them, after a
    change where the row is about one."""
    found = []
    for requests in rows:
        for turn in range(2):
            if requests[0]["changes"]:
                with client.application.app_context():
                    make_changes(int(requests[0]["changes"]), [str(turn)])
            ran, attempt = [], ""
            for request in requests:
                answer, statements = _listened(client, request, attempt)
                ran += statements
                attempt = (re.findall(r"/attempts/(\d+)/", answer.location or "") or [attempt])[0]
        found.append(sum(1 for statement in ran if counted(statement)))
    return found


def _listened(client: Any, request: dict[str, Any], attempt: str) -> tuple[Any, list[str]]:
    """The answer, and the statements that it took."""
    ran: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        ran.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        answer = client.open(
            request["path"].replace("{attempt}", attempt),
            method=request["method"],
            headers=request["headers"],
            data=request["body"] or None,
        )
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    if answer.status_code != request["status"]:
        raise SystemExit(f"{request['path']}: {answer.status_code} {answer.text[:300]}")
    return answer, ran


def is_counted(statement: str) -> bool:
    """What begins or ends a transaction is not."""
    return not statement.startswith(("PRAGMA", "BEGIN", "SET"))


def saved(answers: list[tuple[int, int, int]]) -> int:
    """How many of (attempt, slot, number) are in the database with this number."""
    rows = session.execute(
        select(Answer.attempt_id, Answer.slot, Answer.client_seq).where(
            Answer.attempt_id.in_({attempt for attempt, _, _ in answers})
        )
    )
    there = {(row.attempt_id, row.slot): row.client_seq for row in rows}
    return sum(there.get((attempt, slot), -1) >= number for attempt, slot, number in answers)


def main(words: list[str]) -> Any:
    """One of the five."""
    from app import app

    if words[0] == "statements":
        client = app.test_client(use_cookies=False)
        return count_statements(json.load(sys.stdin), client, is_counted)
    with app.app_context():
        if words[0] == "people":
            return set_stage(int(words[1]), with_thousand="thousand" in words, with_feeds="feeds" in words)
        if words[0] == "handed_in":
            return learners.handed_in()
        if words[0] == "changes":
            return make_changes(int(words[1]), sys.stdin)
        return saved([tuple(one) for one in json.load(sys.stdin)])


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
