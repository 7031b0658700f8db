"""How long copies last, and how long an erasure waits."""

from __future__ import annotations

from datetime import timedelta

COPY_LASTS = timedelta(days=7)
"""From when it is made; then the file is deleted."""

COPY_LEASE = timedelta(minutes=10)
"""A worker that takes a copy up is left alone for so long; then another one does it."""

MOST_TRIES = 5
"""Of making one copy."""

ASKED, LETTER, IDLE = "asked", "letter", "idle"
"""Why somebody is erased: they asked on the site, they wrote to whoever runs it, they were not here for long."""

WAITS = timedelta(days=7)
"""Between asking and erasing: who has only borrowed a phone erases nobody."""

ANNOUNCED = timedelta(days=30)
"""Between telling somebody who was not here for long and erasing them; signing in keeps everything."""

LOOK_AGAIN = timedelta(days=1)
"""When an erasure that cannot be done now is tried again."""
