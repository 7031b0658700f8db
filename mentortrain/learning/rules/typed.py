"""Answers that are typed: what is kept of them, and whether they are right, as Moodle decides it."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

LONGEST_SHORT, LONGEST_NUMBER, LONGEST_ESSAY = 500, 100, 5000

_RUN_OF_STARS = re.compile(r"(?<!\\)\*+")
_POWER = re.compile(r"\s*(?:[eE]|[x\u00d7*\u00b7]\s*10\s*(?:\^|\*\*))\s*")
_NUMBER = re.compile(r"([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,3}))?", re.ASCII)
_APART = re.compile(r"(?<=\d)[\s'\u2019](?=\d)")
_MINUS = str.maketrans("\u2212\u2013", "--")  # what phones and word processors put for a minus


def as_typed(text: str, *, lines: bool = False) -> str:
    """What is kept of it: trimmed, canonical Unicode, without signs that nobody types; `lines` stay if asked for."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        sign for sign in text if (lines and sign == "\n") or unicodedata.category(sign) not in ("Cc", "Cs")
    )
    return kept.strip()


def matches(pattern: str, said: str) -> bool:
    r"""Whether what was typed is the short answer `pattern`; `*` stands for anything, `\*` for a star.

    Capital and small letters are the same. By hand and not as a regular expression: many stars would make one slow.
    """
    parts = [_folded(part.replace("\\*", "*")) for part in _RUN_OF_STARS.split(pattern)]
    words = _folded(said.strip())
    if len(parts) == 1:
        return words == parts[0]
    first, *middle, last = parts
    if len(words) < len(first) + len(last) or not (words.startswith(first) and words.endswith(last)):
        return False
    at, end = len(first), len(words) - len(last)
    for part in middle:
        found = words.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def typed_number(said: str) -> Fraction | None:
    """The number that somebody typed, or None: 3.5, 3,5, 1 000, 1.2e3, -4 are all numbers.

    A single comma is that of a decimal fraction; where there are several, or a point as well, they part thousands.
    """
    text = _APART.sub("", said.strip().translate(_MINUS))
    text = _POWER.sub("e", text)
    thousands = "." in text or text.count(",") > 1
    text = text.replace(",", "" if thousands else ".")
    found = _NUMBER.fullmatch(text)
    if not found or not (found[2] or found[3]) or len(text) > LONGEST_NUMBER:
        return None
    sign, whole, decimals, power = found.groups()
    number = Fraction(int(whole + decimals or "0"), 10 ** len(decimals)) * Fraction(10) ** int(power or 0)
    return -number if sign == "-" else number


def is_within(number: Fraction, answer: str, tolerance: str) -> bool:
    """Whether a number is `answer`, or off by at most `tolerance`; `*` is any number."""
    return answer == "*" or abs(number - Fraction(answer)) <= Fraction(tolerance or 0)


def _folded(words: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", words).casefold())
