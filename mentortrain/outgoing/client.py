"""A GET to another site: looked up once, connected to what was looked up, bounded in size, time and redirects.

Nothing is taken from the environment: no proxy, no .netrc. No cookie is kept and no credential sent.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import create_urllib3_context

from mentortrain.errors import RuleBroken
from mentortrain.outgoing.rules import Target, check_address, onward, target

MOST_REDIRECTS = 3
SECONDS = 10.0
"""For all of it: looking up, connecting, redirects, and the last byte."""
_CONNECT_SECONDS = 5.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What another site said."""

    status: int
    url: str  # where it came from, after redirects
    hops: tuple[str, ...]  # every address that was asked, the first one first
    type: str  # as the other site calls it, in small letters, without parameters
    body: bytes


def look(url: str, *, allowed: frozenset[str] = frozenset(), seconds: float = SECONDS) -> Answer:
    """What an address answers, without reading its content. The same refusals as `fetch`."""
    return fetch(url, allowed=allowed, seconds=seconds, most_bytes=0)


def fetch(
    url: str,
    *,
    most_bytes: int,
    types: frozenset[str] = frozenset(),
    allowed: frozenset[str] = frozenset(),
    seconds: float = SECONDS,
) -> Answer:
    """What an address answers, with its content unless `most_bytes` is 0; of these `types` only, if some are given.

    `allowed` are places (host:port) that may be asked although they are not on the public internet.
    RuleBroken: what `rules.py` says, and `outgoing.unknown_host`, `.unreachable`, `.certificate`, `.too_slow`,
    `.too_large`, `.redirects`, `.type`. An error of the other site is no error here: look at `status`.
    """
    end = time.monotonic() + seconds
    here = target(url, allowed=allowed)
    hops: list[str] = []
    for _ in range(MOST_REDIRECTS + 1):
        hops.append(here.url)
        with _asked(here, allowed, end) as response:
            location = response.headers.get("Location")
            if response.status in _REDIRECTS and location:
                here = onward(here, location, allowed=allowed)
                continue
            type_ = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if types and type_ not in types:
                raise RuleBroken("outgoing.type", type=type_[:80])
            body = _read(response, most_bytes) if most_bytes else b""
            return Answer(response.status, here.url, tuple(hops), type_, body)
    raise RuleBroken("outgoing.redirects", most=MOST_REDIRECTS)


@contextmanager
def _asked(here: Target, allowed: frozenset[str], end: float) -> Iterator[Any]:
    """The answer with its head read; closed at the end, and cut off when the time is over."""
    connection = _connected(here, _checked(here, allowed, end), end)
    over = threading.Event()

    def cut() -> None:
        over.set()
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)  # whoever waits for a byte wakes up

    timer = threading.Timer(_left(end), cut)
    timer.daemon = True
    timer.start()
    try:
        connection.request("GET", here.path, headers=_headers(here), preload_content=False)
        response = connection.getresponse()
        try:
            yield response
        finally:
            response.close()
        if over.is_set():  # what was cut off may look whole
            raise RuleBroken("outgoing.too_slow")
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        # A site that sends a byte now and then keeps every single wait short: the timer ends it all the same.
        slow = over.is_set() or isinstance(error, TimeoutError) or time.monotonic() >= end
        raise RuleBroken("outgoing.too_slow" if slow else "outgoing.unreachable") from error
    finally:
        timer.cancel()
        connection.close()


def _checked(here: Target, allowed: frozenset[str], end: float) -> list[str]:
    """The addresses of a host, looked up once. One that is not public spoils all: the net could pick it."""
    found = _looked_up(here, end)
    if here.place not in allowed:
        for address in found:
            check_address(address)
    return found


def _looked_up(here: Target, end: float) -> list[str]:
    found: list[str] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            answers = socket.getaddrinfo(here.host, here.port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    asking = threading.Thread(target=ask, daemon=True)  # the system's resolver takes no time limit
    asking.start()
    asking.join(_left(end))
    if asking.is_alive():
        raise RuleBroken("outgoing.too_slow")
    if not found:
        raise RuleBroken("outgoing.unknown_host", host=here.host)
    return found


def _connected(here: Target, addresses: list[str], end: float) -> HTTPConnection:
    """Connected to one of the checked addresses, never to the name: a second look-up could lead elsewhere."""
    last: Exception | None = None
    for address in addresses[:3]:
        connection = _connection(here, address, min(_CONNECT_SECONDS, _left(end)))
        try:
            connection.connect()
            connection.sock.settimeout(_left(end))
        except (HTTPError, OSError) as error:
            connection.close()
            last = error
        else:
            return connection
    broken = "certificate" in str(last).lower()
    raise RuleBroken("outgoing.certificate" if broken else "outgoing.unreachable") from last


def _connection(here: Target, address: str, timeout: float) -> HTTPConnection:
    if here.scheme == "http":
        return HTTPConnection(address, here.port, timeout=timeout)
    context = create_urllib3_context()
    context.load_default_certs()
    return HTTPSConnection(
        address,
        here.port,
        timeout=timeout,
        ssl_context=context,
        server_hostname=here.host,
        assert_hostname=here.host,
    )


def _headers(here: Target) -> dict[str, str]:
    host = here.url.partition("://")[2].partition("/")[0]
    # Not compressed: a small answer stays small.
    return {"Host": host, "User-Agent": "mentortrain", "Accept": "*/*", "Accept-Encoding": "identity"}


def _read(response: Any, most: int) -> bytes:
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > most:
        raise RuleBroken("outgoing.too_large", most=most)
    body = bytearray()
    while piece := response.read1(_PIECE, decode_content=False):
        body += piece
        if len(body) > most:
            raise RuleBroken("outgoing.too_large", most=most)
    return bytes(body)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise RuleBroken("outgoing.too_slow")
    return left
