"""Writing to the outbox, and settling what became of a message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, update

from mentortrain.db import insert_new, session
from mentortrain.mail.models import DROPPED, FAILED, PENDING, SENDING, SENT, Outbox
from mentortrain.mail.rules import LEASE, MAX_ATTEMPTS, pause_after

JUST_POSTED = "mentortrain.posted"
"""Where a session notes the ids of its new messages, for the listener that runs after the commit."""


def post(
    *,
    kind: str,
    key: str,
    to: str,
    name: str,
    person_id: int | None,
    params: Mapping[str, Any],
    at: datetime,
    due_at: datetime | None = None,
) -> int | None:
    """Put a message into the outbox, in the caller's transaction; None if `key` is there already."""
    message_id = insert_new(
        Outbox,
        key=key,
        kind=kind,
        to_address=to,
        to_name=name,
        person_id=person_id,
        params=dict(params),
        status=PENDING,
        due_at=due_at or at,
        created_at=at,
        attempts=0,
    )
    if message_id is not None:
        session.info.setdefault(JUST_POSTED, []).append((message_id, due_at or at))
    return message_id


def claim(message_id: int, *, at: datetime, real_now: datetime) -> Outbox | None:
    """Take a message for delivery; None if it is not due, is settled, or another worker holds it."""
    free = and_(Outbox.status == PENDING, Outbox.due_at <= at)
    orphaned = and_(Outbox.status == SENDING, Outbox.lease_until < real_now)
    claimed = session.execute(
        update(Outbox)
        .where(Outbox.id == message_id, or_(free, orphaned))
        .values(status=SENDING, attempts=Outbox.attempts + 1, lease_until=real_now + LEASE)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    message = session.get(Outbox, claimed, populate_existing=True) if claimed else None
    if message and message.attempts > MAX_ATTEMPTS:  # it ends its worker each time: leave the others in peace
        settle_failed(message, reason="given up: each try ended with the worker")
        return None
    return message


def settle_sent(message: Outbox, *, at: datetime) -> None:
    """It was handed over."""
    message.status, message.sent_at, message.lease_until, message.reason = SENT, at, None, None


def settle_dropped(message: Outbox, *, reason: str) -> None:
    """Its occasion has gone: nobody gets it."""
    message.status, message.reason, message.lease_until = DROPPED, reason, None


def settle_failed(message: Outbox, *, reason: str) -> None:
    """It will not be tried again."""
    message.status, message.reason, message.lease_until = FAILED, reason, None


def settle_later(message: Outbox, *, at: datetime, reason: str) -> None:
    """It is tried again after a pause, until the tries are used up."""
    pause = pause_after(message.attempts)
    if pause is None:
        settle_failed(message, reason=reason)
        return
    message.status, message.reason, message.lease_until = PENDING, reason, None
    message.due_at = at + pause


def note_enqueued(ids: list[int], *, real_now: datetime) -> None:
    """Remember when the worker was last asked for these."""
    session.execute(update(Outbox).where(Outbox.id.in_(ids)).values(enqueued_at=real_now))
