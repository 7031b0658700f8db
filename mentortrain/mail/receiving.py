"""What came into the mailbox: each message once, and one that cannot be handled holds up no other."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime

from sqlalchemy.exc import OperationalError

from mentortrain import config, queue
from mentortrain.db import session
from mentortrain.mail import actions, events
from mentortrain.mail.mailbox import open_mailbox
from mentortrain.mail.rules import BROKEN, MAILS_AT_A_TIME, NOTHING, fingerprint

log = logging.getLogger(__name__)

AGAIN = "handled before"


def receive(at: datetime) -> str:
    """Read what is new in the mailbox, if the site has one. Returns what it did; Unread if it cannot be read."""
    url = config.in_force().inbound_imap_url
    if not url:
        return ""
    session.commit()  # no transaction waits for another server
    came: Counter[str] = Counter()
    with open_mailbox(url) as mailbox:
        for uid in mailbox.unseen(MAILS_AT_A_TIME):
            message = mailbox.message(uid)
            if message is not None:
                came[handle(message, at=at)] += 1
                mailbox.see(uid)  # after the commit: if this fails, the message is known next time
    return ", ".join(f"{outcome}: {count}" for outcome, count in sorted(came.items()))


def handle(message: bytes, *, at: datetime) -> str:
    """Let the features see a message, once; what came of it."""
    mark = fingerprint(message)
    try:
        outcome = _tell(message, mark, at)
        session.commit()
    except (queue.OutOfTime, OperationalError):  # not the message's fault: it stays unseen
        session.rollback()
        raise
    except Exception:
        session.rollback()
        log.exception("a mail that came in could not be handled", extra={"fingerprint": mark[:16]})
        outcome = BROKEN
        actions.note_received(mark, outcome=outcome, at=at)
        session.commit()
    log.info("mail received", extra={"outcome": outcome, "fingerprint": mark[:16]})
    return outcome


def _tell(message: bytes, mark: str, at: datetime) -> str:
    number = actions.note_received(mark, outcome=NOTHING, at=at)
    if number is None:
        return AGAIN
    outcome = next((said for listener in events.on_received if (said := listener(message, at))), NOTHING)
    actions.note_outcome(number, outcome)
    return outcome
