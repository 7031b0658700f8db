"""Finding a lesson by words in any order, whatever their case and accents."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from mentortrain.learning.rules.sections import words_in
from mentortrain.people.names import MOST_WORDS, plain

MOST_FOUND = 20
AROUND = 90
"""Letters of a snippet on each side of the first word that was found."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


class Piece(NamedTuple):
    """Some text of a snippet; `marked` is a word that was asked for."""

    text: str
    marked: bool


def words_of(title: str, objective: str, html: str) -> str:
    """What is stored beside a lesson for the search: all its words, plainly, one space apart."""
    return plain(f"{title} {objective} {words_in(html)}")


def asked_words(typed: str) -> tuple[str, ...]:
    """The words of what somebody typed, plainly and once each; all of them must be found."""
    return tuple(dict.fromkeys(plain(typed[:200]).split()))[:MOST_WORDS]


def snippet(text: str, words: Collection[str]) -> list[Piece]:
    """The place of a text where the first of these words stands, with each of them marked; else its beginning."""
    text = " ".join(text.split())
    first = next((found.start() for found in _WORD.finditer(text) if _is_one_of(found[0], words)), 0)
    start = 0 if first <= AROUND else text.rfind(" ", 0, first - AROUND) + 1
    end = len(text) if len(text) <= first + 2 * AROUND else text.find(" ", first + 2 * AROUND)
    shown = text[start : end if end > 0 else len(text)]
    pieces = marked(shown, words)
    if start:
        pieces.insert(0, Piece("… ", False))
    if 0 < end < len(text):
        pieces.append(Piece(" …", False))
    return pieces


def marked(text: str, words: Collection[str]) -> list[Piece]:
    """The text in pieces: its words that hold one of these, and what stands between."""
    pieces: list[Piece] = []
    at = 0
    for found in _WORD.finditer(text):
        if _is_one_of(found[0], words):
            pieces += [Piece(text[at : found.start()], False), Piece(found[0], True)]
            at = found.end()
    pieces.append(Piece(text[at:], False))
    return [piece for piece in pieces if piece.text]


def _is_one_of(word: str, words: Collection[str]) -> bool:
    bare = plain(word)
    return any(each in bare for each in words)
