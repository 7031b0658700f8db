"""What calendars answer by mail (iMIP, RFC 6047): the bytes of a mail in, values out, and never an exception.

Mail programs differ in all that can differ: where the calendar stands in the mail, how it is encoded, whether it
names the organizer, how an address is written. What is read here is what somebody said, not that it is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parseaddr
from urllib.parse import unquote

ACCEPTED, DECLINED = "ACCEPTED", "DECLINED"
"""The two values of PARTSTAT that are an answer; TENTATIVE and others are none."""

LONGEST = 2_000_000
"""Bytes of a mail that is read: an answer has some thousands."""

_CALENDARS = ("text/calendar", "application/ics", "text/x-vcalendar", "application/calendar")
_ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;(?:"[^"]*"|[^":])*)?):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";]*)')
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?")


@dataclass(frozen=True)
class Reply:
    """What a mail says that somebody answered. Addresses are in small letters, without `mailto:`."""

    uid: str
    attendee: str
    partstat: str  # in capitals; NEEDS-ACTION if none is said
    sequence: int  # of the invitation that is answered; 0 if none is said
    stamped_at: datetime | None  # DTSTAMP: when it was answered, by the clock of whoever did
    sender: str  # From
    addressed_to: tuple[str, ...]  # To and its like, then the organizer that the calendar names


def read(message: bytes) -> Reply | None:
    """The answer in a mail; None if there is none, or none that can be understood."""
    if len(message) > LONGEST:
        return None
    try:
        return _read(message)
    except Exception:  # anybody can write anything into a mail, and the libraries below may fall over it
        return None


def _read(message: bytes) -> Reply | None:
    mail = message_from_bytes(message)
    sender = _address(parseaddr(_text(mail.get("From", "")))[1])
    headers = [_text(value) for name in _ADDRESSED for value in mail.get_all(name, [])]
    addressed = [_address(address) for _, address in getaddresses(headers)]
    for part in mail.walk():
        found = _calendar_in(part)
        event = _event(found, part.get_param("method")) if found else None
        if event is None:
            continue
        attendee, partstat = _attendee(event, sender)
        organizers = [_address_of(value, params) for name, params, value in event if name == "ORGANIZER"]
        uid, sequence = _first(event, "UID").strip(), _first(event, "SEQUENCE").strip()
        if uid.isprintable() and uid and attendee:
            return Reply(
                uid=uid,
                attendee=attendee,
                partstat=partstat,
                sequence=int(sequence) if re.fullmatch(r"[0-9]{1,9}", sequence) else 0,
                stamped_at=_moment(_first(event, "DTSTAMP")),
                sender=sender,
                addressed_to=tuple(dict.fromkeys(one for one in (*addressed, *organizers) if one)),
            )
    return None


Line = tuple[str, dict[str, str], str]
"""Name and parameters' names in capitals, and the value as it stands."""


def _calendar_in(part: Message) -> str:
    """The text of a part that is a calendar, by its type or its file's name; empty for others."""
    kind, name = part.get_content_type(), _text(part.get_filename() or "").lower()
    if part.is_multipart() or (kind not in _CALENDARS and not name.endswith(".ics")):
        return ""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    for charset in (_text(part.get_param("charset") or "utf-8"), "utf-8"):
        try:
            return content.decode(charset).removeprefix("\ufeff")
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _event(text: str, method: object) -> list[Line] | None:
    """The lines of the first event of a REPLY; of what is nested in it none. None if it is no reply."""
    lines = list(_lines(text))
    said = next((value for name, _, value in lines if name == "METHOD"), method)
    if not isinstance(said, str) or said.strip().upper() != "REPLY":
        return None
    inside: list[str] = []
    event: list[Line] = []
    for name, params, value in lines:
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END":
            if inside and inside.pop() == "VEVENT":
                return event
        elif inside and inside[-1] == "VEVENT":
            event.append((name, params, value))
    return None


def _lines(text: str) -> Iterator[Line]:
    for line in re.sub(r"\n[ \t]", "", re.sub(r"\r\n|\r", "\n", text)).split("\n"):
        found = _LINE.fullmatch(line.strip("\x00 "))
        if found:
            params = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(found[2])}
            yield found[1].upper(), params, found[3]


def _attendee(event: list[Line], sender: str) -> tuple[str, str]:
    """(address, PARTSTAT) of who answers: the one that is named, or of several the sender."""
    found = [
        (_address_of(value, params), params.get("PARTSTAT", "NEEDS-ACTION").strip().upper())
        for name, params, value in event
        if name == "ATTENDEE"
    ]
    if len(found) > 1:
        found = [one for one in found if one[0] == sender]
    return found[0] if found else ("", "")


def _address_of(value: str, params: dict[str, str]) -> str:
    """Of a CAL-ADDRESS; Apple may write an address of its own there and the mail address beside it."""
    scheme, colon, rest = value.strip().partition(":")
    if colon and scheme.lower() == "mailto":
        return _address(unquote(rest))
    return _address(params.get("EMAIL", "" if colon or "@" not in value else value))


def _address(text: str) -> str:
    text = text.strip().strip("<>").lower()
    return text if text.isprintable() and re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", text) else ""


def _first(event: list[Line], wanted: str) -> str:
    return next((value for name, _, value in event if name == wanted), "")


def _moment(text: str) -> datetime | None:
    found = _STAMP.fullmatch(text.strip())
    try:
        return datetime(*map(int, found.groups()), tzinfo=UTC) if found else None  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _text(value: object) -> str:
    return "".join(map(str, value[2:])) if isinstance(value, tuple) else str(value)
