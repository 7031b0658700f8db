"""When a message is tried again, and when no longer."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

LEASE = timedelta(seconds=400)
"""Longer than one message may take at the SMTP server's slowest (30 s for each of a dozen answers).

Only a worker that was killed while it held a message makes that one message wait so long.
"""

TAKEN, BROKEN, NOTHING = "taken", "broken", "no answer in it"
"""What came of a mail that came in: it changed something, it could not be handled, it was nothing for this site."""

MAILS_AT_A_TIME = 200
"""How many of the mails that came in are handled at a tick."""

NOWHERE = "erased.invalid"
"""The domain of addresses that have gone (RFC 2606 keeps .invalid free for good): nothing is posted to it."""

SWEEP_AFTER = timedelta(seconds=60)
"""A commit asks the worker at once; only what is overdue by this much was left behind."""

MAX_ATTEMPTS = 8
"""Tries that the message itself may fail: it cannot be made, or ends its worker. A server's absence is none."""

GIVEN_UP_AFTER = timedelta(days=3)
"""How long a server that is away or says "later" is asked again, from when the message was posted."""

CHUNK = 100
"""Messages a job: one connection serves them, and a killed job leaves at most one in doubt."""

AT_A_TIME = timedelta(seconds=120)
"""After so long a job takes up no further message; another one is asked for the rest."""

LONGEST_JOB = AT_A_TIME + LEASE + timedelta(seconds=60)
"""The queue lets a delivery run so long: nothing interrupts it while a server's answer is on the way."""


def fingerprint(message: bytes) -> str:
    """By what a mail that came in is known: SHA-256 of its Message-ID, or of all of it if it has none."""
    head = re.split(rb"\r?\n\r?\n", message, maxsplit=1)[0]
    found = re.search(rb"^message-id:\s*(<[^<>\r\n]{1,500}>)", head, re.IGNORECASE | re.MULTILINE)
    return hashlib.sha256(found[1] if found else message).hexdigest()


def pause_after_waiting(waited: timedelta) -> timedelta | None:
    """How long to wait for a server: as long again as so far, 1 minute to 1 hour; None: give up."""
    if waited >= GIVEN_UP_AFTER:
        return None
    minute = timedelta(minutes=1)
    return min(max(waited, timedelta(0)) + minute, 60 * minute)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after the n-th try that the message failed (1, 2, 4 ... 32 minutes); None: give up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return timedelta(minutes=min(2 ** (attempts - 1), 32))
