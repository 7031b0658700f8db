"""What the worker does for many people at once, and what the ticker does about accounts that became one."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask_babel import ngettext

from mentortrain import clock, queue
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.persons import actions
from mentortrain.persons.queries import bulk as queries
from mentortrain.persons.queries import lately_merged
from mentortrain.persons.rules.bulk import CAPABILITIES, STANDS_STILL_AFTER
from mentortrain.programs.access import decide, scope_of
from mentortrain.programs.rules import Scope
from mentortrain.web.access import Verdict

log = logging.getLogger(__name__)

LONGEST_JOB = timedelta(minutes=15)


def ask_for(bulk_id: int) -> bool:
    """Ask the worker to go on with a confirmed deed; False with the store down: the ticker finds it then."""
    return queue.enqueue(do_bulk, bulk_id, longest=LONGEST_JOB)


def do_bulk(bulk_id: int) -> None:
    """Job: see to the people of one deed; safe to run twice, and beside itself."""
    work_off(bulk_id, at=clock.now())


def work_off(bulk_id: int, *, at: datetime) -> bool:
    """Whether it came to the end. Each step is a transaction of its own; a worker that ends goes home between two."""
    while not queue.stopping():
        more = actions.take_bulk_step(bulk_id, _may_touch(bulk_id), at=at, real_now=clock.real_now())
        session.commit()
        if not more:
            return True
    return False


def _may_touch(bulk_id: int) -> Scope | None:
    """What who confirmed it may touch now; None if they may not do this any more."""
    bulk = queries.bulk_with_id(bulk_id)
    person = session.get(Person, bulk.by_id) if bulk and bulk.by_id else None
    if bulk is None or person is None:
        return None
    if decide(person, CAPABILITIES[bulk.kind], bulk.program_id) is not Verdict.ALLOWED:
        return None
    return scope_of(person, bulk.program_id)


def go_on(at: datetime) -> str:
    """Take up deeds whose worker is gone. Returns what it did; safe to run twice."""
    done = 0
    for bulk_id in queries.bulks_standing_still(clock.real_now() - STANDS_STILL_AFTER):
        session.commit()
        try:
            done += work_off(bulk_id, at=at)
        except Exception:  # one that cannot be done must not hold up the others
            session.rollback()
            log.exception("the deed %s for many people could not be done", bulk_id)
    return ngettext("%(num)d deed for many taken up", "%(num)d deeds for many taken up", done) if done else ""


def gather_stragglers(at: datetime) -> str:
    """Bring along what was written under an old number at the moment of a merge; says nothing: it is rarely there."""
    for gone_id in [person.id for person in lately_merged(at)]:
        try:
            actions.gather_stragglers(gone_id, at=at)
            session.commit()
        except Exception:  # one that cannot be done now must not hold up the others; it is tried again
            session.rollback()
            log.exception("what is left under the number %s could not be brought along", gone_id)
    return ""
