"""What staff do with the people of a program, one by one and many at a time."""

from mentortrain.persons.actions.bulk import choose, confirm_bulk, follow, look_over, take_bulk_step
from mentortrain.persons.actions.merges import (
    ASKED,
    MERGED,
    ask_to_merge,
    gather_stragglers,
    merge_at_once,
    say_no,
    say_yes,
    take_back,
)
from mentortrain.persons.actions.notes import delete_note, mend_note, write_note
from mentortrain.persons.actions.views import drop_view, keep_view

__all__ = [
    "ASKED",
    "MERGED",
    "ask_to_merge",
    "choose",
    "confirm_bulk",
    "delete_note",
    "drop_view",
    "follow",
    "gather_stragglers",
    "keep_view",
    "look_over",
    "mend_note",
    "merge_at_once",
    "say_no",
    "say_yes",
    "take_back",
    "take_bulk_step",
    "write_note",
]
