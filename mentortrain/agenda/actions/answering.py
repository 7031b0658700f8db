"""Somebody says if they come, by a link in a mail or by their calendar: the same as on the page of the entry."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr

from mentortrain import config
from mentortrain.agenda import events, queries
from mentortrain.agenda.models import EntryPerson
from mentortrain.agenda.rules import is_news, tokens_in
from mentortrain.calendar import replies
from mentortrain.calendar.replies import Reply
from mentortrain.errors import RuleBroken
from mentortrain.mail.rules import TAKEN

UNKNOWN, STRANGER, OLD, UNDECIDED = (
    "unknown session or forged",
    "not from who was invited",
    "old",
    "no yes or no",
)
"""Why a reply changes nothing."""


def answer(part: EntryPerson, *, coming: bool, at: datetime) -> bool:
    """Come, or not come. False if it is so already; RuleBroken as the feature says whose entry it is.

    LookupError where no feature makes anything of an answer to it.
    """
    for listener in events.on_answer:
        done = listener(part.entry, part.person, coming, at)
        if done is not None:
            return done
    raise LookupError(f"nobody takes answers to entry {part.entry_id}")


def take_reply(message: bytes, at: datetime) -> str | None:
    """Do what a calendar replied; what came of it in a few words, None if the mail holds no reply.

    The token in the organizer's address, which only the invited person's mails hold, shows that the reply is theirs.
    """
    reply = replies.read(message)
    if reply is None:
        return None
    part = _part_of(reply)
    if part is None:
        return UNKNOWN
    if part.person.email.lower() != reply.attendee:
        return STRANGER  # whoever they passed the invitation on to
    entry = queries.locked(part.entry_id)
    part = queries.part_as_it_is(part.id)
    # A clock that runs ahead must not shut out what comes after it.
    stamped_at = min(reply.stamped_at or at, at)
    sequence = min(reply.sequence, entry.sequence + part.raised_by)  # they were told of no higher one
    last = (part.replied_sequence, part.replied_at)
    if not is_news((sequence, stamped_at), last=last, entry_sequence=entry.sequence):
        return OLD
    part.replied_sequence, part.replied_at = sequence, stamped_at
    if reply.partstat not in (replies.ACCEPTED, replies.DECLINED):
        return UNDECIDED
    try:
        answer(part, coming=reply.partstat == replies.ACCEPTED, at=at)
    except RuleBroken as error:
        return error.code  # it is over, or off: nothing was changed
    return TAKEN


def _part_of(reply: Reply) -> EntryPerson | None:
    """Whose reply it is, by a token of theirs and the UID.

    Who was invited before people had tokens of their own replies to the entry's: it proves less, so the mail must
    be from the invited address too.
    """
    tokens = tokens_in(reply.addressed_to, parseaddr(config.in_force().mail_from)[1])
    if not tokens:
        return None
    found = queries.part_with_reply_token(tokens, reply.uid)
    if found is None and reply.sender == reply.attendee:
        found = queries.part_with_entry_token(tokens, reply.uid, reply.attendee)
    return found
