"""A file as blocks of lines: a question never holds a blank line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

_CATEGORY = "$CATEGORY:"


class Block:
    """Lines without a blank one between them. Comment lines stay as empty ones, to keep the count."""

    def __init__(self, line: int, category: str) -> None:
        self.line, self.category = line, category
        self.lines: list[str] = []
        self.ids: list[tuple[str, int]] = []
        self.tags: list[str] = []

    @cached_property
    def text(self) -> str:
        return "\n".join(self.lines)

    @cached_property
    def _ends(self) -> list[int]:
        """Where each line ends in `text`."""
        return [end - 1 for end in accumulate(len(line) + 1 for line in self.lines)]

    def line_at(self, position: int) -> int:
        """The line of the file on which a position of `text` stands."""
        return self.line + min(bisect_left(self._ends, max(position, 0)), len(self.lines) - 1)


def blocks(source: str) -> Iterator[Block]:
    """Each block with what its comments say of it, and the category it stands in."""
    block: Block | None = None
    category = ""
    # Not splitlines(): it also splits at form feeds and Unicode separators, and the count would be off.
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", source.removeprefix("\ufeff")), start=1):
        line = raw.strip()
        if not line:
            if block:
                yield block
            block = None
            continue
        block = block or Block(number, category)
        if line.startswith("//"):
            block.ids += [(found, number) for found in _marked(line, "[id:")]
            block.tags += [found for found in _marked(line, "[tag:") if found]
            raw = ""
        elif line.startswith(_CATEGORY):
            block.category = category = line.removeprefix(_CATEGORY).strip()
            raw = ""
        block.lines.append(raw)  # with what stands before and behind: <pre> and Markdown need it
    if block:
        yield block


def _marked(line: str, mark: str) -> Iterator[str]:
    r"""What stands in `[id:...]` or `[tag:...]`, where `\]` is a bracket of the word itself.

    By hand and not with a pattern, which would look for the end anew from every mark.
    """
    at = line.find(mark)
    while at >= 0:
        start = at + len(mark)
        end = line.find("]", start)
        while end > start and line[end - 1] == "\\":
            end = line.find("]", end + 1)
        if end < 0:
            return
        yield line[start:end].replace("\\]", "]").strip()
        at = line.find(mark, end)
