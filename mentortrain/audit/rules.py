"""Who acts, and what changed, as values."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

PERSON, VISITOR, COMMAND, SYSTEM = "person", "visitor", "command", "system"
"""Somebody who is signed in, or is not; somebody at the command line; the site by itself."""

IPV4_KEPT, IPV6_KEPT = 24, 48
"""Bits of a network address that are kept: which network, not which machine."""


@dataclass(frozen=True)
class Actor:
    """Who does something, and from where."""

    kind: str
    person_id: int | None = None
    operator: str | None = None
    """At the command line: the machine's account."""
    network: str | None = None
    trace_id: str | None = None


def network_of(address: str | None) -> str | None:
    """The network of an address, '192.0.2.0/24'; None for none, and for what is no address."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    # How a server that listens on both kinds of address calls a visitor of the older kind.
    found = getattr(found, "ipv4_mapped", None) or found
    kept = IPV4_KEPT if found.version == 4 else IPV6_KEPT
    return str(ipaddress.ip_network((found, kept), strict=False))


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], *, unsaid: tuple[str, ...] = ()
) -> dict[str, list[Any]]:
    """{field: [before, after]} of what differs. Of an `unsaid` field only that it did: [].

    Unsaid is what tells of a person, opens a door, or is long: texts, names, links.
    """
    return {
        field: [] if field in unsaid else [_plain(before[field]), _plain(after[field])]
        for field in after
        if before[field] != after[field]
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def look_key(actor: Actor, action: str, about: tuple[str, int], at: datetime) -> str:
    """The same for the looks of one actor at one thing within one hour of the clock (UTC)."""
    who = f"{actor.kind}:{actor.person_id or actor.operator or ''}"
    return f"{who}:{action}:{about[0]}:{about[1]}:{at:%Y-%m-%dT%H}"


@dataclass(frozen=True)
class Filter:
    """Which lines somebody wants to see. Empty: all of them."""

    program_id: int | None = None
    """None: of the whole site."""
    actor_kind: str = ""
    actor_id: int | None = None
    action: str = ""
    about: tuple[str, int] | None = None
    people: frozenset[int] | None = None
    """Those whom a line must concern, one of them at least; of none there is no line."""
    since: datetime | None = None
    until: datetime | None = None
    """From the one, before the other."""


@dataclass(frozen=True)
class Place:
    """Where a page of the record ended: the next one goes on before this line."""

    at: datetime
    event_id: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{self.event_id}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place that `str` wrote; None for anything else."""
        moment, _, number = text.partition("-")
        try:
            at = datetime.strptime(moment, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
        except ValueError:
            return None
        return cls(at, int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
