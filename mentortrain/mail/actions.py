"""Writing to the outbox, and settling what became of a message."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select, true, update

from mentortrain import clock, trace
from mentortrain.db import insert_all_new, insert_new, session
from mentortrain.mail import events, kinds, queries
from mentortrain.mail.models import DROPPED, FAILED, PENDING, SENDING, SENT, Outbox, Received
from mentortrain.mail.rules import LEASE, MAX_ATTEMPTS, NOWHERE, pause_after, pause_after_waiting

JUST_POSTED = "mentortrain.posted"
"""Where a session notes (id, kind, due) of its new messages, for the listener that runs after the commit."""

_posted_at: ContextVar[datetime | None] = ContextVar("posted_at", default=None)


class Posting(NamedTuple):
    """A message to be: whom it goes to, and what is to be known when its words are made."""

    key: str
    to: str
    name: str
    person_id: int | None
    params: Mapping[str, Any]


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
    """Put a message into the outbox, in the caller's transaction; None if `key` is there already.

    None too for who was erased: there is no address any more.
    """
    posted = post_all(kind, [Posting(key, to, name, person_id, params)], at=at, due_at=due_at)
    return posted[0] if posted else None


def post_all(
    kind: str, postings: Sequence[Posting], *, at: datetime, due_at: datetime | None = None
) -> list[int]:
    """The same for some hundreds of one kind, in one statement; the ids of those that are new."""
    common = {
        "kind": kind,
        "status": PENDING,
        "due_at": due_at or at,
        "created_at": at,
        "attempts": 0,
        "trace": trace.current().trace or None,
    }
    rows = [
        common
        | {
            "key": one.key,
            "to_address": one.to,
            "to_name": one.name,
            "person_id": one.person_id,
            "params": dict(one.params),
        }
        for one in postings
        if not one.to.endswith(f"@{NOWHERE}")
    ]
    ids = [row.id for row in insert_all_new(Outbox, rows, Outbox.id)]
    session.info.setdefault(JUST_POSTED, []).extend((new_id, kind, due_at or at) for new_id in ids)
    return ids


def just_posted() -> Sequence[Outbox]:
    """The messages that this transaction has put into the outbox so far, in order."""
    ids = [message_id for message_id, _kind, _due_at in session.info.get(JUST_POSTED, [])]
    return session.scalars(select(Outbox).where(Outbox.id.in_(ids)).order_by(Outbox.id)).all()


def note_received(fingerprint: str, *, outcome: str, at: datetime) -> int | None:
    """A mail came in; None if it was handled before. Of two who read it at once one waits for the other."""
    number: int | None = insert_new(Received, fingerprint=fingerprint, received_at=at, outcome=outcome)
    return number


def note_outcome(number: int, outcome: str) -> None:
    """What came of a mail that came in."""
    session.execute(
        update(Received)
        .where(Received.id == number)
        .values(outcome=outcome)
        .execution_options(synchronize_session=False)
    )


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


def is_wanted(message: Outbox) -> bool:
    """Whether its reader wants mails of its class, now that it goes: service always."""
    message_class, whom = kinds.kind_named(message.kind).message_class, message.person_id
    if message_class == kinds.SERVICE:
        return True
    asked = events.may_send
    return whom is not None and bool(asked) and all(may(whom, message_class) for may in asked)


@contextmanager
def composing(message: Outbox) -> Iterator[None]:
    """While its letter is made, `really` knows when it was posted."""
    token = _posted_at.set(message.created_at)
    try:
        yield
    finally:
        _posted_at.reset(token)


def really(at: datetime) -> datetime:
    """`at`; while a mail is made at a simulated moment, the real one if that is earlier.

    People read the mail in real time: what they asked for is as old as it really is, and a link in it must
    not last for months. What was itself posted in a simulated future counts from there.
    """
    posted_at = _posted_at.get()
    return at if posted_at is None else min(at, max(posted_at, clock.real_now()))


def settle_sent(message: Outbox, *, at: datetime) -> None:
    """It was handed over."""
    message.status, message.sent_at, message.lease_until, message.reason = SENT, at, None, None
    _forget(message)


def settle_dropped(message: Outbox, *, reason: str) -> None:
    """Its occasion has gone: nobody gets it."""
    message.status, message.reason, message.lease_until = DROPPED, reason, None
    _forget(message)


def settle_failed(message: Outbox, *, reason: str) -> None:
    """It will not be tried again."""
    message.status, message.reason, message.lease_until = FAILED, reason, None
    _forget(message)


def _forget(message: Outbox) -> None:
    if kinds.forgets(message.kind):
        message.params = {}


def end_sends(person_id: int, program_id: int) -> int:
    """Somebody left a program: what of it has not gone to them yet is dropped; how many messages."""
    theirs = queries.waiting_of(person_id, program_id)
    dropped = session.execute(
        update(Outbox)
        .where(Outbox.id.in_(theirs), Outbox.status == PENDING)
        .values(status=DROPPED, reason="left the program")
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    return len(dropped.all())


def forget_person(person_id: int, address: str) -> None:
    """Somebody is erased: what has not gone is dropped, and no message holds their address any more."""
    theirs = or_(Outbox.person_id == person_id, func.lower(Outbox.to_address) == address.lower())
    for values, these in (
        ({"status": DROPPED, "lease_until": None}, Outbox.status.in_((PENDING, SENDING))),
        ({"to_address": "", "to_name": "", "params": {}, "subject": None, "reason": None}, true()),
    ):
        session.execute(
            update(Outbox).where(theirs, these).values(values).execution_options(synchronize_session=False)
        )


def settle_waiting(message: Outbox, *, at: datetime, real_now: datetime, reason: str) -> None:
    """The server could not take it: that is not the message's fault, and it is tried again for days."""
    moment = min(at, real_now)  # from a simulated future nobody would come back to it
    _put_off(message, pause_after_waiting(moment - message.created_at), moment, reason)
    message.attempts -= 1


def settle_later(message: Outbox, *, at: datetime, real_now: datetime, reason: str) -> None:
    """The message could not be made: it is tried again after a pause, until the tries are used up."""
    _put_off(message, pause_after(message.attempts), min(at, real_now), reason)


def _put_off(message: Outbox, pause: timedelta | None, moment: datetime, reason: str) -> None:
    if pause is None:
        settle_failed(message, reason=reason)
        return
    message.status, message.reason, message.lease_until = PENDING, reason, None
    message.due_at = moment + pause


def retry_failed(key: str | None, *, at: datetime) -> Sequence[tuple[int, str]]:
    """Make the failed message of this key, or with None all failed ones, due now; (id, kind) of each."""
    these = Outbox.status == FAILED if key is None else and_(Outbox.status == FAILED, Outbox.key == key)
    found = session.execute(
        update(Outbox)
        .where(these)
        .values(status=PENDING, due_at=at, attempts=0, enqueued_at=None)
        .returning(Outbox.id, Outbox.kind)
        .execution_options(synchronize_session=False)
    )
    again = [(message_id, kind) for message_id, kind in found]
    for listener in events.on_retried if again else ():
        listener([message_id for message_id, _ in again], at)
    return again


def note_enqueued(ids: list[int], *, real_now: datetime) -> None:
    """Remember when the worker was last asked for these."""
    session.execute(update(Outbox).where(Outbox.id.in_(ids)).values(enqueued_at=real_now))


def readdress(person_id: int, old: str, new: str) -> None:
    """A person has another address: what still waits for the old one goes to the new one."""
    session.execute(
        update(Outbox)
        .where(Outbox.person_id == person_id, Outbox.to_address == old, Outbox.status == PENDING)
        .values(to_address=new)
        .execution_options(synchronize_session=False)
    )


def hand_over(gone: int, kept: int, *, to: str) -> None:
    """An account goes into another one: its mails are that one's. What waits goes `to` its address, unless the
    same waits for it already."""
    waiting = {(message.kind, _made_from(message)): message for message in queries.held_waiting(kept)}
    for message in queries.held_waiting(gone):
        if message.params.get("person_id") == gone:
            message.params = {**message.params, "person_id": kept}
        message.to_address = to
        if (message.kind, _made_from(message)) in waiting:
            settle_dropped(message, reason="the same goes to the account that stays")
    session.flush()
    session.execute(
        update(Outbox)
        .where(Outbox.person_id == gone)
        .values(person_id=kept)
        .execution_options(synchronize_session=False)
    )


def _made_from(message: Outbox) -> str:
    return json.dumps(message.params, sort_keys=True)
