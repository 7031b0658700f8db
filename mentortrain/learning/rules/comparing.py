"""Two texts of a lesson beside each other, a paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from mentortrain.learning.rules.searching import Piece
from mentortrain.learning.rules.sections import words_in

_BLOCK_ENDS = re.compile(r"</(?:p|li|h[1-6]|td|th|tr|pre|blockquote|summary|dt|dd|figcaption)>|<br\b[^>]*>")
_WORD = re.compile(r"\S+\s*")


class Line(NamedTuple):
    """A paragraph before and now, with the words marked that are other; or how many in a row are the same."""

    before: tuple[Piece, ...]
    now: tuple[Piece, ...]
    same: int = 0


def compared(before: str, now: str) -> list[Line]:
    """The lines of two clean HTML texts in their order. Formats and pictures are not compared."""
    old, new = _paragraphs(before), _paragraphs(now)
    lines: list[Line] = []
    for change, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if change == "equal":
            lines.append(Line((), (), old_to - old_from))
            continue
        for one, other in zip_longest(old[old_from:old_to], new[new_from:new_to], fillvalue=""):
            lines.append(Line(*_marked(one, other)))
    return lines


def _paragraphs(html: str) -> list[str]:
    parts = (" ".join(words_in(part).split()) for part in _BLOCK_ENDS.split(html))
    return [part for part in parts if part]


def _marked(before: str, now: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    old, new = _WORD.findall(before), _WORD.findall(now)
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return (
        _pieces((old[first:last], change != "equal") for change, first, last, _from, _to in changes),
        _pieces((new[first:last], change != "equal") for change, _from, _to, first, last in changes),
    )


def _pieces(runs: Iterable[tuple[list[str], bool]]) -> tuple[Piece, ...]:
    return tuple(Piece("".join(words), is_other) for words, is_other in runs if words)
