"""What a file is, by its content alone: its name and what the browser says of it prove nothing."""

from __future__ import annotations

import hashlib
import re
from typing import BinaryIO

import puremagic

HEAD, TAIL = 4096, 66_000
"""Bytes looked at: signatures stand in front, a ZIP's directory (with a comment of 64 KB) at the end."""

TEXT, UNKNOWN, ACTIVE, PROGRAM = (
    "text/plain",
    "application/octet-stream",
    "text/html",
    "application/x-program",
)
ARCHIVE, WORKBOOK, OFFICE, MIXED = (
    "application/zip",
    "application/x-workbook",
    "application/x-office",
    "mixed",
)
MP4, WEBM = "video/mp4", "video/webm"
"""A workbook is a spreadsheet of Excel; `mixed` is a file that is two things at once (a polyglot)."""

NO_TEXT = frozenset(
    {
        ACTIVE, PROGRAM, ARCHIVE, WORKBOOK, OFFICE, MIXED, "image/jpeg", "image/png", "image/gif", "image/webp",
        "application/pdf", "application/postscript",
    }
)  # fmt: skip
"""What is certainly no text; anything else may be text in an encoding of Windows, which nothing marks."""

# Ours come first: what does harm, and what a signature of two or three bytes would take for something else.
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", ARCHIVE),
    (b"PK\x05\x06", ARCHIVE),
    (b"PK\x07\x08", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ\x00", ARCHIVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE),
    (b"{\\rtf", OFFICE),
    (b"%!PS", "application/postscript"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"#!", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xce\xfa\xed\xfe", PROGRAM),
)
_NO_MP4 = frozenset({b"qt  ", b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"M4A ", b"M4B "})
"""Others that begin as an MP4 does: QuickTime, pictures, sound."""
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|img|style|link|meta|form|table|a\s|\?php)|<\?xml|<\?php",
    re.IGNORECASE,
)
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


def type_of(stream: BinaryIO) -> str:
    """The type of a file by its content; the stream is left at its start. Text is UTF-8 or marked UTF-16."""
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(max(0, size - TAIL))
    tail = stream.read(TAIL)
    stream.seek(0)
    found = _by_start(head)
    if found in _PICTURES or found == "application/pdf":
        return MIXED if _is_also_something_else(found, head, tail) else found
    if found == ARCHIVE and head.startswith(b"PK"):
        return _zip_of(head, tail)
    return found


def _by_start(head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] not in _NO_MP4:
        return MP4
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return WEBM
    for start, type_ in _STARTS:
        if head.startswith(start):
            return type_
    if _MARKUP.search(head[:1024].replace(b"\x00", b"")):  # without NULs: UTF-16 is markup as well
        return ACTIVE
    if _is_text(head):
        return TEXT
    return _by_list(head)


def _is_text(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True  # whoever reads it decodes all of it
    if b"\x00" in head:
        return False
    try:
        # The last letter may be cut in half where the head ends.
        head[: len(head) - 3 if len(head) == HEAD else None].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end >= HEAD - 3
    return True


def _by_list(head: bytes) -> str:
    """A name for anything else from puremagic's list, so that a log or a list can say what it was."""
    try:
        return puremagic.magic_string(head)[0].mime_type or UNKNOWN
    except (puremagic.PureError, ValueError, IndexError):
        return UNKNOWN


def _is_also_something_else(found: str, head: bytes, tail: bytes) -> bool:
    """A picture that is also a page, a script, a PDF or an archive, for whoever reads it as such.

    Cameras do append things to a JPEG (a short film, their own notes), so bytes after the end alone prove nothing.
    """
    start = head[:1024]
    if found != "application/pdf" and (b"%PDF-" in start or b"%PDF-" in tail[-1024:]):
        return True
    if b"PK\x05\x06" in tail and (b"PK\x01\x02" in tail or b"PK\x03\x04" in head):
        return True
    return found in _PICTURES and bool(_MARKUP.search(re.sub(rb"<\?xml|<\?xpacket", b"", start)))


def _zip_of(head: bytes, tail: bytes) -> str:
    """Office documents are ZIP archives; which one, their first entries say."""
    both = head + tail
    if b"xl/" in both:
        return WORKBOOK
    if b"word/" in both or b"ppt/" in both or b"mimetypeapplication/vnd.oasis" in head:
        return OFFICE
    return ARCHIVE


def digest_of(stream: BinaryIO) -> str:
    """The SHA-256 of a stream, in hex."""
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary stream will do
