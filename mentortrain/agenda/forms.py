"""A name for a new calendar address."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length


class FeedForm(FlaskForm):
    """What a person calls the device or the calendar that will fetch from it."""

    name = StringField(
        _l("Where you will use it"),
        [
            DataRequired(_l("Give it a name, such as Phone or Google.")),
            Length(max=60, message=_l("Enter at most 60 letters.")),
        ],
    )
    replaces_invitations = BooleanField(
        _l("Stop attaching invitations to mails about new sessions"), default=True
    )
