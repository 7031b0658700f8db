"""The filters of the list, and the name of a view."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length


class ViewForm(FlaskForm):
    """A name for the filters that are set."""

    name = StringField(
        _l("Name of the view"),
        [
            DataRequired(_l("Give the view a name, such as “Quiet mentors”.")),
            Length(max=60, message=_l("Enter at most 60 letters.")),
        ],
        filters=[lambda typed: " ".join((typed or "").replace("\x00", "").split())],
    )
    shared = BooleanField(_l("All staff of this program see it"))
