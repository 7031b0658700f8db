"""A session's details, why one is cancelled, whom staff register, who was there, and the day itself."""

from mentortrain.webinars.forms.day import NotesForm, WordForm
from mentortrain.webinars.forms.finding import Wanted
from mentortrain.webinars.forms.guests import PlaceForm
from mentortrain.webinars.forms.people import CancelForm, PeopleForm, ReportForm, addresses_in
from mentortrain.webinars.forms.repeating import DayForm, TimeForm, WeeksForm
from mentortrain.webinars.forms.session import FIELD_OF, WebinarForm

__all__ = [
    "FIELD_OF",
    "CancelForm",
    "DayForm",
    "NotesForm",
    "PeopleForm",
    "PlaceForm",
    "ReportForm",
    "TimeForm",
    "Wanted",
    "WebinarForm",
    "WeeksForm",
    "WordForm",
    "addresses_in",
]
