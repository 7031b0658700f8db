# ruff: noqa: RUF001 (letters of several scripts are what this is about)
"""How somebody is found by a name that is typed otherwise: without accents, in another script, or with a slip."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LATIN = str.maketrans(
    {
        "đ": "d", "ð": "d", "ł": "l", "ø": "o", "ħ": "h", "ı": "i", "ŋ": "n", "ə": "e", "ĸ": "k",
        "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th",
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "d", "е": "e", "є": "e",
        "ж": "z", "з": "z", "ѕ": "z", "и": "i", "і": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj",
        "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c",
        "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s", "щ": "sc", "ъ": "",
        "ы": "i", "ь": "", "э": "e", "ю": "ju", "я": "ja", "ә": "a", "ғ": "g", "қ": "k", "ң": "n",
        "ө": "o", "ұ": "u", "ү": "u", "һ": "h",
    }
)  # fmt: skip
"""Letters that no decomposition brings to a plain one, and Cyrillic as Serbian writes it in Latin, unaccented."""

_SOUNDS = (
    ("dj", "d"), ("dž", "dz"), ("sh", "s"), ("ch", "c"), ("zh", "z"), ("kh", "h"), ("ph", "f"), ("ts", "c"),
    ("y", "j"), ("w", "v"),
)  # fmt: skip
"""Ways to write one sound: Djordjevic and Đorđević, Sasha and Саша, Yulia and Юлия."""

_DOUBLED = re.compile(r"([^\W\d_])\1+")


_NOT_HEARD = "\u0640'`\u2018\u2019\u02bc"
"""Arabic's long stroke, and apostrophes: O'Neill is typed as Oneill."""


def plain(text: str) -> str:
    """Without case, accents and signs; Cyrillic in Latin letters; other scripts as they are. Words, one space apart."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if unicodedata.category(letter) not in ("Mn", "Cf") and letter not in _NOT_HEARD
    )
    return " ".join(re.sub(r"[^\w@.+-]|_", " ", bare.translate(_LATIN)).split())


def sounding(text: str) -> str:
    """`plain`, with the ways to write one sound made one: for what is spelt by ear."""
    text = plain(text)
    for written, meant in _SOUNDS:
        text = text.replace(written, meant)
    return _DOUBLED.sub(r"\1", text)


def search_key(name: str, email: str) -> str:
    """What is stored beside a person for the search: the name plainly and by ear, and the address.

    Each word has a space before it, so that a search knows where words begin.
    """
    said, heard = plain(name), sounding(name)
    words = said if heard == said else f"{said} {heard}"
    return f" {words} {email.casefold().strip()} "[:1000]


MOST_WORDS = 6
"""Of what is typed into a search: nobody's name needs more, and each costs a condition."""


def asked(typed: str) -> list[tuple[str, str]]:
    """Each word of what somebody typed, (plainly, by ear); all of them must be found."""
    words = plain(typed[:200]).split()[:MOST_WORDS]
    # Of "aaaaaaaa" hardly anything is heard, and everybody has an a.
    return [(word, heard if 2 * len(heard := sounding(word)) >= len(word) else word) for word in words]


def slips(word: str) -> int:
    """How many letters of a word may be wrong, left out, doubled or swapped."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def pairs(word: str) -> set[str]:
    """The pairs of neighbouring letters of a word: whoever is meant in spite of a slip has at least one of them."""
    return {word[at : at + 2] for at in range(len(word) - 1)}


def meant(words: Iterable[tuple[str, str]], keys: Collection[tuple[int, str]], most: int) -> list[int]:
    """Ids of those whose key has each word with its slips, the nearest first. `keys`: (id, search key)."""
    holders: dict[str, list[int]] = {}
    for person_id, key in keys:
        for part in set(key.partition("@")[0].split() if "@" in key else key.split()):
            holders.setdefault(part, []).append(person_id)
    parts, total = list(holders), None
    for said, heard in words:
        near: dict[int, float] = {}
        for word in {said, heard}:
            found = process.extract(word, parts, scorer=OSA.distance, score_cutoff=slips(word), limit=None)
            whole = [(part, float(distance)) for part, distance, _ in found]
            longer = [(part, 0.5) for part in parts if len(word) > 2 and word in part]
            begun = _beginnings(word, parts) if len(word) > 3 else []
            for part, distance in whole + longer + begun:
                for person_id in holders[part]:
                    near[person_id] = min(distance, near.get(person_id, 99))
        total = near if total is None else {one: total[one] + near[one] for one in total.keys() & near.keys()}
    ranked = sorted((total or {}).items(), key=lambda one: (one[1], one[0]))
    return [person_id for person_id, _ in ranked[:most]]


def _beginnings(word: str, parts: Collection[str]) -> list[tuple[str, float]]:
    """Words that begin with what was typed, but for a slip: somebody who has not typed the end yet."""
    heads: dict[str, list[str]] = {}
    for part in parts:
        if len(part) > len(word):
            heads.setdefault(part[: len(word)], []).append(part)
    found = process.extract(word, list(heads), scorer=OSA.distance, score_cutoff=1, limit=None)
    return [(part, distance + 0.5) for head, distance, _ in found for part in heads[head]]
