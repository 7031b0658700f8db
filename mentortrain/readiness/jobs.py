"""What the ticker asks for."""

from __future__ import annotations

from datetime import datetime

from flask_babel import ngettext

from mentortrain.db import session
from mentortrain.readiness import actions, queries


def reconcile(at: datetime) -> str:
    """Bring declarations and facts together, program by program. Returns what was done; safe to run twice."""
    changed = 0
    for program_id in queries.programs_with_people():
        changed += actions.reconcile(program_id, at)
        session.commit()  # nobody waits for the other programs
    if not changed:
        return ""
    return str(
        ngettext("readiness of %(num)d person put right", "readiness of %(num)d people put right", changed)
    )
