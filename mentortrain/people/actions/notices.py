"""A mail that tells what was changed about an account: who did not do it learns of it."""

from __future__ import annotations

import secrets
from datetime import datetime

from mentortrain.mail.actions import post
from mentortrain.people.models import BrowserSession, Person

NOTICE, NEW_BROWSER = "people.notice", "people.new_browser"
"""The kinds of mail."""


def post_notice(person: Person, what: str, *, at: datetime) -> None:
    """Tell a person; `what` is a code that the mail has words for."""
    _post(NOTICE, person, {"what": what}, at)


def post_new_browser(person: Person, begun: BrowserSession, *, at: datetime) -> None:
    """Tell a person that a browser signed in to their account."""
    known = {"browser": begun.browser, "system": begun.system, "network": begun.network}
    _post(NEW_BROWSER, person, known, at)


def _post(kind: str, person: Person, params: dict[str, str], at: datetime) -> None:
    post(
        kind=kind,
        key=f"{kind.removeprefix('people.')}:{person.id}:{secrets.token_hex(8)}",
        to=person.email,
        name=person.name,
        person_id=person.id,
        params={"person_id": person.id, "at": at.isoformat(), **params},
        at=at,
    )
