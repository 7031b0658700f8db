"""Holding a session while it is changed, and writing down what was done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from mentortrain.agenda.models import Entry
from mentortrain.agenda.queries import locked
from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.webinars.models import Webinar


def hold(webinar: Webinar, *, at: datetime) -> None:
    """Hold a session that people can still come to: two who register at once come one after the other."""
    entry = held(webinar)
    refuse_closed(webinar)
    if entry.ends_at <= at:
        raise RuleBroken("webinar.past")


def held(webinar: Webinar) -> Entry:
    """Its entry, held until the transaction ends; the session's own row is read anew: who waited for the entry wants
    today's number of places, and whether it is published."""
    entry = locked(webinar.entry_id)
    session.refresh(webinar, ["capacity", "drafted_at", "is_public"])
    return entry


def refuse_closed(webinar: Webinar) -> None:
    """RuleBroken `webinar.cancelled`, or `webinar.draft`: nobody comes to it."""
    if webinar.entry.is_cancelled:
        raise RuleBroken("webinar.cancelled")
    if webinar.is_draft:
        raise RuleBroken("webinar.draft")


def record_deed(
    action: str,
    webinar: Webinar,
    details: dict[str, Any],
    *,
    people: Collection[int] = (),
    by: int | None = None,
    at: datetime,
) -> None:
    record(
        action,
        about=("webinar", webinar.id),
        program_id=webinar.program_id,
        people=people,
        details={"name": webinar.entry.title} | details,
        by=by,
        at=at,
    )
