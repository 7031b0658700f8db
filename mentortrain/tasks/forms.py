"""What staff type at a task."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from mentortrain.web.forms import unreadable


class DeedForm(FlaskForm):
    """One of the small forms at a task; each of them sends its own fields."""

    text = TextAreaField(_l("Note"), [Length(max=5_000)])
    until = StringField(_l("Until"), [Length(max=20)])
    day = DateField(_l("A day"), [Optional()], **unreadable(_l("Enter a date, such as 2026-12-10.")))
    to = IntegerField(_l("To"), [Optional()], **unreadable(_l("Choose somebody from the list.")))
    back = StringField(_l("Back"), [Length(max=500)])
