"""When a session takes place once more."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from mentortrain.web.forms import unreadable
from mentortrain.webinars.rules import MOST_WEEKS


class TimeForm(FlaskForm):
    """Another time to choose from."""

    starts_wall = DateTimeLocalField(
        _l("Starts"),
        [InputRequired(_l("Choose a day and a time."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],  # as browsers write it
        **unreadable(_l("Choose a day and a time.")),
    )


class WeeksForm(FlaskForm):
    """For how many weeks more."""

    weeks = IntegerField(
        _l("For how many weeks more"),
        [
            InputRequired(_l("Enter a number of weeks, such as 5.")),
            NumberRange(1, MOST_WEEKS, _l("Enter a number from 1 to 26.")),
        ],
        **unreadable(_l("Enter a number of weeks, such as 5.")),
    )


class DayForm(FlaskForm):
    """One more of a series, on a day that is chosen."""

    day = DateField(
        _l("On this day, at the same time"),
        [InputRequired(_l("Choose a day."))],
        **unreadable(_l("Choose a day.")),
    )
