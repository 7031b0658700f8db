"""The mailbox to which people and their calendars reply, read over IMAP. What is read is marked as seen."""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from mentortrain.config import is_loopback

TIMEOUT = 20
"""Seconds that the server may take for each answer."""
LONGEST = 2_000_000
"""Bytes of a message that are fetched."""


class Unread(Exception):  # noqa: N818  (it reads as the sentence it means)
    """The mailbox could not be read; the text says why, without the password."""


class Mailbox:
    """An open folder. Messages are named by their UID."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def unseen(self, limit: int) -> list[str]:
        """The UIDs of what was not seen yet, the oldest first."""
        (found,) = self._ask("SEARCH", "UNSEEN")
        uids = (found or b"").split() if isinstance(found, bytes | None) else []
        return [uid.decode() for uid in uids[:limit]]

    def message(self, uid: str) -> bytes | None:
        """The first two million bytes of a message, which stays unseen; None if it has gone."""
        answer = self._ask("FETCH", uid, f"(BODY.PEEK[]<0.{LONGEST}>)")
        return next((part[1] for part in answer if isinstance(part, tuple)), None)

    def see(self, uid: str) -> None:
        """Mark a message as seen."""
        self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, command: str, *words: str) -> list[bytes | tuple[bytes, bytes] | None]:
        kind, answer = self._server.uid(command, *words)
        if kind != "OK":
            raise Unread(f"{command} was answered with {kind}")
        return answer


@contextmanager
def open_mailbox(url: str) -> Iterator[Mailbox]:
    """The folder that `url` names, `INBOX` if none, while the block runs. Unread if anything is in the way."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        server = _connect(host, parts.port, encrypted=parts.scheme == "imaps")
        try:
            server.login(_quoted(unquote(parts.username or "")), unquote(parts.password or ""))
            folder = unquote(parts.path.strip("/")) or "INBOX"
            kind, answer = server.select(_quoted(folder))
            if kind != "OK":
                raise Unread(f"{host}: the folder {folder} cannot be opened: {_said(answer)}")
            yield Mailbox(server)
        finally:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                server.logout()
    except (imaplib.IMAP4.error, OSError) as error:
        raise Unread(f"{host}: {_said(error.args)}") from error


def _connect(host: str, port: int | None, *, encrypted: bool) -> imaplib.IMAP4:
    if encrypted:
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=TIMEOUT)
    server = imaplib.IMAP4(host, port or 143, timeout=TIMEOUT)
    if "STARTTLS" in server.capabilities:
        server.starttls(ssl.create_default_context())
    elif not is_loopback(host):
        server.shutdown()
        raise Unread(f"{host} offers no encryption, and the password must not go without.")
    return server


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'


def _said(words: object) -> str:
    listed = words if isinstance(words, list | tuple) else [words]
    return " ".join(one.decode(errors="replace") if isinstance(one, bytes) else str(one) for one in listed)[
        :200
    ]
