"""Mails about a person's own data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.privacy import actions, queries
from mentortrain.web.links import absolute


def _copy_ready(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """The file itself is never mailed: a mailbox is easier to get at than a fresh sign-in."""
    copy = queries.copy_with_id(params["copy_id"])
    if copy is None or not copy.is_there(at):
        return Dropped("the copy is gone")
    person = copy.person
    return Letter(
        context={
            "first_name": person.first_name,
            "url": absolute("privacy.mine"),
            "expires_at": copy.expires_at,
        },
        zone=person.time_zone,
        language=person.language,
    )


register(Kind(name=actions.COPY_READY, template="copy_ready", compose=_copy_ready))
