"""What an open question page sends: the choice, and which page and which of its savings it is."""

from __future__ import annotations

from wtforms import Form, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, NumberRange, Regexp


class AnswerForm(Form):
    """`chosen` may be empty; what can be chosen is checked where the question is known.

    Without the token and the words of a `FlaskForm`: every POST is checked before its view, and nobody reads
    what is wrong here, because a page sends it right.
    """

    chosen = SelectMultipleField(coerce=int, validate_choice=False)
    client_uuid = StringField(validators=[Regexp(r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")])
    client_seq = IntegerField(validators=[InputRequired(), NumberRange(0, 2**53)])
