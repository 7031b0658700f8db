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
from mentortrain.persons.queries.merges import (
    account,
    accounts_fitting,
    lately_merged,
    merge_in,
    merge_of,
    merge_with_id,
    merges_of,
    pair_of,
    token_of,
)
from mentortrain.persons.queries.person import note_on, notes_on

__all__ = [
    "CLOSE",
    "Listing",
    "Row",
    "account",
    "accounts_fitting",
    "choices_in",
    "counts_of",
    "everybody_fitting",
    "ids_fitting",
    "lately_merged",
    "listing",
    "merge_in",
    "merge_of",
    "merge_with_id",
    "merges_of",
    "note_on",
    "notes_on",
    "pair_of",
    "token_of",
    "views_of",
]
