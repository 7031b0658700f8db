"""What declarations about sessions share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from mentortrain.agenda.models import Entry
from mentortrain.webinars.models import Webinar


def program_of(webinar_id: Any) -> Any:
    """The program of a session, by the session's id."""
    return select(Webinar.program_id).where(Webinar.id == webinar_id).scalar_subquery()


def of_entry(told: Any, webinar_id: Any) -> Any:
    """Something of the entry of a session, by the session's id."""
    return (
        select(told).join(Webinar, Webinar.entry_id == Entry.id).where(Webinar.id == webinar_id)
    ).scalar_subquery()
