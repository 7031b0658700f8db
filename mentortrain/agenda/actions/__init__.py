"""Writing to the agenda: entries and who is in them, reminders, and the addresses of calendar apps."""

from mentortrain.agenda.actions.answering import answer, take_reply
from mentortrain.agenda.actions.entries import (
    LENGTH,
    add_entry,
    add_people,
    cancel_entry,
    drop_entry,
    lead_to,
    leave_texts,
    move_entry,
    remove_person,
    reword_entry,
    set_version,
)
from mentortrain.agenda.actions.feeds import (
    add_feed,
    attach_invitations,
    note_feed_used,
    revoke_feed,
    revoke_feeds_since,
)
from mentortrain.agenda.actions.programs import raise_program
from mentortrain.agenda.actions.reminding import remind, set_reminders

__all__ = [
    "LENGTH",
    "add_entry",
    "add_feed",
    "add_people",
    "answer",
    "attach_invitations",
    "cancel_entry",
    "drop_entry",
    "lead_to",
    "leave_texts",
    "move_entry",
    "note_feed_used",
    "raise_program",
    "remind",
    "remove_person",
    "revoke_feed",
    "revoke_feeds_since",
    "reword_entry",
    "set_reminders",
    "set_version",
    "take_reply",
]
