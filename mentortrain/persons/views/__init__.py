"""Pages of the people of a program."""

from mentortrain.persons.views import (  # noqa: F401  (their routes)
    address,
    bulk,
    changes,
    listing,
    merges,
    own,
    person,
    same_person,
)
from mentortrain.persons.views.blueprint import bp

__all__ = ["bp"]
