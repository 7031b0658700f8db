"""The moment to simulate."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField
from wtforms.validators import InputRequired


class ClockForm(FlaskForm):
    """A wall time in the reader's zone."""

    at = DateTimeLocalField(
        _l("Do what is due by"), [InputRequired(_l("Enter a day and a time."))], format="%Y-%m-%dT%H:%M"
    )
