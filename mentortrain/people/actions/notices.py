"""A mail that tells what was changed about an account: who did not do it learns of it."""

from __future__ import annotations

import secrets
from datetime import datetime

from mentortrain.mail.actions import post
from mentortrain.people.models import Person

NOTICE = "people.notice"
"""The kind of mail."""


def post_notice(person: Person, what: str, *, at: datetime) -> None:
    """Tell a person; `what` is a code that the mail has words for."""
    post(
        kind=NOTICE,
        key=f"notice:{person.id}:{secrets.token_hex(8)}",
        to=person.email,
        name=person.name,
        person_id=person.id,
        params={"person_id": person.id, "what": what, "at": at.isoformat()},
        at=at,
    )
