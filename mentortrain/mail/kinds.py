"""What kinds of mail there are. Features register theirs. The room is pure: a letter is values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SERVICE, NUDGE, NEWSLETTER = "service", "nudge", "newsletter"
"""Classes of mail. Service follows from what the reader or their program did, and always goes. A nudge reminds
somebody of what waits for them, a newsletter tells them things: both go to whom `events.may_send` says."""


@dataclass(frozen=True)
class CalendarPart:
    """A calendar's REQUEST or CANCEL for one reader, as `mentortrain.calendar` makes it.

    ValueError if the body says another METHOD: calendars drop a mail whose MIME type and body differ.
    """

    method: str
    body: bytes

    def __post_init__(self) -> None:
        if self.method not in ("REQUEST", "CANCEL"):
            raise ValueError(f"{self.method!r} is no method of ours; it can be REQUEST or CANCEL.")
        if f"\r\nMETHOD:{self.method}\r\n".encode() not in self.body:
            raise ValueError(f"The calendar part does not say METHOD:{self.method}.")


@dataclass(frozen=True)
class Letter:
    """What a template needs to become one person's mail."""

    context: dict[str, object]
    zone: str  # IANA, the reader's: times are shown in it
    language: str  # the reader's
    calendar: CalendarPart | None = None
    follows: tuple[str, ...] = ()
    """Keys of the mails to this reader that it belongs behind, the oldest first: mail programs show them together."""


@dataclass(frozen=True)
class Dropped:
    """The occasion has gone since the mail was planned: nothing is sent."""

    reason: str  # one word for the ledger, such as "superseded"


@dataclass(frozen=True)
class Kind:
    """One kind of mail: its name, its folder under templates/email, and what makes the letter.

    `compose(params, at)` runs when the mail goes and checks again whether it still should.
    """

    name: str  # <feature>.<what>, as in webinars.update
    template: str
    compose: Callable[[dict[str, Any], datetime], Letter | Dropped]
    urgent: bool = False
    """Somebody waits for it in front of the screen: it goes before all that is not."""
    program_of: Callable[[dict[str, Any]], int | None] | None = None
    """From `params`, the program that it comes from: what has not gone ends when the person leaves that. None: it
    goes all the same, like a sign-in link or what takes a session out of a calendar."""
    forgets: bool = False
    """What it was made from is emptied once it is settled: it names somebody who is nowhere else any more."""
    message_class: str = SERVICE
    """SERVICE, NUDGE or NEWSLETTER."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. The same again is harmless; ValueError if its name stands for another one."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"There are two kinds of mail named {kind.name!r}.")


def kind_named(name: str) -> Kind:
    """The registered kind. LookupError if no feature registered it."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"No feature has registered the kind of mail {name!r}.") from None


def forgets(name: str) -> bool:
    """Whether nothing of its content may stay behind."""
    return name in _kinds and _kinds[name].forgets


def program_of(name: str, params: dict[str, Any]) -> int | None:
    """The program with which a message of this kind ends, if any."""
    kind = _kinds.get(name)
    return kind.program_of(params) if kind and kind.program_of else None


def is_urgent(name: str) -> bool:
    """Whether somebody waits for it; what nobody has registered (any more) is not urgent."""
    return name in _kinds and _kinds[name].urgent


def every() -> tuple[Kind, ...]:
    """All that are registered, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))
