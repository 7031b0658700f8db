"""From an entry to what calendars read: bytes kept with the row for feeds, one message a person for mails."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from functools import cache, lru_cache

from flask_babel import gettext as _

from mentortrain import calendar, config
from mentortrain.agenda import queries
from mentortrain.agenda.keeping import Known, Memory
from mentortrain.agenda.models import Entry, EntryPerson
from mentortrain.agenda.queries import Feed, Shown
from mentortrain.agenda.rules import OWN, changed_since, feed_tag, leaves_at
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


@cache
def memory(rendered_with: str) -> Memory:
    """What this process keeps; of one site there is one."""
    return Memory()


def shown_in(found: Feed, *, at: datetime) -> Shown:
    """What a feed shows at a moment: known, or what changed since it was known, or all that it shows."""
    feeds = memory(fingerprint()).feeds
    known = feeds.get(found.token_hash)
    if known is not None and known.shown.holds(at):
        if known.is_of(found):
            return known.shown
        shown = _after_changes(known, found, at=at) or queries.shown_in(found, at)
    else:
        shown = queries.shown_in(found, at)
    # What was read is as new as the version, which was read before, or newer: then nobody meets this version again.
    feeds.keep(found.token_hash, Known(found.version, found.changed_at, found.changes, shown))
    return shown


def tag_of(found: Feed, shown: Shown) -> str:
    """A feed's ETag."""
    return feed_tag(
        token_id=found.token_id, version=found.version, shown=shown.count, rendered_with=fingerprint()
    )


def feed_of(found: Feed, shown: Shown, *, at: datetime) -> bytes:
    """What a feed holds at a moment, by what it shows then."""
    return _own(found, shown, at=at) if found.kind == OWN else _of_staff(found, at=at)


def _after_changes(known: Known, found: Feed, *, at: datetime) -> Shown | None:
    """What a feed shows now, from what it showed: only the entries that changed are read. None: read them all."""
    if not (isinstance(found.version, int) and isinstance(known.version, int)):
        return None
    ids = changed_since(known.changes, found.changes, raised=found.version - known.version)
    if not ids:
        return None
    read = _read(found, ids, at=at)
    left, gone = f",{known.shown.parts},", 0
    for entry_id in ids:
        start = left.find(f",{entry_id}.")
        if start >= 0:
            left, gone = left[:start] + left[left.find(",", start + 1) :], gone + 1
    parts = [part for part in (left.strip(","), *read) if part]
    until = min(
        [known.shown.until, *(leaves_at(entry.ends_at, entry.cancelled_at) for entry, _ in read.values())]
    )
    return Shown(known.shown.count + len(read) - gone, at, until, ",".join(parts))


def _own(found: Feed, shown: Shown, *, at: datetime) -> bytes:
    """A person's feed: the bytes of its entries, of which those that this process has not kept are read."""
    parts = _split(shown.parts)
    events = memory(fingerprint()).entries.all_of(parts)
    if not all(events):
        missing = {_entry_of(part) for part, event in zip(parts, events, strict=True) if event is None}
        read = _read(found, missing, at=at)
        if len(read) < len(missing) or not read.keys() <= set(parts):
            # Something changed after the list was read: what is sent is newer than its ETag, and asked for once more.
            memory(fingerprint()).feeds.forget(found.token_hash)
        events += [content for _, content in read.values()]
    return calendar.feed(filter(None, events), name=FEED_NAME)


def _read(found: Feed, entry_ids: Collection[int], *, at: datetime) -> dict[str, tuple[Entry, bytes]]:
    """Those of these entries that a feed shows, with their bytes, which are kept."""
    read, kept = {}, memory(fingerprint()).entries
    for entry, raised_by in queries.shown_of(found.person_id, entry_ids, at):
        as_stored = raised_by == 0 and entry.rendered_with == fingerprint()
        content = entry.rendered if as_stored else rendered(entry, raised_by=raised_by)
        part = queries.part_named(entry, raised_by)
        read[part] = (entry, content)
        kept.keep(part, content)
    return read


def _split(parts: str) -> list[str]:
    return parts.split(",") if parts else []


def _entry_of(part: str) -> int:
    return int(part.partition(".")[0])


def _of_staff(found: Feed, *, at: datetime) -> bytes:
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
