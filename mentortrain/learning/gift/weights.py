"""What an answer is worth: `%50%`, `%-50%`, `%33.33333%` in front of it."""

from __future__ import annotations

import re
from fractions import Fraction

from mentortrain.learning.gift.values import Fault, Wrong

_WEIGHT = re.compile(r"%(-?)(\d{1,3})(?:\.(\d{1,10}))?%", re.ASCII)
_LOOKS_LIKE_WEIGHT = re.compile(r"%[-+\d.,]{1,40}%", re.ASCII)


def weight(answer: str, line: int, *, without: Fraction) -> tuple[Fraction, str]:
    """(what the answer is worth, the rest of it); `without` a weight in front."""
    words = answer.lstrip()
    found = _WEIGHT.match(words)
    if not found:
        if _LOOKS_LIKE_WEIGHT.match(words):
            raise Wrong(Fault(line, "a weight must look like %50%, %-50% or %33.33333%"))
        return without, words
    sign, whole, decimals = found[1], found[2], found[3] or ""
    percent = Fraction(int(whole + decimals), 10 ** len(decimals))
    if percent > 100:
        raise Wrong(Fault(line, f"the weight {found[0]} is beyond 100 %"))
    worth = percent / 100
    if decimals:
        # 33.33333 means a third: three of them must make a whole.
        near = worth.limit_denominator(9)
        if abs(near - worth) <= Fraction(1, 2 * 100 * 10 ** len(decimals)):
            worth = near
    return (-worth if sign else worth), words[found.end() :]


def in_percent(worth: Fraction) -> str:
    """As it is written between the signs: 50, -12.5, 33.33333."""
    return f"{float(worth * 100):.5f}".rstrip("0").rstrip(".")
