"""Pages of the people of a program."""

from mentortrain.persons.views import listing as _listing  # noqa: F401
from mentortrain.persons.views.blueprint import bp

__all__ = ["bp"]
