"""Keys for one purpose each, made from SECRET_KEY: what one of them gives away says nothing of the others."""

from __future__ import annotations

import hashlib
import hmac

from mentortrain import config

SIGN_IN_CODE = "the code in a sign-in mail"
TWO_STEP = "the secret of an authenticator app"
CONFIRM_ADDRESS, UNDO_ADDRESS = "the link to a new address", "the link that undoes a new address"
AGREE_ADDRESS = "the link that says yes to a proposed address"
ADDRESS = "an address that somebody typed"
SAME_PERSON = {
    "kept": "the link to the account that stays of two",
    "gone": "the link to the account that goes into another one",
}
ANSWER_LINK = "the link with which somebody says if they come"
PLACE_LINK = "the link that confirms a place in an open session"
JOIN_LINK = "the link with which somebody joins a session"
SPOKEN_WORD = "the word that the host of a session says"
HELP_LINK = "the link to a conversation with staff"


def key_for(purpose: str) -> bytes:
    """32 bytes, the same for every process of this site as long as SECRET_KEY stays."""
    return hmac.new(
        config.in_force().secret_key.encode(), f"mentortrain: {purpose}".encode(), hashlib.sha256
    ).digest()
