"""Named reads of the people of a program."""

from mentortrain.persons.queries.listing import (
    CLOSE,
    Listing,
    Row,
    choices_in,
    counts_of,
    everybody_fitting,
    ids_fitting,
    listing,
    views_of,
)
from mentortrain.persons.queries.person import note_on, notes_on

__all__ = [
    "CLOSE",
    "Listing",
    "Row",
    "choices_in",
    "counts_of",
    "everybody_fitting",
    "ids_fitting",
    "listing",
    "note_on",
    "notes_on",
    "views_of",
]
