"""What the worker and the ticker do. What is due lives in the database: a lost store loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from flask_babel import ngettext

from mentortrain import clock, holdings
from mentortrain.db import only_reading, session
from mentortrain.errors import RuleBroken
from mentortrain.people.models import Person
from mentortrain.privacy import copies, queries, store
from mentortrain.privacy.actions import copying, erasing, retaining
from mentortrain.privacy.rules import LOOK_AGAIN

log = logging.getLogger(__name__)


def make_copy(copy_id: int) -> None:
    """Job: make one copy now; safe to run twice."""
    make(copy_id, at=clock.now())


def see_to_copies(at: datetime) -> str:
    """Make what nobody has made, and delete what has ended. Returns what it did; safe to run twice."""
    made = sum(make(copy_id, at=at) for copy_id in queries.waiting_copies(clock.real_now()))
    ended = copying.end_copies(at)
    session.commit()
    _drop(ended)
    said = []
    if made:
        said.append(ngettext("%(num)d copy of a person's data made", "%(num)d copies made", made))
    if ended:
        said.append(ngettext("%(num)d copy deleted", "%(num)d copies deleted", len(ended)))
    return ", ".join(said)


def make(copy_id: int, *, at: datetime) -> bool:
    """Whether this call made it. Each step commits: no transaction is open while the file is written."""
    copy = copying.take_up(copy_id, real_now=clock.real_now())
    session.commit()
    if copy is None:
        return False
    try:
        content = _content(copy.person_id, at)
    except Exception:  # one broken copy must not hold up the others
        session.rollback()
        log.exception("copy %s could not be made", copy_id)
        copying.note_failed(copy_id, at=at)
        session.commit()
        return False
    name = store.put(content)
    kept = copying.keep(copy_id, name, len(content), at=at)
    session.commit()
    if not kept:
        _drop([name])
    return kept


def _drop(names: Iterable[str]) -> None:
    for name in names:
        store.drop(name, real_now=clock.real_now())


def _content(person_id: int, at: datetime) -> bytes:
    with only_reading():  # collecting takes no lock that somebody else would wait for
        session.expire_all()
        person = session.get_one(Person, person_id)
        held = queries.everything_of(person_id)
        digests = queries.files_sent_by(person_id)
        session.commit()
    return copies.pack(person, held, digests, at=at)


def erase_due(at: datetime) -> str:
    """Erase whose wait is over, one transaction each. Returns what it did; safe to run twice."""
    done = 0
    for erasure_id in queries.due_erasures(at):
        try:
            done += erase(erasure_id, at=at)
        except Exception as error:  # one that cannot be done now must not hold up the others
            session.rollback()
            why = error.code if isinstance(error, RuleBroken) else None  # has become the last administrator
            log.warning("erasure %s waits another day: %s", erasure_id, why, exc_info=why is None)
            erasing.put_off(erasure_id, until=at + LOOK_AGAIN)
            session.commit()
    return ngettext("%(num)d person erased", "%(num)d people erased", done) if done else ""


def erase(erasure_id: int, *, at: datetime) -> bool:
    """Whether this call did it. Commits; the files go when that has held."""
    files = erasing.erase(erasure_id, at=at)
    session.commit()
    _drop(files or ())
    return files is not None


def let_go(at: datetime) -> str:
    """Let go of what has been kept long enough, rule by rule. Returns what it did; safe to run twice."""
    said = []
    for rule in holdings.rules():
        gone = retaining.let_go(rule, at, after_each=session.commit)
        if gone:
            said.append(f"{rule.key}: {gone}")
    return ", ".join(said)
