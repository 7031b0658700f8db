"""Where a request may go: plain web addresses on the public internet, and what the settings allow by name.

Source: OWASP, "Server-Side Request Forgery Prevention"; the registries of special addresses, RFC 6890 and later.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

import idna

from mentortrain.errors import RuleBroken

LONGEST_URL = 2_000
_PORTS = {"http": 80, "https": 443}
_LOWEST_OTHER_PORT = 1024
"""Below it are services that are none of the web: mail, directories, printers."""

# What Python's own tables call global, or did in some version, and no web page of others stands at.
_CLOSED = (
    IPv4Network("168.63.129.16/32"),  # what a machine in Azure asks about itself
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv4Network("100.64.0.0/10"),  # a provider's own network; metadata of some clouds
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2001::/23"),
    IPv6Network("3fff::/20"),
    IPv6Network("5f00::/16"),
    IPv6Network("fec0::/10"),
)
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """An address whose form is right; where it leads in the net is not known yet."""

    scheme: str
    host: str  # as it stands in DNS and in the certificate
    port: int
    path: str  # with the query

    @property
    def place(self) -> str:
        """host:port, as in OUTGOING_ALLOW."""
        return f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The address, as it is asked for."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{port}{self.path}"


def target(url: str, *, allowed: frozenset[str] = frozenset()) -> Target:
    """The parts of an address. RuleBroken: `outgoing.url`, `.scheme`, `.credentials`, `.port`."""
    parts = _parts(url)
    if parts.scheme not in _PORTS:
        raise RuleBroken("outgoing.scheme")
    if parts.username is not None or parts.password is not None:
        raise RuleBroken("outgoing.credentials")
    found = Target(
        parts.scheme,
        _host(parts.hostname or ""),
        parts.port if parts.port is not None else _PORTS[parts.scheme],
        (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
    )
    usual = found.port in _PORTS.values() or found.port >= _LOWEST_OTHER_PORT
    if not usual and found.place not in allowed:
        raise RuleBroken("outgoing.port", port=found.port)
    return found


def _parts(url: str) -> SplitResult:
    # Programs differ over spaces, control characters and backslashes: what one takes for a host is another's path.
    if len(url) > LONGEST_URL or any(
        ord(letter) <= 32 or ord(letter) == 127 or letter == "\\" for letter in url
    ):
        raise RuleBroken("outgoing.url")
    if not url.isascii():
        host_and_rest = url.partition("://")[2]
        if not host_and_rest.partition("/")[2].isascii():
            raise RuleBroken("outgoing.url")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (urlsplit checks the port only when asked)
    except ValueError as error:
        raise RuleBroken("outgoing.url") from error
    return parts


def _host(host: str) -> str:
    if ":" in host:  # an IPv6 address; a zone (%eth0) would name a wire of this machine
        if "%" in host:
            raise RuleBroken("outgoing.url")
        return host
    try:
        found = idna.encode(host.rstrip("."), uts46=True).decode() if not host.isascii() else host.rstrip(".")
    except idna.IDNAError as error:
        raise RuleBroken("outgoing.url") from error
    if not found or len(found) > 253 or not all(letter.isalnum() or letter in "-._" for letter in found):
        raise RuleBroken("outgoing.url")
    return found.lower()


def onward(here: Target, location: str, *, allowed: frozenset[str] = frozenset()) -> Target:
    """Where a redirect leads; from https never back to http (`outgoing.downgrade`)."""
    found = target(urljoin(here.url, location.partition("#")[0]), allowed=allowed)
    if here.scheme == "https" and found.scheme == "http":
        raise RuleBroken("outgoing.downgrade")
    return found


def check_address(text: str) -> None:
    """RuleBroken `outgoing.private` unless this is an address of the public internet."""
    address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    while isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is None:
            break
        address = inner
    special = (
        not address.is_global
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or any(address in net for net in _CLOSED if net.version == address.version)
    )
    if special:
        raise RuleBroken("outgoing.private")


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
