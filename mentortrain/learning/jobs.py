"""What the ticker asks for."""

from __future__ import annotations

from datetime import datetime

from flask_babel import ngettext

from mentortrain.db import session
from mentortrain.learning import actions, queries


def close_overdue(at: datetime) -> str:
    """Hand in attempts whose time is over, with what is saved. Of several workers one closes each."""
    closed = 0
    for attempt_id in queries.overdue(at):
        closed += actions.close_overdue(attempt_id, at=at)
        session.commit()  # one result must not wait for the others, nor be lost with them
    return ngettext("%(num)d attempt closed", "%(num)d attempts closed", closed) if closed else ""


def tell_expiring(at: datetime) -> str:
    """One mail about each certificate that ends within 30 days; safe to run twice."""
    told = actions.tell_expiring(at=at)
    session.commit()
    return (
        str(ngettext("%(num)d certificate ends soon", "%(num)d certificates end soon", told)) if told else ""
    )


def certify(at: datetime) -> str:
    """Issue the certificates that no fact of a person has caused: after a course lost a lesson, or of before there
    were any. Returns what was done; safe to run twice."""
    issued, last = 0, 0
    while True:
        some, reached = actions.certify_all(last, at)
        session.commit()  # nobody waits for the rest
        issued += some
        if reached is None:
            break
        last = reached
    if not issued:
        return ""
    return str(ngettext("%(num)d certificate issued", "%(num)d certificates issued", issued))
