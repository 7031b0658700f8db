"""Scheduling sessions, coming and not coming, and saying who was there."""

from mentortrain.webinars.actions.attending import mark_attendance
from mentortrain.webinars.actions.deriving import minutes_of, minutes_reported
from mentortrain.webinars.actions.enlisting import register_people, those_it_is_for
from mentortrain.webinars.actions.importing import (
    Decision,
    Imported,
    forget_in_reports,
    import_report,
    note_report,
    reread,
    take_back,
)
from mentortrain.webinars.actions.line import move_up_in
from mentortrain.webinars.actions.registering import (
    answer,
    invite,
    leave_all,
    leave_program,
    register,
    withdraw,
)
from mentortrain.webinars.actions.scheduling import cancel, edit, schedule

__all__ = [
    "Decision",
    "Imported",
    "answer",
    "cancel",
    "edit",
    "forget_in_reports",
    "import_report",
    "invite",
    "leave_all",
    "leave_program",
    "mark_attendance",
    "minutes_of",
    "minutes_reported",
    "move_up_in",
    "note_report",
    "register",
    "register_people",
    "reread",
    "schedule",
    "take_back",
    "those_it_is_for",
    "withdraw",
]
