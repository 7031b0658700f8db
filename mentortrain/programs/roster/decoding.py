"""From the bytes of a text file to its letters: which encoding wrote them, told by what letters make sense."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

CENTRAL, WESTERN = "cp1250", "cp1252"
"""What Excel writes for "CSV" where Windows speaks Serbian, Polish or Hungarian; Spanish, French or English."""

OTHER = {CENTRAL: WESTERN, WESTERN: CENTRAL}
_GIVEN_AWAY = frozenset("čćđČĆĐőűŐŰąęłńśźżĄĘŁŃŚŹŻ")
"""Letters that no language of the west has; where it has others in the same place, they are the likelier."""
_WESTERN = frozenset("ñÑãÃõÕêÊàÀèÈùÙìÌòÒûÛïÏøØåÅæÆœŒ¿¡ªº")
_SHARED = frozenset("šžŠŽ")
"""In the same place in both; written every day in Serbian, hardly ever in Spanish or French."""
_VOWELS = frozenset("aeiouyáéíóúàèìòùâêîôûäëïöüãõåæøœ")


@dataclass(frozen=True)
class Decoded:
    """The text of a file, and how it was read."""

    text: str
    encoding: str
    """A name that Python knows; empty for what came as text."""
    other: str = ""
    """Another encoding in which the same bytes make letters, and different ones: somebody should look."""


def decode(data: bytes) -> Decoded | None:
    """The text of an uploaded file: UTF-8 or UTF-16, with a mark or without, else Windows-1250 or 1252.

    None if it is no text. Nothing is guessed where UTF-8 holds: by chance it hardly ever does.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    encoding = marked or _unmarked_utf16(data)
    if encoding:
        text = _strictly(data, encoding)
        return None if text is None or not _is_text(text) else Decoded(text, encoding)
    text = _strictly(data, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8") if _is_text(text) else None
    return _eight_bits(data)


_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_as(decoded: Decoded, encoding: str) -> Decoded:
    """The same bytes in the other of two encodings. Whoever asks for another one gets back what it was."""
    if encoding != decoded.other:
        return decoded
    text = _strictly(decoded.text.encode(decoded.encoding), encoding)
    return decoded if text is None else Decoded(text, encoding, decoded.encoding)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_text(text: str) -> bool:
    """Without the characters that no editor writes."""
    return not any(letter < " " and letter not in "\t\n\r\v\f" for letter in set(text))


def _unmarked_utf16(data: bytes) -> str | None:
    """Commas and line ends give it away: every second byte of a list is zero, even in Cyrillic one in six."""
    head = data[:4096]
    if len(data) % 2 or not head:
        return None
    low, high = head[1::2].count(0), head[0::2].count(0)
    if low + high < len(head) // 12 or low == high:
        return None
    return "utf-16-le" if low > high else "utf-16-be"


def _eight_bits(data: bytes) -> Decoded | None:
    texts = {name: _strictly(data, name) for name in (WESTERN, CENTRAL)}
    found = {name: text for name, text in texts.items() if text is not None and _is_text(text)}
    if not found:
        return None
    likely = max(found, key=lambda name: _sense(found[name], name))  # of two as likely the first: western
    other = OTHER[likely]
    differs = other in found and found[other] != found[likely]
    return Decoded(found[likely], likely, other if differs else "")


def _sense(text: str, encoding: str) -> int:
    """How much sense the letters beyond ASCII make in the languages that are written in an encoding."""
    total = 0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        letter, start = found[0], found.start()
        before, after = text[start - 1 : start], text[start + 1 : start + 2]
        if unicodedata.category(letter)[0] not in "LP" and letter not in "ªº":
            total -= 3  # a sign of money, or a bare accent, within a list of people
        elif letter in "čČ":
            total += 1 if _stands_as_consonant(before, after) else -2
        elif letter in "èÈ":
            total += 1 if not _stands_as_consonant(before, after) else -1
        elif letter in _SHARED:
            total += 2 if encoding == CENTRAL else 0
        elif (
            letter in "ðÐþÞæÆ" or letter in "ńŃ"
        ):  # Iceland and Denmark, where Serbia has đ and ć in every list
            total += 1
        elif letter in _GIVEN_AWAY or letter in _WESTERN:
            total += 3
        if letter.isupper() and before.islower():
            total -= 4  # a capital within a word
    return total


def _stands_as_consonant(before: str, after: str) -> bool:
    """Whether a vowel stands beside it, or the word begins or ends with it."""
    beside = (before.casefold(), after.casefold())
    return any(one in _VOWELS or not one.isalpha() for one in beside)
