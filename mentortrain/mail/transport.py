"""Handing messages over: to an SMTP server over one connection, or to files where there is none."""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import ssl
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NoReturn, Protocol
from urllib.parse import unquote, urlsplit

from mentortrain.calendar.text import mail_address

TIMEOUT = 30.0
"""Seconds that any one answer of the server may take."""

_LONGEST_NAME = 150
_PLAIN = re.compile(rb"[a-z0-9_.-]")
_OF_THE_SESSION = {503, 530, 534, 535, 538}
"""Answers to RCPT that speak of how we signed in, not of this person: another try may succeed."""


class Refused(Exception):  # noqa: N818  (it reads as the sentence it means)
    """The server will never take this message for this person; the text says why."""


class TryLater(Exception):  # noqa: N818
    """It could not be handed over now: no connection, a busy server, a wrong password, a full disk."""


class Away(TryLater):
    """There is nobody to hand anything to: the next message would meet the same."""


class Post(Protocol):
    """Where messages are handed over. Belongs to one thread."""

    def send(self, key: str, sender_address: str, to_address: str, message: bytes) -> str:
        """Hand one message over; returns the receiver's answer, such as "250 queued as 4F2".

        `key` names it; Refused, TryLater or Away if it was not taken.

        After TryLater the server may still have taken it, if the connection broke while its answer was
        on the way: send it again with the same Message-ID.
        """
        ...


@contextlib.contextmanager
def open_post(smtp_url: str | None, outbox_path: Path) -> Iterator[Post]:
    """The SMTP server at `smtp_url`, else files in `outbox_path`. Connects when the first message goes.

    smtp://[user:password@]host[:port] uses STARTTLS when offered (port 587 with a user, else 25),
    smtps:// speaks TLS from the start (port 465). User and password are percent-encoded.
    """
    if smtp_url is None:
        yield _Files(outbox_path)
        return
    post = _Smtp(smtp_url)
    try:
        yield post
    finally:
        post.hang_up()


class _Files:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, key: str, sender_address: str, to_address: str, message: bytes) -> str:
        """Write the message to its file at once or not at all; the same key replaces it."""
        draft = None
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # sign-in links lie there
            handle, draft = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(message)
            Path(draft).replace(self._folder / file_name(key))
        except OSError as error:
            if draft is not None:
                Path(draft).unlink(missing_ok=True)
            raise Away(f"cannot write to {self._folder}: {error.strerror}") from error
        return "written to a file"


def file_name(key: str) -> str:
    """A name of its own for any key, also where case does not count or names are short.

    Small letters, digits and "_.-" stand for themselves, every other byte (and a dot in front) as "=" and
    its two hex digits; a long name ends in "~" and its hash.
    """
    raw = key.encode(errors="surrogatepass")
    name = "".join(
        chr(byte) if _PLAIN.match(bytes([byte])) and (at or byte != ord(".")) else f"={byte:02x}"
        for at, byte in enumerate(raw)
    )
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME - 65]}~{sha256(raw).hexdigest()}"
    return f"{name or '='}.eml"


class _Smtp:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("The SMTP server's address must start with smtp:// or smtps:// and name a host.")
        self._host: str = parts.hostname
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._tls_from_start = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls_from_start else 587 if self._user else 25)
        self._server: smtplib.SMTP | None = None

    def send(self, key: str, sender_address: str, to_address: str, message: bytes) -> str:
        """Hand over one message; a connection that the server closed meanwhile is opened again, once."""
        try:
            sender, recipient = mail_address(sender_address), mail_address(to_address)
        except ValueError as error:
            raise Refused(str(error)) from error
        try:
            server = self._begin(sender, beyond_ascii=not (sender + recipient).isascii())
            _recipient(server, recipient)
            return _content(server, message)
        except (Refused, TryLater):
            self._start_over()
            raise
        except OSError as error:  # all of smtplib's errors are OSErrors, and so are sockets' and TLS's
            self._drop()
            raise TryLater(f"{self._host}: {_said(error)}") from error
        except BaseException:  # interrupted in the middle of a message: no polite word fits there
            self._drop()
            raise

    def hang_up(self) -> None:
        """End the connection, if there is one, as politely as the server lets us."""
        if self._server is not None:
            with contextlib.suppress(OSError):
                self._server.quit()
            self._drop()

    def _begin(self, sender: str, *, beyond_ascii: bool) -> smtplib.SMTP:
        """Open a mail transaction. Nothing has been handed over yet, so a second try is safe."""
        if self._server is not None:
            try:
                return _sender(self._server, sender, beyond_ascii=beyond_ascii)
            except (TryLater, OSError):
                self._drop()
        try:
            self._server = self._connect()
        except OSError as error:
            raise Away(f"{self._host}: {_said(error)}") from error
        return _sender(self._server, sender, beyond_ascii=beyond_ascii)

    def _connect(self) -> smtplib.SMTP:
        server: smtplib.SMTP
        # Reading whom this machine trusts takes as long as a whole message: only where something is encrypted.
        if self._tls_from_start:
            server = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)
        try:
            server.ehlo_or_helo_if_needed()
            encrypted = self._tls_from_start
            if not encrypted and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo_or_helo_if_needed()
                encrypted = True
            if self._user:
                if not (self._user + self._password).isascii():
                    raise Away("The mail server's user and password must be ASCII: smtplib sends no other.")
                if not encrypted and self._host not in ("localhost", "127.0.0.1", "::1"):
                    raise Away(f"{self._host} offers no encryption, and the password must not go without.")
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _start_over(self) -> None:
        """After a no the connection is good for the next message, if the server forgets this one."""
        if self._server is not None:
            try:
                code, _ = self._server.rset()
            except OSError:
                code = 0
            if code != 250:
                self._drop()

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _sender(server: smtplib.SMTP, address: str, *, beyond_ascii: bool) -> smtplib.SMTP:
    if beyond_ascii and not server.has_extn("smtputf8"):
        raise Refused("The mail server takes no address with letters beyond ASCII.")
    code, answer = server.mail(address, ["SMTPUTF8", "BODY=8BITMIME"] if beyond_ascii else [])
    if code != 250:
        # Even a permanent no to the sender is ours to repair; the person to be written to is fine.
        raise TryLater(f"sender {address}: {_words(code, answer)}")
    return server


def _recipient(server: smtplib.SMTP, address: str) -> None:
    code, answer = server.rcpt(address)
    if code not in (250, 251):
        _refuse(code, answer, later=code in _OF_THE_SESSION)


def _content(server: smtplib.SMTP, message: bytes) -> str:
    try:
        code, answer = server.data(message)
    except smtplib.SMTPDataError as error:  # it said no before the first line
        code, answer = error.smtp_code, _as_bytes(error.smtp_error)
    if code != 250:
        _refuse(code, answer, later=False)
    return _words(code, answer)


def _refuse(code: int, answer: bytes, *, later: bool) -> NoReturn:
    if later or not 500 <= code <= 599:
        raise TryLater(_words(code, answer))
    raise Refused(_words(code, answer))


def _words(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode(errors='replace')}"


def _as_bytes(answer: bytes | str) -> bytes:
    return answer.encode() if isinstance(answer, str) else answer


def _said(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, _as_bytes(error.smtp_error))
    return f"{type(error).__name__}: {error}"
