"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

from mentortrain.web.numbering import PAGE_SIZE, within

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of many, and where the others are."""

    rows: Sequence[T]
    number: int
    count: int

    def url(self, number: int) -> str:
        """The address of another page of the same list."""
        # The query is written by hand: `url_for` would take some of its names for its own.
        kept = {**request.args.to_dict(), "page": str(number)}
        return f"{request.path}?{urlencode(kept)}"


def page_of(rows: Sequence[T]) -> Page[T]:
    """The rows that `?page=` asks for; the first or last page where it asks for none there is."""
    number, count = within(wanted(), len(rows))
    return Page(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, count)


def wanted() -> int:
    """What `?page=` asks for."""
    return request.args.get("page", 1, type=int)
