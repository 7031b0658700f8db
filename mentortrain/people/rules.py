"""How long links, codes and sessions last, when two addresses are one, and what is kept of a visitor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from mentortrain.audit.rules import network_of
from mentortrain.mail.rules import NOWHERE

SIGN_IN_LINK_LASTS = timedelta(hours=1)
SIGN_IN_CODE_LASTS = timedelta(minutes=15)
INVITATION_LASTS = timedelta(days=14)
MOST_MAILED, MAILED_WITHIN = 8, timedelta(minutes=15)
"""Sign-in mails to one address, whoever asks for them."""

MOST_TRIES = 5
"""Codes that may be entered for one request."""
MOST_WRONG_CODES, WRONG_WITHIN = 20, timedelta(days=1)
"""Wrong codes for one address, from wherever: then only links sign in for a while. A million codes are few."""

PARTICIPANT_SESSION_LASTS = timedelta(days=60)
STAFF_SESSION_LASTS = timedelta(hours=12)
SEEN_EVERY = timedelta(hours=1)
"""How exactly it is kept when a session was last used."""

PROVEN_WITHIN = timedelta(minutes=15)
"""What touches the account itself asks for a sign-in, or the password, of so lately."""

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200

SECOND_STEP_WITHIN = timedelta(minutes=10)
"""After the first one."""
ADDRESS_LINK_LASTS, ADDRESS_UNDO_LASTS = timedelta(days=1), timedelta(hours=72)
PROPOSAL_LASTS = timedelta(days=14)
"""An address that staff propose: so long its person may say yes."""
WAIVER_AFTER, WAIVER_WAITS = timedelta(days=2), timedelta(days=7)
"""When nobody reads the old mailbox: so long it must have been silent, and so long it may still say no."""
DOUBTED_BEFORE_CHANGE = timedelta(days=1)
"""Who takes an address back takes back what was set so long before as well: a thief may begin with that."""
BROWSER_KNOWN_FOR = timedelta(days=30)
MOST_WRONG_STEPS, STEPS_WITHIN = 10, timedelta(hours=1)
"""Wrong codes of the app for one person, from anywhere; recovery codes are too long to guess."""
RECOVERY_CODES = 10
STEP_SECONDS = 30
BY_APP, BY_RECOVERY, BY_KNOWN_BROWSER = "app", "recovery code", "known browser"
"""What a second step is."""

BY_LINK, BY_CODE, BY_PASSWORD, BY_FIRST_START = "link", "code", "password", "first start"
"""How somebody signs in."""


@dataclass(frozen=True)
class Visitor:
    """What is kept of a browser that signs in: enough to know it again, too little to follow anybody."""

    browser: str = ""  # "Firefox", empty where unknown
    system: str = ""  # "Android"
    network: str = ""  # "203.0.113.0/24": the address without its end


def email_key(address: str) -> str:
    """The form under which an address is unique: people type capitals as they like."""
    return address.strip().casefold()


_JOINERS = "\u200c\u200d"
"""Nobody sees them, and names in Persian or Malayalam are misspelt without."""
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters by their class, and empty to the eye."""


def clean_name(typed: str) -> str:
    """A name as it was meant: on one line, and without signs that turn or hide what stands beside them.

    Empty if nothing is left that somebody could see.
    """
    classes = [(sign, unicodedata.category(sign)) for sign in typed]
    shown = (
        " " if kind in ("Cc", "Zl", "Zp") else sign
        for sign, kind in classes
        if kind not in ("Cf", "Cn", "Co", "Cs") or sign in _JOINERS
    )
    name = " ".join("".join(shown).split())
    return name if any(sign.isprintable() and sign not in _BLANKS + _JOINERS + " " for sign in name) else ""


def token_hash(token: str) -> str:
    """What is stored of a token. It is 32 random bytes, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def unreachable() -> str:
    """An address that nobody has, unlike any other: what stands in place of an erased one."""
    return f"{secrets.token_hex(12)}@{NOWHERE}"


def digest(key: bytes, text: str) -> str:
    """What is stored of something that could be guessed back from a plain hash, such as an address."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def six_digits(key: bytes, salt: str) -> str:
    """The code that belongs to `salt`: who has no key cannot tell it, even with the salt."""
    number = int.from_bytes(hmac.new(key, salt.encode(), hashlib.sha256).digest()[:8])
    return f"{number % 1_000_000:06d}"


def only_digits(typed: str) -> str:
    """A code as it was meant: people copy it with spaces or a dash."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", typed)


def app_secret(key: bytes, salt: str) -> str:
    """What an authenticator app is given: 160 bits in the letters of base32."""
    return base64.b32encode(hmac.new(key, salt.encode(), hashlib.sha1).digest()).decode()


def new_recovery_code() -> str:
    """80 random bits in four groups of letters and digits that are easy to tell apart on paper."""
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def recovery_key(typed: str) -> str:
    """A recovery code as it was meant: in any case, with or without dashes and spaces."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", typed).casefold()


def is_like_recovery_code(typed: str) -> bool:
    """Whether somebody meant a recovery code, right or wrong: a code of an app is six digits and nothing else."""
    key = recovery_key(typed)
    return len(key) > 8 or any(sign.isalpha() for sign in key)


class Change(Protocol):
    """What the rules ask of a change of an address."""

    program_id: int | None
    asked_at: datetime
    agreed_at: datetime | None
    waived_at: datetime | None
    confirmed_at: datetime | None
    undone_at: datetime | None


def is_open_proposal(change: Change, *, at: datetime) -> bool:
    """Whether staff proposed it and its person may still say yes or no. One that was let on stays open to a no."""
    if change.program_id is None or change.agreed_at or change.confirmed_at or change.undone_at:
        return False
    return change.waived_at is not None or at < change.asked_at + PROPOSAL_LASTS


def may_be_confirmed(change: Change, *, at: datetime) -> bool:
    """Whether the link to the new address is in its time: what staff proposed waits for a yes before."""
    since = change.asked_at if change.program_id is None else change.agreed_at
    return since is not None and at < since + ADDRESS_LINK_LASTS


def step_of(at: datetime) -> int:
    """Which half minute of all time this is: what the codes of an app count."""
    return int(at.timestamp()) // STEP_SECONDS


def is_recent(proven_at: datetime, *, at: datetime) -> bool:
    """Whether somebody showed lately enough that it is them."""
    return at - proven_at <= PROVEN_WITHIN


def has_ended(began: datetime, *, staff: bool, at: datetime) -> bool:
    """Whether a session is over. Staff sign in each day, participants every two months."""
    return at - began >= (STAFF_SESSION_LASTS if staff else PARTICIPANT_SESSION_LASTS)


# The first that is found counts: most browsers also claim to be others.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
    ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def visitor(user_agent: str, address: str | None) -> Visitor:
    """What is kept of who sends this User-Agent from this address."""

    def first(names: tuple[tuple[str, str], ...]) -> str:
        return next((name for sign, name in names if sign in user_agent), "")

    return Visitor(browser=first(_BROWSERS), system=first(_SYSTEMS), network=network_of(address) or "")


def first_name(name: str, email: str) -> str:
    """The first word of a name; of who has none, the address."""
    return next(iter(name.split()), email)
