"""Writing lines. A line is never changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from mentortrain import clock, trace
from mentortrain.audit import kinds
from mentortrain.audit.acting import current
from mentortrain.audit.models import AuditEvent, AuditSubject
from mentortrain.audit.rules import PERSON, Actor, look_key
from mentortrain.db import execute_plainly, insert_new, session

SIMULATED = timedelta(minutes=1)
"""Further from the real moment than that, `at` is no clock's: the real one is written beside it."""


def record(
    action: str,
    *,
    about: tuple[str, int] | None = None,
    program_id: int | None = None,
    people: Collection[int] = (),
    details: Mapping[str, Any] | None = None,
    by: int | None = None,
    at: datetime,
) -> None:
    """Write that somebody did something, in the transaction in which it is done: both stand or neither.

    `about` is the thing, ("webinar", 3); `people` are the ids of those whom it concerns. `details` are plain
    values: what changed, how many. Never a name, a token, an address or what somebody wrote in confidence.
    `by` is the person who did it, where the caller was told; else it is whoever acts now.
    LookupError if no feature registered the action.
    """
    kinds.kind_named(action)
    event_id = _write(_actor(by), action, about, program_id, details, key=None, at=at)
    _concern(event_id, people)


def note_look(
    action: str, *, about: tuple[str, int], program_id: int | None, people: Collection[int], at: datetime
) -> None:
    """Write that somebody looks at something, once an hour for each who looks and each thing."""
    kinds.kind_named(action)
    actor = current()
    key = look_key(actor, action, about, at)
    event_id = _write(actor, action, about, program_id, None, key=key, at=at)
    _concern(event_id, people)


def _actor(by: int | None) -> Actor:
    actor = current()
    return actor if by is None else replace(actor, kind=PERSON, person_id=by, operator=None)


def _write(
    actor: Actor,
    action: str,
    about: tuple[str, int] | None,
    program_id: int | None,
    details: Mapping[str, Any] | None,
    *,
    key: str | None,
    at: datetime,
) -> int | None:
    """The line's id, None if its key is there already."""
    real_now = clock.real_now()
    session.flush()  # what was done comes before its line, and fails before it
    found: int | None = insert_new(
        AuditEvent,
        at=at,
        really_at=real_now if abs(real_now - at) > SIMULATED else None,
        actor_kind=actor.kind,
        actor_id=actor.person_id,
        operator=actor.operator,
        network=actor.network,
        trace_id=actor.trace_id or trace.current().trace or None,
        action=action,
        object_kind=about[0] if about else None,
        object_id=about[1] if about else None,
        program_id=program_id,
        details=dict(details or {}),
        key=key,
    )
    return found


def _concern(event_id: int | None, people: Collection[int]) -> None:
    if event_id is None:
        return
    rows = [{"person_id": person_id, "event_id": event_id} for person_id in sorted(set(people))]
    if rows:
        execute_plainly(insert(AuditSubject), rows)
