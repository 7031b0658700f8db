"""Pages of the people of a program."""

from mentortrain.persons.views import address, bulk, changes, listing, own, person  # noqa: F401  (their routes)
from mentortrain.persons.views.blueprint import bp

__all__ = ["bp"]
