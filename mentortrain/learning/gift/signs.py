r"""Signs and their escapes: `\~ \= \# \{ \} \:` mean the sign itself, `\n` a new line, `\\` one backslash.

A backslash before anything else stands for itself.
"""

from __future__ import annotations

import re

from mentortrain.learning.gift.values import Text

_FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]")
_ESCAPED = re.compile(r"\\([~=#{}:n\\])")


def find(text: str, sign: str, start: int) -> int:
    """Where `sign` stands unescaped, or -1."""
    at = text.find(sign, start)
    while at >= 0 and is_escaped(text, at):
        at = text.find(sign, at + 1)
    return at


def is_escaped(text: str, at: int) -> bool:
    """Whether an odd number of backslashes stands right before `at`."""
    before = at
    while before > 0 and text[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1


def marks(text: str, signs: str) -> list[int]:
    """Where one of `signs` stands unescaped."""
    found, escaped = [], False
    for at, sign in enumerate(text):
        if sign in signs and not escaped:
            found.append(at)
        escaped = sign == "\\" and not escaped
    return found


def next_sign(text: str, start: int) -> int:
    """The next position that is no white space; the end of the text if there is none."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def text_of(raw: str, default: str = "moodle") -> Text:
    """Trimmed, its format marker taken off, escapes resolved."""
    raw = raw.strip()
    marker = _FORMAT.match(raw)
    return Text(plain(raw[marker.end() :]), marker[1]) if marker else Text(plain(raw), default)


def plain(raw: str) -> str:
    """Trimmed, escapes resolved."""
    resolved = _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], raw.strip())
    return resolved.strip()
