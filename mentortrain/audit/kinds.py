"""What kinds of lines there are, and what the things in them are called. Features register theirs.

A feature says it in its room `records.py`: which codes its actions record, in which words they are read, and
how its things are named. The room here is pure: words are lazy texts, made in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Details = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One row under a line: what it was and what it is. With a person, the row is about them."""

    label: str
    before: str
    after: str
    person_id: int | None = None


def _no_facts(details: Details) -> dict[str, str]:
    return {}


def _no_rows(details: Details) -> Sequence[Change]:
    return ()


@dataclass(frozen=True)
class Kind:
    """One kind of line.

    `sentence` may name %(who)s, %(what)s, %(whom)s and what `facts(details)` returns.
    """

    code: str  # <thing>.<what was done>, as in webinar.moved
    label: Any  # in the list of kinds: "Session moved"
    sentence: Any
    facts: Callable[[Details], Mapping[str, str]] = _no_facts
    rows: Callable[[Details], Sequence[Change]] = _no_rows


@dataclass(frozen=True)
class Thing:
    """Something that is still there: its name, and its page where it has one."""

    name: str
    url: str | None = None


@dataclass(frozen=True)
class Sort:
    """A sort of things that lines are about: what one is called, and how many are found with one statement."""

    name: str  # as in object_kind
    label: Any  # "session": for one that is gone
    find: Callable[[Collection[int]], Mapping[int, Thing]]


_kinds: dict[str, Kind] = {}
_sorts: dict[str, Sort] = {}
_searches: list[Callable[[str], Collection[int]]] = []
_earlier: list[Callable[[int], Collection[int]]] = []


def register(*kinds: Kind) -> None:
    """Make kinds known. The same again is harmless; ValueError if a code stands for another one."""
    for kind in kinds:
        if _kinds.setdefault(kind.code, kind) != kind:
            raise ValueError(f"There are two kinds of lines with the code {kind.code!r}.")


def register_sort(sort: Sort) -> None:
    """Make a sort of things known; ValueError if its name stands for another one."""
    if _sorts.setdefault(sort.name, sort) != sort:
        raise ValueError(f"There are two sorts of things named {sort.name!r}.")


def search_people_with(find: Callable[[str], Collection[int]]) -> None:
    """Who is asked for the ids of the people whom a name or an address fits."""
    _searches.append(find)


def lead_on_with(find: Callable[[int], Collection[int]]) -> None:
    """Who is asked for the older numbers of somebody: of accounts that became theirs."""
    _earlier.append(find)


def numbers_of(person_id: int) -> frozenset[int]:
    """All numbers under which lines concern somebody."""
    return frozenset({person_id}).union(*(find(person_id) for find in _earlier))


def people_like(words: str) -> Collection[int]:
    """Ids of the people whom some words fit."""
    return {person_id for search in _searches for person_id in search(words)}


def kind_named(code: str) -> Kind:
    """The registered kind. LookupError if no feature registered it: nobody could read its lines."""
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"No records.py has registered the kind of line {code!r}.") from None


def every() -> tuple[Kind, ...]:
    """All that are registered, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))


def sort_named(name: str) -> Sort | None:
    """The registered sort of things, None if nobody knows it any more."""
    return _sorts.get(name)
