"""The line of time of a person in a program: features say which dated facts they know, and a page puts them in order.

A source reads only; its words are made in the reader's language when the page is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

INVITATION, MAIL, VISIT, TRAINING, SESSION, READY, LEAVE, NOTE, STAFF = (
    "invitation",
    "mail",
    "visit",
    "training",
    "session",
    "ready",
    "leave",
    "note",
    "staff",
)
KINDS = (INVITATION, MAIL, VISIT, TRAINING, SESSION, READY, LEAVE, NOTE, STAFF)
"""What staff can narrow the line to."""

MOST = 500
"""Facts that a source tells of one person: the newest."""


@dataclass(frozen=True)
class Whom:
    """Whose line it is."""

    person_id: int
    program_id: int
    participation_id: int


@dataclass(frozen=True)
class Fact:
    """Something that happened, in words."""

    at: datetime
    kind: str
    text: str
    note: str = ""
    to_the_day: bool = False
    """The hour is nobody's business."""
    is_deed: bool = False
    """It says only who did what another fact tells: it stands among the deeds of staff, not among everything."""


Source = Callable[[Whom], Iterable[Fact]]

sources: list[Source] = []
"""Features above add theirs; the factory wires them."""


def line_of(whom: Whom, kind: str = "") -> list[Fact]:
    """Every fact that is known, or those of one kind, the newest first."""
    known = (fact for source in sources for fact in source(whom))
    found = [fact for fact in known if (fact.kind == kind if kind else not fact.is_deed)]
    return sorted(found, key=lambda fact: fact.at, reverse=True)
