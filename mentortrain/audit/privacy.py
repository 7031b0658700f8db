"""What the record holds of people: numbers. Who is erased loses the name behind theirs; the lines stay."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select

from mentortrain.audit.kinds import numbers_of
from mentortrain.audit.models import AuditEvent, AuditSubject
from mentortrain.holdings import Fate, Field, Holding, declare

_KEPT = _l("For good: the database refuses to change or delete a line.")
_SEEN_BY = _l("The staff of the program, and the administrators of this site.")


def _of_line(column: Any) -> ColumnElement[Any]:
    return select(column).where(AuditEvent.id == AuditSubject.event_id).scalar_subquery()


declare(
    Holding(
        model=AuditEvent,
        title=_l("What you did, as far as it is recorded"),
        why=_l("So that it can be answered later who changed something, and who looked at somebody's data."),
        seen_by=_SEEN_BY,
        kept=_KEPT,
        of=lambda person_id: AuditEvent.actor_id.in_(numbers_of(person_id)),
        fields=(
            Field("at", _l("When"), AuditEvent.at),
            # Nobody writes these: the site's own words, and a network without its last part.
            Field("action", _l("What"), func.lower(AuditEvent.action), covers=("action",), plain=True),
            Field(
                "network",
                _l("From which network"),
                func.lower(AuditEvent.network),
                covers=("network",),
                plain=True,
            ),
        ),
        withheld={"details": _l("What changed may be about somebody else. Ask the staff to see it.")},
        plumbing=(
            "id",
            "really_at",
            "actor_kind",
            "actor_id",
            "operator",
            "trace_id",
            "object_kind",
            "object_id",
            "program_id",
            "key",
        ),
        fate=Fate.NAMELESS,
        because=_l("The lines stay. They hold a number, and no name belongs to it any more."),
    ),
    Holding(
        model=AuditSubject,
        title=_l("What staff did that concerns you"),
        why=_l("So that it can be answered later who invited you, marked you or looked at your data."),
        seen_by=_SEEN_BY,
        kept=_KEPT,
        of=lambda person_id: AuditSubject.person_id.in_(numbers_of(person_id)),
        fields=(
            Field("at", _l("When"), _of_line(AuditEvent.at), covers=("event_id",)),
            Field("action", _l("What"), _of_line(AuditEvent.action), covers=("event_id",)),
        ),
        plumbing=("person_id",),
        fate=Fate.NAMELESS,
        because=_l("The lines stay. They hold a number, and no name belongs to it any more."),
    ),
)
