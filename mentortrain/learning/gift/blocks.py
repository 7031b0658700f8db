"""A file as blocks of lines: a question never holds a blank line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ID = re.compile(r"\[id:([^\]\x00-\x1f\x7f]*)\]")
_CATEGORY = "$CATEGORY:"


@dataclass
class Block:
    """Lines without a blank one between them. Comment lines stay as empty ones, to keep the count."""

    line: int
    lines: list[str] = field(default_factory=list)
    ids: list[tuple[str, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def line_at(self, position: int) -> int:
        return self.line + self.text.count("\n", 0, max(position, 0))


def blocks(source: str) -> Iterator[Block]:
    block: Block | None = None
    # Not splitlines(): it also splits at form feeds and Unicode separators, and the count would be off.
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", source.removeprefix("\ufeff")), start=1):
        line = raw.strip()
        if not line:
            if block:
                yield block
            block = None
            continue
        block = block or Block(number)
        if line.startswith("//"):
            block.ids += [(found.strip(), number) for found in _ID.findall(line)]
            line = ""
        elif line.startswith(_CATEGORY):
            line = ""
        block.lines.append(line)
    if block:
        yield block
