"""The tick process, and a tick at a simulated moment."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType

from flask import Flask
from flask_babel import ngettext
from sqlalchemy.exc import SQLAlchemyError

from mentortrain import clock, queue, trace
from mentortrain.audit.acting import THE_SITE, acting
from mentortrain.db import session
from mentortrain.errors import in_short
from mentortrain.logs import redacted
from mentortrain.mail import jobs as mail
from mentortrain.schedule import actions
from mentortrain.schedule.table import TASKS

log = logging.getLogger(__name__)

ROUND_SECONDS = 5


@dataclass(frozen=True)
class Done:
    """What one task did at a simulated tick."""

    task: str
    did: str


def tick_at(at: datetime) -> list[Done]:
    """Do all that is due by `at`, in this process, and deliver the mails. Again: nothing twice."""
    at = at.astimezone(UTC)  # in another zone, adding hours would add them on its wall clock
    actions.note_simulated(at, at=clock.now())
    session.commit()
    with clock.held_at(at), acting(THE_SITE):
        done = []
        for task in TASKS:
            done.append(Done(task.name, task.run(at)))
            session.commit()
        sent = mail.deliver_due(at)
        if sent:
            done.append(Done("mail.deliver", ngettext("%(num)d message sent", "%(num)d messages sent", sent)))
    return [one for one in done if one.did]


def run_task(name: str) -> str:
    """Job: run one task of the table now."""
    task = next(task for task in TASKS if task.name == name)
    try:
        did = task.run(clock.now())
        actions.note_run(name, at=clock.now(), did=did)
        session.commit()
    except Exception as error:  # kept for the status page; the task is due again anyway
        session.rollback()
        log.exception("%s failed", name)
        actions.note_run(name, at=clock.now(), error=redacted(in_short(error)))
        session.commit()
        return ""
    if did:
        log.info("%s: %s", name, did)
    return did


def tick_once(holder: str) -> bool:
    """One round: with the lead, ask the worker for what is due. Whether this ticker leads."""
    leads = actions.take_lead(holder, real_now=clock.real_now())
    session.commit()
    if leads:
        for task in TASKS:
            due = actions.claim_run(task.name, task.every, at=clock.now())
            session.commit()
            if due:
                with trace.doing(task.name, trace.new()):  # the job carries it on
                    queue.enqueue(run_task, task.name)
    return leads


def run(app: Flask) -> None:
    """Tick until SIGTERM or SIGINT. A database or store that is away for a while ends nothing."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    while not stopping.is_set():
        with app.app_context():
            try:
                tick_once(holder)
            except (SQLAlchemyError, OSError):
                log.exception("this round could not be done; the next one is in %s s", ROUND_SECONDS)
                session.rollback()
        stopping.wait(ROUND_SECONDS)
    with app.app_context():
        actions.give_up_lead(holder, real_now=clock.real_now())
        session.commit()
