"""What processes keep of feeds: a version that somebody saw is never served with old bytes, whoever changed what."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from mentortrain import clock
from mentortrain.agenda import actions, queries, render
from mentortrain.agenda.keeping import Kept, Memory
from mentortrain.agenda.models import AgendaVersion, Entry, EntryPerson
from mentortrain.agenda.rules import When
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.programs.models import Program
from tests.agenda.stage import START, address_for
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed


class Processes:
    """Several web processes, each with what it has kept; between them there is only the database."""

    def __init__(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client, self._patch = client, monkeypatch

    def get(self, memory: Memory, feed: str, **headers: str) -> Any:
        """What the process with this memory answers."""
        self._patch.setattr(render, "memory", lambda rendered_with: memory)
        return self.client.get(
            feed, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def truth(self, feed: str) -> Any:
        """What one answers that has just begun."""
        return self.get(Memory(), feed)


@pytest.fixture
def processes(phone: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Processes:
    return Processes(phone, monkeypatch)


def parts(answer: Any) -> tuple[str, list[bytes]]:
    """The tag, and the events in no order."""
    assert answer.status_code == 200
    content = answer.data.removesuffix(b"END:VCALENDAR\r\n")
    return answer.headers["ETag"], sorted(content.split(b"BEGIN:VEVENT"))


def selects(ran: list[str]) -> int:
    return len([one for one in ran if one.lstrip().startswith("SELECT")])


@pytest.fixture
def feed(amina: Visitor, page: str) -> str:
    """Amina's, with one session in it."""
    amina.post(f"{page}/registration")
    return address_for(amina)


@pytest.fixture
def changes(
    amina: Visitor, chandra: Visitor, page: str, desk: str, program: Program, plan: Callable[..., int]
) -> list[Callable[[], Any]]:
    """Everything that a feed shows, one after the other."""

    def edited(**more: str) -> Callable[[], Any]:
        return lambda: agreed(chandra, f"{desk}/edit", DETAILS | more)

    def another() -> None:
        amina.post(f"/programs/{program.id}/sessions/{plan(title='Another')}/registration")

    return [
        edited(title="Listening first"),
        edited(title="Listening first", starts_wall="2026-11-27T18:00"),
        another,
        lambda: amina.post(f"{page}/withdrawal"),
        lambda: amina.post(f"{page}/registration"),
        edited(title="After coming back", starts_wall="2026-11-27T18:00"),
        lambda: chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."}),
    ]


def test_every_change_shows_in_every_process(
    processes: Processes, feed: str, changes: list[Callable[[], Any]]
) -> None:
    always, seldom = Memory(), Memory()
    before = parts(processes.get(always, feed))
    assert parts(processes.get(seldom, feed)) == before
    for number, change in enumerate(changes):
        change()
        now = parts(processes.truth(feed))
        assert now[0] != before[0], number
        assert now[1] != before[1], number
        for _ in range(2):
            assert parts(processes.get(always, feed)) == now, number
        if number % 3 == 2:
            assert parts(processes.get(seldom, feed)) == now, number
        before = now


def test_a_poll_with_the_tag_of_before_gets_the_change_too(
    processes: Processes, feed: str, changes: list[Callable[[], Any]]
) -> None:
    memory = Memory()
    tag = processes.get(memory, feed).headers["ETag"]
    for change in changes:
        change()
        answer = processes.get(memory, feed, If_None_Match=tag)
        assert parts(answer) == parts(processes.truth(feed))
        tag = answer.headers["ETag"]
        assert processes.get(memory, feed, If_None_Match=tag).status_code == 304


def test_a_feed_takes_one_statement_after_a_change_two_and_at_first_three(
    processes: Processes, feed: str, changes: list[Callable[[], Any]], statements: Any
) -> None:
    one, other = Memory(), Memory()
    found = []
    for memory in (one, one, other):
        with statements() as ran:
            processes.get(memory, feed)
        found.append(selects(ran))
    assert found == [3, 1, 3]
    for change in changes:
        change()
        for memory, most in ((one, 2), (one, 1)):
            with statements() as ran:
                processes.get(memory, feed)
            assert selects(ran) == most
    with statements() as ran:
        processes.get(other, feed)
    assert selects(ran) == 2, "several changes are read at once"


def test_a_poll_of_a_changed_feed_takes_at_most_three(
    processes: Processes, feed: str, changes: list[Callable[[], Any]], statements: Any
) -> None:
    memory = Memory()
    tag = processes.get(memory, feed).headers["ETag"]
    changes[0]()
    with statements() as ran:
        assert processes.get(memory, feed, If_None_Match=tag).status_code == 200
    assert selects(ran) == 3


def test_more_changes_than_are_kept_are_read_as_a_whole(
    app: Flask, processes: Processes, feed: str, statements: Any, at: datetime
) -> None:
    memory = Memory()
    processes.get(memory, feed)
    for number in range(40):
        reword(app, f"Version {number}", at=at)
    with statements() as ran:
        answer = processes.get(memory, feed)
    assert selects(ran) == 3
    assert b"Version 39" in answer.data
    assert parts(answer) == parts(processes.truth(feed))


def reword(app: Flask, title: str, *, at: datetime, last: bool = False) -> None:
    with app.app_context():
        entry = session.scalars(select(Entry).order_by(Entry.id)).all()[-1 if last else 0]
        assert actions.reword_entry(entry, title=title, description="", at=at)
        session.commit()


def by_the_version_before(app: Flask, title: str, *, at: datetime) -> None:
    """As a process with the code before this wrote a change: it knows neither `edition` nor `changes`."""
    with app.app_context():
        entry = session.scalars(select(Entry).order_by(Entry.id)).first()
        assert entry
        entry.title = title
        session.execute(
            text("UPDATE entry SET title = :title, rendered = :rendered WHERE id = :id"),
            {"title": title, "rendered": render.rendered(entry), "id": entry.id},
        )
        session.execute(text("UPDATE agenda_version SET version = version + 1"))
        session.commit()


def test_what_the_version_before_changes_shows_too(
    app: Flask, processes: Processes, feed: str, at: datetime
) -> None:
    memory = Memory()
    processes.get(memory, feed)
    by_the_version_before(app, "By the one before", at=at)
    answer = processes.get(memory, feed)
    assert b"By the one before" in answer.data
    reword(app, "By this one", at=at)
    by_the_version_before(app, "By the one before once more", at=at)
    reword(app, "By this one at last", at=at)
    for _ in range(2):
        answer = processes.get(memory, feed)
        assert b"By this one at last" in answer.data
        assert parts(answer) == parts(processes.truth(feed))


@pytest.mark.parametrize(
    ("moment", "known"),
    [
        ("feed_with", False),
        ("feed_with", True),
        ("shown_in", False),
        ("shown_of", False),
        ("shown_of", True),  # of one who knows the version before there is no list to read
    ],
)
def test_a_change_between_two_statements_is_not_missed_later(
    app: Flask,
    processes: Processes,
    feed: str,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    known: bool,
) -> None:
    """A reader that has the version, the list or the bytes of before, and the rest of after."""
    memory = Memory()
    if known:
        processes.get(memory, feed)
        reword(app, "Once", at=at)
    read = getattr(queries, moment)

    def then_somebody_writes(*given: Any, **more: Any) -> Any:
        found = read(*given, **more)
        monkeypatch.setattr(queries, moment, read)
        reword_elsewhere(app, "Meanwhile", at=at)
        return found

    monkeypatch.setattr(queries, moment, then_somebody_writes)
    assert processes.get(memory, feed).status_code == 200
    assert getattr(queries, moment) is read, "somebody has written"
    for _ in range(2):
        answer = processes.get(memory, feed)
        assert b"Meanwhile" in answer.data
        assert parts(answer) == parts(processes.truth(feed))
    reword(app, "Afterwards", at=at)
    assert b"Afterwards" in processes.get(memory, feed).data


def reword_elsewhere(app: Flask, title: str, *, at: datetime) -> None:
    """In a thread of its own, as another process would."""
    thread = Thread(target=reword, args=(app, title), kwargs={"at": at})
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def test_what_grows_old_leaves_also_after_a_change(
    app: Flask,
    amina: Visitor,
    processes: Processes,
    program: Program,
    plan: Callable[..., int],
    feed: str,
    at: datetime,
) -> None:
    later = plan(title="Later", starts_wall="2026-12-23T20:00")
    amina.post(f"/programs/{program.id}/sessions/{later}/registration")
    memory, end = Memory(), START + timedelta(minutes=45)
    with clock.held_at(end + timedelta(days=89)):
        assert processes.get(memory, feed).data.count(b"BEGIN:VEVENT") == 2
        reword(app, "Still there", at=at)
        assert b"Still there" in processes.get(memory, feed).data
        reword(app, "Later on", at=at, last=True)
        assert b"Later on" in processes.get(memory, feed).data
    with clock.held_at(end + timedelta(days=90)):
        answer = processes.get(memory, feed)
        assert (answer.data.count(b"BEGIN:VEVENT"), b"Later" in answer.data) == (1, True), (
            "what has not changed leaves too"
        )
        reword(app, "Over", at=at)
        assert parts(processes.get(memory, feed)) == parts(processes.truth(feed))
        assert b"Over" not in processes.get(memory, feed).data
    assert processes.get(memory, feed).data.count(b"BEGIN:VEVENT") == 2, "the clock was set back"


@pytest.mark.parametrize("read_meanwhile", [True, False])
def test_a_database_that_was_put_back_is_not_taken_for_what_came_after(
    app: Flask, processes: Processes, feed: str, at: datetime, read_meanwhile: bool
) -> None:
    memory = Memory()
    tables = (AgendaVersion.__table__, Entry.__table__, EntryPerson.__table__)
    with app.app_context():
        kept = {table: [dict(row._mapping) for row in session.execute(table.select())] for table in tables}
    for title in ("Lost", "Lost too"):
        reword(app, title, at=at)
        processes.get(memory, feed)
    with app.app_context():
        for table in (AgendaVersion.__table__, Entry.__table__):
            for row in kept[table]:
                key = next(iter(table.primary_key))
                session.execute(table.update().where(key == row[key.name]).values(row))
        session.commit()
    if read_meanwhile:
        assert parts(processes.get(memory, feed)) == parts(processes.truth(feed))
    reword(app, "Kept", at=at)
    reword(app, "Kept too", at=at)
    for _ in range(2):
        answer = processes.get(memory, feed)
        assert b"Kept too" in answer.data
        assert parts(answer) == parts(processes.truth(feed))


def test_who_came_back_has_another_sequence_than_all_others(
    amina: Visitor, bruno: Visitor, page: str, processes: Processes, feed: str
) -> None:
    bruno.post(f"{page}/registration")
    other, memory = address_for(bruno), Memory()
    for _ in range(2):
        amina.post(f"{page}/withdrawal")
        amina.post(f"{page}/registration")
        for path in (feed, other, feed):
            assert parts(processes.get(memory, path)) == parts(processes.truth(path))
    assert b"SEQUENCE:4" in processes.get(memory, feed).data
    assert b"SEQUENCE:0" in processes.get(memory, other).data


def test_what_somebody_changed_past_the_site_is_read_once_more(
    app: Flask, processes: Processes, feed: str, statements: Any
) -> None:
    memory = Memory()
    processes.get(memory, feed)
    with app.app_context():
        session.execute(update(Entry).values(rendered=b"BEGIN:VEVENT\r\nX-BY-HAND:1\r\nEND:VEVENT\r\n"))
        session.commit()
    memory.entries = Memory().entries  # they were used too long ago
    counts = []
    for _ in range(3):
        with statements() as ran:
            assert b"X-BY-HAND" in processes.get(memory, feed).data
        counts.append(selects(ran))
    assert counts == [2, 2, 1]


@pytest.mark.parametrize("seed", range(3))
def test_by_chance_every_process_always_shows_what_is_there(
    app: Flask,
    amina: Visitor,
    processes: Processes,
    program: Program,
    plan: Callable[..., int],
    feed: str,
    at: datetime,
    seed: int,
) -> None:
    """Changes of every kind, by this version and by the one before, read by processes with little room."""
    chance = random.Random(seed)
    for number in range(4):
        one = plan(title=f"Session {number}", starts_wall=f"2026-12-{number + 1:02}T20:00")
        amina.post(f"/programs/{program.id}/sessions/{one}/registration")
    memories = [Memory(), Memory(), Memory(most=4_000), Memory(most=1)]
    for step in range(40):
        deed = chance.choice((any_change, any_change, any_change, by_the_version_before))
        for _ in range(chance.choice((1, 1, 2, 5))):
            deed(app, f"Step {step}", at=at) if deed is by_the_version_before else deed(
                app, chance, step, at=at
            )
        now = parts(processes.truth(feed))
        for memory in chance.sample(memories, 2):
            assert parts(processes.get(memory, feed)) == now, step


def any_change(app: Flask, chance: random.Random, step: int, *, at: datetime) -> None:
    """Of one of all entries, by its action."""
    with app.app_context():
        entry = chance.choice(session.scalars(select(Entry).order_by(Entry.id)).all())
        person = session.scalars(select(Person).join(EntryPerson, EntryPerson.person_id == Person.id)).first()
        assert person
        deed = chance.choice(
            ("reword", "move", "leave", "come", "come", "cancel" if step % 10 == 9 else "come")
        )
        if entry.is_cancelled or deed == "reword":
            actions.reword_entry(entry, title=f"{step} {chance.random()}", description="", at=at)
        elif deed == "move":
            days = timedelta(days=chance.randrange(1, 20))
            start = entry.starts_at + days
            actions.move_entry(
                entry, When(start, start + timedelta(minutes=30), start.replace(tzinfo=None), "UTC"), at=at
            )
        elif deed == "leave":
            actions.remove_person(entry, person, at=at)
        elif deed == "come":
            actions.add_people(entry, [person], at=at)
        else:
            actions.cancel_entry(entry, reason="", at=at)
        session.commit()


def test_the_database_numbers_each_rendering_whoever_writes_it(app: Flask, feed: str) -> None:
    with app.app_context():
        found = [session.scalars(select(Entry.edition)).one()]
        for column, value in (
            ("rendered", b"x"),
            ("title", "Other"),
            ("path", "/elsewhere"),
            ("rendered", b"x"),
        ):
            session.execute(update(Entry).values({column: value}))
            found.append(session.scalars(select(Entry.edition)).one())
        session.execute(update(Entry).values(reminders=[60]))
        assert session.scalars(select(Entry.edition)).one() == found[-1], "that does not show"
        session.rollback()
    assert len(set(found)) == len(found)
    assert 0 not in found


def test_a_memory_holds_no_more_than_it_may() -> None:
    kept: Kept[int, bytes] = Kept(len, most=1_000)
    for number in range(1_000):
        kept.keep(number, bytes([1]) * 10)
        assert kept.get(0), "used all the time"
    held = [number for number in range(1_000) if kept.get(number)]
    assert 50 <= len(held) <= 100
    assert held[-1] == 999
    kept.forget(999)
    assert kept.get(999) is None
