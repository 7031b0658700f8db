"""A session's details, why one is cancelled, whom staff register, and who was there."""

from mentortrain.webinars.forms.finding import Wanted
from mentortrain.webinars.forms.guests import PlaceForm
from mentortrain.webinars.forms.people import CancelForm, PeopleForm, ReportForm, addresses_in
from mentortrain.webinars.forms.repeating import TimeForm, WeeksForm
from mentortrain.webinars.forms.session import FIELD_OF, WebinarForm

__all__ = [
    "FIELD_OF",
    "CancelForm",
    "PeopleForm",
    "PlaceForm",
    "ReportForm",
    "TimeForm",
    "Wanted",
    "WebinarForm",
    "WeeksForm",
    "addresses_in",
]
