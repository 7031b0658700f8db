"""What staff do with the people of a program, one by one and many at a time."""

from mentortrain.persons.actions.views import drop_view, keep_view

__all__ = ["drop_view", "keep_view"]
