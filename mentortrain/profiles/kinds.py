"""What people are asked to agree to, word by word.

A wording that was shown is never edited: a new version is added behind it. A test holds the digests of all of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from mentortrain.mail.kinds import NEWSLETTER, NUDGE

NOTICE = "notice"
"""Not asked but told: what is done with what they enter."""
WELCOME, SETTINGS = "welcome", "settings"
"""Where somebody said so."""


@dataclass(frozen=True)
class Wording:
    """One version of the words for one class of messages."""

    about: str
    version: int
    text: Any

    @property
    def digest(self) -> str:
        """SHA-256 of the words in the language of whoever reads."""
        return hashlib.sha256(str(self.text).encode()).hexdigest()


WORDINGS: tuple[Wording, ...] = (
    Wording(
        NOTICE,
        1,
        _l(
            "What you enter is used to run your program and to find the right partner for you. Each field says who "
            "sees it. You can change it, fetch a copy and have it erased at any time under “Your data”."
        ),
    ),
    Wording(
        NUDGE,
        1,
        _l(
            "Remind me by mail when something of my program waits for me, such as a lesson I began. "
            "At most one a week."
        ),
    ),
    Wording(
        NEWSLETTER,
        1,
        _l("Send me the newsletter of my program: stories, dates and tips. About once a month."),
    ),
)
"""In order; the last version of each is the one in force."""

CHOICES = (NUDGE, NEWSLETTER)
"""The classes that ask for a yes. Service mails follow from what somebody or their program did, and always go."""


def in_force(about: str) -> Wording:
    """The newest wording for a class of messages, or for the notice."""
    return [one for one in WORDINGS if one.about == about][-1]


def wording(about: str, version: int) -> Wording | None:
    """The wording that somebody saw."""
    return next((one for one in WORDINGS if (one.about, one.version) == (about, version)), None)
