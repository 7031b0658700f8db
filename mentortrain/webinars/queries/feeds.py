"""Sessions for the feeds of staff."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, String, cast, false, literal, or_, select

from mentortrain.agenda.rules import LEADING
from mentortrain.programs.rules import Scope
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.queries.leading import leads
from mentortrain.webinars.queries.sessions import shown


def told_to_staff(kind: str, person_id: int, scopes: Sequence[Scope]) -> Select[int, str, str]:
    """Of each session that staff are shown, or (`LEADING`) of those that somebody leads: its entry, with whom it is,
    and its page for staff. For `agenda/events.py: staff_sessions`."""
    page = literal("/programs/") + cast(Webinar.program_id, String) + literal("/webinars/")
    told = select(Webinar.entry_id, Webinar.host_name, page + cast(Webinar.id, String)).where(
        or_(false(), *map(shown, scopes)), Webinar.drafted_at.is_(None)
    )
    return told.where(leads(person_id)) if kind == LEADING else told
