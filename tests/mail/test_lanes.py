"""What somebody waits for in front of the screen goes before what can wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from mentortrain import clock, queue
from mentortrain.db import session
from mentortrain.mail import jobs
from mentortrain.mail.rules import SWEEP_AFTER
from mentortrain.schedule.ticker import run_task
from tests.mail.stage import AMINA, BRUNO, ask, asked_for, put, rows, states, sweep, waiting, work
from tests.servers import free_port


def test_a_sign_in_mail_goes_before_what_was_posted_earlier(bruno, nobody, app, today, always, office):
    always("newsletter:1", "newsletter:2")
    ask(nobody, BRUNO)
    first, second, link = [row.id for row in rows(app)]
    assert [job.args for job in waiting(app)] == [[[link], queue.URGENT], [[first, second], queue.BULK]]
    work(app)
    assert office.recipients == [BRUNO, AMINA, AMINA]


def test_a_long_delivery_makes_way_and_then_goes_on(bruno, nobody, app, today: datetime, always, office):
    always(*(f"newsletter:{number}" for number in range(4)))
    take = office.handle_DATA

    async def somebody_asks_meanwhile(*args: Any) -> str:
        answer = await take(*args)
        if len(office.taken) == 1:
            with clock.held_at(today):
                ask(nobody, BRUNO)
        return answer

    office.handle_DATA = somebody_asks_meanwhile
    work(app)
    assert office.recipients == [AMINA, BRUNO, AMINA, AMINA, AMINA]
    assert [row.attempts for row in rows(app)] == [1] * 5


def test_the_tasks_of_the_ticker_go_before_bulk_as_well(app, today, always):
    always()
    with app.app_context():
        queue.enqueue(run_task, "mail.sweep")
    assert [job.func_name for job in waiting(app)] == [
        "mentortrain.schedule.ticker.run_task",
        "mentortrain.mail.jobs.deliver",
    ]


def test_a_delivery_that_an_older_version_asked_for_is_done(app, today, always):
    always()
    [message] = rows(app)
    with app.app_context():
        queue.store().flushdb()
        queue.enqueue(jobs.deliver, [message.id])
    work(app)
    assert states(app) == [(AMINA, "sent")]


def test_a_server_that_is_away_is_left_alone_until_the_sweep(app, today, always, settings):
    always("one", "two")
    nobody_there = replace(settings, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    app.extensions["mentortrain.settings"] = nobody_there
    try:
        work(app)
    finally:
        app.extensions["mentortrain.settings"] = settings
    assert asked_for(app) == []
    assert [(row.status, row.attempts) for row in rows(app)] == [("pending", 0), ("pending", 0)]


def test_what_the_sweep_finds_has_its_lane_too(app, today, always):
    always()
    with app.app_context():
        put("sign-in:1", to=BRUNO)
        session.commit()
        queue.store().flushdb()
    later, link = [row.id for row in rows(app)]
    assert sweep(app, today + SWEEP_AFTER) == "2 messages asked for again"
    assert asked_for(app) == [[link], [later]]
