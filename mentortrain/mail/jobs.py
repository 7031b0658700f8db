"""Delivery: after each commit, by the sweep for what was left behind, and in-process for a simulated tick."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from email.utils import parseaddr

from flask_babel import ngettext
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from mentortrain import clock, queue, trace
from mentortrain.db import session
from mentortrain.mail import actions, queries
from mentortrain.mail.kinds import Dropped, is_urgent, kind_named
from mentortrain.mail.models import Outbox
from mentortrain.mail.render import as_message
from mentortrain.mail.rules import AT_A_TIME, CHUNK, LONGEST_JOB
from mentortrain.mail.transport import Away, Post, Refused, TryLater, open_post
from mentortrain.web.pages import settings

log = logging.getLogger(__name__)


@event.listens_for(Session, "after_commit")
def _ask_the_worker(done: Session) -> None:
    """Hand what was just posted to the worker. With the store down the sweep finds it a minute later."""
    if done.in_nested_transaction():
        return  # a savepoint's end: nobody else can see the rows yet
    posted = done.info.pop(actions.JUST_POSTED, [])
    now = clock.real_now()  # a simulated future is delivered by its own tick
    enqueue([(message_id, kind) for message_id, kind, due_at in posted if due_at <= now])


@event.listens_for(Session, "after_rollback")
def _forget(undone: Session) -> None:
    if undone.in_nested_transaction():
        return  # what was posted before the savepoint still goes; of the rest nobody finds a row
    undone.info.pop(actions.JUST_POSTED, None)


def enqueue(messages: Sequence[tuple[int, str]]) -> None:
    """Ask the worker to deliver these (id, kind), some at a time; what somebody waits for goes first."""
    lanes: dict[str, list[int]] = {queue.URGENT: [], queue.BULK: []}
    for message_id, kind in messages:
        lanes[queue.URGENT if is_urgent(kind) else queue.BULK].append(message_id)
    for lane, ids in lanes.items():
        for start in range(0, len(ids), CHUNK):
            if not _ask_for(ids[start : start + CHUNK], lane):
                return


def _ask_for(ids: Sequence[int], lane: str, *, first: bool = False) -> bool:
    return queue.enqueue(deliver, list(ids), lane, longest=LONGEST_JOB, lane=lane, first=first)


def sweep(at: datetime) -> str:
    """Ask again for all that is overdue: the store was lost, or a worker died. Returns what it did."""
    real_now = clock.real_now()
    left = list(queries.left_behind(at, real_now))
    for start in range(0, len(left), CHUNK):
        chunk = left[start : start + CHUNK]
        actions.note_enqueued([message_id for message_id, _kind in chunk], real_now=real_now)
        session.commit()
        enqueue(chunk)
    if not left:
        return ""
    return ngettext("%(num)d message asked for again", "%(num)d messages asked for again", len(left))


def deliver(ids: list[int], lane: str = queue.BULK) -> None:
    """Job: deliver these messages; safe to run twice.

    It makes way for what is more urgent and takes no longer than it may: then another job is asked for the
    rest. When the worker ends or the post office is away, the rest is left to the sweep.
    """
    end = clock.monotonic() + AT_A_TIME.total_seconds()
    left, pauses = list(ids), False

    def enough() -> bool:
        nonlocal pauses
        if queue.stopping():
            return True
        pauses = clock.monotonic() > end or queue.others_wait(lane)
        if not pauses:
            left.pop(0)
        return pauses

    deliver_all(ids, at=clock.now(), enough=enough)
    if pauses:
        _ask_for(left, lane, first=True)


def deliver_due(at: datetime) -> int:
    """Deliver all that is due by `at`, in this process; how many were handed over."""
    return deliver_all(list(queries.due(at, clock.real_now())), at=at)


def deliver_all(ids: Sequence[int], *, at: datetime, enough: Callable[[], bool] = lambda: False) -> int:
    """Deliver one after the other over one connection; how many were handed over.

    What is not taken up, because it is `enough` or the post office is away, stays as it was for the sweep.
    """
    session.commit()  # no transaction is open while the post office is spoken to
    sent = 0
    with open_post(settings().smtp_url, settings().outbox_path) as post, suppress(Away):
        for message_id in ids:
            if enough():
                break
            sent += _deliver_one(message_id, post, at)
    return sent


def _deliver_one(message_id: int, post: Post, at: datetime) -> bool:
    """Whether it was handed over. Away, once that is noted, when no other would be either."""
    message = actions.claim(message_id, at=at, real_now=clock.real_now())
    session.commit()
    if message is None:
        return False
    with trace.doing("mail.deliver", message.trace or ""):
        return _hand_over(message, post, at)


def _hand_over(message: Outbox, post: Post, at: datetime) -> bool:
    about = {"mail": message.id, "kind": message.kind, "key": message.key, "attempt": message.attempts}
    try:
        content = compose(message, at)
        session.commit()  # a sign-in link made for this message must exist before it can be opened
        if content is None:
            log.info("mail dropped", extra={**about, "reason": message.reason})
            return False
        answer = post.send(message.key, parseaddr(settings().mail_from)[1], message.to_address, content)
    except Refused as refusal:
        session.rollback()
        log.warning("mail refused", extra={**about, "answer": str(refusal)})
        actions.settle_failed(message, reason=str(refusal))
    except TryLater as trouble:
        session.rollback()
        log.warning("mail not taken now", extra={**about, "answer": str(trouble)})
        actions.settle_waiting(message, at=at, real_now=clock.real_now(), reason=str(trouble))
        if isinstance(trouble, Away):
            session.commit()
            raise
    except queue.OutOfTime:  # perhaps while the server's yes was on the way: the lease decides
        session.rollback()
        raise
    except Exception as error:  # one broken message must not hold up the others
        session.rollback()
        log.exception("message %s could not be made", message.key, extra=about)
        actions.settle_later(message, at=at, real_now=clock.real_now(), reason=_in_short(error))
    else:
        log.info("mail sent", extra={**about, "answer": answer})
        actions.settle_sent(message, at=at)
        session.commit()
        return True
    session.commit()
    return False


def compose(message: Outbox, at: datetime) -> bytes | None:
    """The bytes to send; None if the occasion has gone, which is noted."""
    kind = kind_named(message.kind)
    if not actions.is_wanted(message):
        actions.settle_dropped(message, reason="not wanted")
        return None
    with actions.composing(message):
        letter = kind.compose(message.params, at)
        if isinstance(letter, Dropped):
            actions.settle_dropped(message, reason=letter.reason)
            return None
        message.subject, content = as_message(message, kind, letter, at=actions.really(at))
    return content


def _in_short(error: Exception) -> str:
    """For the ledger: a database's error goes on with the statement and what it carried."""
    words = str(error)
    if isinstance(error, SQLAlchemyError):
        words = words.partition("\n")[0][:200]
    return f"{type(error).__name__}: {words}"
