"""When a calendar address was last used.

A GET writes nothing to the database: the view notes it in the store, the ticker writes it down.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from redis.exceptions import RedisError

from mentortrain.agenda import actions
from mentortrain.db import session
from mentortrain.queue import store

log = logging.getLogger(__name__)

NOTED, TAKEN = "mentortrain:feeds-used", "mentortrain:feeds-used:taken"


def note_use(feed_id: int, at: datetime) -> None:
    """Note that an address was fetched from. With the store down nobody waits for it and nothing is noted."""
    try:
        store().hset(NOTED, str(feed_id), str(at.timestamp()))
    except (RedisError, OSError) as error:
        log.info("the use of feed %s is not noted: %s", feed_id, error)


def note_feed_use(at: datetime) -> str:
    """Write down what was noted since the last tick. Returns what it did; safe to run twice."""
    try:
        used = _take()
        for feed_id, moment in used.items():
            actions.note_feed_used(int(feed_id), at=datetime.fromtimestamp(float(moment), UTC))
        session.commit()
        store().delete(TAKEN)  # only now: what was taken and not written down is found again
    except (RedisError, OSError) as error:
        session.rollback()
        log.warning("the store does not answer: %s", error)
        return ""
    return f"last use of {len(used)} calendar addresses noted" if used else ""


def _take() -> dict[Any, Any]:
    """What was noted, set aside so that uses noted meanwhile are left for the next tick."""
    connection = store()
    if not connection.exists(TAKEN) and connection.exists(NOTED):
        connection.rename(NOTED, TAKEN)
    return connection.hgetall(TAKEN)
