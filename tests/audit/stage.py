"""Reading the record in tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from mentortrain.audit.models import AuditEvent, AuditSubject
from mentortrain.db import session


def lines(action: str | None = None) -> list[AuditEvent]:
    """Every line, or those of one kind, in the order in which they were written."""
    statement = select(AuditEvent).order_by(AuditEvent.id)
    if action:
        statement = statement.where(AuditEvent.action == action)
    return list(session.scalars(statement))


def people_of(line: AuditEvent) -> list[int]:
    """Ids of whom a line concerns."""
    return sorted(session.scalars(select(AuditSubject.person_id).where(AuditSubject.event_id == line.id)))


def who_did_what(since: int = 0) -> list[tuple[Any, ...]]:
    """(kind of actor, id of the person, action) of each line after the first `since`."""
    return [(one.actor_kind, one.actor_id, one.action) for one in lines()[since:]]
