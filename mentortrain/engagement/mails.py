"""Staff learn that a re-engagement session was scheduled for them, and what is left to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain.engagement import queries
from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.people import queries as people
from mentortrain.programs import queries as programs
from mentortrain.web.links import absolute
from mentortrain.webinars import queries as webinars


def _scheduled(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    mark, person = queries.re_engagement(params["id"]), people.with_id(params["person_id"])
    webinar = webinars.with_id(mark.webinar_id) if mark and mark.webinar_id else None
    if person is None or webinar is None or webinar.cancelled_at:
        return Dropped("the session is gone")
    return Letter(
        context={
            "first_name": person.first_name,
            "program": programs.program(webinar.program_id),
            "entry": webinar.entry,
            "invited": params["invited"],
            "url": absolute("webinars.edit", program_id=webinar.program_id, webinar_id=webinar.id),
        },
        zone=person.time_zone,
        language=person.language,
    )


register(Kind(name="engagement.scheduled", template="re_engagement_scheduled", compose=_scheduled))
