"""Named reads of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from mentortrain.db import session
from mentortrain.mail import kinds
from mentortrain.mail.models import FAILED, PENDING, SENDING, SENT, STATES, Outbox, Received
from mentortrain.mail.rules import SWEEP_AFTER, TAKEN


def latest(limit: int = 200) -> Sequence[Outbox]:
    """The newest messages first."""
    return session.scalars(select(Outbox).order_by(Outbox.id.desc()).limit(limit)).all()


def with_id(message_id: int) -> Outbox | None:
    """One message."""
    return session.get(Outbox, message_id)


def has_not_gone(key: str) -> bool:
    """Whether a message with this key was posted and is not sent: it was no longer true, or waits still."""
    status = session.scalar(select(Outbox.status).where(Outbox.key == key))
    return status is not None and status != SENT


def has_key(key: str) -> bool:
    """Whether a message with this key was ever posted."""
    return session.scalar(select(Outbox.id).where(Outbox.key == key)) is not None


def held_waiting(person_id: int) -> Sequence[Outbox]:
    """All that has not gone to somebody yet, held until the commit."""
    return session.scalars(
        select(Outbox)
        .where(Outbox.person_id == person_id, Outbox.status == PENDING)
        .order_by(Outbox.id)
        .with_for_update()
    ).all()


def waiting_of(person_id: int, program_id: int) -> Sequence[int]:
    """Ids of what a program has for somebody that has not gone yet."""
    rows = session.execute(
        select(Outbox.id, Outbox.kind, Outbox.params).where(
            Outbox.person_id == person_id, Outbox.status == PENDING
        )
    )
    return [row.id for row in rows if kinds.program_of(row.kind, row.params) == program_id]


def counts() -> dict[str, int]:
    """How many messages there are in each state; a state without any is there with 0."""
    counted = session.execute(select(Outbox.status, func.count().label("messages")).group_by(Outbox.status))
    return dict.fromkeys(STATES, 0) | {row.status: row.messages for row in counted}


def received() -> tuple[int, int]:
    """(how many mails that came in were taken, how many changed nothing) of those that are remembered."""
    taken = func.count().filter(Received.outcome == TAKEN)
    found, every = session.execute(select(taken, func.count()).select_from(Received)).one()
    return found, every - found


def oldest_due(at: datetime) -> datetime | None:
    """Since when the longest-waiting of the messages that should have gone by `at` is due; None: none waits."""
    waiting = and_(Outbox.status == PENDING, Outbox.due_at <= at)
    return session.scalar(select(func.min(Outbox.due_at)).where(waiting))


def failed(limit: int) -> Sequence[Outbox]:
    """Those that are not tried any more, the newest first."""
    return session.scalars(
        select(Outbox).where(Outbox.status == FAILED).order_by(Outbox.id.desc()).limit(limit)
    ).all()


def left_behind(at: datetime, real_now: datetime) -> Sequence[tuple[int, str]]:
    """(id, kind) of what is overdue by a minute or whose worker died with it, unless asked for within one."""
    overdue = and_(Outbox.status == PENDING, Outbox.due_at <= at - SWEEP_AFTER)
    not_lately = or_(Outbox.enqueued_at.is_(None), Outbox.enqueued_at < real_now - SWEEP_AFTER)
    found = session.execute(
        select(Outbox.id, Outbox.kind)
        .where(or_(overdue, _orphaned(real_now)), not_lately)
        .order_by(Outbox.id)
    )
    return [(message_id, kind) for message_id, kind in found]


def due(at: datetime, real_now: datetime) -> Sequence[int]:
    """Ids of all that should have gone by `at`: for a simulated tick, which delivers by itself."""
    waiting = and_(Outbox.status == PENDING, Outbox.due_at <= at)
    return session.scalars(
        select(Outbox.id).where(or_(waiting, _orphaned(real_now))).order_by(Outbox.id)
    ).all()


def _orphaned(real_now: datetime) -> ColumnElement[bool]:
    return and_(Outbox.status == SENDING, Outbox.lease_until < real_now)
