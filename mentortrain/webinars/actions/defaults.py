"""What new sessions of a program take over."""

from __future__ import annotations

from datetime import datetime

from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.webinars import queries
from mentortrain.webinars.makeups import NOBODY
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.models.afterwards import MakeUpDefault, MakeUpOffer


def set_default(program_id: int, *, open_to: str, watching_counts: bool, by: Person, at: datetime) -> None:
    """Say how the sessions of a program that are scheduled from now on are made up."""
    found = queries.default_of(program_id)
    if open_to == NOBODY:
        if found is not None:
            session.delete(found)
    else:
        if found is None:
            found = MakeUpDefault(program_id=program_id)
            session.add(found)
        found.open_to, found.watching_counts, found.changed_at = open_to, watching_counts, at
    details = {"open_to": open_to, "watching_counts": watching_counts and open_to != NOBODY}
    record(
        "makeup.default_set",
        about=("program", program_id),
        program_id=program_id,
        details=details,
        by=by.id,
        at=at,
    )


def take_over_default(webinar: Webinar, *, at: datetime) -> None:
    """A new session can be made up as its program says, where that takes no questions."""
    found = queries.default_of(webinar.program_id)
    if found is not None and found.watching_counts:
        session.add(
            MakeUpOffer(
                webinar_id=webinar.id,
                open_to=found.open_to,
                watching_counts=True,
                questions="",
                changed_at=at,
            )
        )


def copy_default(program_id: int, copy_id: int, at: datetime) -> None:
    """A copied program begins with what the first one says."""
    found = queries.default_of(program_id)
    if found is not None:
        told = {"open_to": found.open_to, "watching_counts": found.watching_counts}
        session.add(MakeUpDefault(program_id=copy_id, changed_at=at, **told))
