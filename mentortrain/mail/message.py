"""From words to the bytes of one mail: standard library only, the same bytes for the same values.

Measured: `email.message.Message` takes a third of `EmailMessage`'s time. Its old policy writes what it is
given, so everything that comes from outside is made harmless here.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import encodebytes
from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, parseaddr, quote

from mentortrain.calendar.text import mail_address, one_line
from mentortrain.mail.kinds import CalendarPart

Party = str | tuple[str, str]
"""Somebody a mail is from or to: "Name <address>", or (name, address); the name may be empty."""

# Encoded words are folded here. Anything else goes on one line: a fold right after "List-Unsubscribe:" or
# "Message-ID:" is legal, and some readers make a blank of it.
_POLICY = compat32.clone(linesep="\r\n", max_line_length=990)
_OURS = {"from", "to", "subject", "date", "message-id", "mime-version", "auto-submitted"}
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f\x41-\x7e]+@[\x21-\x3b\x3d\x3f\x41-\x7e]+>")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


def assemble(
    *,
    sender: Party,
    to: Party,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    date: datetime,
    calendar: CalendarPart | None,
    headers: Mapping[str, str],
) -> bytes:
    """The whole message for one recipient, with CRLF line ends.

    Line breaks in names, subject and header values become spaces. ValueError for an address nobody can have,
    a `date` without zone, a `message_id` that is not of the form <left@right>, or a header that is set here.
    """
    if date.tzinfo is None:
        raise ValueError(f"{date!r} has no time zone.")
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"{message_id!r} is no Message-ID; it must look like <left@right>.")
    # No line of quoted-printable or base64 can hold "=_", so the boundary needs no search of the text.
    boundary = f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"
    bodies = [_words("plain", text), _words("html", html)]
    if calendar is None:
        message = _multipart("alternative", boundary, bodies)
    else:
        # Outlook looks for the calendar only in the first child, Gmail and others take the file.
        bodies.append(_invitation(calendar))
        message = _multipart(
            "mixed", boundary, [_multipart("alternative", f"{boundary}a", bodies), _invitation_file(calendar)]
        )
    message["MIME-Version"] = "1.0"
    message["From"] = _party(sender)
    message["To"] = _party(to)
    message["Subject"] = _words_in_header(subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
    for name, value in headers.items():
        if not _FIELD_NAME.fullmatch(name) or name.lower() in _OURS or name.lower().startswith("content-"):
            raise ValueError(f"The header {name!r} cannot be given.")
        message[name] = _words_in_header(value)
    return message.as_bytes(policy=_POLICY)


def _part(content_type: str) -> Message:
    part = Message(policy=_POLICY)
    part["Content-Type"] = content_type
    return part


def _multipart(subtype: str, boundary: str, children: list[Message]) -> Message:
    part = _part(f'multipart/{subtype}; boundary="{boundary}"')
    for child in children:
        part.attach(child)
    return part


def _words(subtype: str, words: str) -> Message:
    part = _part(f"text/{subtype}; charset=utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    lines = "\n".join(words.splitlines()) + "\n"
    part.set_payload(binascii.b2a_qp(lines.encode(errors="replace")).decode("ascii"))
    return part


def _invitation(calendar: CalendarPart) -> Message:
    return _encoded(_part(f"text/calendar; charset=utf-8; method={calendar.method}"), calendar.body)


def _invitation_file(calendar: CalendarPart) -> Message:
    part = _part('application/ics; name="invite.ics"')
    part["Content-Disposition"] = 'attachment; filename="invite.ics"'
    return _encoded(part, calendar.body)


def _encoded(part: Message, content: bytes) -> Message:
    part["Content-Transfer-Encoding"] = "base64"  # the calendar's own line ends and spaces must survive
    part.set_payload(encodebytes(content).decode("ascii"))
    return part


def _party(party: Party) -> str:
    name, address = parseaddr(one_line(party)) if isinstance(party, str) else party
    words, address = one_line(name), mail_address(address)
    if not words:
        shown = address
    elif _must_encode(words):
        shown = f"{_encoded_words(words)} <{address}>"
    elif _ATOMS.fullmatch(words):
        shown = f"{words} <{address}>"
    else:
        shown = f'"{quote(words)}" <{address}>'
    if shown.isascii():
        return shown
    # Letters beyond ASCII before the @ go as raw UTF-8 (RFC 6532), never as encoded words.
    return shown.replace("\n", "").encode().decode("ascii", "surrogateescape")


def _words_in_header(words: str) -> str:
    line = one_line(words)
    return _encoded_words(line) if _must_encode(line) else line


def _must_encode(words: str) -> bool:
    # What looks encoded must come out as it was typed; what is longer than a line may be must be folded.
    return not words.isascii() or "=?" in words or len(words) > 900


def _encoded_words(words: str) -> str:
    return Header(words, "utf-8", maxlinelen=75).encode()
