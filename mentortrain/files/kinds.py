"""The kinds of file that people may upload. Features register theirs; each says what it takes and who may open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

MEGABYTE = 1024 * 1024


class Otherwise(Enum):
    """What becomes of a file whose content is not among those a kind takes."""

    REFUSED = "refused"
    QUARANTINED = "quarantined"  # kept for whoever runs the site to look at; served to nobody


@dataclass(frozen=True)
class Kind:
    """One sort of upload, such as a person's photo."""

    name: str  # as in `people.photo`; part of the file's address
    takes: frozenset[str]  # types by content, from `sniff.py`
    most_bytes: int
    may_open: Callable[[Any, int], bool]  # (who asks, id of the owner): asked at each download
    re_encode: bool = False  # pictures: only what our own encoder made is kept
    otherwise: Otherwise = Otherwise.REFUSED


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known."""
    _kinds[kind.name] = kind
    return kind


def find(name: str) -> Kind | None:
    """The kind of a name."""
    return _kinds.get(name)
