"""Reports of who was at a meeting, as Zoom, Teams and Google Meet export them. Pure: bytes in, people out."""

from mentortrain.webinars.reports.matching import Candidate, Match, key_of, match
from mentortrain.webinars.reports.reading import read
from mentortrain.webinars.reports.values import Attendee, Fault, Meeting, Report, dumped, loaded, rezoned

__all__ = [
    "Attendee",
    "Candidate",
    "Fault",
    "Match",
    "Meeting",
    "Report",
    "dumped",
    "key_of",
    "loaded",
    "match",
    "read",
    "rezoned",
]
