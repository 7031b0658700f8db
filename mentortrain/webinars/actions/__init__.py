"""Scheduling sessions, coming and not coming, and saying who was there."""

from mentortrain.webinars.actions.afterwards import (
    add_file,
    add_link,
    add_recording,
    offer_make_up,
    remove_file,
    remove_link,
    remove_recording,
    say,
)
from mentortrain.webinars.actions.attending import mark_attendance
from mentortrain.webinars.actions.defaults import copy_default, set_default
from mentortrain.webinars.actions.deriving import is_outweighed, minutes_heard, minutes_of
from mentortrain.webinars.actions.enlisting import register_people, those_it_is_for
from mentortrain.webinars.actions.guests import (
    CONFIRM_PLACE,
    ask_for_place,
    confirm_place,
    give_up_place,
    open_to_all,
    token_from,
)
from mentortrain.webinars.actions.importing import (
    Decision,
    Imported,
    forget_in_reports,
    import_report,
    note_report,
    reread,
    take_back,
)
from mentortrain.webinars.actions.joining import begin, end, give_word, join, keep_notes
from mentortrain.webinars.actions.leading import stop_leading
from mentortrain.webinars.actions.line import move_up_in
from mentortrain.webinars.actions.making_up import make_up, open_recording
from mentortrain.webinars.actions.registering import (
    answer,
    invite,
    leave_all,
    leave_program,
    register,
    withdraw,
)
from mentortrain.webinars.actions.repeating import bring_into_line, offer_again, repeat_on, repeat_weekly
from mentortrain.webinars.actions.scheduling import Edited, cancel, discard, edit, publish, schedule

__all__ = [
    "CONFIRM_PLACE",
    "Decision",
    "Edited",
    "Imported",
    "add_file",
    "add_link",
    "add_recording",
    "answer",
    "ask_for_place",
    "begin",
    "bring_into_line",
    "cancel",
    "confirm_place",
    "copy_default",
    "discard",
    "edit",
    "end",
    "forget_in_reports",
    "give_up_place",
    "give_word",
    "import_report",
    "invite",
    "is_outweighed",
    "join",
    "keep_notes",
    "leave_all",
    "leave_program",
    "make_up",
    "mark_attendance",
    "minutes_heard",
    "minutes_of",
    "move_up_in",
    "note_report",
    "offer_again",
    "offer_make_up",
    "open_recording",
    "open_to_all",
    "publish",
    "register",
    "register_people",
    "remove_file",
    "remove_link",
    "remove_recording",
    "repeat_on",
    "repeat_weekly",
    "reread",
    "say",
    "schedule",
    "set_default",
    "stop_leading",
    "take_back",
    "those_it_is_for",
    "token_from",
    "withdraw",
]
