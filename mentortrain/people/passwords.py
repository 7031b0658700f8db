"""Passwords: hashed, compared, and how easy one is to guess. No transaction may be open: hashing takes its time."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from mentortrain.people.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD

_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # OWASP's minimum for argon2id
_ENOUGH = 3  # of zxcvbn's 0 to 4: more than 10^8 guesses
_LOOKED_AT = 72  # characters; zxcvbn takes long over more, and what follows makes none weaker
_one_at_a_time = Lock()


def normalised(typed: str) -> str:
    """The same password from every keyboard: one letter can be typed as one sign or as two."""
    return unicodedata.normalize("NFKC", typed)


def hash_of(typed: str) -> str:
    """What is stored."""
    return _HASHER.hash(normalised(typed))


def matches(stored: str | None, typed: str) -> bool:
    """Whether it is the password. Without one it takes as long, and is not."""
    try:
        return _HASHER.verify(stored or _of_nobody(), normalised(typed)) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with other parameters than those of today."""
    return _HASHER.check_needs_rehash(stored)


def weakness(typed: str, about: Sequence[str]) -> str | None:
    """Why a password is not good enough, as a code; None if it is. `about`: what a guesser would try first."""
    typed = normalised(typed)
    if len(typed) < SHORTEST_PASSWORD:
        return "short"
    if len(typed) > LONGEST_PASSWORD:
        return "long"
    from zxcvbn import zxcvbn  # its lists of words are large: only who sets a password waits for them

    words = [word for text in about for word in (text, *text.replace("@", " ").replace(".", " ").split())]
    with _one_at_a_time:  # it keeps the words of one person where the next one finds them
        found = zxcvbn(typed[:_LOOKED_AT], user_inputs=[*words, "mentortrain"], max_length=_LOOKED_AT)
    if found["score"] >= _ENOUGH:
        return None
    return _kind_of(max(found["sequence"], key=lambda match: len(str(match["token"]))))


def _kind_of(match: dict[str, object]) -> str:
    pattern = str(match["pattern"])
    if pattern == "dictionary":
        return "about you" if match.get("dictionary_name") == "user_inputs" else "common"
    return pattern if pattern in ("spatial", "repeat", "sequence", "date") else "guessable"


@cache
def _of_nobody() -> str:
    return _HASHER.hash("nobody's password")
