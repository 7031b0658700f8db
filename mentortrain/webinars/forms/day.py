"""On the day: the word that was heard, and the host's own notes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional


class WordForm(FlaskForm):
    """The word that the host of a session says."""

    word = StringField(_l("The word that the host says"))


LONGEST_NOTES = 20_000


class NotesForm(FlaskForm):
    """What a host writes for themselves."""

    notes = TextAreaField(
        _l("Notes for yourself"),
        [Optional(), Length(max=LONGEST_NOTES, message=_l("Enter at most 20,000 letters."))],
    )
