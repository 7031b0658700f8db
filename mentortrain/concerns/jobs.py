"""What the ticker asks for."""

from __future__ import annotations

from datetime import datetime

from flask_babel import ngettext

from mentortrain.concerns import actions, queries
from mentortrain.db import session


def escalate(at: datetime) -> str:
    """Tell the administrators of reports that nobody answered for two days. Returns what was done."""
    found = queries.unanswered(at)
    for concern in found:
        actions.escalate(concern, at=at)
        session.commit()
    return ngettext("%(num)d report escalated", "%(num)d reports escalated", len(found)) if found else ""
