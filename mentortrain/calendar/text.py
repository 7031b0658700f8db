"""Text, links and addresses as calendar files and mails can carry them; used by both, so that they agree."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import idna
from icalendar import vText

# NEL and the two Unicode separators are line ends to some readers (vdirsyncer splits at them) and would
# cut a content line in two.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# RFC 5545 forbids control characters in text, a tab apart; a lone surrogate cannot be encoded; a byte order
# mark comes along with files, and readers drop it.
_UNSAYABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_NOT_IN_ADDRESSES = re.compile(r'[\s<>()\[\]\\,;:"]|@.*@')


class Text(vText):
    """A TEXT value. icalendar 7.3 turns a typed backslash and capital N ("C:\\News") into a line break."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        """The escaped value (RFC 5545, 3.3.11); the text has been through `clean`."""
        escaped = self.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")
        return escaped.encode()


def clean(text: str) -> str:
    """The text without control characters, each of its line ends as a line feed."""
    return _UNSAYABLE.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """The text cleaned, with runs of white space as one space: for titles, names and headers."""
    return " ".join(clean(text).split())


def web_address(url: str) -> str:
    """The link as an ASCII URI (RFC 3986). ValueError unless it starts with http:// or https://."""
    uri = quote(one_line(url), safe="!#$%&'()*+,/:;=?@[]~")
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"{url!r} is no web address.")
    return uri


def mail_address(address: str) -> str:
    """The address with its domain in ASCII (IDNA 2008); the part before the @ stays as it is typed.

    ValueError for what could not be mailed to, or could smuggle something into a header.
    """
    local, _, domain = address.rpartition("@")
    if not local or not domain or address != clean(address) or _NOT_IN_ADDRESSES.search(address):
        raise ValueError(f"{address!r} is no mail address.")
    if not domain.isascii():
        domain = idna.encode(domain, uts46=True).decode("ascii")
    return f"{local}@{domain}"
