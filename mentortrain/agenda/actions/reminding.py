"""Reminders before an entry begins: rows of the outbox that are due then, and are checked again when they go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from mentortrain.agenda import queries
from mentortrain.agenda.models import Entry, EntryPerson
from mentortrain.db import session
from mentortrain.mail.actions import Posting, post_all


def set_reminders(entry: Entry, minutes: Collection[int], *, at: datetime) -> bool:
    """Remind so many minutes before the start from now on. False if it is so already.

    Who is invited gets those that are still to come; what waits and is not wanted any more is dropped when due.
    """
    entry = queries.locked(entry.id)
    wanted = sorted(set(minutes), reverse=True)
    if entry.reminders == wanted:
        return False
    entry.reminders = wanted
    session.flush()
    remind(entry, queries.invited_to(entry.id), at=at)
    return True


def remind(entry: Entry, parts: Iterable[EntryPerson], *, at: datetime) -> None:
    """Post the reminders of these people that are still to come, with the entry held.

    Each occasion has a key of its own, with the start in it: after a move there are new ones, and the old ones
    see that they are about another time.
    """
    start, parts = entry.starts_at.isoformat(), list(parts)
    for minutes in entry.reminders:
        due_at = entry.starts_at - timedelta(minutes=minutes)
        if due_at <= at:
            continue
        postings = [
            Posting(
                f"agenda.reminder:{entry.id}:{part.person_id}:{part.raised_by}:{start}:{minutes}",
                part.person.email,
                part.person.name,
                part.person_id,
                {
                    "entry_id": entry.id,
                    "person_id": part.person_id,
                    "raised_by": part.raised_by,
                    "starts_at": start,
                    "minutes": minutes,
                },
            )
            for part in parts
        ]
        post_all("agenda.reminder", postings, at=at, due_at=due_at)
