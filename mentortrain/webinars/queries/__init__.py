"""Named reads of sessions, registrations and attendance."""

from mentortrain.webinars.queries.facts import (
    SessionFacts,
    attended_facts,
    expected_and_facts,
    facts_of,
    next_open_until,
    registered_until,
)
from mentortrain.webinars.queries.seats import Seat, Seats, next_sessions_for, sessions_for
from mentortrain.webinars.queries.sessions import (
    Counted,
    all_of,
    attendance_of,
    coming,
    known_to,
    minutes_of,
    next_of,
    of_program,
    registration,
    webinar,
    with_id,
    with_ids,
)

__all__ = [
    "Counted",
    "Seat",
    "Seats",
    "SessionFacts",
    "all_of",
    "attendance_of",
    "attended_facts",
    "coming",
    "expected_and_facts",
    "facts_of",
    "known_to",
    "minutes_of",
    "next_of",
    "next_open_until",
    "next_sessions_for",
    "of_program",
    "registered_until",
    "registration",
    "sessions_for",
    "webinar",
    "with_id",
    "with_ids",
]
