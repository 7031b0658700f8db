"""Making time pass for the outbox, and waiting until all of it has gone."""

from __future__ import annotations

import time
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from mentortrain.db import session
from mentortrain.mail.models import PENDING, SENDING, Outbox
from mentortrain.mail.rules import LEASE
from mentortrain.schedule.models import Lease, TaskRun
from tests.trials.site import Site

AT_ONCE = Outbox.kind != "agenda.reminder"
"""What goes as soon as it can: reminders wait for the hour before their session."""
STANDSTILL = 2.0
"""Seconds without a message going: then the workers know of none."""


def let_time_pass(app: Flask, *, orphans: bool) -> None:
    """What the database remembers becomes as much older as a lease lasts: nobody waits seven minutes here.

    `orphans` also ends the leases of messages in delivery: only while no worker lives to hold one.
    """
    states = (PENDING, SENDING) if orphans else (PENDING,)
    ago = LEASE + timedelta(seconds=1)
    with app.app_context():
        for row in session.scalars(select(Outbox).where(Outbox.status.in_(states)).with_for_update()):
            row.due_at -= ago
            row.enqueued_at = row.enqueued_at and row.enqueued_at - ago
            row.lease_until = row.lease_until and row.lease_until - ago
        for lease in session.scalars(select(Lease)):
            lease.until -= ago
        for run in session.scalars(select(TaskRun)):
            run.began_at -= ago
        session.commit()


def wait_until_all_went(app: Flask, site: Site, *, seconds: float = 90) -> None:
    """Now nothing is killed any more. What a dead store has forgotten is found by the sweep, as time passes.

    A worker whose store has died ends, and is started again as the launcher does.
    """
    before, since, end = -1, time.monotonic(), time.monotonic() + seconds
    while time.monotonic() < end:
        site.tend()
        with app.app_context():
            open_ = session.query(Outbox).where(AT_ONCE, Outbox.status.in_((PENDING, SENDING))).count()
        if not open_:
            return
        if open_ != before:
            before, since = open_, time.monotonic()
        elif time.monotonic() - since > STANDSTILL:
            let_time_pass(app, orphans=False)
            since = time.monotonic()
        time.sleep(0.2)
    with app.app_context():
        left = session.execute(
            select(Outbox.key, Outbox.status, Outbox.reason).where(Outbox.status.in_((PENDING, SENDING)))
        ).all()
    raise AssertionError(f"these did not go: {left}")
