"""Which people of a program staff want to see: the filters of the list, as they stand in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

from mentortrain.programs.rules import MENTEE, MENTOR

INVITED, JOINED, READY, ON_LEAVE, LEFT = "invited", "joined", "ready", "leave", "left"
STATES = (INVITED, JOINED, READY, ON_LEAVE, LEFT)
"""Invited and not here yet; here and not ready; ready; away for now; declined, withdrawn or erased."""

QUIET = (7, 14, 30, 60)
"""Days without a sign of somebody that staff can ask for."""

LONGEST_SEARCH = 100

NOTE_EDITED_WITHIN = timedelta(hours=1)
"""Whoever wrote a note mends it so long; later it is what was known then."""


MERGE_LASTS = timedelta(days=7)
"""How long both mailboxes have to say yes: longer than a holiday weekend, shorter than anybody forgets why."""
KEPT, GONE = "kept", "gone"
"""The sides of a merge: whose account stays, and whose goes into it."""
STRAGGLERS_FOR = timedelta(hours=2)
"""How long after a merge the old number is looked at: a request of that moment may have written under it."""


def veiled(address: str) -> str:
    """An address that its owner knows and nobody else can read: am…@example.org."""
    local, _, domain = address.rpartition("@")
    return f"{local[: 2 if len(local) > 3 else 1]}…@{domain}"


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to; nothing of it: everybody who takes part now."""

    q: str = ""
    role: str = ""
    group: int = 0
    state: str = ""
    quiet: int = 0
    """Days."""
    lacks: str = ""
    """session, lessons:<course> or quizzes:<course>."""
    country: str = ""
    """Two letters (ISO 3166): of the time zone that they chose."""

    @property
    def narrows(self) -> bool:
        """Whether it leaves anybody out."""
        return self != Filter()

    @property
    def query(self) -> str:
        """As in an address, in one order."""
        return urlencode(self.pairs)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What is set, as fields of a form."""
        return [(one.name, str(value)) for one in fields(self) if (value := getattr(self, one.name))]


def may_be_told(query: str, cohort_id: int | None) -> bool:
    """Whether a view that somebody shares says nothing of another group to who is limited to this one: it is of this
    group, or of no group and looks for nobody by name."""
    if cohort_id is None:
        return True
    wanted = read_filter(dict(parse_qsl(query)))
    return wanted.group == cohort_id or (not wanted.group and not wanted.q)


def read_filter(args: Mapping[str, str]) -> Filter:
    """From an address; what cannot be meant is left out."""

    def among(name: str, offered: tuple[str, ...]) -> str:
        value = args.get(name, "")
        return value if value in offered else ""

    def number(name: str) -> int:
        value = args.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0

    quiet = number("quiet")
    country = args.get("country", "")
    return Filter(
        q=" ".join(args.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH],
        role=among("role", (MENTOR, MENTEE)),
        group=number("group"),
        state=among("state", STATES),
        quiet=quiet if quiet in QUIET else 0,
        lacks=args.get("lacks", "").replace("\x00", "")[:120],
        country=country if len(country) == 2 and country.isascii() and country.isupper() else "",
    )
