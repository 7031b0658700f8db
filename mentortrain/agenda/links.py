"""The mailed links with which people answer and join without signing in: each for one person and one entry.

Neither signs anybody in, and neither can be made from the other.
"""

from __future__ import annotations

import hmac

from mentortrain import config
from mentortrain.agenda.models import EntryPerson
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people.keys import ANSWER_LINK, JOIN_LINK, key_for
from mentortrain.people.rules import digest

JOIN_PATH = "/join/"
"""Where the feature whose entry it is lets people in; the token follows."""


def token_of(part: EntryPerson, purpose: str = ANSWER_LINK) -> str:
    """What the link ends with. It is not the address of calendars: who is shown a calendar sees that one.

    It hangs on nothing that changes when the entry moves, so a link that is in a mail already leads there still.
    """
    return f"{part.id}-{digest(key_for(purpose), f'{part.entry.uid} {part.person_id}')}"


def part_with(token: str, purpose: str = ANSWER_LINK) -> EntryPerson:
    """Whom and which entry a link is for, or NotThere."""
    number, _, proof = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotThere
    found = session.get(EntryPerson, int(number))
    if found is None or not hmac.compare_digest(
        token_of(found, purpose).encode(), f"{number}-{proof}".encode()
    ):
        raise NotThere
    return found


def join_url(part: EntryPerson) -> str:
    """The full address from which this person joins this entry, without signing in."""
    return f"{config.in_force().base_url}{JOIN_PATH}{token_of(part, JOIN_LINK)}"
