"""What a Twee file holds, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DEFAULT_START = "Start"


@dataclass(frozen=True)
class Fault:
    """What is wrong, and on which line, counted from 1. `passage` is its name, "" where it is about none."""

    line: int
    message: str
    passage: str = ""


@dataclass(frozen=True)
class Link:
    """Words to choose, and the name of the passage they lead to; both as written, `line` counts from 1."""

    words: str
    target: str
    line: int


@dataclass(frozen=True)
class Passage:
    """One passage. `body` is what was written below its head, without blank lines at either end."""

    name: str
    tags: tuple[str, ...]
    metadata: Mapping[str, Any]
    body: str
    text: str
    """The body as people read it: links that stand alone on a line are gone, others are their words."""
    links: tuple[Link, ...]
    line: int
    body_line: int  # of the first line of the body


@dataclass(frozen=True)
class Story:
    """A whole file: what its special passages say, and all others in their order."""

    title: str = ""
    start: str = DEFAULT_START
    data: Mapping[str, Any] = field(default_factory=dict)  # StoryData: ifid, format, ...
    passages: tuple[Passage, ...] = ()
    start_line: int = 1  # where the start is named


@dataclass(frozen=True)
class Parsed:
    """What a file holds, and what is wrong in it, by line."""

    story: Story
    faults: tuple[Fault, ...]
