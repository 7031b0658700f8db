"""What the worker and the ticker do. What is due lives in the database: a lost store loses nothing."""

from __future__ import annotations

import logging
from datetime import datetime

from flask_babel import ngettext

from mentortrain import clock
from mentortrain.db import reading_only, session
from mentortrain.people.models import Person
from mentortrain.privacy import actions, copies, queries, store

log = logging.getLogger(__name__)


def make_copy(copy_id: int) -> None:
    """Job: make one copy now; safe to run twice."""
    make(copy_id, at=clock.now())


def see_to_copies(at: datetime) -> str:
    """Make what nobody has made, and delete what has ended. Returns what it did; safe to run twice."""
    made = sum(make(copy_id, at=at) for copy_id in queries.waiting_copies(clock.real_now()))
    ended = actions.end_copies(at)
    session.commit()
    said = []
    if made:
        said.append(ngettext("%(num)d copy of a person's data made", "%(num)d copies made", made))
    if ended:
        said.append(ngettext("%(num)d copy deleted", "%(num)d copies deleted", ended))
    return ", ".join(said)


def make(copy_id: int, *, at: datetime) -> bool:
    """Whether this call made it. Each step commits: no transaction is open while the file is written."""
    copy = actions.take_up(copy_id, real_now=clock.real_now())
    session.commit()
    if copy is None:
        return False
    try:
        content = _content(copy.person_id, at)
    except Exception:  # one broken copy must not hold up the others
        session.rollback()
        log.exception("copy %s could not be made", copy_id)
        actions.note_failed(copy_id, at=at)
        session.commit()
        return False
    name = store.put(content)
    kept = actions.keep(copy_id, name, len(content), at=at)
    session.commit()
    if not kept:
        store.drop(name)
    return kept


def _content(person_id: int, at: datetime) -> bytes:
    token = reading_only.set(True)  # collecting takes no lock that somebody else would wait for
    try:
        session.expire_all()
        person = session.get_one(Person, person_id)
        held = queries.everything_of(person_id)
        session.commit()
    finally:
        reading_only.reset(token)
    return copies.pack(person, held, at=at)
