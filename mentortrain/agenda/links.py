"""The mailed links with which somebody says, without signing in, if they come: each for one person and one entry."""

from __future__ import annotations

import hmac

from mentortrain.agenda.models import EntryPerson
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people.keys import ANSWER_LINK, key_for
from mentortrain.people.rules import digest


def token_of(part: EntryPerson) -> str:
    """What the link ends with. It is not the address of calendars: who is shown a calendar sees that one."""
    return f"{part.id}-{digest(key_for(ANSWER_LINK), f'{part.entry.uid} {part.person_id}')}"


def part_with(token: str) -> EntryPerson:
    """Whom and which entry a link is for, or NotThere."""
    number, _, proof = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotThere
    found = session.get(EntryPerson, int(number))
    if found is None or not hmac.compare_digest(token_of(found).encode(), f"{number}-{proof}".encode()):
        raise NotThere
    return found
