"""What the worker does with long lists of people."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask_babel import ngettext

from mentortrain import clock, queue
from mentortrain.db import session
from mentortrain.programs import actions, invitations
from mentortrain.programs.rules.lists import STANDS_STILL_AFTER

log = logging.getLogger(__name__)

LONGEST_JOB = timedelta(minutes=10)


def ask_for(import_id: int) -> bool:
    """Ask the worker to work off a confirmed list; False with the store down: the ticker finds it then."""
    return queue.enqueue(import_people, import_id, longest=LONGEST_JOB)


def import_people(import_id: int) -> None:
    """Job: invite the rows of one list; safe to run twice, and beside itself."""
    work_off(import_id, at=clock.now())


def work_off(import_id: int, *, at: datetime) -> bool:
    """Whether it came to the end. Each step is a transaction of its own; a worker that ends goes home between two."""
    while not queue.stopping():
        more = actions.take_step(import_id, at=at, real_now=clock.real_now())
        session.commit()
        if not more:
            return True
    return False


def go_on(at: datetime) -> str:
    """Take up lists whose worker is gone. Returns what it did; safe to run twice."""
    done = 0
    for import_id in invitations.imports_standing_still(clock.real_now() - STANDS_STILL_AFTER):
        session.commit()
        try:
            done += work_off(import_id, at=at)
        except Exception:  # one list that cannot be worked off must not hold up the others
            session.rollback()
            log.exception("the list of people %s could not be worked off", import_id)
    return (
        ngettext("%(num)d list of people taken up", "%(num)d lists of people taken up", done) if done else ""
    )
