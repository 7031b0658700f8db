"""Tickers: one of several leads, and each task is asked for by one of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from rq import Queue
from rq.serializers import JSONSerializer

from mentortrain import clock, queue
from mentortrain.db import session
from mentortrain.schedule import actions
from mentortrain.schedule.actions import LEADS_FOR
from mentortrain.schedule.models import TICKER, Lease, TaskRun
from mentortrain.schedule.queries import ticker_age
from mentortrain.schedule.table import TASKS
from mentortrain.schedule.ticker import run_task, tick_once

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def lead(app: Flask, at) -> Callable[..., bool]:
    """lead("left", after=timedelta(...)): whether this ticker leads then."""

    def ask(holder: str, after: timedelta = timedelta()) -> bool:
        with app.app_context():
            leads = actions.take_lead(holder, real_now=at + after)
            session.commit()
        return leads

    return ask


def claim(app: Flask, at, name: str = "mail.sweep") -> bool:
    with app.app_context():
        mine = actions.claim_run(name, 15 * SECOND, at=at)
        session.commit()
    return mine


def at_once(times: int, what: Callable[[int], bool]) -> list[bool]:
    """What each of so many threads got that began together."""
    start, got = threading.Barrier(times), [False] * times

    def one(number: int) -> None:
        start.wait()
        got[number] = what(number)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_of_two_tickers_one_leads(lead):
    assert [lead("left"), lead("right"), lead("left", 10 * SECOND)] == [True, False, True]
    assert not lead("right", 25 * SECOND)  # the other has kept it since


def test_the_other_leads_when_the_lease_has_run_out(lead):
    lead("left")
    assert [lead("right", LEADS_FOR), lead("right", LEADS_FOR + SECOND)] == [False, True]
    assert not lead("left", LEADS_FOR + 2 * SECOND)


def test_who_gives_up_lets_another_lead_at_once(lead, app, at):
    lead("left")
    with app.app_context():
        actions.give_up_lead("right", real_now=at)  # not theirs to give
        session.commit()
    assert not lead("right", SECOND)
    with app.app_context():
        actions.give_up_lead("left", real_now=at + 2 * SECOND)
        session.commit()
    assert lead("right", 3 * SECOND)


def test_of_eight_tickers_that_start_at_once_one_leads(lead):
    assert sorted(at_once(8, lambda number: lead(str(number)))) == [False] * 7 + [True]


def test_of_eight_who_claim_a_run_at_once_one_gets_it(app, at):
    assert sum(at_once(8, lambda number: claim(app, at))) == 1
    later = at + MINUTE
    assert sum(at_once(8, lambda number: claim(app, later))) == 1


def test_a_task_is_due_again_after_its_time(app, at):
    runs = [claim(app, at + n * SECOND) for n in (0, 1, 14, 15, 16, 30)]
    assert runs == [True, False, False, True, False, True]
    assert claim(app, at, "agenda.note-feed-use")


def test_a_clock_that_was_set_back_holds_nobody_up(app, lead, at):
    hour = timedelta(hours=1)
    assert lead("left", hour)
    assert claim(app, at + hour)
    assert lead("right")  # the left one died, and its lead would last an hour
    assert claim(app, at)
    assert not claim(app, at + 14 * SECOND)


def test_the_leader_asks_the_worker_for_each_task_and_the_other_for_none(app):
    with app.app_context():
        assert tick_once("left")
        assert not tick_once("right")
        waiting = Queue(connection=queue.store(), serializer=JSONSerializer).jobs
        assert [(job.func_name, job.args) for job in waiting] == [
            ("mentortrain.schedule.ticker.run_task", [task.name]) for task in TASKS
        ]
        assert tick_once("left")
        assert len(Queue(connection=queue.store(), serializer=JSONSerializer)) == len(TASKS)


def test_a_task_runs_by_its_name(app, at):
    with app.app_context():
        assert [run_task(task.name) for task in TASKS] == [""] * len(TASKS)


def test_the_ticker_s_age_is_told(app, at):
    with app.app_context():
        assert ticker_age(at) is None
        actions.take_lead("left", real_now=at)
        session.commit()
        assert ticker_age(at + 5 * SECOND) == 5 * SECOND


def test_a_simulated_future_does_not_stop_the_ticker(app):
    """Leases are held in real time, runs are claimed at the real moment."""
    with app.app_context():
        with clock.held_at(clock.real_now() + timedelta(days=200)):
            from mentortrain.schedule.ticker import tick_at

            tick_at(clock.now())
        assert session.get(Lease, TICKER) is None
        assert session.query(TaskRun).count() == 0
        assert tick_once("left")
