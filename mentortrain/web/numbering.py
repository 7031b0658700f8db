"""Which page of a long list: numbers alone, for queries too."""

from __future__ import annotations

PAGE_SIZE = 50


def within(number: int, total: int) -> tuple[int, int]:
    """(page, pages) of so many rows: the page nearest to the one asked for."""
    count = max(1, -(-total // PAGE_SIZE))
    return min(max(number, 1), count), count
