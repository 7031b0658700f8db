"""The moment to simulate."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField
from wtforms.validators import InputRequired, ValidationError

from mentortrain.schedule.rules import is_within_reach
from mentortrain.web.dates import zone_of_reader


class ClockForm(FlaskForm):
    """A wall time in the reader's zone."""

    at = DateTimeLocalField(
        _l("Do what is due by"), [InputRequired(_l("Enter a day and a time."))], format="%Y-%m-%dT%H:%M"
    )

    def validate_at(self, field: DateTimeLocalField) -> None:
        """Far away, calendars end."""
        if field.data and not is_within_reach(self.moment()):
            raise ValidationError(_l("Choose a moment from 1971 to 2999."))

    def moment(self) -> datetime:
        """What was entered, by the reader's clock."""
        wall: datetime = self.at.data  # type: ignore[assignment]  # validated: it is there
        return wall.replace(tzinfo=ZoneInfo(zone_of_reader()))
