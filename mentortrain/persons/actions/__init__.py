"""What staff do with the people of a program, one by one and many at a time."""

from mentortrain.persons.actions.notes import delete_note, mend_note, write_note
from mentortrain.persons.actions.views import drop_view, keep_view

__all__ = ["delete_note", "drop_view", "keep_view", "mend_note", "write_note"]
