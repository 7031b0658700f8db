"""One dated thing as a VEVENT: the same in a feed and in a mail, apart from who is asked."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Event
from icalendar.prop import vUri

from mentortrain.calendar.text import Text, clean, one_line, web_address

SERIALIZER_VERSION = 1
"""Raise it when equal values come out as other bytes: stored bytes and ETags hang on it."""

CANCELLED = {"en": "Cancelled:"}
"""Said before the title of what is off, in the languages the site speaks; English where one is missing."""


@dataclass(frozen=True)
class CalendarEvent:
    """A dated thing as calendars know it; every value comes from its row, none from the clock.

    ValueError if a time has no zone, the end is not after the start, or `sequence` is negative.
    """

    uid: str  # random and stored, from `new_uid`; stable for the row's life
    sequence: int  # rises with time, length, status and cancellation; never with text alone
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    url: str  # the site's own join page, never the meeting provider's address
    cancelled: bool
    created_at: datetime
    updated_at: datetime
    stamped_at: datetime  # DTSTAMP: moves with every change, the text's too
    language: str = "en"  # of summary and description: en, pt-BR or pt_BR

    def __post_init__(self) -> None:
        for moment in (self.starts_at, self.ends_at, self.created_at, self.updated_at, self.stamped_at):
            if moment.tzinfo is None:
                raise ValueError(f"{moment!r} has no time zone.")
        if self.ends_at <= self.starts_at:
            raise ValueError(f"It ends at {self.ends_at}, which is not after its start, {self.starts_at}.")
        if self.sequence < 0:
            raise ValueError(f"SEQUENCE cannot be {self.sequence}.")
        if not re.fullmatch(r"[\x21-\x7e]+", self.uid):
            raise ValueError(f"{self.uid!r} is no UID; make one with new_uid().")
        if not re.fullmatch(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*", self.language):
            raise ValueError(f"{self.language!r} is no language tag.")


def new_uid() -> str:
    """A random UID (RFC 7986, 5.3): nothing in it tells the time, the row or the host."""
    return str(uuid.uuid4())


def event_bytes(event: CalendarEvent) -> bytes:
    """The VEVENT for a feed, with CRLF, folded at 75 octets. Names nobody: feeds leak."""
    content: bytes = vevent(event).to_ical()
    return content


def vevent(event: CalendarEvent) -> Event:
    """The component that feeds and invitations share. Times are in UTC, so no VTIMEZONE is needed."""
    url = web_address(event.url)
    language = {"LANGUAGE": event.language.replace("_", "-")}
    component = Event()
    component.add("uid", Text(event.uid))
    component.add("sequence", event.sequence)
    component.add("dtstamp", _utc(event.stamped_at))
    component.add("created", _utc(event.created_at))
    component.add("last-modified", _utc(event.updated_at))
    component.add("dtstart", _utc(event.starts_at))
    component.add("dtend", _utc(event.ends_at))
    component.add("summary", Text(_title(event), params=language))
    component.add("description", Text(_description(event, url), params=language))
    component.add("location", Text(url))
    component.add("url", vUri(url))
    component.add("conference", vUri(url, params={"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]}))
    component.add("status", Text("CANCELLED" if event.cancelled else "CONFIRMED"))
    component.add("transp", Text("TRANSPARENT" if event.cancelled else "OPAQUE"))
    return component


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _title(event: CalendarEvent) -> str:
    title = one_line(event.summary) or "…"  # an empty SUMMARY counts as none, which RFC 5546 forbids
    if not event.cancelled:
        return title
    language = re.split("[-_]", event.language)[0].lower()
    return f"{CANCELLED.get(language, CANCELLED['en'])} {title}"


def _description(event: CalendarEvent, url: str) -> str:
    """The link stands in the text too: some calendars show neither URL nor CONFERENCE."""
    text = clean(event.description).strip()
    if url in text.split():
        return text
    return f"{text}\n\n{url}" if text else url
