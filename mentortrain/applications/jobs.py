"""What the ticker asks for."""

from __future__ import annotations

import logging
from datetime import datetime

from flask_babel import ngettext

from mentortrain.applications import queries
from mentortrain.applications.actions.deciding import carry_out
from mentortrain.applications.actions.opening import open_due
from mentortrain.db import session

log = logging.getLogger(__name__)


def answer_due(at: datetime) -> str:
    """Carry out the answers that nobody took back. Returns how many."""
    done = 0
    for decision_id in queries.due_decisions(at):
        try:
            done += carry_out(decision_id, at=at)
            session.commit()  # one answer's trouble must not hold up another
        except Exception:  # it is due again in a minute
            session.rollback()
            log.exception("the answer %s to an application could not be carried out", decision_id)
    return ngettext("%(num)d answer carried out", "%(num)d answers carried out", done) if done else ""


def open_doors(at: datetime) -> str:
    """Let mentees apply where enough mentors are on the way. Returns where, by number."""
    opened = []
    for program_id in queries.doors_waiting_for_mentors():
        if open_due(program_id, at=at):
            opened.append(str(program_id))
        session.commit()
    if not opened:
        return ""
    words = ngettext("mentees can apply for program", "mentees can apply for programs", len(opened))
    return f"{words} {', '.join(opened)}"
