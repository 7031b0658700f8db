"""From an entry to what calendars read: bytes kept with the row for feeds, one message a person for mails."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.utils import parseaddr

from mentortrain import calendar
from mentortrain.agenda import queries
from mentortrain.agenda.models import Entry
from mentortrain.agenda.rules import feed_tag
from mentortrain.calendar import CalendarEvent, Mailbox
from mentortrain.web.pages import settings

FEED_NAME = "mentortrain"


def keep_rendered(entry: Entry) -> None:
    """Render an entry and keep the bytes with it."""
    entry.rendered, entry.rendered_with = rendered(entry), fingerprint()


def rendered(entry: Entry, *, raised_by: int = 0) -> bytes:
    """The VEVENT for a feed, with SEQUENCE as the person's mails have it."""
    return calendar.event_bytes(as_event(entry, raised_by=raised_by))


def fingerprint() -> str:
    """What stored bytes hang on beside their row; where it differs, they are rendered anew."""
    return hashlib.sha256(f"{calendar.SERIALIZER_VERSION} {settings().base_url}".encode()).hexdigest()[:16]


def as_event(entry: Entry, *, raised_by: int = 0) -> CalendarEvent:
    """The entry as values; `raised_by` as in `EntryPerson`."""
    return CalendarEvent(
        uid=entry.uid,
        sequence=entry.sequence + raised_by,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        summary=entry.title,
        description=entry.description,
        url=page_of(entry),
        cancelled=entry.is_cancelled,
        created_at=entry.created_at,
        updated_at=entry.updated_at,
        stamped_at=entry.stamped_at,
    )


def page_of(entry: Entry) -> str:
    """The full address of the page from which people join."""
    return settings().base_url + entry.path


def organizer(entry: Entry) -> Mailbox:
    """Where calendars reply: the site's own mailbox, with the entry's token behind a plus."""
    name, address = parseaddr(settings().mail_from)
    local, _, domain = address.rpartition("@")
    return Mailbox(name, f"{local}+{entry.organizer_token}@{domain}")


def feed_tag_of(found: queries.Feed, *, at: datetime) -> str:
    """The feed's ETag at a moment, from one count."""
    shown = queries.count_shown(found.person_id, at)
    return feed_tag(token_id=found.token_id, version=found.version, shown=shown, rendered_with=fingerprint())


def feed_of(person_id: int, *, at: datetime) -> bytes:
    """A person's feed: a join of what is stored, but for the few entries whose bytes are not theirs."""
    mark, rows = fingerprint(), queries.shown(person_id, at)
    own = {entry_id: raised for entry_id, _, made_with, raised in rows if raised or made_with != mark}
    entries = queries.with_ids(list(own))
    return calendar.feed(
        [
            rendered(entries[entry_id], raised_by=raised) if entry_id in own else stored
            for entry_id, stored, _, raised in rows
        ],
        name=FEED_NAME,
    )
