"""The mails that all this has brought: each was read long ago, and none goes out now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.demo.people import Cast
from mentortrain.mail import actions
from mentortrain.mail.jobs import compose
from mentortrain.mail.models import PENDING, Outbox
from mentortrain.people.models import Person, SignInLink

BOUNCES = {
    "uros.simic@example.org": "550 5.1.1 <uros.simic@example.org>: Recipient address rejected: User unknown"
}
"""Whose address was mistyped on the list, and what their server says to that."""

TOOK = timedelta(seconds=4)


def settle(*, at: datetime, long_ago: bool = False) -> None:
    """Make what was just posted as its worker would have, and mark it as sent. Nothing leaves the site.

    Of what is `long_ago` one is made of those that read the same: nobody looks into them any more.
    """
    session.flush()
    posted = session.info.pop(actions.JUST_POSTED, [])
    ids = [message_id for message_id, _kind, _due in posted]
    found = session.scalars(
        select(Outbox).where(Outbox.id.in_(ids), Outbox.status == PENDING).order_by(Outbox.id)
    )
    subjects: dict[Any, str | None] = {}
    now = clock.now()
    for message in found.all():
        if message.due_at > now:
            session.delete(message)  # a reminder of what is still to come: nobody is to be mailed
            continue
        message.attempts = 1
        like = _like(message) if long_ago else message.id
        if message.to_address in BOUNCES:
            actions.settle_failed(message, reason=BOUNCES[message.to_address])
            continue
        if like in subjects:
            message.subject = subjects[like]
        elif compose(message, max(at, message.due_at)) is None:
            continue
        subjects[like] = message.subject
        actions.settle_sent(message, at=message.due_at + TOOK)


def forget_links(cast: Cast) -> None:
    """The sign-in links that stood in them: used, or lost. Nobody has read them anywhere."""
    ids = [person.id for person in cast.values()]
    session.execute(delete(SignInLink).where(SignInLink.person_id.in_(ids)))


def _like(message: Outbox) -> tuple[str, object, str]:
    """Kind, occasion and the reader's zone."""
    person = session.get(Person, message.person_id)
    return message.kind, message.params.get("entry_id"), person.time_zone if person else ""
