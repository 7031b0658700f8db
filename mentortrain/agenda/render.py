"""From an entry to what calendars read: bytes kept with the row for feeds, one message a person for mails."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from functools import cache, lru_cache

from flask_babel import gettext as _

from mentortrain import calendar, config
from mentortrain.agenda import queries
from mentortrain.agenda.models import Entry, EntryPerson
from mentortrain.agenda.rules import OWN, feed_tag
from mentortrain.calendar import CalendarEvent, Mailbox
from mentortrain.programs import queries as programs
from mentortrain.prose import as_text

FEED_NAME = "mentortrain"


def keep_rendered(entry: Entry) -> None:
    """Render an entry and keep the bytes with it."""
    entry.rendered, entry.rendered_with = rendered(entry), fingerprint()


def rendered(entry: Entry, *, raised_by: int = 0) -> bytes:
    """The VEVENT for a feed, with SEQUENCE as the person's mails have it."""
    return calendar.event_bytes(as_event(entry, raised_by=raised_by))


def fingerprint() -> str:
    """What stored bytes hang on beside their row; where it differs, they are rendered anew."""
    return _fingerprint(config.in_force().base_url)


@cache
def _fingerprint(base_url: str) -> str:
    return hashlib.sha256(f"{calendar.SERIALIZER_VERSION} {base_url}".encode()).hexdigest()[:16]


def as_event(entry: Entry, *, raised_by: int = 0, url: str = "") -> CalendarEvent:
    """The entry as values; `raised_by` as in `EntryPerson`. `url` is one person's link, else it leads to its page."""
    return CalendarEvent(
        uid=entry.uid,
        sequence=entry.sequence + raised_by,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        summary=entry.title,
        description=as_text(entry.description),
        url=url or page_of(entry),
        cancelled=entry.is_cancelled,
        created_at=entry.created_at,
        updated_at=entry.updated_at,
        stamped_at=entry.stamped_at,
    )


def page_of(entry: Entry) -> str:
    """The full address of the page from which people join."""
    return config.in_force().base_url + entry.path


def organizer(part: EntryPerson) -> Mailbox:
    """Where a person's calendar replies: the site's own mailbox, with a token behind a plus.

    It stays the same for good: calendars take no update and no cancellation from another organizer.
    """
    name, address = parseaddr(config.in_force().mail_from)
    local, _plus, domain = address.rpartition("@")
    return Mailbox(name, f"{local}+{part.reply_token or part.entry.organizer_token}@{domain}")


def file_of(part: EntryPerson) -> bytes:
    """A person's entry alone, as their feed and their mails have it: an app that has it already shows it once."""
    return calendar.single(rendered(part.entry, raised_by=part.raised_by))


_counts: OrderedDict[tuple[str, int | str], queries.Count] = OrderedDict()
"""How many entries each feed shows, by token and version: a poll of an unchanged one reads a single row."""

MOST_COUNTS = 20_000


def feed_tag_of(found: queries.Feed, *, at: datetime) -> str:
    """The feed's ETag at a moment, from one count, which is remembered while it holds."""
    key = (found.token_hash, found.version)
    count = _counts.get(key)
    if count is None or not count.holds(at):
        count = _counts[key] = queries.count_shown(found, at)
        if len(_counts) > MOST_COUNTS:
            _counts.popitem(last=False)
    return feed_tag(
        token_id=found.token_id, version=found.version, shown=count.shown, rendered_with=fingerprint()
    )


def feed_of(found: queries.Feed, *, at: datetime) -> bytes:
    """What a feed holds at a moment."""
    return _own(found.person_id, at=at) if found.kind == OWN else _of_staff(found, at=at)


def _of_staff(found: queries.Feed, *, at: datetime) -> bytes:
    """Sessions with who leads them, leading to the pages of staff. They have the UIDs that people's own have."""
    shown = queries.shown_to_staff(found, at)
    name = _("%(site)s: sessions you lead", site=FEED_NAME)
    if found.program_id is not None:
        name = f"{FEED_NAME}: {programs.program(found.program_id).name}"
    return calendar.feed([_staffed(_as_staff_see(*one)) for one in shown], name=name)


def _as_staff_see(entry: Entry, leads: str, path: str) -> CalendarEvent:
    event, with_whom = as_event(entry), _("With %(host)s", host=leads) if leads else ""
    return replace(
        event,
        description="\n\n".join(part for part in (with_whom, event.description) if part),
        url=config.in_force().base_url + path,
    )


@lru_cache(4_000)
def _staffed(event: CalendarEvent) -> bytes:
    """Rendered once for all of a program's staff: a tenth of a second for a feed of three hundred."""
    return calendar.event_bytes(event)


def _own(person_id: int, *, at: datetime) -> bytes:
    """A person's feed: what is stored, joined by the database, and the few entries whose bytes are not theirs."""
    events, missing = queries.shown_as_stored(person_id, at, rendered_with=fingerprint())
    if missing:
        others = queries.shown_otherwise(person_id, at, rendered_with=fingerprint())
        events += [rendered(entry, raised_by=raised) for entry, raised in others]
    return calendar.feed(events, name=FEED_NAME)
