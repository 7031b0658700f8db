"""Why a certificate is taken back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length


class RevocationForm(FlaskForm):
    """A reason, and who reads it."""

    why = TextAreaField(
        _l("Why"),
        [
            DataRequired(_l("Say why it is taken back: its person reads it.")),
            Length(max=1000, message=_l("Enter at most 1,000 letters.")),
        ],
        filters=[lambda typed: (typed or "").replace("\x00", "").strip()],
    )
    public = BooleanField(_l("Whoever has the number reads the reason too"))
