"""How long links and sessions last, and when two addresses are one."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from mentortrain.mail.rules import NOWHERE

SIGN_IN_LINK_LASTS = timedelta(hours=1)
INVITATION_LASTS = timedelta(days=14)
MOST_MAILED, MAILED_WITHIN = 8, timedelta(minutes=15)
"""Sign-in mails to one person, whoever asks for them."""

PARTICIPANT_SESSION_LASTS = timedelta(days=60)
STAFF_SESSION_LASTS = timedelta(hours=12)


def email_key(address: str) -> str:
    """The form under which an address is unique: people type capitals as they like."""
    return address.strip().casefold()


def token_hash(token: str) -> str:
    """What is stored of a token. It is 32 random bytes, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_session_token() -> str:
    """Random; a new one ends every session of a person."""
    return secrets.token_urlsafe(32)


def unreachable() -> str:
    """An address that nobody has, unlike any other: what stands in place of an erased one."""
    return f"{secrets.token_hex(12)}@{NOWHERE}"
