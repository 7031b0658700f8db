"""What each process keeps of feeds, so that one which it has shown before is joined and not read.

Entries are kept, not feeds: what many people see is there once. Nothing that is kept here can be out of date: an
entry's bytes are kept under the number of their rendering, and which entries a feed shows under its version, which
each request reads from the database (decision 0068).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar

from mentortrain.agenda.queries import Feed, Shown

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST = 16 * 1024 * 1024
"""Bytes, of each of the two memories: 20,000 entries, and what 10,000 feeds of 50 show."""
ASIDE = 600
"""Bytes that a feed takes beside the list of its entries."""
BESIDE = 150
"""Bytes that an entry takes beside its own."""


class Kept(Generic[Key, Value]):
    """The values used last, up to about `most` bytes; none of them is empty.

    In two halves: when the newer one is full it becomes the older one, and what is still used moves back. To keep
    a thousand values in the order of their use would take as long as all else.
    """

    def __init__(self, size: Callable[[Value], int], *, most: int) -> None:
        self._size, self._half = size, most // 2
        self._newer: dict[Key, Value] = {}
        self._older: dict[Key, Value] = {}
        self._held = 0  # bytes in the newer half
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """None if it is not kept."""
        (found,) = self.all_of((key,))
        return found

    def all_of(self, keys: Iterable[Key]) -> list[Value | None]:
        """The values of many, in order."""
        keys = list(keys)
        found: list[Value | None] = list(map(self._newer.get, keys))
        if not all(found):
            older = self._older
            for place, key in enumerate(keys):
                if found[place] is None and (value := older.get(key)) is not None:
                    found[place] = value
                    self.keep(key, value)
        return found

    def keep(self, key: Key, value: Value) -> None:
        """Instead of what was kept under this key."""
        with self._lock:
            before = self._newer.get(key)
            self._held += self._size(value) - (0 if before is None else self._size(before))
            self._newer[key] = value
            if self._held > self._half:
                self._older, self._newer, self._held = self._newer, {}, 0

    def forget(self, key: Key) -> None:
        """If it is there at all."""
        with self._lock:
            before = self._newer.pop(key, None)
            self._held -= 0 if before is None else self._size(before)
            self._older.pop(key, None)


@dataclass(frozen=True)
class Known:
    """What a feed showed at a version."""

    version: int | str
    changed_at: datetime | None
    changes: str
    shown: Shown

    def is_of(self, feed: Feed) -> bool:
        """Whether this is the version that it has now. A database that was put back may count the same again, so
        the moment and the changes must be the same as well."""
        return (self.version, self.changed_at, self.changes) == (feed.version, feed.changed_at, feed.changes)


class Memory:
    """Of one process and of what bytes hang on (`render.fingerprint`): what feeds showed, by the hash of their token,
    and the bytes of entries, by what `Shown.parts` calls them."""

    def __init__(self, most: int = MOST) -> None:
        self.feeds: Kept[str, Known] = Kept(lambda known: ASIDE + len(known.shown.parts), most=most)
        self.entries: Kept[str, bytes] = Kept(lambda content: BESIDE + len(content), most=most)
