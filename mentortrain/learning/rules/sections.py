"""The sections of a lesson: its headings, each with a name that a link can lead to."""

from __future__ import annotations

import html as entities
import re
import unicodedata
from typing import NamedTuple

_HEADING = re.compile(r"<h([2-4])([^>]*)>(.*?)</h\1>", re.S)
_DEEPER = re.compile(r"<(/?)h([2-5])\b")
_NAME = re.compile(r'(<h[2-5]\b) id="[^"]*"')
_TAG = re.compile(r"<[^>]*>")
_TAKEN = {"main"}
"""Names that the frame of a page uses itself."""

LONGEST = 60


class Section(NamedTuple):
    """A heading's name in an address, and its words."""

    key: str
    title: str


def with_sections(html: str) -> tuple[str, tuple[Section, ...]]:
    """A lesson's clean HTML with an id on each heading, and its sections in order.

    The id is made of the heading's words, without accents, so that a link may be written by hand.
    """
    found: list[Section] = []
    seen = set(_TAKEN)

    def named(heading: re.Match[str]) -> str:
        level, rest, inside = heading.groups()
        title = " ".join(words_in(inside).split())
        name = key = _name(title) or "section"
        number = 2
        while key in seen:
            key, number = f"{name}-{number}", number + 1
        seen.add(key)
        found.append(Section(key, title))
        return f'<h{level} id="{key}"{rest}>{inside}</h{level}>'

    return _HEADING.sub(named, html), tuple(found)


def printable(html: str) -> str:
    """The same text to stand under a heading of its own on paper: headings one level lower, nothing folded.

    And without the names of its headings: two lessons on one page may have the same ones.
    """
    deeper = _DEEPER.sub(lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}", _NAME.sub(r"\1", html))
    return deeper.replace("<details>", "<details open>")


def words_in(html: str) -> str:
    """The text of clean HTML, without tags; blocks are words apart."""
    return entities.unescape(_TAG.sub(" ", html))


def _name(title: str) -> str:
    bare = unicodedata.normalize("NFKD", title.casefold())
    bare = "".join(letter for letter in bare if unicodedata.category(letter) != "Mn")
    return re.sub(r"[\W_]+", "-", bare)[:LONGEST].strip("-")
