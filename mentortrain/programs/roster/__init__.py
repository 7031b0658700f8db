"""Reading a list of people to invite: pure, from text or bytes to rows with a verdict each."""

from mentortrain.programs.roster.decoding import OTHER, Decoded, decode, read_as
from mentortrain.programs.roster.reading import MOST_ROWS, Roster, read
from mentortrain.programs.roster.rows import Row, Rules
from mentortrain.programs.roster.workbook import Workbook, read_workbook

__all__ = [
    "MOST_ROWS",
    "OTHER",
    "Decoded",
    "Roster",
    "Row",
    "Rules",
    "Workbook",
    "decode",
    "read",
    "read_as",
    "read_workbook",
]
