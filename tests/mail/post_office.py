"""A real SMTP server in a thread, whose manners a test can choose."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Office:
    """Takes everything, unless `answers` says otherwise: {"RCPT": {"dov@example.org": "550 no"}, ...}."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, bytes]] = []
        self.connections: list[Session] = []
        self.goodbyes = 0
        self.answers: dict[str, Any] = {"MAIL": {}, "RCPT": {}, "DATA": {}}
        self.drops_at_data = 0
        self.messages_a_connection = 1000

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if session not in self.connections:
            session.taken = 0
            self.connections.append(session)
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if session.taken >= self.messages_a_connection:
            return "421 4.7.0 enough for one connection"
        return self._answer("MAIL", address) or self._noted(envelope, address)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._answer("RCPT", address)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        if self.drops_at_data:
            self.drops_at_data -= 1
            server.transport.abort()
            return "250 nobody hears this"
        answer = self._answer("DATA", recipient)
        if answer:
            return answer
        session.taken += 1
        self.taken.append((envelope.mail_from, recipient, envelope.content))
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.goodbyes += 1
        return "221 Bye"

    def _answer(self, step: str, address: str) -> str | None:
        return self.answers[step].get(address)

    def _noted(self, envelope: Envelope, address: str) -> str:
        envelope.mail_from = address
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        return [recipient for _, recipient, _ in self.taken]


@contextmanager
def open_office(
    office: Office,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    tls_from_start: Any = None,
    **manners: Any,
) -> Iterator[int]:
    """The port it listens on; `manners` are aiosmtpd's (timeout, tls_context, authenticator ...)."""
    port = port or _free_port(host)
    controller = Controller(office, hostname=host, port=port, ssl_context=tls_from_start, **manners)
    controller.start()
    office.connections.clear()  # the controller tries itself once
    try:
        yield port
    finally:
        controller.stop()


def knows(user: str, password: str) -> Any:
    """An authenticator that lets one person in."""

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        known = isinstance(data, LoginPassword) and (data.login, data.password) == (
            user.encode(),
            password.encode(),
        )
        return AuthResult(success=known, handled=False)

    return authenticate


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """(a server's side of TLS for 127.0.0.1, the file that makes a client trust it)."""
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed (Debian: apt install openssl)")
    key, cert = folder / "key.pem", folder / "cert.pem"
    make = (
        f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1"
    )
    where = ["-keyout", str(key), "-out", str(cert), "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*make.split(), *where], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context, cert


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
