"""The mail with a sign-in link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mentortrain.mail.actions import really
from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.people import actions, queries
from mentortrain.web.links import absolute

_TOO_LATE = timedelta(hours=6)


def _sign_in(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """Somebody asked for it a moment ago; a mail server that was down for hours makes it pointless."""
    person = queries.with_id(params["person_id"])
    if person is None:
        return Dropped("the person is gone")
    if really(at) - datetime.fromisoformat(params["asked_at"]) > _TOO_LATE:
        return Dropped("asked for too long ago")
    token = actions.make_link(person, at=at, next_path=params["next_path"])
    return Letter(
        context={"first_name": person.first_name, "url": absolute("people.link", token=token)},
        zone=person.time_zone,
        language=person.language,
    )


register(Kind(name="people.sign_in", template="sign_in", compose=_sign_in, urgent=True))
